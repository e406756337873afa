/** Toasts: short news at the bottom left, with one action and the seconds that remain.
 *
 * They come with the page (messages) or by the event `khue:toast` (`HX-Trigger` of an answer, or a script). The
 * count stands still while the toast is focused or under the pointer; one without seconds stays until closed.
 */
import { copyOf, find, findAll, text } from "@ui/dom";

export interface Toast {
  text: string;
  tone?: "ok" | "err" | "offline" | "info";
  action?: string;
  /** Where the action posts to; without it `onAction` runs. */
  href?: string;
  seconds?: number;
  onAction?: () => void;
}

export function showToasts(): void {
  findAll("[data-toast]").forEach(count);
  document.addEventListener("khue:toast", (event) => {
    if (event instanceof CustomEvent) toast(event.detail as Toast);
  });
  document.addEventListener("htmx:load", (event) => {
    if (event.target instanceof HTMLElement && event.target.matches("[data-toast]")) count(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") find("#toasts [data-toast]:focus-within")?.remove();
  });
}

export function toast(news: Toast): void {
  const box = copyOf(`toast-${news.tone ?? "ok"}`);
  const region = document.getElementById("toasts");
  if (!box || !region) return;
  const words = find("[data-toast-words]", box);
  if (words) words.textContent = news.text;
  offerAction(box, news);
  if (news.seconds) box.dataset["seconds"] = String(news.seconds);
  for (const old of findAll("[data-toast]", region)) {
    if (old.textContent === box.textContent) old.remove();
  }
  region.append(box);
  count(box);
}

function offerAction(box: HTMLElement, news: Toast): void {
  const form = find<HTMLFormElement>("form", box);
  const button = find<HTMLButtonElement>("[data-toast-action]", box);
  const close = find("[data-toast-close]", box);
  if (!form || !button || !close) return;
  form.hidden = !news.action;
  close.hidden = Boolean(news.action);
  button.textContent = news.action ?? "";
  if (news.href) form.action = news.href;
  form.addEventListener("submit", (event) => {
    if (news.href) return;
    event.preventDefault();
    box.remove();
    news.onAction?.();
  });
}

function count(box: HTMLElement): void {
  find("[data-toast-close]", box)?.addEventListener("click", () => box.remove());
  let left = Number(box.dataset["seconds"] ?? 0);
  if (!left || "counting" in box.dataset) return;
  box.dataset["counting"] = "";
  const shown = find("[data-toast-count]", box);
  const show = (): void => {
    if (shown) shown.textContent = text("seconds").replace("{n}", String(left));
  };
  show();
  const clock = window.setInterval(() => {
    if (!box.isConnected) window.clearInterval(clock);
    if (box.matches(":hover, :focus-within") || document.hidden) return;
    left -= 1;
    if (left > 0) return show();
    window.clearInterval(clock);
    box.remove();
  }, 1000);
}
