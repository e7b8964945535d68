"""How an article is read, written as plainly as it can be: each pattern tried everywhere. The product must agree."""

import re
import unicodedata

from cme.content import markdown_text as markdown
from cme.content.folding import _DASHES, _QUOTES, _RAISED_RUN, _SPACE_AFTER, _SPACE_BEFORE, RAISED, _lowered
from cme.content.fulltext import Article, Found, _ends_whole, _starts_whole
from cme.content.reference_marks import (
    _ABBREVIATION,
    _AFTER_CLOSE,
    _BRACKETS,
    _NAME,
    _RAISED,
    CLOSE,
    OPEN,
    _after_raised,
)

_LETTER = r"[^\W\d_]"
_LIST = r"(?P<list>\d{1,3}(?:[,-]\d{1,3})*)"
_AFTER_STOP = re.compile(rf"(?P<before>(?:{_LETTER}+|{_LETTER}\+|[)\]%\"'])[.,][\"']?){_LIST}(?=\s|$|[)\]\"'])")
_AFTER_WORD = re.compile(rf"(?<![\w-])(?P<before>{_LETTER}+){_LIST}(?!\w|[.,]\d|[-+])")
_TO_QUOTES = {ord(sign): plain for sign, plain in _QUOTES.items()}
_TO_DASHES = {ord(sign): plain for sign, plain in _DASHES.items()}
_LINE_END = re.compile(r"(?<=\w)[\u00ad‐-][^\S\n]*\n\s*(?=\w)")


def marked(text: str) -> str:
    text = _RAISED.sub(_after_raised, text).replace(RAISED, "")
    text = _BRACKETS.sub(rf"{OPEN}\g<list>{CLOSE}", text)
    text = _AFTER_STOP.sub(_after_stop, text)
    text = _AFTER_CLOSE.sub(rf"\g<before>{OPEN}\g<list>{CLOSE}", text)
    pairs = [match[0] for match in _AFTER_WORD.finditer(text)]

    def after_word(match: re.Match[str]) -> str:
        word = match["before"]
        is_name = len(word) < 4 or not word.islower() or _NAME.fullmatch(word) or pairs.count(match[0]) > 1
        return match[0] if is_name and word != "al" else f"{word}{OPEN}{match['list']}{CLOSE}"

    return _AFTER_WORD.sub(after_word, text)


def _after_stop(match: re.Match[str]) -> str:
    word = match["before"].rstrip(".,\"'").lower()
    ends_sentence = re.match(r"\s[A-Z]|$", match.string[match.end() :]) is not None
    if _ABBREVIATION.fullmatch(word) or (len(word) == 1 and word.isalpha() and not ends_sentence):
        return match[0]
    return f"{match['before']}{OPEN}{match['list']}{CLOSE}"


def folded(text: str) -> str:
    text = _RAISED_RUN.sub(_lowered, text).translate(_TO_QUOTES).translate(_TO_DASHES)
    text = " ".join(unicodedata.normalize("NFKC", text).translate(_TO_DASHES).split())
    return _SPACE_BEFORE.sub("", _SPACE_AFTER.sub("", text))


def line_ends(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _LINE_END.finditer(text)]


def without_markdown(text: str) -> str:
    for _, step in markdown._STEPS:
        text = step(text)
    return text


def places(article: Article, quoted: str) -> list[Found]:
    """Look a folded quotation up by its pattern alone."""
    text = article._text
    return [
        place
        for place in article._by_pattern(quoted)
        if _starts_whole(text, place.start, quoted) and _ends_whole(text, place.end, quoted)
    ]
