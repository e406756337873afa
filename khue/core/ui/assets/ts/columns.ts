/** The chooser of columns: find one by name, move one by its grip (drag or arrow keys) or its two arrows.
 *
 * Every change is announced as `change` on the form, which saves itself (htmx) or waits for its button.
 */
import { find, findAll, hit } from "@ui/dom";

const ROW = "[data-column]";

export function chooseColumns(): void {
  for (const form of findAll<HTMLFormElement>("form[data-columns]")) {
    find<HTMLInputElement>("[data-columns-find]", form)?.addEventListener("input", (event) => filter(form, event));
    form.addEventListener("click", (event) => {
      const arrow = hit(event, "[data-move]");
      if (arrow) shift(arrow.closest<HTMLElement>(ROW), Number(arrow.dataset["move"]), arrow);
    });
    form.addEventListener("keydown", (event) => {
      const grip = hit(event, "[data-grip]");
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!grip || !step) return;
      event.preventDefault();
      shift(grip.closest<HTMLElement>(ROW), step, grip);
    });
    form.addEventListener("pointerdown", (event) => drag(event));
    form.addEventListener("change", () => count(form));
  }
}

function count(form: HTMLFormElement): void {
  const shown = find("[data-columns-shown]", form);
  if (shown) shown.textContent = String(findAll("input[type=checkbox]:checked", form).length);
}

function filter(form: HTMLFormElement, event: Event): void {
  event.stopPropagation();
  const wanted = fold(event.target instanceof HTMLInputElement ? event.target.value : "");
  for (const row of findAll(ROW, form)) row.hidden = !fold(row.textContent ?? "").includes(wanted);
}

/** Letters without their marks, so that "lop" finds "Lớp". */
function fold(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").trim().toLowerCase();
}

function shift(row: HTMLElement | null, step: number, focus: HTMLElement): void {
  const other = step < 0 ? row?.previousElementSibling : row?.nextElementSibling;
  if (!row || !other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  focus.focus();
  focus.dispatchEvent(new Event("change", { bubbles: true }));
}

function drag(event: PointerEvent): void {
  const grip = hit(event, "[data-grip]");
  const row = grip?.closest<HTMLElement>(ROW);
  if (!grip || !row) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  row.dataset["moving"] = "";
  const over = (move: PointerEvent): void => {
    const under = document.elementFromPoint(move.clientX, move.clientY)?.closest<HTMLElement>(ROW);
    if (!under || under === row || under.parentElement !== row.parentElement) return;
    const middle = under.getBoundingClientRect().top + under.offsetHeight / 2;
    if (move.clientY < middle) under.before(row);
    else under.after(row);
  };
  const end = (): void => {
    grip.removeEventListener("pointermove", over);
    delete row.dataset["moving"];
    grip.dispatchEvent(new Event("change", { bubbles: true }));
  };
  grip.addEventListener("pointermove", over);
  grip.addEventListener("pointerup", end, { once: true });
}
