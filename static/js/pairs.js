// Matching by keyboard: the number of a line leads to its list.
const lists = document.querySelectorAll(".pair select");

document.addEventListener("single-key", (event) => {
  if (event.target.matches("select, textarea, input:not([type=checkbox])")) return;
  const list = /^[1-9]$/.test(event.detail) ? lists[Number(event.detail) - 1] : null;
  if (!list) return;
  list.focus();
  event.preventDefault();
});
