// What the form of a question says, whatever its type: each control is named "response", each value is a word of the
// answer. The canonical order is the server's business: answers are compared as sets.
// Words are compared as the server keeps them: ``one_line`` in cme/core/reading.py does the same.
const BREAKS = /[\t-\r\x1c-\x1f\x85\u2028\u2029]+/g;
const UNSEEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Noncharacter_Code_Point}]/gu;

const composed = (word) => word.normalize("NFC");
const asKept = (word) => composed(word.replace(BREAKS, " ").replace(UNSEEN, "")).trim();
const words = (list) => [...new Set(list.map(asKept).filter(Boolean))].sort();

export const isSameWords = (one, other) => JSON.stringify(words(one)) === JSON.stringify(words(other));

export const isSameAnswer = (one, other) =>
  isSameWords(one.chosen, other.chosen) && isSameWords(one.struck, other.struck) && one.flagged === other.flagged;

export function createAnswer(form) {
  const controls = (name) => [...form.querySelectorAll(`[name="${name}"]`)];
  const isTicked = (control) => control.matches("[type=radio], [type=checkbox]");

  const typed = controls("response").find((control) => !isTicked(control) && !control.matches("select, [type=hidden]"));

  // What was typed of an answer: the unit beside it was chosen.
  function typedOf(chosen) {
    const offered = [...form.querySelectorAll("select[name=response] option")].map(({ value }) => composed(value));
    return chosen.find((word) => !offered.includes(composed(word))) ?? "";
  }

  // Show what is stored of what was typed. Spaces behind it stay: somebody may be about to type the next word.
  function settle({ chosen }) {
    if (!typed || composed(typed.value).trim() === typedOf(chosen)) return;
    const behind = typed.value.length - typed.selectionEnd;
    typed.value = typedOf(chosen) + /\s*$/.exec(typed.value)[0];
    const place = Math.max(0, typed.value.length - behind);
    if (document.activeElement === typed) typed.setSelectionRange(place, place);
  }

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
    const has = (word) => chosen.map(composed).includes(composed(word));
    for (const control of controls("response")) {
      if (isTicked(control)) control.checked = has(control.value);
      else if (control.matches("select")) {
        control.value = [...control.options].find((option) => option.value && has(option.value))?.value ?? "";
      }
    }
    if (typed) typed.value = typedOf(chosen);
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

  return { read, write, settle, isChanged };
}
