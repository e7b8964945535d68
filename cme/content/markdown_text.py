"""Take away from an article's text what Markdown adds: emphasis, headings, links, table lines, escapes.

Most extracted text is plain; then nothing here applies. A sign that may just as well belong to a name or a value
stays: HLA-A*02:01, a footnote's asterisk, snake_case.
"""

import re
from collections.abc import Callable

_RAISED = re.compile(r"\^\{([^{}\n]{1,40})\}|\^([\d,–-]{1,20})\^")
_LOWERED = re.compile(r"_\{([^{}\n]{1,40})\}")
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+|(?<![ \t])[ \t]+#+[ \t]*$", re.MULTILINE)
_RULED = re.compile(r"^[ ]*(?:\|(?:[ ]*:?-+:?[ ]*\|)+|:?-{3,}:?(?:[ ]*\|[ ]*:?-{3,}:?)*)[ ]*$", re.MULTILINE)
_ROW = re.compile(r"^[ ]*\|(.*)\|[ ]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\s]|\([^()\s]*\)){1,1000}(?:[ ]\"[^\"\n]*\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*\\])(?P<sign>\*{1,3})(?=[^\s*])(?P<text>[^*]{1,500}?)(?<=[^\s\\])(?P=sign)(?![\w*])")
_UNDERLINED = re.compile(r"(?<![\w\\])(?P<sign>_{1,2})(?=[^\s_])(?P<text>[^_]{1,500}?)(?<=[^\s\\])(?P=sign)(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~^<>])")


def without_markdown(text: str) -> str:
    """Return the text as a reader sees it; raised numbers become ``<sup>`` tags, which tell a reference from text."""
    for signs, step in _STEPS:
        if any(sign in text for sign in signs):
            text = step(text)
    return text


def _rows(text: str) -> str:
    return _ROW.sub(lambda match: re.sub(r"(?<!\\)\|", " ", match[1]), text)


def _emphasised(pattern: re.Pattern[str]) -> Callable[[str], str]:
    return lambda text: pattern.sub(lambda match: match["text"], text)


# Most articles have few of the signs, and searching a text for one sign is a hundred times faster than each pattern.
_STEPS: tuple[tuple[tuple[str, ...], Callable[[str], str]], ...] = (
    (("^",), lambda text: _RAISED.sub(lambda match: f"<sup>{match[1] or match[2]}</sup>", text)),
    (("_",), lambda text: _LOWERED.sub(r"\1", text)),
    (("|", "---"), lambda text: _RULED.sub("", text)),
    (("#",), lambda text: _HEADING.sub("", text)),
    (("|",), _rows),
    (("[",), lambda text: _LINK.sub(r"\1", text)),
    (("*",), _emphasised(_EMPHASIS)),
    (("*",), _emphasised(_EMPHASIS)),  # twice, for emphasis inside emphasis
    (("_",), _emphasised(_UNDERLINED)),
    (("\\",), lambda text: _ESCAPED.sub(r"\1", text)),
)
