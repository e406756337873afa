/** A block from a spreadsheet, shown before it is put in: which value goes to which cell, and what does not fit. */
import { find, findAll } from "@ui/dom";
import { cellAt, columnOf, type Grid, kindOf, pupilOf, rowOf, shownOf, word } from "./cells.ts";

export interface Target {
  cell: HTMLInputElement;
  value: string;
}

export interface Plan {
  targets: Target[];
  /** How many values of the block have no cell. */
  left: number;
}

/** Rows by line breaks, columns by tabs, put from the cell on; rows that nobody may write in are stepped over. */
export function planOf(grid: Grid, from: HTMLInputElement, text: string): Plan {
  const column = columnOf(grid, kindOf(from));
  const rows = column.slice(column.indexOf(from)).filter((cell) => !cell.readOnly);
  const plan: Plan = { targets: [], left: 0 };
  for (const [at, line] of linesOf(text).entries()) {
    const first = rows[at];
    const cells = first ? [...(rowOf(first)?.querySelectorAll<HTMLInputElement>("input.cell-box") ?? [])] : [];
    const start = first ? cells.indexOf(first) : 0;
    for (const [place, value] of line.split("\t").entries()) {
      const cell = first ? cells[start + place] : undefined;
      if (cell && !cell.readOnly) plan.targets.push({ cell, value: value.trim() });
      else if (value.trim()) plan.left += 1;
    }
  }
  return plan;
}

function linesOf(text: string): string[] {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  return lines ? lines.split("\n") : [];
}

export class BlockDialog {
  private readonly dialog = find<HTMLDialogElement>("dialog[data-block]");
  private readonly text = find<HTMLTextAreaElement>("[data-block-text]");
  private readonly pupil = find<HTMLSelectElement>("[data-block-pupil]");
  private readonly column = find<HTMLSelectElement>("[data-block-column]");
  private readonly go = find<HTMLButtonElement>("[data-block-go]");

  constructor(
    private readonly grid: Grid,
    private readonly current: () => HTMLInputElement | null,
    private readonly write: (cell: HTMLInputElement, value: string) => void,
  ) {
    for (const opener of findAll("[data-block-open]")) opener.addEventListener("click", () => this.open());
    for (const part of [this.text, this.pupil, this.column]) part?.addEventListener("input", () => this.show());
    this.go?.addEventListener("click", () => this.put());
  }

  private open(): void {
    if (!this.dialog || !this.text) return;
    const cells = findAll<HTMLInputElement>("tbody input.cell-box:not([readonly])", this.grid.table);
    const from = this.current() ?? cells.find((cell) => cell.offsetParent) ?? cells[0];
    this.fill(this.pupil, columnOf(this.grid, from ? kindOf(from) : "").filter((cell) => !cell.readOnly).map((cell) => [pupilOf(cell), nameOf(cell)]));
    this.fill(this.column, findAll("thead th[data-cell]", this.grid.table).map((head) => [head.dataset["cell"] ?? "", titleOf(head)]));
    if (from && this.pupil && this.column) [this.pupil.value, this.column.value] = [pupilOf(from), kindOf(from)];
    this.text.value = "";
    this.show();
    this.dialog.showModal();
    this.text.focus();
  }

  private fill(select: HTMLSelectElement | null, options: [string, string][]): void {
    select?.replaceChildren(...options.map(([value, words]) => new Option(words, value)));
  }

  private plan(): Plan {
    const from = cellAt(this.grid, this.pupil?.value ?? "", this.column?.value ?? "");
    return from ? planOf(this.grid, from, this.text?.value ?? "") : { targets: [], left: 0 };
  }

  private show(): void {
    const { targets, left } = this.plan();
    const changed = targets.filter(({ cell, value }) => shownOf(cell) && value !== shownOf(cell)).length;
    const words = targets.length ? [word(this.grid, "block_count", { n: targets.length }), changed ? word(this.grid, "block_changed", { n: changed }) : "", left ? word(this.grid, "block_left", { n: left }) : ""] : [word(this.grid, left ? "block_none" : "block_empty")];
    const sum = find("[data-block-sum]");
    if (sum) sum.textContent = words.filter(Boolean).join(" ");
    find("[data-block-rows]")?.replaceChildren(...linesBy(targets).map(lineOf));
    if (this.go) this.go.disabled = targets.length === 0;
  }

  private put(): void {
    const { targets } = this.plan();
    for (const { cell, value } of targets) this.write(cell, value);
    this.dialog?.close();
    targets[0]?.cell.focus();
  }
}

/** The targets of each pupil, in the order of the list. */
function linesBy(targets: Target[]): Target[][] {
  const rows = new Map<string, Target[]>();
  for (const target of targets) rows.set(pupilOf(target.cell), [...(rows.get(pupilOf(target.cell)) ?? []), target]);
  return [...rows.values()];
}

function lineOf(targets: Target[]): HTMLElement {
  const line = document.createElement("tr");
  const name = document.createElement("th");
  name.scope = "row";
  name.textContent = targets[0] ? nameOf(targets[0].cell) : "";
  const cells = document.createElement("td");
  cells.append(...targets.map(pieceOf));
  line.append(name, cells);
  return line;
}

function pieceOf({ cell, value }: Target): HTMLElement {
  const piece = document.createElement("span");
  const stands = shownOf(cell);
  const moves = stands && stands !== value;
  piece.className = moves ? "block-piece tone-wait" : "block-piece";
  const strong = document.createElement("b");
  strong.textContent = value || "–";
  piece.append(`${columnNameOf(cell)} ${moves ? `${stands} → ` : ""}`, strong);
  return piece;
}

function nameOf(cell: HTMLInputElement): string {
  return (cell.getAttribute("aria-label") ?? "").split(", ")[0] ?? "";
}

function columnNameOf(cell: HTMLInputElement): string {
  return (cell.getAttribute("aria-label") ?? "").split(", ").slice(1).join(", ");
}

function titleOf(head: HTMLElement): string {
  return head.firstChild?.textContent?.trim() ?? "";
}
