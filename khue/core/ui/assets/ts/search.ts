/** What is found while one types into the bar's search box: arrows walk through it, Escape and leaving close it.
 *
 * htmx fetches the answer; without scripts Enter opens the page of results.
 */
import { find, findAll, hit } from "@ui/dom";

export function walkSearch(): void {
  const box = find(".topbar .search");
  if (!box) return;
  box.addEventListener("keydown", (event) => onKey(event, box));
  box.addEventListener("input", (event) => {
    if (event.target instanceof HTMLInputElement && !event.target.value.trim()) close(box);
  });
  document.addEventListener("click", (event) => {
    if (!hit(event, ".topbar .search")) close(box);
  });
  box.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && box.contains(event.relatedTarget))) close(box);
  });
}

function onKey(event: KeyboardEvent, box: HTMLElement): void {
  const field = find<HTMLInputElement>("[data-search]", box);
  if (event.key === "Escape") {
    close(box);
    field?.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const items = findAll(".found .menu-item", box);
  if (!step || !items.length) return;
  event.preventDefault();
  const next = items.findIndex((item) => item === document.activeElement) + step;
  if (next < 0) field?.focus();
  else items[next % items.length]?.focus();
}

/** Empty the answer: an empty box is not drawn. */
function close(box: HTMLElement): void {
  find(".found", box)?.replaceChildren();
}
