"""Find the numbers in an article's text that may be references: "lymphoma.3", "al4 found", "disease.7-9", "[12]".

A number that may just as well belong to a name or a value stays text: ALK1, t(2;5), CYP3A4, 13.4, caspase3, cm2.
What is found is enclosed in ``OPEN`` and ``CLOSE``; whether it is a reference is left open.
"""

import re
from collections import Counter

from cme.content.folding import RAISED

OPEN, CLOSE = "\ue002", "\ue003"

_LIST = r"(?P<list>\d{1,3}(?:[,-]\d{1,3})*)"
_END = r"(?!\w|[.,]\d|[-+])"
_LETTER = r"[^\W\d_]"
_BRACKETS = re.compile(r"(?P<list> ?\[\d{1,3}(?: ?[,-] ?\d{1,3})*\])(?![\w-])")
_RAISED = re.compile(rf"(?P<before>\w*)(?P<raised>{RAISED}){_LIST}{_END}")
# Searching begins at a sign that is rare: tried at each letter, these two were half of the time an article takes.
_AFTER_STOP = re.compile(
    rf"(?P<before>[.,](?:(?<={_LETTER}.)|(?<={_LETTER}\+.)|(?<=[)\]%\"'].))[\"']?){_LIST}(?=\s|$|[)\]\"'])"
)
_AFTER_LETTER = re.compile(rf"(?P<list>\d(?<={_LETTER}\d)\d{{0,2}}(?:[,-]\d{{1,3}})*){_END}")
_SENTENCE_END = re.compile(r"\s[A-Z]|$")
_CLOSED = re.compile(r"[\"'%)]\d")
_AFTER_CLOSE = re.compile(rf"(?P<before>{_LETTER}[\"']|%|(?<![^\s])\([^()]*\)){_LIST}{_END}")
_ABBREVIATION = re.compile("app|ca|chap|eqs?|figs?|nos?|pp?|par|refs?|sec|suppl|tab|ver|vol|vs")
_UNIT = re.compile("[cdkmnµμ]?m|ft|in|s")
_NAME = re.compile(  # small words that commonly end in a number of their own
    "arm|bcl|beta|caspase|claudin|cohort|covid|cycle|cyclin|days?|factor|figure|gamma|grade|group|interferon"
    "|interleukin|kappa|keratin|level|line|log|mucin|nectin|notch|omega|part|phase|post|serotonin|sirtuin|stage|step"
    "|survivin|table|theta|types?|version|vitamin|weeks?|years?"
)


def mark_references(text: str) -> str:
    """Return folded text with everything that may be a reference number enclosed in marks."""
    if RAISED in text:
        text = _RAISED.sub(_after_raised, text).replace(RAISED, "")
    if "[" in text:
        text = _BRACKETS.sub(lambda match: _enclosed("", match["list"]), text)
    text = _AFTER_STOP.sub(_after_stop, text)
    if _CLOSED.search(text):
        text = _AFTER_CLOSE.sub(lambda match: _enclosed(match["before"], match["list"]), text)
    return _after_words(text)


def _enclosed(before: str, numbers: str) -> str:
    return f"{before}{OPEN}{numbers}{CLOSE}"


def _after_raised(match: re.Match[str]) -> str:
    if _UNIT.fullmatch(match["before"]):
        return match["before"] + match["list"]
    return _enclosed(match["before"], match["list"])


def _after_stop(match: re.Match[str]) -> str:
    word = _word_before(match).lower()
    is_initial = len(word) == 1 and word.isalpha() and _SENTENCE_END.match(match.string, match.end()) is None
    if is_initial or _ABBREVIATION.fullmatch(word):
        return match[0]
    return _enclosed(match["before"], match["list"])


def _word_before(match: re.Match[str]) -> str:
    """Return the letters that end where the match starts."""
    text, start = match.string, match.start()
    while start and text[start - 1].isalnum() and not text[start - 1].isdecimal():
        start -= 1
    return text[start : match.start()]


def _after_words(text: str) -> str:
    """Mark numbers that stick to a word: "al4"; with other small words where the pair stands nowhere else."""
    found = [(match, _word_before(match)) for match in _AFTER_LETTER.finditer(text)]
    whole = [(match, word) for match, word in found if _starts_word(text, match.start() - len(word))]
    times = Counter(word + match[0] for match, word in whole)
    parts: list[str] = []
    done = 0
    for match, word in whole:
        is_name = len(word) < 4 or not word.islower() or _NAME.fullmatch(word) is not None
        if word == "al" or not (is_name or times[word + match[0]] > 1):
            parts += (text[done : match.start()], _enclosed("", match[0]))
            done = match.end()
    return "".join((*parts, text[done:]))


def _starts_word(text: str, start: int) -> bool:
    before = text[start - 1 : start] if start else " "
    return not (before.isalnum() or before in "_-")
