// Sends saves, and asks who is signed in. Answers with what came of it; never raises.
const PATIENCE_MS = 15000; // then the same save is sent again under the same key
const NOT_THIS_PERSON = [400, 401, 403, 404]; // or a page from before a sign-in: asked for before it is believed

export const addressOf = (attempt, position) => `/attempts/${attempt}/questions/${position}/save`;

async function told(response) {
  if (response.type === "opaqueredirect") return { kind: "doubtful" };
  const body = await response.json().catch(() => null);
  if (response.ok && Array.isArray(body?.chosen)) {
    return { kind: "stored", stored: body, isSuperseded: response.headers.has("Cme-Superseded") };
  }
  if (NOT_THIS_PERSON.includes(response.status)) return { kind: "doubtful", error: body?.error };
  if (response.status === 409 && body?.newest) return { kind: "conflict", ...body };
  if ([409, 413, 415, 422].includes(response.status) && body?.error) return { kind: "refused", error: body.error };
  return { kind: "unreachable" };
}

export function createSession(address) {
  const tokens = () => [...document.querySelectorAll("input[name=csrf_token]")];

  async function request(path, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      return await options.read(await fetch(path, { ...options.fetch, signal: stop.signal, redirect: "manual" }));
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  // Who is signed in in this browser now; null where nobody answers. The page's forms go on with the token of now.
  async function ask() {
    const read = (response) => (response.ok ? response.json() : null);
    const found = await request(address, { fetch: { headers: { Accept: "application/json" }, cache: "no-store" }, read });
    for (const field of found ? tokens() : []) field.value = found.csrf_token;
    return found;
  }

  async function send(path, save, { isLast = false } = {}) {
    const { chosen, struck, flagged, sequence, key } = save;
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": tokens()[0].value };
    const body = JSON.stringify({ chosen, struck, flagged, sequence, key });
    const reply = await request(path, { fetch: { method: "POST", headers, body, keepalive: isLast }, read: told });
    return reply ?? { kind: "unreachable" };
  }

  async function signIn(form) {
    const read = async (response) => ({ isIn: response.ok, ...(await response.json().catch(() => ({}))) });
    const fetch = { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) };
    return (await request(form.action, { fetch, read })) ?? { isIn: false };
  }

  return { ask, send, signIn };
}
