/** Shows the names of the files that were chosen, in place of "A file is chosen". */
import { find, findAll, hit } from "@ui/dom";

export function nameFiles(): void {
  findAll<HTMLInputElement>(".file-input").forEach(showNames);
  document.addEventListener("change", (event) => {
    const input = hit<HTMLInputElement>(event, ".file-input");
    if (input) showNames(input);
  });
}

function showNames(input: HTMLInputElement): void {
  const names = [...(input.files ?? [])].map((file) => file.name).join(", ");
  input.toggleAttribute("data-chosen", names !== "");
  const words = input.parentElement ? find(".file-done", input.parentElement) : null;
  if (words && names) words.textContent = names;
}
