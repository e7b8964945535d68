// Sign in again in place: the page stays, the answer stays, and the save goes on. Whoever signs in elsewhere in this
// browser is noticed when this page is looked at again.
export function createSigningIn({ dialog, owner, session, onBack, onStranger }) {
  const form = dialog.querySelector("form");
  const problem = dialog.querySelector("[role=alert]");
  const button = form.querySelector("button[type=submit]");

  function tell(words) {
    problem.textContent = words;
    problem.hidden = !words;
  }

  function open() {
    tell("");
    if (!dialog.open) dialog.showModal();
  }

  // Whoever is signed in now: the same person goes on, anybody else is told.
  async function look() {
    const found = await session.ask();
    if (!found?.person) return;
    dialog.close();
    form.reset();
    if (found.person === owner) onBack();
    else onStranger();
  }

  async function submit(event) {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    tell("");
    const reply = await session.signIn(form);
    if (reply.isIn) await look();
    else tell(reply.error ?? "The server does not answer. Your answer is kept; try again in a moment.");
    button.disabled = false;
  }

  form.addEventListener("submit", submit);
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  return { open };
}
