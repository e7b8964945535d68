"""Flaws in how questions are written, each in a further question of the tiny bank, which no posttest asks."""

from collections.abc import Sequence

from tests.banks.fault import MARK, Fault

FILE = "questions/more.yaml"
_RATIONALES = ("It is the reason.", "The report says otherwise.", "Nobody measured it so.", "That was another patient.")
_OPTIONS = ("Blue spots", "*Green spots", "Red spots")
_STEM = "Which sign did the patient show on the first day?"
_CASE = "A patient came. " + "He had many spots on the skin. " * 20


def written(
    *told: str,
    number: int = 1,
    stem: str = _STEM,
    options: Sequence[str] = _OPTIONS,
    rationales: Sequence[str] = (),
    more: Sequence[str] = (),
    kind: str = "single",
) -> str:
    """Return a question as it stands in a file; the key's text begins with "*", after the mark where it has one."""
    lines = [
        f"  - id: {MARK}more-{number}",
        f"    type: {kind}",
        "    objective: state-size",
        "    topics: [imaging]",
        f"    stem: {_quoted(stem)}",
        "    read_again: Case Summary",
        "    shuffle: false",
        *more,
        "    options:",
    ]
    for place, text in enumerate(options):
        is_key = text.removeprefix(MARK).startswith("*")
        rationale = rationales[place] if rationales else f"{_RATIONALES[place % 4]}{' So it is.' * (place // 4)}"
        lines += [
            f"      - id: o-{place}",
            f"        text: {_quoted(text.replace('*', '', 1))}",
            *(["        correct: true"] if is_key else []),
            f"        rationale: {_quoted(rationale)}",
            "        evidence:",
            f"          - {{passage: paper#size, relation: {'supports' if is_key else 'contrasts'}}}",
        ]
    return "\n".join([*lines, "    reviewed: none", ""])


def _quoted(text: str) -> str:
    mark = MARK if text.startswith(MARK) else ""
    return f'{mark}"{text.removeprefix(MARK)}"'


def flaw(told: str, **changes: object) -> Fault:
    """Return a question with one flaw; that nobody is asked it is told at its id."""
    return Fault(FILE, "", "questions:\n" + written(**changes), ["info question-unused", told])  # type: ignore[arg-type]


def _options(told: str, *options: str, **changes: object) -> Fault:
    return flaw(told if " " in told else f"warning {told}", options=options, **changes)


def _stem(told: str, stem: str, **changes: object) -> Fault:
    return flaw(told if " " in told else f"warning {told}", stem=f"‸{stem}", **changes)


def _rationales(told: str, *rationales: str) -> Fault:
    return flaw(told if " " in told else f"warning {told}", rationales=rationales)


def _ignoring(told: str, rule: str) -> Fault:
    return flaw(told, more=["    lint_ignore:", f"      - {{rule: ‸{rule}, reason: It is invented.}}"])


def _lopsided(told: str, *options: str, places: Sequence[int]) -> Fault:
    """Return twelve questions, of which each is sound; the key stands in one of ``places`` in turn."""
    questions = []
    for number in range(12):
        texts = [f"{text} {chr(97 + number) * 3}" for text in options[1:]]
        texts.insert(places[number % len(places)], f"*{options[0]} {chr(97 + number) * 3}")
        stem = f"Which sign did patient {chr(97 + number) * 4} show on the day {chr(110 + number) * 5}?"
        questions.append(written(number=number, options=texts, stem=stem))
    return Fault(FILE, "", "questions:\n" + "".join(questions), ["info question-unused"] * 12 + [told])


_ALL = f"{FILE}:10:7 "  # where the options begin
_SAYS = ("The report says so itself.", "It says otherwise there.")

