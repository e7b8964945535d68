// Matching by keyboard: the number of a line leads to its list.
const lists = document.querySelectorAll(".pair select");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.matches("select, textarea, input:not([type=checkbox])")) return;
  const list = /^[1-9]$/.test(event.key) ? lists[Number(event.key) - 1] : null;
  if (!list) return;
  list.focus();
  event.preventDefault();
});
