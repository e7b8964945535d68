// Brings the lines of an ordering into an order: by buttons, by Alt and an arrow, or by choosing a place.
// The lists of places stay the answer, so that whatever saves them needs to know nothing of this.
const list = document.querySelector("[data-order]");
const keep = document.querySelector("[data-as-shown]");
const said = document.querySelector("[data-moved]");

const lines = () => [...list.children];
const control = (line) => line.querySelector("select");
const isPlaced = () => lines().every((line) => control(line).value);
const words = (line) => line.querySelector(".text").textContent;

// Moves the others around the line that has the focus: it would be lost by a line that is itself taken out.
function arrange(order, fixed) {
  const place = order.indexOf(fixed);
  order.slice(0, place).forEach((line) => list.insertBefore(line, fixed));
  list.append(...order.slice(place + 1));
}

function number() {
  lines().forEach((line, index) => {
    control(line).selectedIndex = index + 1;
  });
  show();
}

function show() {
  const count = lines().length;
  lines().forEach((line, index) => {
    const [up, down] = line.querySelectorAll("[data-move]");
    up.setAttribute("aria-disabled", String(index === 0));
    down.setAttribute("aria-disabled", String(index === count - 1));
  });
  keep.hidden = isPlaced();
}

function moveTo(line, place) {
  const order = lines().filter((each) => each !== line);
  order.splice(place, 0, line);
  arrange(order, line);
  number();
  lines().forEach((each) => each.classList.toggle("is-moved", each === line));
  said.textContent = `${words(line)} moved to place ${place + 1} of ${order.length}.`;
}

function changed() {
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

function step(line, by) {
  const place = lines().indexOf(line) + by;
  if (place < 0 || place >= lines().length) {
    said.textContent = `${words(line)} is already ${by < 0 ? "first" : "last"}.`;
    return;
  }
  moveTo(line, place);
  changed();
}

list.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-move]");
  if (button) step(button.closest(".line"), Number(button.dataset.move));
});

list.addEventListener("keydown", (event) => {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!by || !event.altKey) return;
  event.preventDefault(); // Alt and an arrow would open the list of places
  step(event.target.closest(".line"), by);
});

// A place that is chosen moves the line there; this comes before whoever saves, further out.
list.addEventListener("change", ({ target }) => {
  if (!target.matches("select")) return;
  if (target.value) moveTo(target.closest(".line"), target.selectedIndex - 1);
  else show();
});

keep.querySelector("button").addEventListener("click", () => {
  number();
  control(lines()[0]).focus();
  said.textContent = "The order is kept as it stands.";
  changed();
});

// An answer given before is put back into the lists by others; the lines follow it.
list.closest("form").addEventListener("answer-shown", () => {
  const last = lines().length + 1;
  list.append(...lines().sort((one, other) => (control(one).selectedIndex || last) - (control(other).selectedIndex || last)));
  show();
});

list.querySelectorAll(".moves").forEach((moves) => moves.removeAttribute("hidden"));
show();
