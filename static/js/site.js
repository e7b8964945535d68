// On every page of somebody signed in: sends what an earlier page kept on this device, and asks before signing out
// would delete any of it.
const signOut = document.getElementById("sign-out");
const { owner, present } = signOut.dataset;
const load = (name) => import(`./saving/${name}.js${new URL(import.meta.url).search}`);
const [{ createKept }, { createSession, addressOf }, { isSameAnswer }] = await Promise.all(
  ["kept", "sending", "answer"].map(load),
);
const kept = createKept(owner);
const session = createSession(present);
const question = document.getElementById("question")?.dataset;
const submission = document.querySelector("form[data-needs-saved]");
const dialog = document.getElementById("unsent");

const isOfThisPage = ({ attempt, position }) => question?.attempt === attempt && Number(question.position) === position;

const pathOf = ({ attempt, position }) => `/attempts/${attempt}/questions/${position}`;
const notices = () => [...document.querySelectorAll(".notice--problem")];

// A notice under the masthead, with the way to the question where there is something to decide. What stands there is
// not said twice, but where somebody asked again.
function tell(words, place, { isAsked = false } = {}) {
  const notice = document.createElement("p");
  notice.className = "notice notice--problem";
  notice.setAttribute("role", "alert");
  notice.append(`${words} `);
  if (place) {
    const link = document.createElement("a");
    link.href = pathOf(place);
    link.textContent = `Open question ${place.position}`;
    notice.append(link);
  }
  const earlier = notices().find((each) => each.outerHTML === notice.outerHTML);
  if (earlier && !isAsked) return;
  earlier?.parentElement.remove();
  const wrap = document.createElement("div");
  wrap.className = "wrap";
  wrap.append(notice);
  document.getElementById("main").before(wrap);
}

// The answer is saved now: what says that it is not goes.
function takeBack(place) {
  for (const each of notices()) if (each.querySelector(`a[href="${pathOf(place)}"]`)) each.parentElement.remove();
}

// Send what is kept, one after the other, in the order of the questions. Returns how many of them are saved now.
async function sendKept({ all = false } = {}) {
  let count = 0;
  for (const place of kept.all().sort((one, other) => one.position - other.position)) {
    if (!all && isOfThisPage(place)) continue; // the page itself does that, and shows it
    const { attempt, position } = place;
    const save = kept.get(attempt, position); // as it is now: another tab may have kept a later one, or sent it
    if (!save) continue;
    kept.put(attempt, position, { ...save, tried: true });
    const reply = await session.send(addressOf(attempt, position), save);
    if (reply.kind === "unreachable") break;
    const isIt = reply.kind === "stored" && reply.stored.sequence === save.sequence && isSameAnswer(save, reply.stored);
    if (isIt && !reply.isSuperseded) {
      kept.remove(attempt, position, save.key);
      takeBack(place);
      count += 1;
    } else if (isOfThisPage(place)) continue;
    else if (reply.kind === "refused") {
      tell(`An answer to question ${position} that was kept on this device could not be saved: ${reply.error}`);
      kept.remove(attempt, position, save.key);
    } else tell(`Your answer to question ${position} is not saved yet.`, place);
  }
  return count;
}

async function submitAttempt(event) {
  const isOfIt = ({ attempt }) => attempt === submission.dataset.needsSaved;
  if (!kept.all().some(isOfIt)) return;
  event.preventDefault();
  await sendKept();
  const left = kept.all().filter(isOfIt);
  if (left.length === 0) window.location.reload(); // the list shows the answers now; submitting is the learner's step
  else tell("Not submitted: an answer that is kept on this device is not saved yet.", left[0], { isAsked: true });
}

let mayLeave = false;

// What the page of a question has not saved: where nothing can be kept on this device, it is in that page alone.
function held() {
  const found = [];
  document.dispatchEvent(new CustomEvent("unsaved-asked", { detail: found }));
  return found;
}

// How many answers are not saved, each counted once, whether it is kept, held in the page, or both.
const unsaved = () => new Set([...kept.all(), ...held()].map(({ attempt, position }) => `${attempt}/${position}`)).size;

async function leave(event) {
  if (mayLeave || unsaved() === 0) return;
  event.preventDefault();
  await Promise.all(held().map(({ settled }) => settled()));
  await sendKept({ all: true });
  const count = unsaved();
  if (count === 0) return go();
  dialog.querySelector("[data-count]").textContent = count === 1 ? "One answer is" : `${count} answers are`;
  dialog.showModal();
}

function go() {
  document.dispatchEvent(new CustomEvent("signing-out"));
  kept.clear();
  mayLeave = true;
  signOut.requestSubmit();
}

signOut.addEventListener("submit", leave);
submission?.addEventListener("submit", submitAttempt);
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.querySelector("[data-delete]").addEventListener("click", go);
window.addEventListener("online", () => sendKept());
if ((await sendKept()) > 0 && submission) window.location.reload();
signOut.dataset.ready = "yes";
