/** What colleagues write while the page is open: asked for every few seconds, only while somebody looks at it. */
import { cellAt, type Grid } from "./cells.ts";
import type { Answer } from "./saving.ts";

const EVERY = 15_000;

interface News {
  tu: string;
  open: boolean;
  cells: Answer[];
}

export class Colleagues {
  private since: string;
  private busy = false;

  constructor(
    private readonly grid: Grid,
    private readonly isOwn: (cell: HTMLInputElement) => boolean,
    private readonly onChanged: (cell: HTMLInputElement, answer: Answer) => void,
  ) {
    this.since = grid.form.dataset["since"] ?? "";
    if (!grid.form.dataset["changes"] || !this.since) return;
    window.setInterval(() => this.ask(), EVERY);
    document.addEventListener("visibilitychange", () => this.ask());
    window.addEventListener("online", () => this.ask());
  }

  private async ask(): Promise<void> {
    if (this.busy || document.hidden || !navigator.onLine) return;
    this.busy = true;
    try {
      const reply = await fetch(`${this.grid.form.dataset["changes"] ?? ""}?tu=${encodeURIComponent(this.since)}`);
      if (!reply.ok) return;
      const news = (await reply.json()) as News;
      this.since = news.tu;
      for (const each of news.cells) this.take(each);
    } catch {
      // No line: what is typed is kept by the saver, and the next question asks from the same moment.
    } finally {
      this.busy = false;
    }
  }

  /** A cell that is being typed in is left alone: its save will be answered with the colleague's value. */
  private take(answer: Answer): void {
    const cell = cellAt(this.grid, answer.pupil, answer.cell);
    if (!cell || this.isOwn(cell) || (cell.dataset["old"] ?? "") === answer.value) return;
    this.onChanged(cell, answer);
  }
}
