// Saves each change of a question at once and says truthfully whether it is saved. The page works without this.
// The modules are named with this file's own version, so that a browser never mixes those of two releases.
const load = (name) => import(`./saving/${name}.js${new URL(import.meta.url).search}`);
const [answers, { createKept }, sending, { createSaver }, { createStatus }, leaving, signingIn, conflicts] =
  await Promise.all(["answer", "kept", "sending", "saver", "status", "leaving", "signing_in", "conflict"].map(load));

const form = document.getElementById("question");
const { owner, attempt, position, present } = form.dataset;
const { sequence: sequenceField, key: keyField } = form.elements;

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(16).padStart(2, "0")).join("");
const same = Object.assign((one, other) => other !== null && answers.isSameAnswer(one, other), {
  words: answers.isSameWords,
});

const session = sending.createSession(present);
const kept = createKept(owner);
const answer = answers.createAnswer(form);
const others = typeof BroadcastChannel === "function" ? new BroadcastChannel("cme-saved") : null;
const unsent = kept.get(attempt, position);
const isChanged = answer.isChanged();

const saver = createSaver({
  known: Number(sequenceField.value) - 1,
  saved: isChanged ? null : answer.read(),
  owner,
  answer,
  same,
  kept: { put: (save) => kept.put(attempt, position, save), remove: (key) => kept.remove(attempt, position, key) },
  post: (save, options) => session.send(form.dataset.save, save, options),
  session,
  tell,
  newKey,
});
const signIn = signingIn.createSigningIn({
  dialog: document.getElementById("sign-in-again"),
  owner,
  session,
  onBack: saver.resume,
  onStranger: () => saver.close("stranger"),
});
const conflict = conflicts.createConflict({
  panel: document.getElementById("conflict"),
  onTheirs: saver.useTheirs,
  onMine: saver.useMine,
});
const show = createStatus(document.getElementById("saved"), {
  "signed-out": { words: "Sign in", act: () => signIn.open() },
  elsewhere: { words: "Show what is saved", act: () => location.reload() },
});
const { hold } = leaving.createLeaving({ form, saver, session, line: document.getElementById("held") });

function tell(state, detail) {
  if (state === "fields") {
    sequenceField.value = detail.sequence;
    keyField.value = detail.key; // a form sent meanwhile repeats this very save
    return;
  }
  show(state, detail);
  if (state === "conflict") conflict.show(detail);
  else conflict.hide();
  if (state === "saved") saved();
  if (state === "signed-out") signIn.open();
  if (state === "stranger") hide();
}

function saved() {
  hold(false);
  count();
  others?.postMessage({ attempt, position });
}

// Somebody else is signed in now: nothing of this person's page stays to be seen.
function hide() {
  form.remove();
  const told = document.getElementById("stranger");
  const heading = told.querySelector("h2");
  told.hidden = false;
  heading.ariaLevel = "1"; // the page's own heading went with the form
  heading.tabIndex = -1;
  heading.focus();
  document.title = heading.textContent;
}

function count() {
  const isNumber = form.querySelector(".control--number") !== null; // whose unit alone is no answer
  const isAnswered = answer.read().chosen.some((word) => !isNumber || !word.startsWith("unit "));
  mark(document.querySelector(".steps [aria-current]"), isAnswered, answer.read().flagged);
  const answered = document.querySelectorAll(".steps .is-answered").length;
  const flagged = document.querySelectorAll(".steps [data-flagged]").length;
  document.querySelector(".progress").value = answered;
  document.getElementById("progress-text").textContent = `${answered} answered${flagged ? `, ${flagged} flagged` : ""}`;
}

// This question in the list of all: what is seen, and what is only heard.
function mark(step, isAnswered, isFlagged) {
  step.classList.toggle("is-answered", isAnswered);
  step.toggleAttribute("data-flagged", isFlagged);
  step.querySelector(".vh").textContent =
    `, this question${isAnswered ? ", answered" : ""}${isFlagged ? ", flagged" : ""}`;
  step.querySelector("svg")?.remove();
  if (!isFlagged) return;
  const drawing = form.querySelector("label[for=flag] .when-on").cloneNode(true);
  drawing.removeAttribute("class");
  step.append(drawing);
}

function shortcut(event) {
  if (event.target.matches("textarea, select, a, button, input:not([type=radio], [type=checkbox])")) return;
  const options = [...form.querySelectorAll("input[name=response]:is([type=radio], [type=checkbox])")];
  const key = event.detail;
  const option = /^[1-9]$/.test(key) ? options[Number(key) - 1] : null;
  if (option) {
    option.click();
    option.focus();
  } else if (key === "f") {
    document.getElementById("flag").click();
  } else if (key === "x") {
    const chosen = form.querySelector("input[name=response]:checked");
    const row = document.activeElement?.closest(".choice") ?? chosen?.closest(".choice");
    row?.querySelector("input[name=struck]")?.click();
  } else return;
  event.preventDefault();
}

// An option is chosen or struck out, never both: the later of the two counts.
function agree({ target }) {
  const row = target.closest(".choice");
  if (!row || !target.checked) return;
  const other = row.querySelector(target.name === "struck" ? "input[name=response]" : "input[name=struck]");
  if (other) other.checked = false;
}

form.addEventListener("change", agree);
form.addEventListener("change", () => saver.change());
form.addEventListener("input", ({ target }) => {
  if (target.matches("input[name=response]:not([type=radio], [type=checkbox])")) saver.change({ isTyping: true });
});
document.addEventListener("single-key", shortcut);
document.addEventListener("visibilitychange", () => saver.send());
window.addEventListener("online", () => saver.send());
window.addEventListener("pagehide", () => saver.leave());
window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
window.addEventListener("beforeunload", (event) => {
  if (saver.isFailing) event.preventDefault();
});
document.addEventListener("unsaved-asked", ({ detail }) => {
  if (saver.isPending) detail.push({ attempt, position: Number(position), settled: saver.settled });
});
document.addEventListener("signing-out", () => saver.close("closed"));
kept.onReplaced(attempt, position, (save) => {
  if (save.key !== saver.key && !saver.isPending) tell("elsewhere");
});
others?.addEventListener("message", ({ data }) => {
  if (data.attempt === attempt && data.position === position && !saver.isPending) tell("elsewhere");
});

document.getElementById("keys")?.removeAttribute("hidden");
form.dataset.ready = "yes";
if (unsent) {
  answer.write(unsent);
  saver.restore(unsent);
} else if (isChanged) saver.change();
