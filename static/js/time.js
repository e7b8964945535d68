// The time that is left, in words and whole minutes; said aloud at 10, 5 and 1. At the end what is answered is sent.
const MINUTE = 60_000;
const TOLD = [10, 5, 1];
const clock = document.getElementById("clock");
const words = clock.querySelector("span");
const said = document.getElementById("clock-said");
const end = Date.now() + Number(clock.dataset.seconds) * 1000; // by this machine's clock, wherever that stands
const until = words.textContent.replace(/^.* at /, "");
let before = Infinity; // minutes that were left when last looked

const counted = (minutes) => `${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;

function tick() {
  const left = end - Date.now();
  if (left <= 0) {
    over();
    return;
  }
  const minutes = Math.ceil(left / MINUTE);
  words.textContent = minutes < 100 ? `${counted(minutes)}, until ${until}` : `Time ends at ${until}`;
  clock.classList.toggle("is-short", minutes <= 5);
  if (before !== Infinity && TOLD.some((each) => each < before && each >= minutes)) said.textContent = counted(minutes);
  before = minutes;
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
