/** What is always in sight: the class's average and the missing cells, under each column and at the side. */
import { find, findAll } from "@ui/dom";
import { cellsOf, columnOf, type Grid, isClosed, isMissing, word } from "./cells.ts";

const LISTED = 12;
const HIGHEST = 10;
/** The least average of each band of the class but the last, which has none yet. */
const FLOORS = [8, 6.5, 5, 0];

export function showSums(grid: Grid): void {
  for (const place of findAll("[data-missing]", grid.table)) {
    const kind = place.dataset["missing"] ?? "";
    const count = kind === "result" ? incomplete(grid) : columnOf(grid, kind).filter(lacks).length;
    place.replaceChildren(count && kind !== "remark" && kind !== "result" ? toFirst(grid, kind, count) : String(count));
    place.className = count && kind !== "remark" ? "tone-wait" : "faint";
  }
  for (const place of findAll("[data-average]", grid.table)) {
    const kind = place.dataset["average"] ?? "";
    place.textContent = average(kind === "result" ? results(grid) : stored(columnOf(grid, kind)));
  }
  const whole = find("[data-grid-average]");
  if (whole) whole.textContent = average(results(grid)) || "–";
  showBands(grid);
  listMissing(grid);
}

/** The count of a column's missing cells, which leads to the first of them. */
function toFirst(grid: Grid, kind: string, count: number): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "figure-link tone-wait";
  button.textContent = String(count);
  button.title = word(grid, "next_missing");
  button.addEventListener("click", () => columnOf(grid, kind).find(isMissing)?.focus());
  return button;
}

/** How many pupils of the class stand in each band; nothing before the first average. */
function showBands(grid: Grid): void {
  const list = find("[data-grid-bands]");
  if (!list) return;
  const marks = results(grid).filter(Boolean).map(Number);
  const counts = FLOORS.map((floor, at) => marks.filter((mark) => mark >= floor && mark < (FLOORS[at - 1] ?? Infinity)).length);
  counts.push(incomplete(grid));
  const whole = counts.reduce((sum, count) => sum + count, 0);
  list.hidden = marks.length === 0;
  for (const [at, line] of [...list.children].entries()) {
    const count = counts[at] ?? 0;
    find("rect", line)?.setAttribute("width", `${whole ? (100 * count) / whole : 0}%`);
    const place = find("b", line);
    if (place) place.textContent = String(count);
  }
}

export function average(values: string[]): string {
  const numbers = values.map((value) => Number(value.replace(",", "."))).filter((n, at) => values[at]?.trim() && !Number.isNaN(n));
  if (numbers.length === 0) return "";
  const tenths = Math.floor((numbers.reduce((sum, n) => sum + Math.round(n * 10), 0) * 2 + numbers.length) / (2 * numbers.length));
  return (tenths / 10).toFixed(1).replace(".", ",").replace(/,0$/, "");
}

/** What the cells hold: not what was refused, nor an 85 that has not become 8,5 yet. */
function stored(cells: HTMLInputElement[]): string[] {
  const values = cells.filter((cell) => cell.dataset["state"] !== "refused").map((cell) => cell.value);
  return values.filter((value) => Number(value.replace(",", ".")) <= HIGHEST);
}

function results(grid: Grid): string[] {
  return findAll("tbody td[data-result]", grid.table).map((cell) => cell.dataset["result"] ?? "");
}

function incomplete(grid: Grid): number {
  return findAll("tbody tr:not([data-state=ended]) td[data-result]", grid.table).filter((cell) => !cell.dataset["result"]).length;
}

function lacks(cell: HTMLInputElement): boolean {
  return !isClosed(cell) && !cell.value.trim();
}

function listMissing(grid: Grid): void {
  const missing = cellsOf(grid).filter(isMissing);
  const count = find("[data-grid-lacking]");
  if (count) count.textContent = String(missing.length);
  const list = find("[data-grid-list]");
  list?.replaceChildren(...missing.slice(0, LISTED).map((cell) => lineOf(cell)));
}

function lineOf(cell: HTMLInputElement): HTMLElement {
  const line = document.createElement("li");
  const [name = "", column = ""] = (cell.getAttribute("aria-label") ?? "").split(", ");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "linklike tone-wait";
  button.textContent = column;
  button.setAttribute("aria-label", `${name}, ${column}`);
  button.addEventListener("click", () => cell.focus());
  line.append(`${name} `, button);
  return line;
}

export function phoneFoot(grid: Grid, kind: string): void {
  const cells = columnOf(grid, kind).filter((cell) => !isClosed(cell));
  const lacking = cells.filter(lacks).length;
  const words = find("[data-grid-foot-average]");
  const left = find("[data-grid-foot-missing]");
  const mean = average(stored(cells));
  if (words) words.textContent = mean && grid.form.dataset["scores"] ? word(grid, "average", { value: mean }) : "";
  if (left) left.textContent = word(grid, "missing_of", { n: lacking, done: cells.length - lacking, all: cells.length });
}
