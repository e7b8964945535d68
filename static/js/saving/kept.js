// Saves that are not acknowledged yet, kept on this device until they are: ids of options or what was typed, never a
// question, a key or a name. Each is bound to a person by an opaque value, to an attempt and to a position.
const PREFIX = "cme-unsent";

function deviceStorage() {
  try {
    return window.localStorage;
  } catch {
    return null; // a browser that keeps nothing: the page says so
  }
}

function readSave(text) {
  try {
    const save = JSON.parse(text);
    const isSave = Array.isArray(save.chosen) && Array.isArray(save.struck) && Array.isArray(save.tries);
    return isSave && typeof save.key === "string" && Number.isInteger(save.sequence) ? save : null;
  } catch {
    return null;
  }
}

export function createKept(owner, storage = deviceStorage()) {
  const nameOf = (attempt, position) => [PREFIX, owner, attempt, position].join("/");

  function put(attempt, position, save) {
    try {
      storage.setItem(nameOf(attempt, position), JSON.stringify(save));
      return true;
    } catch {
      return false;
    }
  }

  const get = (attempt, position) => readSave(storage?.getItem(nameOf(attempt, position)) ?? null);

  // Only the very save that is done with: another tab may have kept a later one in its place.
  function remove(attempt, position, key) {
    if (get(attempt, position)?.key === key) storage.removeItem(nameOf(attempt, position));
  }

  function all() {
    return Object.keys(storage ?? {})
      .filter((name) => name.startsWith(`${PREFIX}/${owner}/`))
      .map((name) => ({ attempt: name.split("/")[2], position: Number(name.split("/")[3]) }))
      .map((place) => ({ ...place, save: get(place.attempt, place.position) }))
      .filter(({ save }) => save);
  }

  function clear() {
    for (const { attempt, position } of all()) storage.removeItem(nameOf(attempt, position));
  }

  // Tell of a save that another tab kept in the place of ours.
  function onReplaced(attempt, position, tell) {
    window.addEventListener("storage", (event) => {
      const save = event.key === nameOf(attempt, position) ? readSave(event.newValue) : null;
      if (save) tell(save);
    });
  }

  return { put, get, remove, all, clear, onReplaced };
}
