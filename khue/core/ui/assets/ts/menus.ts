/** Menus are `<details class="menu">`, so they open without scripts; this closes them and lets arrows walk in them. */
import { findAll, hit } from "@ui/dom";

const ITEMS = ".menu-item";

export function closeMenus(): void {
  document.addEventListener("click", (event) => closeAllBut(hit<HTMLDetailsElement>(event, "details.menu")));
  document.addEventListener("focusin", (event) => closeAllBut(hit<HTMLDetailsElement>(event, "details.menu")));
  document.addEventListener("keydown", onKey);
}

function closeAllBut(kept: HTMLDetailsElement | null): void {
  for (const menu of findAll<HTMLDetailsElement>("details.menu[open]")) {
    if (menu !== kept && !menu.contains(kept) && !menu.closest(":popover-open")) menu.open = false;
  }
}

function onKey(event: KeyboardEvent): void {
  const menu = hit<HTMLDetailsElement>(event, "details.menu[open]");
  if (!menu) return;
  if (event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = findAll(ITEMS, menu);
  const here = items.findIndex((item) => item === document.activeElement);
  const next = here < 0 && step < 0 ? items.length - 1 : (here + step + items.length) % items.length;
  items[next]?.focus();
}
