/** Keys that work on every page: `/` to search, `?` for all keys.
 *
 * One-letter keys can be switched off in the dialog of keys (they disturb people who speak to their machine);
 * the choice stays on the device.
 */
import { find, isTyping } from "@ui/dom";

const STORE = "khue.letter-keys";

export function letterKeysOn(): boolean {
  return localStorage.getItem(STORE) !== "off";
}

/** True for a letter key that may act now: switched on, not typed into a field, no modifier held. */
export function isLetterKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return false;
  return letterKeysOn() && !isTyping(event) && !document.querySelector("dialog[open]");
}

export function listenForKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target instanceof HTMLInputElement && event.target.type === "search") {
      event.target.blur();
    }
    if (!isLetterKey(event)) return;
    if (event.key === "/") focusSearch(event);
    if (event.key === "?") find<HTMLDialogElement>("dialog#keys")?.showModal();
  });
  const choice = find<HTMLInputElement>("[data-letter-keys]");
  if (!choice) return;
  choice.checked = letterKeysOn();
  choice.addEventListener("change", () => localStorage.setItem(STORE, choice.checked ? "on" : "off"));
}

function focusSearch(event: KeyboardEvent): void {
  const search = find<HTMLInputElement>("[data-search]");
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
}
