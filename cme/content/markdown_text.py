"""Take away from an article's text what Markdown adds: emphasis, headings, links, table lines, escapes.

Most extracted text is plain; then nothing here applies. A sign that may just as well belong to a name or a value
stays: HLA-A*02:01, a footnote's asterisk, snake_case.
"""

import re

_RAISED = re.compile(r"\^\{([^{}\n]{1,40})\}|\^([\d,–-]{1,20})\^")
_LOWERED = re.compile(r"_\{([^{}\n]{1,40})\}")
_HEADING = re.compile(r"^[ ]{0,3}#{1,6}[ \t]+|[ \t]+#+[ \t]*$", re.MULTILINE)
_RULED = re.compile(r"^[ ]*(?:\|(?:[ ]*:?-+:?[ ]*\|)+|:?-{3,}:?(?:[ ]*\|[ ]*:?-{3,}:?)*)[ ]*$", re.MULTILINE)
_ROW = re.compile(r"^[ ]*\|(.*)\|[ ]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\s]|\([^()\s]*\)){1,1000}(?:[ ]\"[^\"\n]*\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*\\])(?P<sign>\*{1,3})(?=[^\s*])(?P<text>[^*]{1,500}?)(?<=[^\s\\])(?P=sign)(?![\w*])")
_UNDERLINED = re.compile(r"(?<![\w\\])(?P<sign>_{1,2})(?=[^\s_])(?P<text>[^_]{1,500}?)(?<=[^\s\\])(?P=sign)(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|~^<>])")


def without_markdown(text: str) -> str:
    """Return the text as a reader sees it; raised numbers become ``<sup>`` tags, which tell a reference from text."""
    text = _RAISED.sub(lambda match: f"<sup>{match[1] or match[2]}</sup>", text)
    text = _LOWERED.sub(r"\1", text)
    text = _HEADING.sub("", _RULED.sub("", text))
    text = _ROW.sub(lambda match: re.sub(r"(?<!\\)\|", " ", match[1]), text)
    text = _LINK.sub(r"\1", text)
    for pattern in (_EMPHASIS, _EMPHASIS, _UNDERLINED):  # twice, for emphasis inside emphasis
        text = pattern.sub(lambda match: match["text"], text)
    return _ESCAPED.sub(r"\1", text)
