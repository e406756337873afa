/** Light, dark, or as the device: kept in a cookie, so that the server paints the next page right the first time. */
import { findAll } from "@ui/dom";

const YEAR = 60 * 60 * 24 * 365;

export function chooseTheme(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-theme-form]")) return;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    paint(button.value);
    for (const other of findAll<HTMLButtonElement>("button[name=theme]")) {
      other.setAttribute("aria-pressed", String(other.value === button.value));
    }
  });
}

function paint(theme: string): void {
  if (theme) document.documentElement.dataset["theme"] = theme;
  else delete document.documentElement.dataset["theme"];
  document.cookie = `khue_theme=${theme}; path=/; max-age=${theme ? YEAR : 0}; samesite=lax`;
}
