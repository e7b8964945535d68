"""Find the numbers in an article's text that may be references: "lymphoma.3", "al4 found", "disease.7-9", "[12]".

A number that may just as well belong to a name or a value stays text: ALK1, t(2;5), CYP3A4, 13.4, caspase3, cm2.
What is found is enclosed in ``OPEN`` and ``CLOSE``; whether it is a reference is left open.
"""

import re

from cme.content.folding import RAISED

OPEN, CLOSE = "\ue002", "\ue003"

_LIST = r"(?P<list>\d{1,3}(?:[,-]\d{1,3})*)"
_END = r"(?!\w|[.,]\d|[-+])"
_LETTER = r"[^\W\d_]"
_BRACKETS = re.compile(r"(?P<list> ?\[\d{1,3}(?: ?[,-] ?\d{1,3})*\])(?![\w-])")
_RAISED = re.compile(rf"(?P<before>\w*)(?P<raised>{RAISED}){_LIST}{_END}")
_AFTER_STOP = re.compile(rf"(?P<before>(?:{_LETTER}+|{_LETTER}\+|[)\]%\"'])[.,][\"']?){_LIST}(?=\s|$|[)\]\"'])")
_AFTER_CLOSE = re.compile(rf"(?P<before>{_LETTER}[\"']|%|(?<![^\s])\([^()]*\)){_LIST}{_END}")
_AFTER_WORD = re.compile(rf"(?<![\w-])(?P<before>{_LETTER}+){_LIST}{_END}")
_ABBREVIATION = re.compile("app|ca|chap|eqs?|figs?|nos?|pp?|par|refs?|sec|suppl|tab|ver|vol|vs")
_UNIT = re.compile("[cdkmnµμ]?m|ft|in|s")
_NAME = re.compile(  # small words that commonly end in a number of their own
    "arm|bcl|beta|caspase|claudin|cohort|covid|cycle|cyclin|days?|factor|figure|gamma|grade|group|interferon"
    "|interleukin|kappa|keratin|level|line|log|mucin|nectin|notch|omega|part|phase|post|serotonin|sirtuin|stage|step"
    "|survivin|table|theta|types?|version|vitamin|weeks?|years?"
)


def mark_references(text: str) -> str:
    """Return folded text with everything that may be a reference number enclosed in marks."""
    text = _RAISED.sub(_after_raised, text).replace(RAISED, "")
    text = _BRACKETS.sub(lambda match: _enclosed("", match["list"]), text)
    text = _AFTER_STOP.sub(_after_stop, text)
    text = _AFTER_CLOSE.sub(lambda match: _enclosed(match["before"], match["list"]), text)
    words: dict[str, int] = {}
    for match in _AFTER_WORD.finditer(text):
        words[match[0]] = words.get(match[0], 0) + 1
    return _AFTER_WORD.sub(lambda match: _after_word(match, words), text)


def _enclosed(before: str, numbers: str) -> str:
    return f"{before}{OPEN}{numbers}{CLOSE}"


def _after_raised(match: re.Match[str]) -> str:
    if _UNIT.fullmatch(match["before"]):
        return match["before"] + match["list"]
    return _enclosed(match["before"], match["list"])


def _after_stop(match: re.Match[str]) -> str:
    word = match["before"].rstrip(".,\"'").lower()
    ends_sentence = re.match(r"\s[A-Z]|$", match.string[match.end() :]) is not None
    if _ABBREVIATION.fullmatch(word) or (len(word) == 1 and word.isalpha() and not ends_sentence):
        return match[0]
    return _enclosed(match["before"], match["list"])


def _after_word(match: re.Match[str], words: dict[str, int]) -> str:
    """Take "al4" for a reference; other small words where they are long and the pair stands nowhere else."""
    word = match["before"]
    is_name = len(word) < 4 or not word.islower() or _NAME.fullmatch(word) is not None or words[match[0]] > 1
    return match[0] if is_name and word != "al" else _enclosed(word, match["list"])
