// A number: the number pad on phones, and beside it the sign that such a pad may lack. Without this, any keyboard does.
const number = document.querySelector(".control--number");
const sign = document.querySelector("[data-sign]");

if (matchMedia("(any-pointer: coarse)").matches) {
  number.inputMode = "decimal";
  sign.hidden = false;
}
sign.addEventListener("click", () => {
  const typed = number.value.trim();
  number.value = /^[-−]/.test(typed) ? typed.slice(1).trim() : `−${typed}`;
  number.dispatchEvent(new Event("change", { bubbles: true }));
});
