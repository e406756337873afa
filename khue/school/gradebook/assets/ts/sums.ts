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
    const count = lackingOf(grid, kind).length;
    place.replaceChildren(count ? toNext(grid, () => lackingOf(grid, kind), count, "figure-link tone-wait") : String(count));
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

/** A count that leads to its cells: the first press to the first of them, each further one to the next. */
function toNext(grid: Grid, cells: () => HTMLElement[], count: number, clothes = "figure-link"): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = clothes;
  button.textContent = String(count);
  button.title = word(grid, "next_of");
  button.setAttribute("aria-label", `${count}: ${button.title}`);
  button.addEventListener("click", () => {
    const all = cells();
    const row = grid.table.querySelector("tr[data-shown-by]");
    const next = all[(all.findIndex((cell) => cell.closest("tr") === row) + 1) % all.length];
    row?.removeAttribute("data-shown-by");
    next?.closest("tr")?.setAttribute("data-shown-by", "count");
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  });
  return button;
}

/** The cells that a count of the foot counts; of the results the first empty cell of each row, or its name. */
function lackingOf(grid: Grid, kind: string): HTMLElement[] {
  return kind === "result" ? fieldsOf(incompleteCells(grid)) : columnOf(grid, kind).filter(lacks);
}

/** Where one stands to look at a row: its first empty field of marks, else its last. */
function fieldsOf(cells: HTMLElement[]): HTMLElement[] {
  return cells.flatMap((cell) => {
    const fields = findAll<HTMLInputElement>("td.cell input.cell-box", cell.closest("tr") ?? cell);
    return fields.find((field) => !field.value.trim()) ?? fields.at(-1) ?? [];
  });
}

/** How many pupils of the class stand in each band; nothing before the first average. */
function showBands(grid: Grid): void {
  const list = find("[data-grid-bands]");
  if (!list) return;
  const bands = [...FLOORS.map((floor, at) => () => rated(grid, floor, FLOORS[at - 1] ?? Infinity)), () => incompleteCells(grid)];
  const counts = bands.map((band) => band().length);
  const whole = counts.reduce((sum, count) => sum + count, 0);
  list.hidden = results(grid).every((mark) => !mark);
  for (const [at, line] of [...list.children].entries()) {
    const count = counts[at] ?? 0;
    find("rect", line)?.setAttribute("width", `${whole ? (100 * count) / whole : 0}%`);
    const place = find("b", line);
    const band = bands[at];
    if (place) place.replaceChildren(count && band ? toNext(grid, () => fieldsOf(band()), count) : String(count));
  }
}

/** The results of at least `floor` and below `ceiling`. */
function rated(grid: Grid, floor: number, ceiling: number): HTMLElement[] {
  return findAll("tbody td[data-result]", grid.table).filter((cell) => {
    const mark = cell.dataset["result"];
    return Boolean(mark) && Number(mark) >= floor && Number(mark) < ceiling;
  });
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

function incompleteCells(grid: Grid): HTMLElement[] {
  return findAll("tbody tr:not([data-state=ended]) td[data-result]", grid.table).filter((cell) => !cell.dataset["result"]);
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
