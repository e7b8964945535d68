// What the form of a question says, whatever its type: each control is named "response", each value is a word of the
// answer. The canonical order is the server's business: answers are compared as sets.
const words = (list) => [...new Set(list.map((word) => word.normalize("NFC").trim()).filter(Boolean))].sort();

export const isSameWords = (one, other) => JSON.stringify(words(one)) === JSON.stringify(words(other));

export const isSameAnswer = (one, other) =>
  isSameWords(one.chosen, other.chosen) && isSameWords(one.struck, other.struck) && one.flagged === other.flagged;

export function createAnswer(form) {
  const controls = (name) => [...form.querySelectorAll(`[name="${name}"]`)];
  const isTicked = (control) => control.matches("[type=radio], [type=checkbox]");

  function read() {
    const data = new FormData(form);
    return {
      chosen: [...new Set(data.getAll("response").filter((word) => word.trim()))],
      struck: data.getAll("struck").sort(),
      flagged: data.has("flagged"),
    };
  }

  // Put an answer that was given before back into the controls; what enhances them draws itself anew.
  function write({ chosen, struck, flagged }) {
    const left = new Set(chosen);
    for (const control of controls("response")) {
      if (isTicked(control)) control.checked = left.delete(control.value);
      else if (control.matches("select")) {
        control.value = [...control.options].find((option) => option.value && left.delete(option.value))?.value ?? "";
      }
    }
    const typed = controls("response").find((control) => !isTicked(control) && !control.matches("select, [type=hidden]"));
    if (typed) typed.value = [...left][0] ?? "";
    for (const control of controls("struck")) control.checked = struck.includes(control.value);
    for (const control of controls("flagged")) control.checked = flagged;
    form.dispatchEvent(new CustomEvent("answer-shown"));
  }

  // Whether something was chosen before this script had come.
  function isChanged() {
    return ["response", "struck", "flagged"].flatMap(controls).some((control) => {
      if (isTicked(control)) return control.checked !== control.defaultChecked;
      if (!control.matches("select")) return control.value !== control.defaultValue;
      const served = [...control.options].find((option) => option.defaultSelected) ?? control.options[0];
      return control.value !== served.value;
    });
  }

  return { read, write, isChanged };
}
