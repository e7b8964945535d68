"""Articles as they are read here: headings, paragraphs, and the passages that are marked in them."""

from dataclasses import replace
from pathlib import Path

import pytest

from cme.content import article_page
from cme.content.article_page import Block, MarkedBlock, mark, read_blocks
from tests.support.banks import PASSAGE

PLAIN = """\
Case Summary

A 21-year-old man had a mass of 13.4 cm.3 Some pa-
tients with ALK+ lymphoma did not respond.

Of 27 patients, 15 (55 %) lived for ﬁve years.

The end of it.
"""
MARKDOWN = "# A case\n\n## Case *Summary*\n\nHe had **fever**, rash^{3} and H~2~O &amp; a [link](https://x.example).\n"
JATS = """<?xml version="1.0"?><!DOCTYPE article>
<article><front><article-meta><title-group><article-title>A case</article-title></title-group>
<contrib-group><contrib>Nobody</contrib></contrib-group>
<abstract><title>Abstract</title><p>Short.</p></abstract></article-meta></front>
<body><sec><title>Case Summary</title><p>He was
ill<xref ref-type="bibr">3</xref>.</p><sec><title>Course</title><p>He got <italic>better</italic>.</p></sec></sec>
<sec><title>Results</title><p>All lived.</p>
<table-wrap><caption><title>Doses</title></caption><table><tr><th>Drug</th><th>mg</th></tr>
<tr><td>A</td><td>5</td></tr></table></table-wrap></sec></body></article>"""


def blocks(folder: Path, text: str, name: str = "paper.txt") -> list[tuple[int, str]]:
    path = folder / name
    path.write_text(text, "utf-8")
    return [(block.level, block.text) for block in read_blocks(path)]


def test_plain_text_is_read_in_paragraphs_with_short_lines_as_headings(tmp_path: Path) -> None:
    assert blocks(tmp_path, PLAIN) == [
        (2, "Case Summary"),
        (0, "A 21-year-old man had a mass of 13.4 cm.3 Some patients with ALK+ lymphoma did not respond."),
        (0, "Of 27 patients, 15 (55 %) lived for ﬁve years."),
        (0, "The end of it."),
    ]


def test_markdown_loses_its_signs(tmp_path: Path) -> None:
    assert blocks(tmp_path, MARKDOWN, "paper.md")[:2] == [
        (2, "Case Summary"),
        (0, "He had fever, rash³ and H~2~O & a link."),
    ]
    assert blocks(tmp_path, MARKDOWN, "paper.md")[1][1].startswith("He had fever, rash³ and")


def test_jats_keeps_its_sections_and_the_rows_of_its_tables(tmp_path: Path) -> None:
    assert blocks(tmp_path, JATS, "paper.xml") == [
        (2, "Abstract"),
        (0, "Short."),
        (2, "Case Summary"),
        (0, "He was ill³."),
        (3, "Course"),
        (0, "He got better."),
        (2, "Results"),
        (0, "All lived."),
        (0, "Doses"),
        (0, "Drug | mg"),
        (0, "A | 5"),
    ]


@pytest.mark.parametrize("content", [b"\xff\xfe", b"<?xml version='1.0'?><article>"])
def test_a_file_that_is_no_article_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "paper.txt").write_bytes(content)
    with pytest.raises(ValueError, match="it is not"):
        read_blocks(tmp_path / "paper.txt")


def marked(found: tuple[MarkedBlock, ...]) -> list[str]:
    return [piece.text for block in found for piece in block.pieces if piece.is_marked]


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("Some patients with ALK+ lymphoma", "Some patients with ALK+ lymphoma"),
        ("a mass of 13.4 cm.", "a mass of 13.4 cm.3"),
        ("27 patients, 15 (55%)", "27 patients, 15 (55 %)"),
        ("lived for five years", "lived for ﬁve years."),
        ("(55 %)", "(55 %)"),
        ("respond. Of", ""),
        ("nothing of the kind", ""),
    ],
)
def test_a_passage_is_marked_in_the_words_of_the_article(tmp_path: Path, quote: str, text: str) -> None:
    (tmp_path / "paper.txt").write_text(PLAIN, "utf-8")
    found = mark(read_blocks(tmp_path / "paper.txt"), [replace(PASSAGE, quote=quote)])
    assert marked(found) == ([text] if text else [])


def test_the_context_says_which_of_the_same_words_are_meant() -> None:
    twice = [Block(0, "He was ill. She was ill."), Block(0, "It was ill.")]
    for before, number in (("He", 0), ("She", 1), ("It", 2)):
        passage = replace(PASSAGE, quote="was ill.", context_before=before)
        pieces = [piece for block in mark(twice, [passage]) for piece in block.pieces]
        wanted = [index for index, piece in enumerate(pieces) if piece.is_marked]
        assert "".join(piece.text for piece in pieces[: wanted[0]]).rstrip().endswith(before), number


def test_a_quotation_without_its_letters_or_its_words_is_not_looked_for_without_end() -> None:
    assert article_page._by_letters("He was ill.", "", "She was well.", "") is None
    assert article_page._whole("He was ill.", 3, 6, "well") == (3, 6)


def test_passages_may_overlap_and_each_can_be_linked_to() -> None:
    passages = [
        replace(PASSAGE, id="paper#a", quote="one two three"),
        replace(PASSAGE, id="paper#b", quote="two three four"),
        replace(PASSAGE, id="paper#c", quote="one two three"),
    ]
    (block,) = mark([Block(0, "Then one two three four.")], passages)
    assert [(piece.text, piece.is_marked, piece.passages) for piece in block.pieces] == [
        ("Then ", False, ()),
        ("one ", True, ("paper#a", "paper#c")),
        ("two three", True, ("paper#b",)),
        (" four.", True, ()),
    ]


def test_headings_go_down_one_step_at_a_time(tmp_path: Path) -> None:
    found = blocks(tmp_path, "#### Deep\n\n## High\n\n###### Deepest\n\n# Title late\n", "paper.md")
    assert found == [(2, "Deep"), (2, "High"), (3, "Deepest"), (2, "Title late")]
