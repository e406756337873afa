/** What is always in sight: the class's average and the missing cells, under each column and at the side. */
import { find, findAll } from "@ui/dom";
import { cellsOf, columnOf, type Grid, isClosed, isMissing, word } from "./cells.ts";

const LISTED = 12;

export function showSums(grid: Grid): void {
  for (const place of findAll("[data-missing]", grid.table)) {
    const kind = place.dataset["missing"] ?? "";
    const count = kind === "result" ? incomplete(grid) : columnOf(grid, kind).filter(lacks).length;
    place.textContent = String(count);
    place.className = count ? "tone-wait" : "faint";
  }
  for (const place of findAll("[data-average]", grid.table)) {
    const kind = place.dataset["average"] ?? "";
    place.textContent = average(kind === "result" ? results(grid) : columnOf(grid, kind).filter((cell) => cell.dataset["state"] !== "refused").map((cell) => cell.value));
  }
  const whole = find("[data-grid-average]");
  if (whole) whole.textContent = average(results(grid)) || "–";
  listMissing(grid);
}

export function average(values: string[]): string {
  const numbers = values.map((value) => Number(value.replace(",", "."))).filter((n, at) => values[at]?.trim() && !Number.isNaN(n));
  if (numbers.length === 0) return "";
  const tenths = Math.floor((numbers.reduce((sum, n) => sum + Math.round(n * 10), 0) * 2 + numbers.length) / (2 * numbers.length));
  return (tenths / 10).toFixed(1).replace(".", ",").replace(/,0$/, "");
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
  const words = find("[data-grid-foot-average]");
  const left = find("[data-grid-foot-missing]");
  const mean = average(cells.map((cell) => cell.value));
  if (words) words.textContent = mean ? word(grid, "average", { value: mean }) : "";
  if (left) left.textContent = word(grid, "missing_of", { n: cells.filter(lacks).length, all: cells.length });
}
