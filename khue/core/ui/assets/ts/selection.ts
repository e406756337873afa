/** Choosing rows over the pages of one list.
 *
 * The list is `<form data-list="<key>" data-total="187">`; boxes are `<input data-choose name="ids" value="…">`; the head
 * has `data-choose-page`. What was chosen on other pages is kept in the session under the key (the address without
 * its cursor) and goes with the form as hidden fields; "all" goes as `all=1`, for the filter of the address.
 */
import { find, findAll } from "@ui/dom";

interface Chosen {
  /** Row → page it stands on. */
  rows: Record<string, string>;
  all: boolean;
}

export function chooseRows(): void {
  for (const form of findAll<HTMLFormElement>("form[data-list]")) new Selection(form).start();
}

class Selection {
  private chosen: Chosen = { rows: {}, all: false };
  private readonly page = location.search;

  constructor(private readonly form: HTMLFormElement) {}

  start(): void {
    const kept = sessionStorage.getItem(this.key());
    if (kept) this.chosen = JSON.parse(kept) as Chosen;
    for (const box of this.boxes()) {
      if (box.defaultChecked && !kept) this.chosen.rows[box.value] = this.page;
      box.checked = this.chosen.all || box.value in this.chosen.rows;
    }
    this.form.addEventListener("change", (event) => this.onChange(event));
    this.form.addEventListener("click", (event) => this.onClick(event));
    this.form.addEventListener("formdata", (event) => this.send(event.formData));
    this.form.addEventListener("htmx:configRequest", (event) => this.sendByHtmx(event as CustomEvent));
    this.show();
  }

  private key(): string {
    return `khue.chosen.${this.form.dataset["list"] ?? ""}`;
  }

  private boxes(): HTMLInputElement[] {
    return findAll<HTMLInputElement>("[data-choose]", this.form);
  }

  private onChange(event: Event): void {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    if ("choosePage" in box.dataset) this.boxes().forEach((each) => this.set(each, box.checked));
    else if ("choose" in box.dataset) this.set(box, box.checked);
    else return;
    this.keep();
  }

  private set(box: HTMLInputElement, on: boolean): void {
    box.checked = on;
    this.chosen.all = false;
    if (on) this.chosen.rows[box.value] = this.page;
    else delete this.chosen.rows[box.value];
  }

  private onClick(event: Event): void {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-choose-all]")) this.chosen.all = true;
    else if (target?.closest("[data-choose-none]")) this.chosen = { rows: {}, all: false };
    else return;
    event.preventDefault();
    for (const box of this.boxes()) box.checked = this.chosen.all;
    this.keep();
  }

  private keep(): void {
    sessionStorage.setItem(this.key(), JSON.stringify(this.chosen));
    this.show();
  }

  private show(): void {
    const rows = Object.keys(this.chosen.rows);
    const total = Number(this.form.dataset["total"] ?? 0);
    const count = this.chosen.all ? total : rows.length;
    const pages = new Set(Object.values(this.chosen.rows)).size;
    const bar = find("[data-bulk]", this.form);
    bar?.toggleAttribute("data-empty", count === 0);
    this.write("[data-bulk-count]", count);
    this.write("[data-bulk-pages]", pages);
    this.hide("[data-bulk-over]", this.chosen.all || pages < 2);
    this.hide("[data-choose-all]", this.chosen.all || count >= total);
    const head = find<HTMLInputElement>("[data-choose-page]", this.form);
    if (!head) return;
    const here = this.boxes().filter((box) => box.checked).length;
    head.checked = here > 0 && here === this.boxes().length;
    head.indeterminate = here > 0 && !head.checked;
  }

  private write(selector: string, value: number): void {
    const language = document.documentElement.lang || "vi";
    for (const place of findAll(selector, this.form)) place.textContent = value.toLocaleString(language);
  }

  private hide(selector: string, hidden: boolean): void {
    for (const place of findAll(selector, this.form)) place.hidden = hidden;
  }

  private send(data: FormData): void {
    data.delete("ids");
    if (this.chosen.all) data.set("all", "1");
    else for (const row of Object.keys(this.chosen.rows)) data.append("ids", row);
  }

  private sendByHtmx(event: CustomEvent): void {
    const parameters = (event.detail as { parameters: Record<string, unknown> }).parameters;
    delete parameters["ids"];
    if (this.chosen.all) parameters["all"] = "1";
    else parameters["ids"] = Object.keys(this.chosen.rows);
  }
}
