/** Small typed ways to the document, shared by all behaviours. */

export function find<E extends HTMLElement>(selector: string, within: ParentNode = document): E | null {
  return within.querySelector<E>(selector);
}

export function findAll<E extends HTMLElement>(selector: string, within: ParentNode = document): E[] {
  return [...within.querySelectorAll<E>(selector)];
}

/** The nearest ancestor (or the element itself) of an event's target that matches. */
export function hit<E extends HTMLElement>(event: Event, selector: string): E | null {
  return event.target instanceof Element ? event.target.closest<E>(selector) : null;
}

export function isTyping(event: Event): boolean {
  return hit(event, "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]") !== null;
}

/** The first element of a `<template>`, as a fresh copy. */
export function copyOf(templateId: string): HTMLElement | null {
  const template = document.getElementById(templateId);
  if (!(template instanceof HTMLTemplateElement)) return null;
  const first = template.content.firstElementChild?.cloneNode(true);
  return first instanceof HTMLElement || first instanceof SVGElement ? (first as HTMLElement) : null;
}

/** A sentence of the page's language, kept in `<template id="ui-texts">` so that scripts hold no words. */
export function text(key: string): string {
  const template = document.getElementById("ui-texts");
  if (!(template instanceof HTMLTemplateElement)) return "";
  return template.content.querySelector(`[data-text="${key}"]`)?.textContent?.trim() ?? "";
}
