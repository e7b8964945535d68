// Saves each change of a question at once and says truthfully whether it is saved. The page works without this.
const form = document.getElementById("question");
const status = document.getElementById("saved");
const { sequence: sequenceField, key: keyField, csrf_token: token } = form.elements;
const RETRY_MS = [500, 1000, 2000, 4000, 8000];

let sequence = Number(sequenceField.value) - 1; // of the newest save this page knows
let pending = null; // the newest state that is not yet acknowledged
let isSending = false;
let isStopped = false;
let failures = 0;

document.getElementById("keys")?.removeAttribute("hidden");

function state() {
  const data = new FormData(form);
  return {
    chosen: data.getAll("response"),
    struck: data.getAll("struck").sort(),
    flagged: data.has("flagged"),
  };
}

function say(words, icon, isRetrying = false) {
  const text = document.createElement("span");
  text.textContent = words;
  const drawing = document.getElementById(icon)?.content.cloneNode(true);
  status.replaceChildren(...(drawing ? [drawing] : []), text);
  status.classList.toggle("saved--retrying", isRetrying);
}

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function changed() {
  if (isStopped) return;
  sequence += 1;
  pending = { ...state(), sequence, key: newKey() };
  sequenceField.value = pending.sequence;
  keyField.value = pending.key; // a form sent meanwhile repeats this very save
  say("Saving …", "none");
  send();
}

async function send() {
  if (isSending || !pending) return;
  isSending = true;
  const sent = pending;
  let response = null;
  try {
    response = await fetch(form.dataset.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token.value },
      body: JSON.stringify(sent),
      signal: AbortSignal.timeout(15000),
      redirect: "error",
    });
  } catch {
    // No connection, or no answer in time: the same save is sent again under the same key.
  }
  isSending = false;
  if (response?.ok) await acknowledged(sent, response);
  else if (response && response.status < 500 && response.status !== 429) await refused(sent, response);
  else retry();
}

async function acknowledged(sent, response) {
  const stored = await response.json().catch(() => null);
  if (!stored) return retry();
  failures = 0;
  if (pending !== sent) return send();
  pending = null;
  sequenceField.value = sequence + 1;
  keyField.value = newKey();
  say(`Saved ${stored.saved}`, "saved-icon");
  return count();
}

async function refused(sent, response) {
  const body = await response.json().catch(() => ({}));
  isStopped = true;
  pending = null;
  say(`Not saved. ${body.error ?? "Reload the page and choose again."}`, "retry-icon", true);
  const way = document.createElement("a");
  way.href = body.sign_in ?? window.location.href;
  way.textContent = body.sign_in ? "Sign in again" : "Show what is saved";
  status.append(way);
}

function retry() {
  failures += 1;
  say("Not saved. Retrying; keep this page open.", "retry-icon", true);
  setTimeout(send, RETRY_MS[Math.min(failures, RETRY_MS.length) - 1]);
}

function count() {
  const step = document.querySelector(".steps [aria-current]");
  step?.classList.toggle("is-answered", state().chosen.length > 0);
  const answered = document.querySelectorAll(".steps .is-answered").length;
  document.querySelector(".progress").value = answered;
  const text = document.getElementById("progress-text");
  text.textContent = text.textContent.replace(/^\d+/, String(answered));
}

function shortcut(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select, a, button")) return;
  const options = [...form.querySelectorAll("input[name=response]")];
  const option = /^[1-9]$/.test(event.key) ? options[Number(event.key) - 1] : null;
  if (option) {
    option.click();
    option.focus();
  } else if (event.key.toLowerCase() === "f") {
    document.getElementById("flag").click();
  } else if (event.key.toLowerCase() === "x") {
    const chosen = form.querySelector("input[name=response]:checked");
    const row = (document.activeElement?.closest(".choice") ?? chosen?.closest(".choice"));
    row?.querySelector("input[name=struck]").click();
  } else return;
  event.preventDefault();
}

// An option is chosen or struck out, never both: the later of the two counts.
function agree({ target }) {
  const row = target.closest(".choice");
  if (!row || !target.checked) return;
  row.querySelector(target.name === "struck" ? "input[name=response]" : "input[name=struck]").checked = false;
}

form.addEventListener("change", agree);
form.addEventListener("change", changed);
document.addEventListener("keydown", shortcut);
window.addEventListener("online", send);
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
window.addEventListener("beforeunload", (event) => {
  if (pending && failures) event.preventDefault();
});
