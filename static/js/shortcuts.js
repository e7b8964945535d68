// Shortcuts by single keys, and the switch that turns them off: whoever dictates says letters without meaning any
// (WCAG 2.1.4). The choice is kept on this device, or in this page where nothing is. Scripts listen to "single-key", so
// that no key does anything where the keys are off, and on a page without the switch.
const NAME = "cme-single-keys";
const place = document.getElementById("single-keys");
const control = place?.querySelector("input");

function remembered() {
  try {
    return localStorage.getItem(NAME) !== "off";
  } catch {
    return true;
  }
}

function remember(isOn) {
  try {
    if (isOn) localStorage.removeItem(NAME);
    else localStorage.setItem(NAME, "off");
  } catch {
    // Nothing is kept on this device: the switch of this page is all there is.
  }
}

// What acts is what is told.
function tell() {
  for (const told of document.querySelectorAll("[data-single-key]")) told.hidden = !control.checked;
}

function press(event) {
  if (!control.checked || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const told = new CustomEvent("single-key", { detail: event.key.toLowerCase(), bubbles: true, cancelable: true });
  if (!event.target.dispatchEvent(told)) event.preventDefault();
}

if (control) {
  control.checked = remembered();
  control.addEventListener("change", () => {
    remember(control.checked);
    tell();
  });
  document.addEventListener("keydown", press);
  tell();
  place.hidden = false;
}
