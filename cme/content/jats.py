"""The running text of an article in JATS XML, the format of PubMed Central and of most medical publishers.

The file comes from outside, so the parser fetches nothing and knows no entities but XML's own and the names of
characters: a document that declares entities of its own is refused before any is used. A DOCTYPE line alone, which
most JATS files have, is harmless and stays unread.
"""

import html
import re
from html.entities import html5
from typing import NoReturn
from xml.parsers import expat

DEEPEST = 200
_IN_A_LINE = """
abbrev bold email ext-link fixed-case inline-formula inline-graphic inline-supplementary-material institution italic
milestone-end milestone-start monospace named-content overline roman ruby sans-serif sc strike styled-content sub sup
target underline uri xref math mfrac mi mn mo mover mrow msqrt mstyle msub msubsup msup mtext munder semantics
"""
_NOT_THE_TEXT = """
aff annotation article-categories article-id author-notes contrib-group counts custom-meta-group elocation-id fpage
funding-group history issue journal-meta lpage permissions pub-date pub-history ref-list related-article response
self-uri sub-article tex-math volume
"""
_BESIDE_THE_TEXT = "boxed-text disp-quote fig fig-group fn table-wrap table-wrap-group"
_ASIDE = frozenset(_BESIDE_THE_TEXT.split())
_INLINE, _LEFT_OUT = frozenset(_IN_A_LINE.split()), frozenset(_NOT_THE_TEXT.split())
_CELLS = frozenset(("td", "th"))
_NUMBERS = re.compile(r"[\d\s,;–‒-]+")


def jats_text(data: bytes) -> str:
    """Return the text with ``<sup>`` tags as the only markup. Raises ValueError where it is no such article."""
    return _text(data, _Reader())


def jats_page(data: bytes) -> str:
    """Return the text to be read, a line for each paragraph and row of a table; headings begin with "#".

    Raises ValueError where it is no such article.
    """
    return _text(data, _PageReader())


def _text(data: bytes, reader: "_Reader") -> str:
    try:
        reader.parser.Parse(data, True)
    except LookupError:
        raise ValueError("its encoding is not known; save it as UTF-8") from None
    except expat.ExpatError as error:
        problem = expat.ErrorString(error.code)
        raise ValueError(f"it is not XML: {problem} in line {error.lineno}, column {error.offset + 1}") from None
    if not reader.has_article:
        raise ValueError("it holds no JATS article")
    return "\n".join(["".join(reader.text), *reader.asides])


class _Reader:
    """Collects text; figures, tables and notes are put aside, so that the paragraph around one stays in one piece."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.asides: list[str] = []
        self.has_article = False
        self._open: list[str] = []
        self._left_out = 0  # how many of the open elements are left out
        self._around: list[list[str]] = []  # the texts that wait while something inside them is collected
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.SkippedEntityHandler = self._skipped
        self.parser.EntityDeclHandler = _refuse_entity

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if len(self._open) == DEEPEST:
            raise ValueError(f"its elements are nested more than {DEEPEST} deep")
        if name == "xref" and attributes.get("ref-type") == "bibr":
            name = "reference"
        self._open.append(name)
        self.has_article = self.has_article or name == "article"
        self._left_out += name in _LEFT_OUT
        if name in _ASIDE or name == "reference":
            self._around.append(self.text)
            self.text = []
        elif name == "sup":
            self.text.append("<sup>")
        elif name not in _INLINE:
            self.text.append("\n")

    def _end(self, tag: str) -> None:
        name = self._open.pop()
        self._left_out -= name in _LEFT_OUT
        if name in _ASIDE or name == "reference":
            found, self.text = "".join(self.text), self._around.pop()
            if name == "reference":
                self.text.append(self._reference(found))
            else:
                self.asides.append(found)
        elif name == "sup":
            self.text.append("</sup>")
        elif name not in _INLINE:
            self.text.append("\n")

    def _reference(self, found: str) -> str:
        """Raise a reference's number, unless it is raised already or stands in brackets, which tell it as well."""
        before = "".join(self.text[-12:])
        is_told = "sup" in self._open or before.rfind("[") > before.rfind("]")
        return f"<sup>{found}</sup>" if _NUMBERS.fullmatch(found) and not is_told else found

    def _characters(self, data: str) -> None:
        if self.has_article and not self._left_out:
            self.text.append(html.escape(" ".join(re.split(r"[ \t\r\n]+", data)), quote=False))

    def _skipped(self, name: str, is_parameter: bool) -> None:
        known = html5.get(f"{name};")
        if known is None and not is_parameter:
            raise ValueError(f'it uses the entity "{name[:80]}", which is not one of the known characters')
        self._characters(known or "")


class _PageReader(_Reader):
    """Collects text for reading: titles are marked, and the cells of a row stand in one line."""

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        super()._start(tag, attributes)
        name = self._open[-1]
        if name in _CELLS:
            self.text.pop()
        elif name in ("title", "article-title") and not self._left_out and "caption" not in self._open:
            level = max(1 + self._open.count("sec"), 2) if name == "title" else 1
            self.text.append("#" * min(level, 6) + " ")

    def _end(self, tag: str) -> None:
        is_cell = self._open[-1] in _CELLS
        super()._end(tag)
        if is_cell:
            self.text[-1] = " | "


def _refuse_entity(*_: object) -> NoReturn:
    raise ValueError("it declares entities of its own, which is not allowed")
