/** On a phone the filters are a sheet, where what can be chosen lies open: nothing else is in it. */
import { find, findAll } from "@ui/dom";

export function openFilters(): void {
  for (const sheet of findAll(".filters-body")) {
    sheet.addEventListener("toggle", () => {
      const offered = find<HTMLDetailsElement>("details[data-filter]", sheet);
      if (offered) offered.open = sheet.matches(":popover-open");
    });
  }
}
