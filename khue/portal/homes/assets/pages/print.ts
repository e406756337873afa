/** The button that prints the page. Without JavaScript the browser's own command does the same, so it stays hidden. */
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
