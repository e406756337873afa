/** The list by keyboard: j and k move, Enter opens, x chooses, f goes to the filters.
 *
 * A row is `<tr data-row>` with its link `<a data-open>`; the row under the keys carries `data-cursor` and its link
 * has the focus, so Enter and the screen reader need nothing of ours.
 */
import { find, findAll } from "@ui/dom";
import { isLetterKey } from "@ui/keys";

export function walkRows(): void {
  document.addEventListener("keydown", (event) => {
    if (!isLetterKey(event)) return;
    const act = { j: () => move(1), k: () => move(-1), x: choose, f: filter, Enter: open }[event.key];
    if (act?.(event)) event.preventDefault();
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-row]") : null;
    if (row && event.target instanceof Element && event.target.matches("[data-open]")) point(row);
  });
}

function move(step: number): boolean {
  const rows = findAll("[data-row]");
  if (rows.length === 0) return false;
  const here = rows.findIndex((row) => "cursor" in row.dataset);
  const next = rows[Math.max(0, Math.min(rows.length - 1, here + (here < 0 ? 1 : step)))];
  if (!next) return false;
  point(next);
  find("[data-open]", next)?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function point(row: HTMLElement): void {
  for (const other of findAll("[data-row][data-cursor]")) delete other.dataset["cursor"];
  row.dataset["cursor"] = "";
}

function choose(): boolean {
  const box = find<HTMLInputElement>("[data-row][data-cursor] [data-choose]");
  box?.click();
  return box !== null;
}

function filter(): boolean {
  const first = find("[data-filter]");
  const target = first instanceof HTMLDetailsElement ? find("summary", first) : first;
  target?.focus();
  return target !== null;
}

function open(event: KeyboardEvent): boolean {
  if (event.target !== document.body) return false;
  const link = find("[data-row][data-cursor] [data-open]");
  link?.click();
  return link !== null;
}
