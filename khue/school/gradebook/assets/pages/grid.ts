/** The gradebook's grid: a spreadsheet with manners. Only exceptions are marked; a refused value stays in sight. */
import { find, findAll, hit } from "@ui/dom";
import { type Grid, cellsOf, findGrid, markOf, rowOf, setState, settle, shownOf, word } from "../ts/cells.ts";
import { BlockDialog, planOf } from "../ts/block.ts";
import { Colleagues } from "../ts/colleagues.ts";
import { fillDown, go, neighbour, nextMissing, Steps } from "../ts/moving.ts";
import { CellPanel } from "../ts/panel.ts";
import { PhoneView } from "../ts/phone.ts";
import { Remarks } from "../ts/remarks.ts";
import { type Answer, anyState, Saver, showSaved } from "../ts/saving.ts";
import { showSums } from "../ts/sums.ts";

class Page {
  private readonly steps = new Steps();
  private readonly phone: PhoneView;
  private readonly saver: Saver;
  private readonly panel: CellPanel;
  private current: HTMLInputElement | null = null;
  private before = "";

  constructor(private readonly grid: Grid) {
    this.phone = new PhoneView(grid);
    this.saver = new Saver(grid, (cell, answer) => this.onAnswer(cell, answer), () => this.show());
    this.panel = new CellPanel(grid);
    new Colleagues(grid, (cell) => this.isBusy(cell), (cell, answer) => this.onColleague(cell, answer));
    new BlockDialog(grid, () => this.current, this.write);
    new Remarks(grid, () => this.current, this.write);
    grid.form.addEventListener("submit", (event) => event.preventDefault());
    grid.table.addEventListener("focusin", (event) => this.onFocus(event));
    grid.table.addEventListener("focusout", (event) => this.onLeave(event));
    grid.table.addEventListener("keydown", (event) => this.onKey(event));
    grid.table.addEventListener("paste", (event) => this.onPaste(event));
    document.addEventListener("keydown", (event) => {
      if (event.altKey && event.key.toLowerCase() === "n" && nextMissing(grid, this.current)) event.preventDefault();
    });
    this.buttons();
    this.show();
  }

  private buttons(): void {
    const acts: Record<string, () => unknown> = {
      "[data-grid-undo]": () => this.steps.undo(this.put),
      "[data-grid-redo]": () => this.steps.redo(this.put),
      "[data-grid-fill]": () => this.current && fillDown(this.grid, this.current, this.write),
      "[data-grid-next]": () => nextMissing(this.grid, this.current),
      "[data-grid-up]": () => this.current && go(neighbour(this.grid, this.current, -1, 0)),
      "[data-grid-down]": () => go(this.current ? neighbour(this.grid, this.current, 1, 0) : (cellsOf(this.grid)[0] ?? null)),
    };
    for (const [selector, act] of Object.entries(acts)) for (const button of findAll(selector)) button.addEventListener("click", act);
  }

  /** Put a value without remembering it as a step (undo itself). */
  private readonly put = (cell: HTMLInputElement, value: string): void => {
    cell.value = value;
    this.saver.put(cell);
  };

  private readonly write = (cell: HTMLInputElement, value: string): void => {
    this.steps.note(cell, cell.value, value);
    this.put(cell, value);
  };

  private onFocus(event: FocusEvent): void {
    const cell = hit<HTMLInputElement>(event, "input.cell-box");
    if (!cell) return;
    this.current = cell;
    this.panel.choose(cell);
    this.before = cell.value;
    cell.select();
    if (cell.dataset["state"] === "refused" || cell.dataset["state"] === "changed") this.popover(cell);
    else this.closePopover();
  }

  private onLeave(event: FocusEvent): void {
    const cell = hit<HTMLInputElement>(event, "input.cell-box");
    if (cell && !cell.readOnly) this.commit(cell);
  }

  private commit(cell: HTMLInputElement): void {
    if (cell.value === this.before && cell.value === shownOf(cell)) return;
    this.steps.note(cell, this.before, cell.value);
    this.before = cell.value;
    this.saver.put(cell);
  }

  private onKey(event: KeyboardEvent): void {
    const cell = hit<HTMLInputElement>(event, "input.cell-box");
    if (!cell) return;
    const control = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    let done = false;
    if (control && key === "z") done = event.shiftKey ? this.steps.redo(this.put) : this.steps.undo(this.put);
    else if (control && key === "y") done = this.steps.redo(this.put);
    else if (control && key === "d") {
      fillDown(this.grid, cell, this.write);
      done = true;
    } else if (event.key === "Escape") {
      cell.value = shownOf(cell);
      setState(cell, "");
      this.closePopover();
      done = true;
    } else done = this.step(cell, event);
    if (done) event.preventDefault();
  }

  private step(cell: HTMLInputElement, event: KeyboardEvent): boolean {
    const whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const moves: Record<string, [number, number, boolean]> = {
      ArrowUp: [-1, 0, true],
      ArrowDown: [1, 0, true],
      Enter: [event.shiftKey ? -1 : 1, 0, true],
      ArrowLeft: [0, -1, whole || cell.selectionStart === 0],
      ArrowRight: [0, 1, whole || cell.selectionEnd === cell.value.length],
    };
    const move = moves[event.key];
    if (!move || !move[2]) return false;
    this.commit(cell);
    go(neighbour(this.grid, cell, move[0], move[1]));
    return true;
  }

