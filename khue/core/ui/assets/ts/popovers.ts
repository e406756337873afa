/** Popovers open by the browser (`popovertarget`); this puts them beside what they speak of and never over it.
 *
 * `data-side` is `below` (the rule), `right` or `left`; the other side is taken where the first has no room.
 */
import { find } from "@ui/dom";

const GAP = 8;
const EDGE = 24;

export function placePopovers(): void {
  document.addEventListener(
    "toggle",
    (event) => {
      const popover = event.target;
      if (!(popover instanceof HTMLElement) || !popover.matches(".popover:popover-open")) return;
      const anchor = find(`[popovertarget="${popover.id}"]`);
      if (anchor) placePopover(popover, anchor);
    },
    { capture: true },
  );
}

export function placePopover(popover: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const size = popover.getBoundingClientRect();
  const wanted = popover.dataset["side"] ?? "below";
  const point = wanted === "below" ? below(at, size) : beside(at, size, wanted);
  popover.style.left = `${point.left}px`;
  popover.style.top = `${point.top}px`;
  popover.style.setProperty("--pointer", `${at.top + at.height / 2 - point.top - GAP}px`);
  popover.dataset["placed"] = point.side;
}

interface Point {
  left: number;
  top: number;
  side: string;
}

function below(at: DOMRect, size: DOMRect): Point {
  const start = Math.min(at.left, innerWidth - EDGE - size.width);
  const fits = at.bottom + GAP + size.height <= innerHeight - EDGE;
  const above = at.top - GAP - size.height;
  const top = fits || above < EDGE ? at.bottom + GAP : above;
  return { left: Math.max(0, start), top: clamp(top, size.height), side: "below" };
}

function beside(at: DOMRect, size: DOMRect, wanted: string): Point {
  const right = at.right + GAP;
  const left = at.left - GAP - size.width;
  const roomRight = right + size.width <= innerWidth - EDGE;
  const side = (wanted === "right" && roomRight) || left < EDGE ? "right" : "left";
  return { left: side === "right" ? right : left, top: clamp(at.top - size.height / 3, size.height), side };
}

function clamp(top: number, height: number): number {
  return Math.max(EDGE, Math.min(top, innerHeight - EDGE - height));
}
