/** On a phone one column at a time: tabs choose it, earlier marks stand as context under the name. */
import { find, findAll } from "@ui/dom";
import { columnOf, type Grid, isMissing, word } from "./cells.ts";
import { phoneFoot } from "./sums.ts";

/** How far a finger goes sideways, in pixels, before it means another column. */
const SWIPE = 60;

export class PhoneView {
  private readonly narrow = window.matchMedia("(max-width: 40rem)");
  private kind = "";

  constructor(private readonly grid: Grid) {
    this.narrow.addEventListener("change", () => this.apply());
    this.buildTabs();
    this.swipe();
    this.apply();
  }

  get isOn(): boolean {
    return this.narrow.matches;
  }

  refresh(): void {
    if (!this.isOn) return;
    phoneFoot(this.grid, this.kind);
    for (const tab of findAll("[data-grid-tabs] button")) {
      const count = columnOf(this.grid, tab.dataset["kind"] ?? "").filter(isMissing).length;
      const badge = find(".count", tab);
      if (badge) badge.textContent = count ? String(count) : "";
    }
    for (const row of findAll<HTMLTableRowElement>("tbody tr", this.grid.table)) this.context(row);
  }

  private heads(): HTMLElement[] {
    return findAll("thead th[data-cell]", this.grid.table);
  }

  private buildTabs(): void {
    const place = find("[data-grid-tabs]");
    place?.replaceChildren(
      ...this.heads().map((head) => {
        const tab = document.createElement("button");
        const count = document.createElement("span");
        count.className = "count";
        tab.type = "button";
        tab.dataset["kind"] = head.dataset["cell"] ?? "";
        tab.title = titleOf(head);
        tab.append(head.dataset["short"] ?? titleOf(head), " ", count);
        tab.addEventListener("click", () => this.choose(tab.dataset["kind"] ?? ""));
        return tab;
      }),
    );
    this.kind = this.heads().find((head) => columnOf(this.grid, head.dataset["cell"] ?? "").some(isMissing))?.dataset["cell"] ?? this.heads()[0]?.dataset["cell"] ?? "";
  }

  private swipe(): void {
    let start: Touch | undefined;
    this.grid.table.addEventListener("touchstart", (event) => (start = event.touches[0]), { passive: true });
    this.grid.table.addEventListener("touchend", (event) => {
      const end = event.changedTouches[0];
      if (!this.isOn || !start || !end) return;
      const [across, down] = [end.clientX - start.clientX, end.clientY - start.clientY];
      if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) this.turn(across < 0 ? 1 : -1);
    });
  }

  private turn(step: number): void {
    const kinds = this.heads().map((head) => head.dataset["cell"] ?? "");
    const next = kinds[kinds.indexOf(this.kind) + step];
    if (next !== undefined) this.choose(next);
    find('[data-grid-tabs] [aria-pressed="true"]')?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  private choose(kind: string): void {
    this.kind = kind;
    this.apply();
  }

  private apply(): void {
    this.grid.table.classList.toggle("one-column", this.isOn);
    for (const cell of findAll("[data-cell], [data-average], [data-missing]", this.grid.table)) {
      const kind = cell.dataset["cell"] ?? cell.dataset["average"] ?? cell.dataset["missing"] ?? "";
      cell.hidden = this.isOn && kind !== this.kind;
    }
    for (const tab of findAll("[data-grid-tabs] button")) tab.setAttribute("aria-pressed", String(tab.dataset["kind"] === this.kind));
    const foot = find("[data-grid-foot]");
    if (foot) foot.hidden = !this.isOn;
    this.name();
    this.refresh();
  }

  private context(row: HTMLTableRowElement): void {
    const place = find(".context", row);
    if (!place) return;
    const others = this.heads().filter((head) => head.dataset["cell"] !== this.kind && head.dataset["cell"] !== "remark");
    let last = "";
    const words = others.flatMap((head) => {
      const value = find<HTMLInputElement>(`td[data-cell="${head.dataset["cell"] ?? ""}"] input`, row)?.value;
      if (!value) return [];
      const name = (head.dataset["short"] ?? "").replace(/\d+$/, "");
      const words = name === last ? value : `${name} ${value}`;
      last = name;
      return [words];
    });
    place.textContent = words.join(" · ");
  }

  /** Under the tabs: the column in full, its weight, and how one comes to the next. */
  private name(): void {
    const head = this.heads().find((each) => each.dataset["cell"] === this.kind);
    const line = find("[data-grid-column]");
    const [name, note] = [find("[data-grid-column-name]"), find("[data-grid-column-note]")];
    if (!head || !line || !name || !note) return;
    line.hidden = !this.isOn;
    name.textContent = titleOf(head);
    note.textContent = ["", find("small", head)?.textContent, word(this.grid, "swipe")].filter((words) => words !== undefined && words !== null).join(" · ");
  }
}

function titleOf(head: HTMLElement): string {
  return head.firstChild?.textContent ?? "";
}
