// The time that is left, in words and whole minutes; said aloud once at 10, 5 and 1, or by the next page of the attempt
// where that passed between two. At the end what is answered is sent.
const MINUTE = 60_000;
const TOLD = [10, 5, 1];
const clock = document.getElementById("clock");
const words = clock.querySelector("span");
const said = document.getElementById("clock-said");
const end = Date.now() + Number(clock.dataset.seconds) * 1000; // by this machine's clock, wherever that stands
const until = words.textContent.replace(/^.* at /, "");
const NAME = `cme-time-told/${clock.dataset.attempt}`;

const counted = (minutes) => `${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
const markOf = (minutes) => Math.min(...TOLD.filter((mark) => mark >= minutes)); // Infinity before the first
let last = remembered(); // the mark that was told last

// Where nothing is kept, what has passed counts as told: or every page would say it again.
function remembered() {
  try {
    return Number(sessionStorage.getItem(NAME) ?? Infinity);
  } catch {
    return markOf(Number(clock.dataset.seconds) / 60);
  }
}

function warn(minutes) {
  if (minutes > last) last = Infinity; // further time was given
  const mark = markOf(minutes);
  if (mark >= last) return;
  last = mark;
  said.textContent = counted(minutes);
  try {
    sessionStorage.setItem(NAME, mark);
  } catch {
    // Nothing is kept here.
  }
}

function tick() {
  const left = end - Date.now();
  if (left <= 0) {
    over();
    return;
  }
  const minutes = Math.ceil(left / MINUTE);
  words.textContent = minutes < 100 ? `${counted(minutes)}, until ${until}` : `Time ends at ${until}`;
  clock.classList.toggle("is-short", minutes <= 5);
  warn(minutes);
  setTimeout(tick, Math.min(left - (minutes - 1) * MINUTE, MINUTE) + 50);
}

function over() {
  words.textContent = "Time is over. What you answered is being submitted.";
  said.textContent = words.textContent;
  if (navigator.onLine) send();
  else window.addEventListener("online", send, { once: true });
}

function send() {
  const form = document.getElementById(clock.dataset.form);
  const go = document.createElement("input");
  Object.assign(go, { type: "hidden", name: "go", value: "submit" });
  form.append(go);
  form.submit();
}

tick();