  private onPaste(event: ClipboardEvent): void {
    const cell = hit<HTMLInputElement>(event, "input.cell-box");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!cell || cell.readOnly || !/[\t\n\r]/.test(text)) return;
    event.preventDefault();
    for (const { cell: each, value } of planOf(this.grid, cell, text).targets) this.write(each, value);
    this.before = cell.value;
  }

  private onAnswer(cell: HTMLInputElement, answer: Answer): void {
    cell.dataset["said"] = answer.text;
    if (answer.outcome === "saved") showSaved(this.grid, cell, answer);
    else if (answer.outcome === "changed") this.showChanged(cell, answer);
    else setState(cell, "refused", markOf(this.grid, "refused"));
    if (answer.outcome === "saved") this.showResult(cell, answer);
    if (answer.outcome !== "saved" && document.activeElement === cell) this.popover(cell);
  }

  private showResult(cell: HTMLInputElement, answer: Answer): void {
    const result = find("td[data-result]", rowOf(cell) ?? document);
    if (!result) return;
    result.dataset["result"] = answer.result;
    result.textContent = answer.result_shown || word(this.grid, "incomplete");
  }

  /** Whether somebody types in the cell here, or its value is still on its way. */
  private isBusy(cell: HTMLInputElement): boolean {
    return this.saver.holds(cell) || cell.value !== shownOf(cell);
  }

  private onColleague(cell: HTMLInputElement, answer: Answer): void {
    this.showChanged(cell, answer);
    this.showResult(cell, answer);
    if (document.activeElement === cell) this.before = cell.value;
    this.show();
  }

  /** Somebody else was faster: their value stands and is shown, with who and when; ours can be put back. */
  private showChanged(cell: HTMLInputElement, answer: Answer): void {
    cell.dataset["mine"] = cell.value;
    settle(cell, answer.value, answer.shown);
    const initials = answer.author.split(/\s+/).slice(-2).map((name) => name[0] ?? "").join("").toUpperCase();
    const mark = document.createElement("span");
    mark.className = "initials";
    mark.textContent = initials;
    setState(cell, "changed", mark);
    const empty = word(this.grid, "empty");
    cell.dataset["said"] = word(this.grid, "who", { author: answer.author || "?", value: answer.shown || empty, at: answer.at });
  }

  private popover(cell: HTMLInputElement): void {
    const box = find("[data-grid-popover]");
    const [words, first, second] = ["[data-popover-words]", "[data-popover-first]", "[data-popover-second]"].map((each) => find<HTMLButtonElement>(each, box ?? document));
    if (!box || !words || !first || !second) return;
    const changed = cell.dataset["state"] === "changed";
    const empty = word(this.grid, "empty");
    const typed = changed ? (cell.dataset["mine"] ?? "") : cell.value;
    const stands = shownOf(cell) || empty;
    words.textContent = changed ? (cell.dataset["said"] ?? "") : [word(this.grid, "not_saved", { value: typed }), cell.dataset["said"] ?? "", word(this.grid, "old_safe", { old: stands })].join(" ");
    first.textContent = changed ? word(this.grid, "keep", { value: stands }) : word(this.grid, "again");
    second.textContent = changed ? word(this.grid, "mine", { value: typed || empty }) : word(this.grid, "back", { value: stands });
    first.onclick = () => this.answered(cell, changed ? shownOf(cell) : cell.value, changed);
    second.onclick = () => this.answered(cell, changed ? typed : shownOf(cell), true);
    box.showPopover();
    const place = cell.getBoundingClientRect();
    const left = Math.min(place.right + 12, window.innerWidth - box.offsetWidth - 8);
    box.style.setProperty("inset", this.phone.isOn ? "auto 8px 84px" : "auto");
    if (this.phone.isOn) return;
    box.style.setProperty("left", `${Math.max(8, left)}px`);
    box.style.setProperty("top", `${Math.min(place.top, window.innerHeight - box.offsetHeight - 8)}px`);
  }

  private answered(cell: HTMLInputElement, value: string, send: boolean): void {
    this.closePopover();
    if (send) {
      setState(cell, "");
      this.write(cell, value);
    }
    go(cell);
  }

  private closePopover(): void {
    const box = find("[data-grid-popover]");
    if (box?.matches(":popover-open")) box.hidePopover();
  }

  private show(): void {
    showSums(this.grid);
    this.phone.refresh();
    const place = find("[data-grid-state]");
    const kept = anyState(this.grid, "kept");
    const parts: [string, string][] = [
      ["saving", kept ? "" : this.saver?.count ? word(this.grid, "saving", { n: this.saver.count }) : ""],
      ["kept", kept ? word(this.grid, "kept", { n: kept }) : ""],
      ["refused", anyState(this.grid, "refused") ? word(this.grid, "refused", { n: anyState(this.grid, "refused") }) : ""],
      ["changed", anyState(this.grid, "changed") ? word(this.grid, "changed", { n: anyState(this.grid, "changed") }) : ""],
      ["saved", this.saver?.at && !this.saver.count ? word(this.grid, "saved", { at: this.saver.at }) : ""],
    ];
    place?.replaceChildren(...parts.filter(([, words]) => words).map(([kind, words]) => stateLine(this.grid, kind, words)));
  }
}

function stateLine(grid: Grid, kind: string, words: string): HTMLElement {
  const tones: Record<string, string> = { saved: "tone-ok", refused: "tone-err", kept: "tone-warn", changed: "tone-brand" };
  const line = document.createElement("span");
  line.className = `status ${tones[kind] ?? "tone-plain"}`;
  line.append(markOf(grid, kind), words);
  return line;
}

const grid = findGrid();
if (grid) new Page(grid);
