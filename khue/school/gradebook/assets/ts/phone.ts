/** On a phone one column at a time: tabs choose it, earlier marks stand as context under the name. */
import { find, findAll } from "@ui/dom";
import { columnOf, type Grid, isMissing } from "./cells.ts";
import { phoneFoot } from "./sums.ts";

export class PhoneView {
  private readonly narrow = window.matchMedia("(max-width: 40rem)");
  private kind = "";

  constructor(private readonly grid: Grid) {
    this.narrow.addEventListener("change", () => this.apply());
    this.buildTabs();
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
        tab.append(head.firstChild?.textContent ?? "", " ", count);
        tab.addEventListener("click", () => this.choose(tab.dataset["kind"] ?? ""));
        return tab;
      }),
    );
    this.kind = this.heads().find((head) => columnOf(this.grid, head.dataset["cell"] ?? "").some(isMissing))?.dataset["cell"] ?? this.heads()[0]?.dataset["cell"] ?? "";
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
    this.refresh();
  }

  private context(row: HTMLTableRowElement): void {
    const place = find(".context", row);
    if (!place) return;
    const others = this.heads().filter((head) => head.dataset["cell"] !== this.kind && head.dataset["cell"] !== "remark");
    const words = others.map((head) => {
      const value = find<HTMLInputElement>(`td[data-cell="${head.dataset["cell"] ?? ""}"] input`, row)?.value;
      return value ? `${head.firstChild?.textContent ?? ""} ${value}` : "";
    });
    place.textContent = words.filter(Boolean).join(" · ");
  }
}
