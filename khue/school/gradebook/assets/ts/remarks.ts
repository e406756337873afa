/** Sample remarks: the ones offered and those that stand in this book already, the most used first. */
import { find, findAll } from "@ui/dom";
import { cellAt, columnOf, type Grid, isClosed, pupilOf } from "./cells.ts";

const OWN = 12;

export class Remarks {
  private readonly dialog = find<HTMLDialogElement>("dialog[data-remarks]");
  private readonly pupil = find<HTMLSelectElement>("[data-remarks-pupil]");

  constructor(
    private readonly grid: Grid,
    private readonly current: () => HTMLInputElement | null,
    private readonly write: (cell: HTMLInputElement, value: string) => void,
  ) {
    for (const opener of findAll("[data-remarks-open]")) opener.addEventListener("click", () => this.open());
    this.dialog?.addEventListener("click", (event) => {
      const chosen = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-remark]") : null;
      if (chosen) this.put(chosen.textContent ?? "");
    });
  }

  private open(): void {
    if (!this.dialog || !this.pupil) return;
    const cells = columnOf(this.grid, "remark").filter((cell) => !cell.readOnly && !isClosed(cell));
    this.pupil.replaceChildren(...cells.map((cell) => new Option((cell.getAttribute("aria-label") ?? "").split(", ")[0], pupilOf(cell))));
    const from = this.current();
    const wanted = from ? cells.find((cell) => pupilOf(cell) === pupilOf(from)) : cells.find((cell) => !cell.value.trim());
    if (wanted) this.pupil.value = pupilOf(wanted);
    this.listOwn(cells);
    this.dialog.showModal();
  }

  private listOwn(cells: HTMLInputElement[]): void {
    const list = find("[data-remarks-own]");
    const counts = new Map<string, number>();
    for (const words of cells.map((cell) => cell.value.trim()).filter(Boolean)) counts.set(words, (counts.get(words) ?? 0) + 1);
    const known = new Set(findAll("[data-remarks-offered] [data-remark]").map((each) => each.textContent ?? ""));
    const own = [...counts].filter(([words]) => !known.has(words)).sort((a, b) => b[1] - a[1]).slice(0, OWN);
    list?.replaceChildren(...own.map(([words]) => choiceOf(words)));
    if (list?.parentElement) list.parentElement.hidden = own.length === 0;
  }

  private put(words: string): void {
    const cell = cellAt(this.grid, this.pupil?.value ?? "", "remark");
    if (!cell || cell.readOnly) return;
    this.write(cell, words);
    this.dialog?.close();
    cell.focus();
  }
}

function choiceOf(words: string): HTMLElement {
  const line = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "menu-item";
  button.dataset["remark"] = "";
  button.textContent = words;
  line.append(button);
  return line;
}
