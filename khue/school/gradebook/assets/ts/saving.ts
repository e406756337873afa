/** Saving cell by cell: what is typed waits a moment, goes in one message, and every cell gets its own answer.
 *
 * A message says what was seen and what is typed, so it may be sent again without harm. Without a line the cells are
 * kept in this browser, are shown so, and go by themselves when the line is back.
 */
import { cellAt, cellsOf, type Grid, kindOf, markOf, pupilOf, setState, settle } from "./cells.ts";

interface Sent {
  pupil: string;
  cell: string;
  old: string | null;
  new: string | null;
}

export interface Answer {
  pupil: string;
  cell: string;
  outcome: "saved" | "changed" | "refused" | "locked";
  value: string;
  shown: string;
  text: string;
  author: string;
  at: string;
  result: string;
  result_shown: string;
}

const WAIT = 400;
const RETRY = 10_000;
const MOST = 500;

export class Saver {
  private readonly waiting = new Map<string, Sent>();
  private timer = 0;
  private busy = false;
  at = "";

  constructor(
    private readonly grid: Grid,
    private readonly onAnswer: (cell: HTMLInputElement, answer: Answer) => void,
    private readonly onChange: () => void,
  ) {
    this.restore();
    window.addEventListener("online", () => this.send());
    window.addEventListener("pagehide", () => this.keep());
    window.setInterval(() => this.waiting.size && this.send(), RETRY);
  }

  get count(): number {
    return this.waiting.size;
  }

  holds(cell: HTMLInputElement): boolean {
    return this.waiting.has(`${pupilOf(cell)}.${kindOf(cell)}`);
  }

  /** Put what is typed in a cell on its way; nothing happens when it is what stands there. */
  put(cell: HTMLInputElement): void {
    const old = cell.dataset["old"] ?? "";
    const key = `${pupilOf(cell)}.${kindOf(cell)}`;
    if (cell.value.trim() === (cell.dataset["shown"] ?? cell.defaultValue).trim()) {
      this.waiting.delete(key);
      if (cell.dataset["state"] !== "changed") setState(cell, "");
      return this.onChange();
    }
    this.waiting.set(key, { pupil: pupilOf(cell), cell: kindOf(cell), old: old || null, new: cell.value.trim() || null });
    setState(cell, "saving", markOf(this.grid, "saving"));
    this.onChange();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.send(), WAIT);
  }

  private async send(): Promise<void> {
    if (this.busy || this.waiting.size === 0) return;
    this.busy = true;
    const batch = [...this.waiting.entries()].slice(0, MOST);
    try {
      const reply = await fetch(this.grid.form.dataset["save"] ?? "", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token() },
        body: JSON.stringify({ cells: batch.map(([, sent]) => sent) }),
      });
      if (!reply.ok) throw new Error(String(reply.status));
      const { answers, at } = (await reply.json()) as { answers: Answer[]; at: string };
      this.at = at;
      this.take(batch, answers);
    } catch {
      this.keep();
    } finally {
      this.busy = false;
      this.onChange();
    }
  }

  private take(batch: [string, Sent][], answers: Answer[]): void {
    answers.forEach((answer, index) => {
      const entry = batch[index];
      const cell = cellAt(this.grid, answer.pupil, answer.cell);
      if (!entry || !cell) return;
      const [key, sent] = entry;
      const newer = this.waiting.get(key);
      if (newer === sent) this.waiting.delete(key);
      else if (newer) newer.old = answer.outcome === "saved" ? answer.value || null : newer.old;
      if (newer !== sent) {
        if (answer.outcome === "saved") cell.dataset["old"] = answer.value;
        return;
      }
      this.onAnswer(cell, answer);
    });
    this.remember();
    if (this.waiting.size) this.timer = window.setTimeout(() => this.send(), 0);
  }

  private keep(): void {
    for (const sent of this.waiting.values()) {
      const cell = cellAt(this.grid, sent.pupil, sent.cell);
      if (cell) setState(cell, "kept", markOf(this.grid, "kept"));
    }
    this.remember();
  }

  private get place(): string {
    return `khue.grid.${this.grid.form.dataset["save"] ?? ""}`;
  }

  private remember(): void {
    if (this.waiting.size) localStorage.setItem(this.place, JSON.stringify([...this.waiting.values()]));
    else localStorage.removeItem(this.place);
  }

  /** What an earlier visit could not send stands in the cells again, and is sent. */
  private restore(): void {
    const kept = localStorage.getItem(this.place);
    if (!kept) return;
    for (const sent of JSON.parse(kept) as Sent[]) {
      const cell = cellAt(this.grid, sent.pupil, sent.cell);
      if (!cell || cell.readOnly) continue;
      cell.value = sent.new ?? "";
      this.waiting.set(`${sent.pupil}.${sent.cell}`, sent);
      setState(cell, "kept", markOf(this.grid, "kept"));
    }
    this.timer = window.setTimeout(() => this.send(), WAIT);
  }

  private token(): string {
    return this.grid.form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
  }
}

/** Show a saved value; the text of the wire is what the next message will have seen. */
export function showSaved(grid: Grid, cell: HTMLInputElement, answer: Answer): void {
  settle(cell, answer.value, answer.shown);
  setState(cell, "saved", markOf(grid, "saved"));
}

export function anyState(grid: Grid, state: string): number {
  return cellsOf(grid).filter((cell) => cell.dataset["state"] === state).length;
}
