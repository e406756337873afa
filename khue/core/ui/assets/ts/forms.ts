/** A form is sent once: a second press while the first is on its way does nothing, and the button says so.
 *
 * `data-running="Đang gửi"` on the button is the word shown meanwhile; `data-download` on the form excuses
 * forms that answer with a file and leave the page where it is.
 */
import { copyOf, findAll } from "@ui/dom";

const PATIENCE = 300;
const before = new WeakMap<HTMLElement, string>();

export function guardForms(): void {
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target instanceof Element) release(event.target.closest("form"));
  });
  window.addEventListener("pageshow", () => findAll<HTMLFormElement>("form[data-sent]").forEach(release));
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.method !== "post" || "download" in form.dataset) return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.dataset["sent"] = "";
  const button = event.submitter;
  window.setTimeout(() => {
    const sending = [form, button].some((part) => part?.classList.contains("htmx-request"));
    if (event.defaultPrevented && !sending) release(form);
  });
  window.setTimeout(() => {
    if (button && "sent" in form.dataset) showRunning(button);
  }, PATIENCE);
}

function showRunning(button: HTMLElement): void {
  before.set(button, button.innerHTML);
  button.setAttribute("aria-disabled", "true");
  const spinner = copyOf("ui-spinner");
  const words = button.dataset["running"];
  if (words) button.textContent = words;
  else button.querySelector(".icon")?.remove();
  if (spinner) button.prepend(spinner);
}

function release(form: HTMLFormElement | null): void {
  if (!form) return;
  delete form.dataset["sent"];
  for (const button of findAll("button[aria-disabled=true]", form)) {
    const words = before.get(button);
    if (words === undefined) continue;
    button.innerHTML = words;
    button.removeAttribute("aria-disabled");
    before.delete(button);
  }
}
