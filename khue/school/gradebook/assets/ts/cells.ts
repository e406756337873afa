/** The cells of the grid: inputs in a table, each with what the server is known to hold (`data-old`, the wire's text). */
import { find, findAll } from "@ui/dom";

export type State = "" | "missing" | "saving" | "saved" | "refused" | "changed" | "kept";

export interface Grid {
  form: HTMLFormElement;
  table: HTMLTableElement;
}

const SAVED_SHOWN = 2000;

export function findGrid(): Grid | null {
  const form = find<HTMLFormElement>("form[data-grid]");
  const table = form && find<HTMLTableElement>("table.marks-grid", form);
  return form && table ? { form, table } : null;
}

export function cellsOf(grid: Grid): HTMLInputElement[] {
  return findAll<HTMLInputElement>("tbody input.cell-box", grid.table);
}

export function rowOf(cell: HTMLInputElement): HTMLTableRowElement | null {
  return cell.closest("tr");
}

export function pupilOf(cell: HTMLInputElement): string {
  return rowOf(cell)?.dataset["pupil"] ?? "";
}

export function kindOf(cell: HTMLInputElement): string {
  return cell.closest("td")?.dataset["cell"] ?? "";
}

export function cellAt(grid: Grid, pupil: string, kind: string): HTMLInputElement | null {
  return find<HTMLInputElement>(`tr[data-pupil="${pupil}"] td[data-cell="${kind}"] input`, grid.table);
}

/** The cells of one column, in the order of the list. */
export function columnOf(grid: Grid, kind: string): HTMLInputElement[] {
  return findAll<HTMLInputElement>(`tbody td[data-cell="${kind}"] input`, grid.table);
}

export function isClosed(cell: HTMLInputElement): boolean {
  return rowOf(cell)?.dataset["state"] === "ended";
}

export function isMissing(cell: HTMLInputElement): boolean {
  return !cell.value.trim() && kindOf(cell) !== "remark" && !isClosed(cell);
}

/** What stands in a cell as the page shows it when it is at rest. */
export function shownOf(cell: HTMLInputElement): string {
  return cell.dataset["shown"] ?? cell.defaultValue;
}

export function setState(cell: HTMLInputElement, state: State, mark: Node | string = ""): void {
  const next = state || (isMissing(cell) ? "missing" : "");
  if (next) cell.dataset["state"] = next;
  else delete cell.dataset["state"];
  cell.setAttribute("aria-invalid", String(state === "refused"));
  const place = find(".cell-mark", cell.parentElement ?? document);
  place?.replaceChildren(mark);
  if (state === "saved") window.setTimeout(() => cell.dataset["state"] === "saved" && setState(cell, ""), SAVED_SHOWN);
}

export function settle(cell: HTMLInputElement, wire: string, shown: string): void {
  cell.dataset["old"] = wire;
  cell.dataset["shown"] = shown;
  cell.value = shown;
}

export function word(grid: Grid, key: string, values: Record<string, string | number> = {}): string {
  const template = find<HTMLElement>("template[data-grid-texts]", grid.form);
  const source = template instanceof HTMLTemplateElement ? template.content : null;
  const text = source?.querySelector(`[data-text="${key}"]`)?.textContent ?? "";
  return Object.entries(values).reduce((words, [name, value]) => words.replace(`{${name}}`, String(value)), text);
}

export function markOf(grid: Grid, key: string): Node | string {
  const template = find<HTMLElement>("template[data-grid-icons]", grid.form);
  const source = template instanceof HTMLTemplateElement ? template.content : null;
  return source?.querySelector(`[data-icon="${key}"]`)?.firstElementChild?.cloneNode(true) ?? "";
}
