/** The chosen cell at the side: its history, and in a locked book the way to ask for a correction. */
import { find, findAll } from "@ui/dom";
import { type Grid, kindOf, pupilOf } from "./cells.ts";

export class CellPanel {
  private readonly panel = find("[data-cell-panel]");
  private readonly content = find("[data-cell-content]");

  constructor(private readonly grid: Grid) {
    for (const link of this.links()) {
      link.addEventListener("click", (event) => {
        if (!this.panel?.offsetParent || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        void this.open(link.href);
      });
    }
    document.addEventListener("keydown", (event) => {
      if (!event.altKey || event.key.toLowerCase() !== "h" || this.panel?.hidden !== false) return;
      event.preventDefault();
      this.links()[0]?.click();
    });
  }

  choose(cell: HTMLInputElement): void {
    const address = `${this.grid.form.dataset["book"] ?? ""}em/${pupilOf(cell)}/${kindOf(cell)}/`;
    for (const link of this.links()) link.href = address;
    const title = find("[data-cell-title]");
    if (title) title.textContent = cell.getAttribute("aria-label") ?? "";
    this.content?.replaceChildren();
    if (this.panel) this.panel.hidden = false;
  }

  private links(): HTMLAnchorElement[] {
    return findAll<HTMLAnchorElement>("[data-cell-link]");
  }

  private async open(address: string): Promise<void> {
    const reply = await fetch(address, { headers: { "X-Part": "1" } }).catch(() => null);
    if (!reply?.ok) return location.assign(address);
    this.content?.replaceChildren(document.createRange().createContextualFragment(await reply.text()));
  }
}
