/** "Hiện" beside a password: `<button data-reveal="<input id>" data-shown="Ẩn" hidden>`. */
import { findAll } from "@ui/dom";

export function revealPasswords(): void {
  for (const button of findAll<HTMLButtonElement>("[data-reveal]")) {
    const input = document.getElementById(button.dataset["reveal"] ?? "");
    const words = button.querySelector("span");
    if (!(input instanceof HTMLInputElement) || !words) continue;
    const hidden = words.textContent ?? "";
    button.hidden = false;
    button.addEventListener("click", () => {
      const reveal = input.type === "password";
      input.type = reveal ? "text" : "password";
      button.setAttribute("aria-pressed", String(reveal));
      words.textContent = reveal ? (button.dataset["shown"] ?? hidden) : hidden;
    });
  }
}
