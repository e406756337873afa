/** When an answer does not come, or says no: a calm sentence, nothing lost, and a way to try again. */
import htmx from "htmx.org";
import { text } from "@ui/dom";
import { toast } from "@ui/toasts";

interface HtmxDetail {
  elt: HTMLElement;
  xhr?: XMLHttpRequest;
}

const KNOWN = new Set([401, 403, 404, 409, 413, 429]);

export function showProblems(): void {
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, (event) => {
      const { elt } = (event as CustomEvent<HtmxDetail>).detail;
      toast({ text: text("offline"), tone: "offline", action: text("retry"), onAction: () => again(elt) });
    });
  }
  document.addEventListener("htmx:responseError", (event) => {
    const { elt, xhr } = (event as CustomEvent<HtmxDetail>).detail;
    if (!xhr) return;
    const words = sentenceOf(xhr) || text(KNOWN.has(xhr.status) ? String(xhr.status) : "500");
    if (xhr.status >= 500) toast({ text: words, tone: "err", action: text("retry"), onAction: () => again(elt) });
    else toast({ text: words, tone: "err" });
  });
}

/** The translated sentence of an RFC 9457 problem, when the answer is one. */
function sentenceOf(xhr: XMLHttpRequest): string {
  if (!xhr.getResponseHeader("Content-Type")?.startsWith("application/problem+json")) return "";
  const problem = JSON.parse(xhr.responseText) as { detail?: string; title?: string };
  return problem.detail ?? problem.title ?? "";
}

function again(elt: HTMLElement): void {
  if (!elt.isConnected) return;
  if (elt instanceof HTMLFormElement) elt.requestSubmit();
  else if (elt.matches("button, a")) elt.click();
  else htmx.trigger(elt, elt.getAttribute("hx-trigger")?.split(/[\s,]/)[0] || "change");
}
