// Saves the newest answer of one question until the server has acknowledged that very answer.
//
// Until then each save takes the number after the newest one that this page knows, so that the server stores nothing
// over an answer that this page has not seen. What a lost acknowledgement left behind is known by its content.
const RETRY_MS = [500, 1000, 2000, 4000, 8000];
const PAUSE_MS = 600; // in typing
const MOST_TRIES = 50; // remembered; beyond them, the page asks rather than decides

export function createSaver({ known, saved, owner, answer, same, kept, post, session, tell, newKey }) {
  let newest = known; // number of the newest save in force that this page knows
  let stored = saved; // what it said
  let pending = null; // the newest answer that is not acknowledged
  let isKept = true;
  let isSending = false;
  let isRenewed = false; // the token, since the last save that went well
  let failures = 0;
  let timer = 0;
  let halt = ""; // why nothing is sent: conflict, signed-out, stranger, refused, closed
  let standing = null; // in a conflict: the answer that is saved
  const waiting = [];

  const next = (state, tries) => ({ ...state, sequence: newest + 1, key: newKey(), tries, tried: false });

  function settle(isSaved) {
    for (const resolve of waiting.splice(0)) resolve(isSaved);
  }

  function stop(reason, words) {
    halt = reason;
    tell(reason, words);
    settle(false);
  }

  function put(save) {
    pending = save;
    isKept = kept.put(save);
    tell("fields", save);
  }

  function change({ isTyping = false } = {}) {
    if (["stranger", "closed"].includes(halt)) return;
    const state = answer.read();
    if (pending ? same(state, pending) && pending.tried : same(state, stored)) return;
    if (["conflict", "refused"].includes(halt)) halt = "";
    if (pending?.tried) {
      const { chosen, struck, flagged, tries, sequence } = pending;
      put({ ...next(state, [...tries, { chosen, struck, flagged }].slice(-MOST_TRIES)), sequence });
    } else put(pending ? { ...pending, ...state } : next(state, []));
    if (!halt) tell("saving");
    clearTimeout(timer);
    if (isTyping) timer = setTimeout(send, PAUSE_MS);
    else send();
  }

  async function send() {
    clearTimeout(timer);
    if (isSending || !pending || halt) return;
    isSending = true;
    if (!pending.tried) put({ ...pending, tried: true }); // a retry puts nothing back over what another tab kept
    const save = pending;
    const reply = await post(save);
    isSending = false;
    if (halt) return;
    if (reply.kind === "stored") acknowledged(save, reply);
    else if (reply.kind === "conflict") contradicted(save, reply);
    else if (reply.kind === "doubtful") await doubted(save, reply);
    else if (reply.kind === "refused") refused(save, reply.error);
    else failed();
  }

  function acknowledged(save, reply) {
    failures = 0;
    isRenewed = false;
    const isIt = reply.stored.sequence === save.sequence && same(save, reply.stored);
    if (!isIt) return refused(save, "What was stored is not what was chosen here. Reload the page.");
    if (pending !== save) {
      newest = save.sequence;
      put({ ...pending, sequence: newest + 1 });
      return send();
    }
    if (reply.isSuperseded) {
      put({ ...save, key: newKey() }); // its number is taken, so this only asks what stands instead
      return send();
    }
    return done(reply.stored);
  }

  function done(found) {
    newest = found.sequence;
    stored = found;
    if (same(answer.read(), found)) answer.settle(found);
    kept.remove(pending.key);
    pending = null;
    halt = "";
    tell("fields", { sequence: newest + 1, key: newKey() });
    tell("saved", found.saved);
    settle(true);
  }

  function contradicted(save, reply) {
    if (pending !== save) return send();
    const isOwn = reply.newest.sequence === save.sequence && save.tries.some((tried) => same(tried, reply.newest));
    if (same(save, reply.newest)) return done(reply.newest);
    standing = reply;
    if (isOwn || same.words(save.chosen, reply.newest.chosen)) return useMine();
    return stop("conflict", reply);
  }

  function useMine() {
    newest = standing.newest.sequence;
    halt = "";
    tell("saving");
    put(next(answer.read(), []));
    return send();
  }

  function useTheirs() {
    answer.write(standing.newest);
    done(standing.newest);
  }

  async function doubted(save, { error }) {
    const found = await session.ask();
    if (!found) return failed();
    if (found.person && found.person !== owner) return stop("stranger");
    if (!found.person) return stop("signed-out");
    if (isRenewed) return refused(save, error);
    isRenewed = true;
    return send();
  }

  function refused(save, error) {
    isRenewed = false;
    if (pending !== save) return send();
    return stop("refused", error);
  }

  function failed() {
    tell(navigator.onLine ? "unreachable" : "offline", isKept);
    settle(false);
    timer = setTimeout(send, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
    failures += 1;
  }

  return {
    change,
    send,
    useMine,
    useTheirs,
    // Go on with what an earlier page of this question kept, from the number that it knew.
    restore(save) {
      newest = save.sequence - 1;
      put(save);
      tell("saving");
      send();
    },
    // Go on after signing in.
    resume() {
      if (halt !== "signed-out") return;
      halt = "";
      if (pending) tell("saving");
      send();
    },
    // The last thing before the page is gone; the browser sends it without the page.
    leave() {
      if (!pending || halt) return;
      if (!pending.tried) put({ ...pending, tried: true });
      post(pending, { isLast: true });
    },
    close: (reason) => stop(reason),
    // Whether everything is saved, once the try under way has ended.
    settled() {
      if (!pending) return Promise.resolve(true);
      if (halt) return Promise.resolve(false);
      const result = new Promise((resolve) => waiting.push(resolve));
      send();
      return result;
    },
    get isPending() {
      return pending !== null;
    },
    get isHalted() {
      return halt !== "";
    },
    get isFailing() {
      return pending !== null && failures > 0;
    },
    get key() {
      return pending?.key;
    },
  };
}
