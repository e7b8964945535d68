// Two answers to one question: both in words, and the learner decides which counts.
export function createConflict({ panel, onTheirs, onMine }) {
  const [theirs, mine] = panel.querySelectorAll("dd");
  panel.querySelector("[data-keep]").addEventListener("click", onTheirs);
  panel.querySelector("[data-replace]").addEventListener("click", onMine);

  function show({ words, newest }) {
    theirs.textContent = `${words?.saved || "No answer"} (saved ${newest.saved})`;
    mine.textContent = words?.refused || "No answer";
    document.getElementById("conflict-told")?.remove(); // what the page said without a script
    if (!panel.hidden) return;
    panel.hidden = false;
    panel.focus(); // nothing else counts before this is decided
  }

  function hide() {
    if (!panel.hidden && panel.contains(document.activeElement)) document.getElementById("saved").focus();
    panel.hidden = true;
  }

  return { show, hide };
}
