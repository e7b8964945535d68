"""Faults in names: misspelt, in the wrong place, left out. The mark ‸ stands where each must be told."""

from tests.banks.fault import Fault

# in which file, a line as it is, and the name misspelt as a hand would
_MISSPELT = (
    ("provider", "bank: tiny", "banc"),
    ("provider", "  contact: education@example.org", "  contcat"),
    ("provider", "  statement: This", "  Statement"),
    ("source", "authors: [Author A, Author B]", "author"),
    ("source", "journal: J Invented Cases", "jounral"),
    ("source", "peer_reviewed: true", "peer-reviewed"),
    ("source", "since_publication:", "since publication"),
    ("source", "status: current", "staus"),
    ("source", "passages:", "passage"),
    ("source", "    context_before: The", "    context-before"),
    ("activity", "short_title: A case", "shorttitle"),
    ("activity", "objectives:", "objective"),
    ("activity", "  pass_mark: 66.7%", "  passmark"),
    ("activity", "  attempts: 2", "  attempt"),
    ("activity", "  cooldown: 24h", "  cool_down"),
    ("activity", "bibliography: [A paper]", "bibliograhpy"),
    ("activity", "commercial_support: None", "comercial_support"),
    ("activity", "  released: 2026-11-21", "  release"),
    ("questions", "    stem: What", "    Stem"),
    ("questions", "    verbatim: Author", "    verbatm"),
    ("questions", "        silent: The", "        slient"),
)

_LEFT_OUT = (
    ("provider", "  contact: education@example.org\n", "provider.yaml:3:3"),
    ("provider", "  name: Example provider\n", "provider.yaml:3:3"),
    ("source", "type: journal-article\n", "sources/paper.yaml:1:1"),
    ("source", "design_note: One patient.\n", "sources/paper.yaml:1:1"),
    ("source", "status: current\n", "sources/paper.yaml:1:1"),
    ("source", "  note: Short quotations with citation.\n", "sources/paper.yaml:16:3"),
    ("source", "    reference: J Invented Cases 2024;2:5\n", "sources/paper.yaml:20:5"),
    ("source", "    quote: The mass measured 13.4 cm.\n", "sources/paper.yaml:29:5"),
    ("activity", "summary: Two questions.\n", "activities/case.yaml:1:1"),
    ("activity", "practice_gap: A case is easily over-read.\n", "activities/case.yaml:1:1"),
    ("activity", "commercial_support: None\n", "activities/case.yaml:1:1"),
    ("activity", "    role: Author\n", "activities/case.yaml:15:5"),
    ("activity", "  attempts: 2\n", "activities/case.yaml:22:3"),
    ("activity", "  reveal: {fail: read-again, pass: everything}\n", "activities/case.yaml:22:3"),
    ("activity", "credit: none\n", "activities/case.yaml:1:1"),
    ("activity", "  released: 2026-11-21\n", "activities/case.yaml:29:3"),
    ("activity", "privacy: See the privacy page.\n", "activities/case.yaml:1:1"),
    ("questions", "    stem: What did the mass measure?\n", "questions/two.yaml:23:5"),
    ("questions", "    objective: state-size\n", "questions/two.yaml:23:5"),
    ("questions", "    read_again: Case Summary, paragraph 2\n", "questions/two.yaml:23:5"),
    ("questions", "        text: 1.34 cm\n", "questions/two.yaml:32:9"),
    ("questions", "            relation: supports\n", "questions/two.yaml:20:13"),
)

_MORE: dict[str, Fault] = {
    "a name of another kind of file": Fault("source", "design: case report", "design: x\n‸stem: y", ["key-unknown"]),
    "a name one level too high": Fault("activity", "credit: none", "credit: none\n‸pass_mark: 70%", ["key-unknown"]),
    "a name one level too low": Fault(
        "questions", "        text: A and B", "        text: A and B\n        ‸topics: [x]", ["key-unknown"]
    ),
    "a name twice in an option": Fault(
        "questions", "        text: A and B", "        text: A and B\n        ‸text: B and A", ["yaml-duplicate-key"]
    ),
    "a name twice in brackets": Fault(
        "activity", "{fail: read-again, pass", "{fail: read-again, ‸fail: read-again, pass", ["yaml-duplicate-key"]
    ),
    "a name of another alphabet": Fault("provider", "bank: tiny", "bank: tiny\n‸bаnk: tiny", ["key-unknown"]),
    "a name that is empty": Fault("provider", "bank: tiny", 'bank: tiny\n‸"": tiny', ["key-unknown"]),
    "a name that is a number": Fault("provider", "bank: tiny", "bank: tiny\n‸1: tiny", ["key-unknown"]),
    "a name with a space before its colon": Fault(
        "provider", "bank: tiny", "bank: tiny\n‸version : 2", ["key-unknown"]
    ),
    "another name beside questions": Fault("questions", "questions:\n", "‸topics: [x]\nquestions:\n", ["key-unknown"]),
}


def _misspelt(line: str, name: str) -> str:
    margin = len(name) - len(name.lstrip())
    return f"{name[:margin]}‸{name[margin:]}:{line.partition(':')[2]}"


FAULTS: dict[str, Fault] = (
    {
        f"misspelt {name.strip()} in {file}": Fault(file, line, _misspelt(line, name), ["key-unknown"])
        for file, line, name in _MISSPELT
    }
    | {
        f"left out {line.partition(':')[0].strip()} in {file}": Fault(file, line, "", [f"{place} key-missing"])
        for file, line, place in _LEFT_OUT
    }
    | _MORE
)
