// Leaving the page: what is not saved is saved first; without a connection the page stays, for no other would come.
const HELD = "No other page can be opened at the moment. Stay here: what you chose is kept, and sent when the connection is back. Then press again.";

export function createLeaving({ form, saver, session, line }) {
  let isGoing = false; // whoever presses twice goes once

  function hold(isHeld) {
    line.textContent = isHeld ? HELD : "";
  }

  // A refused, contradicted or signed-out save holds nobody back: it stays kept, and every page comes back to it.
  async function mayGo() {
    if (isGoing) return false;
    isGoing = true;
    hold(false);
    const isSaved = await saver.settled();
    const isReachable = isSaved || saver.isHalted ? navigator.onLine || (await session.ask()) !== null : false;
    isGoing = false;
    hold(!isReachable);
    return isReachable;
  }

  async function submit(event) {
    if (form.dataset.going || (!isGoing && !saver.isPending && navigator.onLine)) return;
    event.preventDefault();
    if (!(await mayGo())) return;
    form.dataset.going = "yes";
    setTimeout(() => form.requestSubmit(event.submitter)); // a form that is being submitted takes no second wish
  }

  async function follow(event) {
    const link = event.target.closest("a[href]");
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !isPlain || link.target || link.origin !== location.origin || link.hash) return;
    if (!saver.isPending && navigator.onLine) return;
    event.preventDefault();
    if (await mayGo()) location.assign(link.href);
  }

  form.addEventListener("submit", submit);
  document.addEventListener("click", follow);
  return { hold };
}
