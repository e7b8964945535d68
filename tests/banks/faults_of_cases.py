"""Faults of what questions share. The mark ‸ stands where each must be told."""

from pathlib import Path

from tests.banks.extra_questions import FILE, written
from tests.banks.fault import Fault

_HERE = "    reviewed: none\n"
_CASE = "  - {id: case, title: A case, text: One mass is seen., sequential: true}\n"
_SCAN = "  - {id: scan, title: The scan, text: One mass is seen.}\n"


def _questions(*named: tuple[str, str]) -> str:
    """Return questions, each by its id and with the stimulus that it names, or "" for none."""
    text = written("ordering").removeprefix("questions:\n")
    found = [
        text.replace("extra", each)
        .replace("the mass that was seen", f"the mass in the question {each}")
        .replace(_HERE, f"    stimulus: {stimulus}\n{_HERE}" if stimulus else _HERE)
        for each, stimulus in named
    ]
    return "questions:\n" + "".join(found)


def _shared(stimuli: str, questions: str, *told: str) -> Fault:
    return Fault(FILE, "", f"stimuli:\n{stimuli}{questions}", told)


def _begin_elsewhere(bank: Path) -> None:
    text = f"stimuli:\n{_CASE}{_questions(('one', 'case'))}".replace("‸", "")
    (bank / "questions" / "before.yaml").write_text(text, "utf-8")


_UNUSED = "info question-unused"
FAULTS: dict[str, Fault] = {
    "a stimulus that nothing names": _shared(
        _SCAN.replace("{", "‸{"), _questions(("one", "")), "warning stimulus-unused", _UNUSED
    ),
    "a stimulus misspelt": _shared(
        _SCAN, _questions(("one", "scan"), ("two", "‸scam")), _UNUSED, _UNUSED, "reference-unknown"
    ),
    "a stimulus that is nowhere": _shared(
        _SCAN, _questions(("one", "scan"), ("two", "‸xyz")), _UNUSED, _UNUSED, "reference-unknown"
    ),
    "a stimulus of the same id": _shared(
        _SCAN + _SCAN.replace("id: ", "id: ‸"), _questions(("one", "scan")), "id-duplicate", _UNUSED
    ),
    "a stimulus without a title": _shared(
        "  - ‸{id: scan, text: One mass is seen.}\n", _questions(("one", "scan")), "key-missing", _UNUSED
    ),
    "stimuli that are one": Fault(
        FILE,
        "",
        "stimuli: ‸{id: scan, title: The scan, text: One mass is seen.}\n" + _questions(("one", "scan")),
        ["value-shape", _UNUSED],
    ),
    "a case with another question between": _shared(
        _CASE,
        _questions(("one", "case"), ("two", ""), ("three", "‸case")),
        _UNUSED,
        _UNUSED,
        _UNUSED,
        "case-scattered",
    ),
    "a case in two files": Fault(
        FILE,
        "",
        _questions(("two", "‸case")),
        ["questions/before.yaml:4:9 info question-unused", _UNUSED, "case-scattered"],
        arrange=_begin_elsewhere,
    ),
    "a text that stays with questions between": _shared(
        _SCAN, _questions(("one", "scan"), ("two", ""), ("three", "scan")), _UNUSED, _UNUSED, _UNUSED
    ),
    "a case that unfolds where it does not go on": _shared(
        _SCAN,
        _questions(("one", "scan")).replace("    stimulus", "    ‸unfolds: So it went.\n    stimulus"),
        _UNUSED,
        "name-unfit",
    ),
}