FAULTS: dict[str, Fault] = {
    "the key is much longer": _options(
        "lint-key-longest",
        "Blue spots",
        "‸*Green spots on both arms and legs that faded on their own within some days",
        "Red spots",
    ),
    "always": _options("lint-absolute", "‸It always faded", "*It faded late", "It stayed"),
    "often": _options("lint-vague", "Blue spots", "‸*Often green spots", "Red spots"),
    "only the key may": _options("info lint-hedged", "It faded", "‸*It may fade", "It stayed"),
    "none of the above": _options("lint-combination-option", "Blue spots", "*Green spots", "‸None of the above"),
    "1 and 3 only": _options("lint-k-type", "‸1 and 2", "*1 and 3 only", "2, 3 and 4"),
    "Oxygen beside oxygen and fluids": _options("lint-option-subset", "Oxygen", "‸*Oxygen and fluids", "Rest"),
    "two options": _options(_ALL + "warning lint-option-count", "Blue spots", "*Green spots"),
    "yes and no": _options(_ALL + "warning lint-yes-no", "*Yes", "No"),
    "ranges that overlap": _options("error lint-range-overlap", "<20 %", "‸*≤30 %", "31–40 %"),
    "numbers in no order": _options(_ALL + "warning lint-number-order", "12 days", "*3 days", "20 days"),
    "except": _stem("lint-negative", "All of these signs were seen EXCEPT:"),
    "not unlikely": Fault(
        FILE,
        "",
        "questions:\n" + written(stem="‸Which of these signs is not unlikely after so much sun?"),
        ["info question-unused", f"{FILE}:6:11 warning lint-double-negative", f"{FILE}:6:11 warning lint-negative"],
    ),
    "which of the following is true": _stem("lint-unfocused", "A patient had spots. Which of the following is true?"),
    "your answer to question 2": _stem(
        "error lint-hinge", "Given your answer to question 2, which sign would you expect?"
    ),
    "a long story": _stem("info lint-window-dressing", f"{_CASE}What colour had they?"),
    "a long question": _stem("info lint-long-lead-in", f"Which sign {'and which day ' * 20}was it?"),
    "the diabetic patient": _stem("info lint-stigma", "Which sign did the diabetic patient show on the first day?"),
    "the white man": _stem("info lint-descriptor", "Which sign did the white man show on the first day?"),
    "a stem of long words": _stem(
        "info lint-readability",
        "Considering all of the comparative epidemiological investigations and preceding immunological examinations, "
        "which manifestation predominantly characterised individuals receiving any experimental medication?",
    ),
    "one option that begins otherwise": _options("lint-parallel", "To fade away", "*To grow", "‸Spots"),
    "a drug among diagnoses": _options("lint-mixed-kinds", "Hepatitis", "*Lymphoma", "‸Inventinib"),
    "incorrect": _rationales("error lint-rationale-verdict", "‸Incorrect.", *_SAYS),
    "a rationale of two words": _rationales("lint-rationale-short", "‸Another patient.", *_SAYS),
    "a number of no passage": _rationales("rationale-number", "‸It was 41 % of patients.", *_SAYS),
    "an ulcer": _options("lint-article", "*ulcer", "eschar", "‸blister", stem="On the first day the patient had an"),
    "a brand": _options("lint-brand", "Blue spots", "‸*Tylenol spots", "Red spots"),
    "a word of the stem in the key": _options(
        "lint-clang", "Blue spots", "‸*Exanthema spots", "Red spots", stem="Which sign follows exanthema?"
    ),
    "a key that shares the most": _options(
        "lint-converging", "‸*Green, dry", "Green, wet", "Blue, dry", "Red, dry", "Green, raw"
    ),
    "grew, shrank or stayed": _options(
        _ALL + "warning lint-exhaustive", "It grew", "*Increased size", "Decreased size", "No change in size"
    ),
    "one option with a full stop": _options("lint-mixed-options", "‸Blue spots.", "*Green spots", "Red spots"),
    "one option twice but for a hyphen": _options(
        "lint-option-similar", "ALK positive spots", "*Green spots", "‸ALK-positive spots"
    ),
    "one rationale twice": _rationales(
        "lint-rationale-repeated", "It says otherwise there.", "The report says so itself.", "‸It says otherwise there."
    ),
    "words of the passage": _options(
        "info lint-recall", "The mass grew in time", "‸*The mass measured 13.4 cm", "It shrank"
    ),
    "a letter of another alphabet": _options("error option-lookalike", "Blue spots", "*Green spots", "‸Grеen spots"),
    "keys that are the longest": _lopsided(
        "provider.yaml:1:7 warning lint-bank-key-longest",
        "Green spots nearby",
        "Blue spots",
        "Red spots",
        "Grey dots",
        places=(0, 1, 2, 3),
    ),
    "keys that stand first": _lopsided(
        "provider.yaml:1:7 warning lint-bank-key-position",
        "Green spots",
        "Blue spotss",
        "Red spotted",
        "Grey dotted",
        places=(0,),
    ),
    "a question asked twice": Fault(
        FILE,
        "",
        "questions:\n" + written() + written(number=2),
        ["info question-unused", "info question-unused", f"{FILE}:31:11 warning lint-question-twice"],
    ),
    "a rule that is none": _ignoring("lint-ignore-unknown", "lint-vage"),
    "a rule that is not broken": _ignoring("warning lint-ignore-unneeded", "lint-vague"),
}
