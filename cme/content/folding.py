"""Make an article's extracted text and a quotation comparable, letter for letter.

What is folded away is typography alone: kinds of space, quotation mark and dash, ligatures, markup, line and
page breaks. Two things in extracted text are ambiguous and are therefore marked, not decided: a hyphen at the end
of a line (part of the word, or of the setting?) and a number stuck to a word (a reference, or part of a name?).
``fulltext`` lets a quotation take either reading of a mark. All other characters must agree.
"""

import html
import re
import unicodedata

from cme.content.characters import UNSEEN, unusual

MAYBE_HYPHEN = "\ue000"  # ends a line between two small letters: "lym-|phoma", "drug-|drug"
BROKEN_HYPHEN = "\ue001"  # ends a line beside a digit or a capital: always a hyphen
RAISED = "\ue004"  # the digits that follow were superscript

_MARKS = re.compile("[\ue000-\ue00f]")
_BLOCKS = re.compile(
    r"</?(?:article|body|br|div|fig|h[1-6]|html|hr|li|ol|p|sec|section|table|tbody|td|th|title|tr|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"</?(?:a|abbr|b|bold|cite|em|ext-link|i|italic|named-content|q|sc|span|strong|sub|sup|u|xref)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_RAISED_TAG = re.compile(r"<sup(?:\s[^<>]*)?>((?:<[^<>]*>|[\s\d,–-]){0,80})</sup>", re.IGNORECASE)
_TO_RAISED = str.maketrans("0123456789-–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻")
_FROM_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_RAISED_RUN = re.compile(r"(?P<power>(?<=\d))?(?P<run>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]*[⁰¹²³⁴⁵⁶⁷⁸⁹][⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻,]*)")
_NUMBERED_NAME = re.compile(r"[^\W\d_]{2}\d{1,9}\Z")
_RAISED_DIGIT = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_QUOTES = {**dict.fromkeys("‘’‚‛`´′ʼ", "'"), **dict.fromkeys("“”„‟″«»", '"')}
_DASHES = {**dict.fromkeys("‐‑‒–−﹣－", "-"), **dict.fromkeys("―", "—")}
_TYPOGRAPHY = _QUOTES | _DASHES
_TYPOGRAPHIC, _DASH = (re.compile(f"[{''.join(signs)}]") for signs in (_TYPOGRAPHY, _DASHES))
_LINE_END = re.compile(r"[\u00ad‐-](?<=\w.)[^\S\n]*\n\s*(?=\w)")
_DASH_LINE_END = re.compile(r"[‒–−][^\S\n]*\n\s*(?=\w)")
_SPACE_AFTER = re.compile(r"(?<=[(\[/]) ")
_SPACE_BEFORE = re.compile(r" (?=[)\]%/;:!?]|[.,](?!\d))")


def fold_quotation(text: str) -> str:
    """Return a quotation in the form that is compared."""
    return _fold(_RAISED_RUN.sub(_lowered, text) if _RAISED_DIGIT.search(text) else text)


def fold_article(text: str) -> str:
    """Return an article's text in the form that is compared, with marks where two readings are possible."""
    text = re.sub("\r\n|[\r\f\v\x85\u2028\u2029]", "\n", text)
    text = _RAISED_TAG.sub(lambda match: _INLINE.sub("", match[1]).translate(_TO_RAISED), text)
    text = _INLINE.sub("", _BLOCKS.sub("\n", text))
    text = _MARKS.sub("", _ENTITY.sub(lambda match: html.unescape(match[0]), text))
    text = _LINE_END.sub(_line_end, text)
    text = _DASH_LINE_END.sub(BROKEN_HYPHEN, text)
    if UNSEEN.search(unusual(text.encode("utf-8", "surrogatepass"))):
        text = UNSEEN.sub("", text)
    return _fold(_RAISED_RUN.sub(_marked, text) if _RAISED_DIGIT.search(text) else text)


def readable(text: str) -> str:
    """Return an article's text as a person reads it: without tags and entities, raised numbers as raised signs."""
    text = _RAISED_TAG.sub(lambda match: _INLINE.sub("", match[1]).translate(_TO_RAISED), text)
    text = _INLINE.sub("", _BLOCKS.sub(" ", text))
    text = _MARKS.sub("", _ENTITY.sub(lambda match: html.unescape(match[0]), text))
    return " ".join(text.split())


def _fold(text: str) -> str:
    text = _typewritten(unicodedata.normalize("NFKC", _typewritten(text, _TYPOGRAPHIC)), _DASH)
    text = " ".join(text.split())
    return _SPACE_BEFORE.sub("", _SPACE_AFTER.sub("", text))


def _typewritten(text: str, signs: re.Pattern[str]) -> str:
    return signs.sub(lambda match: _TYPOGRAPHY[match[0]], text)  # str.translate looks every single letter up


def _line_end(match: re.Match[str]) -> str:
    before, after = match.string[match.start() - 1], match.string[match.end()]
    return MAYBE_HYPHEN if before.islower() and after.islower() else BROKEN_HYPHEN


def _lowered(match: re.Match[str]) -> str:
    """Write a power with "^", so that 10⁶ never equals 106; other raised digits as plain ones."""
    run = match["run"].translate(_FROM_RAISED)
    return f"^{run}" if _is_power(match) else run


def _marked(match: re.Match[str]) -> str:
    return _lowered(match) if _is_power(match) else RAISED + _lowered(match)


def _is_power(match: re.Match[str]) -> bool:
    """Say whether raised digits follow a number; after the number of a name ("ALK1³") they are a reference."""
    before = match.string[max(match.start() - 12, 0) : match.start()]
    return match["power"] is not None and _NUMBERED_NAME.search(before) is None
