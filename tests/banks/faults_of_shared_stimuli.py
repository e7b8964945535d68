"""Faults of questions that share a stimulus, in a posttest that asks them. The mark ‸ stands where each is told."""

from collections.abc import Callable
from pathlib import Path

from tests.banks.extra_questions import FILE, written
from tests.banks.fault import MARK, Fault

_SAME = "activities/case.yaml:22:3 info retake-same"
_HERE = "    reviewed: none\n"
_LIST = "questions: [responded, measured]\n"


def _asks(three: Callable[[Path], None], posttest: str, *told: str) -> Fault:
    """Return a fault in a posttest of a bank with three more questions."""
    return Fault("activity", _LIST, posttest, told, arrange=three)


def _three(*stimuli: str, is_sequential: bool = True) -> Callable[[Path], None]:
    """Return what writes the questions one, two and three, with the stimulus of each or "" for none."""
    kind = ", sequential: true" if is_sequential else ""
    text = written("ordering").removeprefix("questions:\n").replace(MARK, "")
    found = f"stimuli:\n  - {{id: case, title: A case, text: One mass is seen.{kind}}}\nquestions:\n"
    for name, stimulus in zip(("one", "two", "three"), stimuli, strict=True):
        more = text.replace("extra", name).replace("the mass that was seen", f"the mass in the question {name}")
        found += more.replace(_HERE, f"    stimulus: {stimulus}\n{_HERE}" if stimulus else _HERE)

    def arrange(bank: Path) -> None:
        (bank / FILE).write_text(found, "utf-8")

    return arrange


_CASE, _SCAN = _three("case", "case", ""), _three("case", "", "case", is_sequential=False)
_NAMED = "[responded, measured, three]"

FAULTS: dict[str, Fault] = {
    "a case in two sections": _asks(
        _CASE,
        "sections: [{questions: [responded, measured, three, one]}, {questions: [‸two]}]\n",
        _SAME,
        "stimulus-split",
    ),
    "a scan in two sections": _asks(
        _SCAN,
        "sections: [{questions: [responded, measured, two, one]}, {questions: [‸three]}]\n",
        _SAME,
        "stimulus-split",
    ),
    "a scan with another question between": _asks(
        _SCAN, "questions: [responded, measured, one, two, ‸three]\n", "warning stimulus-apart"
    ),
    "a case with another question between": _asks(
        _CASE, "questions: [responded, measured, one, three, ‸two]\n", "warning stimulus-apart"
    ),
    "a case that is told from its end": _asks(
        _CASE, "questions: [responded, measured, two, ‸one, three]\n", "case-order"
    ),
    "a case of which some is drawn": _asks(
        _CASE,
        f"sections: [{{questions: {_NAMED}}}, {{questions: [‸one, ‸two], pick: 1}}]\n",
        "case-drawn",
        "case-drawn",
    ),
}
