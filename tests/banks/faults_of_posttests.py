"""Faults in how a posttest is made up: sections, what they draw from, the time limit and what is shown."""

from tests.banks.fault import Fault

_QUESTIONS = "  questions: [responded, measured]\n"
_REVEAL = "reveal: {fail: read-again, pass: everything}"
_BOTH = "{questions: [responded, measured]}"


def _sections(*written: str, told: list[str]) -> Fault:
    """Return a fault in sections that stand in the place of the questions."""
    return Fault("activity", _QUESTIONS, "  sections:\n" + "".join(f"    - {each}\n" for each in written), told)


_SAME = "activities/case.yaml:22:3 info retake-same"

FAULTS: dict[str, Fault] = {
    "neither questions nor sections": Fault("activity", _QUESTIONS, "", ["activities/case.yaml:22:3 key-missing"]),
    "questions and sections": Fault(
        "activity",
        _QUESTIONS,
        f"{_QUESTIONS}  ‸sections:\n    - {{topic: imaging}}\n",
        ["sections-beside-questions"],
    ),
    "no sections": Fault("activity", _QUESTIONS, "  sections: ‸[]\n", ["list-short"]),
    "a section that names nothing": _sections(_BOTH, "‸title: More", told=["section-pool"]),
    "a section that names too much": _sections(
        "‸{questions: [responded], topic: imaging}", "{topic: imaging}", told=["section-pool"]
    ),
    "a topic of no question": _sections(_BOTH, "topic: ‸imagings", told=["section-empty"]),
    "an objective of no question": _sections(_BOTH, "objective: ‸state-weight", told=["section-empty"]),
    "more to be drawn than there are": _sections(
        "{topic: imaging}", "{questions: [responded], pick: ‸2}", told=["section-pick"]
    ),
    "none to be drawn": _sections("{questions: [responded, measured], pick: ‸0}", told=["number-form"]),
    "a question in two sections": _sections(_BOTH, "questions: [‸measured]", told=["section-overlap"]),
    "a question twice in a section": _sections(
        "questions: [responded, measured, ‸measured]\n      pick: 2", told=["list-duplicate"]
    ),
    "a question in a section that is unknown": _sections(
        "questions: [responded, measured, ‸measure]\n      pick: 2", told=["reference-unknown"]
    ),
    "a spread over nothing": _sections(
        "{questions: [responded, measured], pick: 1, spread: ‸topics}", told=["value-choice"]
    ),
    "a misspelt name in a section": _sections("{questions: [responded, measured], ‸picks: 1}", told=["key-unknown"]),
    "sections that draw nothing": _sections("{objective: state-response}", "{topic: imaging, pick: 1}", told=[_SAME]),
    "a question that no section draws": _sections(
        "{topic: imaging}",
        told=[_SAME, "activities/case.yaml:10:5 objective-untested", "questions/two.yaml:2:9 info question-unused"],
    ),
    "a short time": Fault(
        "activity", "  cooldown: 24h\n", "  cooldown: 24h\n  time_limit: ‸2\n", ["warning time-limit-short"]
    ),
    "no time at all": Fault("activity", "  cooldown: 24h\n", "  cooldown: 24h\n  time_limit: ‸0\n", ["number-form"]),
    "answers that are never shown": Fault("activity", _REVEAL, "reveal: ‸after-closing", ["reveal-never"]),
    "a way of revealing that is unknown": Fault("activity", _REVEAL, "reveal: ‸all", ["reveal-unsupported"]),
    "ways of revealing in a list": Fault("activity", _REVEAL, "reveal: ‸[standard]", ["value-shape"]),
    "a pretest of another kind": Fault("activity", "posttest:\n", "pretest: ‸yes\nposttest:\n", ["boolean-form"]),
}
