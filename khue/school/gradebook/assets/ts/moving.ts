/** Moving and filling as in a spreadsheet: arrows, Enter and Tab, fill down, undo and redo. */
import { cellsOf, columnOf, type Grid, isMissing, kindOf, rowOf } from "./cells.ts";

type Write = (cell: HTMLInputElement, value: string) => void;

interface Step {
  cell: HTMLInputElement;
  from: string;
  to: string;
}

export function neighbour(grid: Grid, cell: HTMLInputElement, down: number, right: number): HTMLInputElement | null {
  const inRow = [...(rowOf(cell)?.querySelectorAll<HTMLInputElement>("input.cell-box") ?? [])].filter(isShown);
  if (right) return inRow[inRow.indexOf(cell) + right] ?? null;
  const column = columnOf(grid, kindOf(cell));
  for (let at = column.indexOf(cell) + down; at >= 0 && at < column.length; at += down) {
    const next = column[at];
    if (next && !next.readOnly) return next;
  }
  return null;
}

export function go(cell: HTMLInputElement | null): boolean {
  if (!cell) return false;
  cell.focus();
  cell.select();
  return true;
}

export function nextMissing(grid: Grid, from: HTMLInputElement | null): boolean {
  const open = cellsOf(grid).filter((cell) => !cell.readOnly && isShown(cell));
  const start = from ? open.indexOf(from) + 1 : 0;
  return go([...open.slice(start), ...open.slice(0, start)].find(isMissing) ?? null);
}

/** The value of a cell into the empty cells below it. */
export function fillDown(grid: Grid, from: HTMLInputElement, write: Write): void {
  const column = columnOf(grid, kindOf(from));
  for (const cell of column.slice(column.indexOf(from) + 1)) {
    if (!cell.readOnly && !cell.value.trim()) write(cell, from.value);
  }
}

export class Steps {
  private done: Step[] = [];
  private undone: Step[] = [];

  note(cell: HTMLInputElement, from: string, to: string): void {
    if (from === to) return;
    this.done.push({ cell, from, to });
    this.undone = [];
  }

  undo(write: Write): boolean {
    return this.move(this.done, this.undone, (step) => step.from, write);
  }

  redo(write: Write): boolean {
    return this.move(this.undone, this.done, (step) => step.to, write);
  }

  private move(source: Step[], target: Step[], value: (step: Step) => string, write: Write): boolean {
    const step = source.pop();
    if (!step) return false;
    target.push(step);
    write(step.cell, value(step));
    return go(step.cell);
  }
}

function isShown(cell: HTMLInputElement): boolean {
  return cell.offsetParent !== null;
}
