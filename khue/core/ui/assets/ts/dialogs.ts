/** Native dialogs. `data-dialog="<id>"` opens one, `data-dialog-close` inside closes it; Esc and focus are the browser's. */
import { hit } from "@ui/dom";

export function openDialogs(): void {
  document.addEventListener("click", (event) => {
    const opener = hit(event, "[data-dialog]");
    const dialog = opener && document.getElementById(opener.dataset["dialog"] ?? "");
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      dialog.showModal();
    }
    const closer = hit(event, "[data-dialog-close]");
    if (closer) {
      event.preventDefault();
      closer.closest("dialog")?.close();
    }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const arrived = event.target instanceof Element ? event.target.querySelector("dialog[data-open-now]") : null;
    if (arrived instanceof HTMLDialogElement && !arrived.open) arrived.showModal();
  });
}
