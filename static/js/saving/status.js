// Says how the answer of this page stands. The line is a live region: it changes only when what it says changes.
const ON_DEVICE = "it is kept on this device and";
const IN_PAGE = "keep this page open: it is";

const WORDS = {
  saving: () => "Saving…",
  saved: (time) => `Saved ${time}`,
  offline: (isKept) =>
    `Not saved yet. You are offline; ${isKept ? ON_DEVICE : IN_PAGE} sent when the connection is back.`,
  unreachable: (isKept) =>
    `Not saved yet. The server does not answer; ${isKept ? ON_DEVICE : IN_PAGE} sent again until it does.`,
  "signed-out": () => "Not saved yet. You are signed out; your answer is saved once you sign in again.",
  conflict: () => "Not saved: this question was answered elsewhere. Choose which answer counts.",
  stranger: () => "Nothing is sent: somebody else is signed in.",
  refused: (error) => `Not saved. ${error ?? "Reload the page and choose again."}`,
  elsewhere: () => "Changed in another tab.",
  closed: () => "Nothing more is sent: you are signing out.",
};
const ICONS = { saving: "none", saved: "saved-icon" };

export function createStatus(line, actions) {
  let said = "";

  function show(state, detail) {
    const words = WORDS[state](detail);
    if (words === said) return;
    said = words;
    const text = document.createElement("span");
    text.textContent = words;
    const drawing = document.getElementById(ICONS[state] ?? "retry-icon")?.content.cloneNode(true);
    line.replaceChildren(...(drawing ? [drawing] : []), text, ...button(state));
    line.classList.toggle("saved--retrying", !(state in ICONS));
    line.dataset.state = state;
  }

  function button(state) {
    if (!actions[state]) return [];
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button quiet";
    made.textContent = actions[state].words;
    made.addEventListener("click", actions[state].act);
    return [made];
  }

  return show;
}
