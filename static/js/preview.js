// Shows the page anew as soon as a file of the bank is saved. Without this, reload by hand.
const { changes } = document.querySelector("[data-changes]").dataset;
const PAUSE_MS = 1500; // before asking again a server that does not answer: it may be starting

const pause = () => new Promise((done) => setTimeout(done, PAUSE_MS));

// Hidden pages do not ask: a browser has few connections for one server, and a page shown again asks at once.
const shown = () =>
  new Promise((done) => {
    if (!document.hidden) done();
    else document.addEventListener("visibilitychange", done, { once: true });
  });

async function isChanged() {
  const stop = new AbortController();
  const hide = () => stop.abort();
  document.addEventListener("visibilitychange", hide, { once: true });
  try {
    const answer = await fetch(changes, { headers: { Accept: "application/json" }, signal: stop.signal });
    if (answer.ok) return (await answer.json()).changed;
  } catch {
    // Hidden, or no server: asked again below.
  } finally {
    document.removeEventListener("visibilitychange", hide);
  }
  await pause();
  return false;
}

async function watch() {
  await shown();
  if (await isChanged()) window.location.reload();
  else watch();
}

watch();
