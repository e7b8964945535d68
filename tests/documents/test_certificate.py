"""The PDF says the facts and nothing else, to eyes and to screen readers, whatever the name."""

import io
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import page
import pytest
import segno
import typst
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from cme.core.certificates import CertificateFacts
from cme.documents.certificate import NOTE, _template, certificate_pdf, template_inputs
from cme.documents.qr import MASK, QUIET_ZONE, qr_code
from cme.errors import PrintError
from cme.paths import resource
from tests.support.certificates import FACTS, facts
from tests.support.pictures import WHITE, pixels

TEMPLATE = (resource("templates") / "documents" / "certificate.typ").read_bytes()
HOSTILE = (
    '#eval("1") *b* _i_ $x^2$ @a <l>',
    "\"quotes\" 'and' `raw` // no /* comment */",
    "#panic()] } ) \\u{41} ~ -- --- ... = - + 1.",
    '{"json": ["\\"", null]}',
    "<script>alert(1)</script> & &amp;",
    "https://example.net/ a@b.c",
)
PRINTED_BY_ANY_MACHINE = ("Alice Learner, MD", "Ælfrēd Œuvre Łódź Phạm Thị", "Ωμέγα Άλφα", "Иван Щедрин", *HOSTILE)
CLUSTERS = ("Z\u0351\u036b\u0343\u036a\u0302 Zalgo", "محمد علي", "שלום כהן")


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """Return the text layer, each white space one space."""
    reader = read(pdf)
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


def without_spaces(text: str) -> str:
    return "".join(text.split())


def failures(pdf: bytes, profile: str = "ua1") -> list[str]:
    names = {"ua1": page.ValidationProfile.PDF_UA_1, "a2a": page.ValidationProfile.PDF_A_2A}
    return [f"{each.rule_id}: {each.message}" for each in page.validate_pdf_bytes(pdf, profile=names[profile]).failures]


def all_printed(certificate: CertificateFacts) -> Iterator[str]:
    yield from (certificate.name, certificate.provider_name, certificate.sentence, certificate.statement)
    yield from certificate.objectives
    yield certificate.verification_url
    for source in certificate.sources:
        yield from (source.citation, source.doi)
    for line in certificate.lines:
        yield from line


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Yield the structure elements of a tagged PDF in reading order."""
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from elements(each)
    elif isinstance(node, DictionaryObject) and ("/S" in node or "/RoleMap" in node or "/K" in node):
        yield node
        if "/K" in node:
            yield from elements(node["/K"])


def test_every_fact_is_in_the_text_layer() -> None:
    text = without_spaces(text_of(certificate_pdf(FACTS)))
    assert [each for each in all_printed(FACTS) if without_spaces(each) not in text] == []


def test_a_missing_fact_would_be_seen() -> None:
    text = without_spaces(text_of(certificate_pdf(FACTS)))
    assert [each for each in all_printed(facts(minutes=16)) if without_spaces(each) not in text] == ["16 minutes"]


def test_the_words_are_these_and_the_file_is_dated_at_issue() -> None:
    pdf = certificate_pdf(facts(objectives=("State what was found.", "Weigh it.")))
    assert text_of(pdf) == (
        "CME Posttests Unaccredited Example Certificate of completion This certifies that Alice Learner, MD completed "
        "“Reading a case with a finding”, an activity on one journal article, and passed its posttest with 3 of 3 "
        "correct on 20 November 2026. Author A. A case. J Invented Cases 2020;1(2):3–4. doi 10.5555/paper "
        "Objectives: State what was found. Weigh it. Not accredited. No credit is offered, awarded or implied. "
        f"Certificate {FACTS.code} Profession Physician Activity case, revision 2 Posttest 3 of 3 correct; 3 needed "
        "to pass Estimated time 15 minutes Completed 20 November 2026, 14:41 UTC Issued 20 November 2026, 14:58 UTC "
        f"Anyone can check this certificate at https://cme.example.org/verify/ {FACTS.code}"
    )
    metadata = read(pdf).metadata
    assert metadata is not None
    assert (metadata.creation_date, metadata.author) == (FACTS.issued_at, "Unaccredited Example")


def test_the_pdf_is_accessible_and_archivable() -> None:
    pdf = certificate_pdf(FACTS)
    assert failures(pdf, "ua1") == []
    assert failures(pdf, "a2a") == []


def test_a_bare_pdf_would_fail_the_check() -> None:
    bare = typst.compile(b"= Certificate\n#rect()", pdf_standards=[])
    assert isinstance(bare, bytes)
    assert failures(bare) != []


def test_title_language_and_order_are_told() -> None:
    reader = read(certificate_pdf(FACTS))
    assert reader.metadata is not None
    assert reader.metadata.title == f"Certificate of completion {FACTS.code}"
    root = reader.root_object
    assert str(root["/Lang"]).startswith("en")
    kinds = Counter(str(each["/S"]) for each in elements(root["/StructTreeRoot"]) if "/S" in each)
    assert kinds["/H1"] == 1
    assert kinds["/Figure"] == 1
    assert kinds["/Link"] == 2  # the article and the verification page
    (figure,) = [each for each in elements(root["/StructTreeRoot"]) if each.get("/S") == "/Figure"]
    assert FACTS.verification_url in str(figure["/Alt"])


def test_the_verification_address_is_a_link() -> None:
    links = [
        str(annotation.get_object()["/A"]["/URI"])
        for annotation in read(certificate_pdf(FACTS)).pages[0]["/Annots"]  # type: ignore[attr-defined]
    ]
    assert set(links) == {"https://doi.org/10.5555/paper", FACTS.verification_url}


def test_the_qr_code_holds_the_verification_address() -> None:
    code = qr_code(FACTS.verification_url)
    matrix = segno.make(FACTS.verification_url, micro=False, error="m", mask=MASK).matrix
    drawn = [[0] * code.size for _ in range(code.size)]
    for run in code.path.removeprefix("M").split("M"):
        place, _, rest = run.partition("h")
        x, y = (int(each) for each in place.split())
        for step in range(int(rest.split("v")[0])):
            drawn[y][x + step] = 1
    inner = [row[QUIET_ZONE:-QUIET_ZONE] for row in drawn[QUIET_ZONE:-QUIET_ZONE]]
    assert inner == [list(row) for row in matrix]
    assert sum(map(sum, drawn)) == sum(map(sum, inner))  # the quiet zone is white
    assert inner != [list(row) for row in segno.make("another", micro=False, error="m", mask=MASK).matrix]


def test_the_same_facts_give_the_same_bytes() -> None:
    assert certificate_pdf(FACTS) == certificate_pdf(facts())
    assert certificate_pdf(FACTS) != certificate_pdf(facts(name="Alice Learner, RN"))


@pytest.mark.parametrize("name", PRINTED_BY_ANY_MACHINE)
def test_names_are_printed_literally(name: str) -> None:
    pdf = certificate_pdf(facts(name=name))
    assert f"This certifies that {name} completed" in text_of(pdf)
    assert failures(pdf) == []


@pytest.mark.parametrize("name", CLUSTERS)
def test_marks_and_other_directions_are_printed_whole(name: str) -> None:
    """Readers order such text each in their own way, and may repeat a cluster; every letter is there."""
    pdf = certificate_pdf(facts(name=name))
    assert set(name) <= set(text_of(pdf))
    assert failures(pdf) == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_titles_and_citations_are_printed_literally(hostile: str) -> None:
    sources = (FACTS.sources[0], FACTS.sources[0].__class__(citation=hostile, doi=""))
    pdf = certificate_pdf(facts(activity_title=hostile, provider_name=hostile, sources=sources, objectives=(hostile,)))
    assert without_spaces(text_of(pdf)).count(without_spaces(hostile)) == 4


@pytest.mark.parametrize(
    "name",
    [
        "W" * 200,
        "Wolfeschlegelsteinhausenbergerdorff " * 5 + "Wolfeschlegelstein",
        "a " * 99 + "bc",
        "Ω" * 200,
        ("Z\u0351\u036b\u0343" * 50),
    ],
)
def test_long_names_are_never_clipped(name: str) -> None:
    pdf = certificate_pdf(facts(name=name))
    text = without_spaces(text_of(pdf))
    counted, wanted = Counter(text), Counter(without_spaces(name))
    assert all(counted[letter] >= count for letter, count in wanted.items())
    assert ink_outside_the_frame(facts(name=name)) == 0


def test_a_crowded_certificate_stays_on_its_page() -> None:
    crowded = facts(
        name="W" * 200,
        activity_title="A long title about many things " * 8,
        sources=FACTS.sources * 4,
        objectives=("Describe in so many words what there is to describe.",) * 8,
        statement="Not accredited. " + "This provider explains itself at length. " * 8,
    )
    pdf = certificate_pdf(crowded)
    text = without_spaces(text_of(pdf))
    assert [each for each in all_printed(crowded) if without_spaces(each) not in text] == []
    assert ink_outside_the_frame(crowded) == 0


def test_clipped_text_would_be_seen() -> None:
    template = TEMPLATE.replace(b"words.map(word => if", b"words.map(word => if false and")
    assert template != TEMPLATE
    assert ink_outside_the_frame(facts(name="W" * 200), template) > 0


def ink_outside_the_frame(certificate: CertificateFacts, template: bytes = TEMPLATE) -> int:
    """Return how many picture elements are not white in the margin around the outer frame."""
    rows = pixels(picture(certificate, template))
    edge = round(8 / 297 * len(rows[0]))
    top_and_bottom = [*rows[:edge], *rows[-edge:]]
    sides = [each for row in rows for each in (*row[:edge], *row[-edge:])]
    return sum(each != WHITE for each in (*(each for row in top_and_bottom for each in row), *sides))


def picture(certificate: CertificateFacts, template: bytes) -> bytes:
    inputs = template_inputs(certificate)
    png = typst.compile(template, format="png", ppi=48, sys_inputs=inputs, ignore_system_fonts=True)
    assert isinstance(png, bytes)
    return png


def test_a_letter_that_no_font_has_still_gives_a_certificate() -> None:
    pdf = certificate_pdf(facts(name="Alice \U000e0100\U0003134f Learner"))
    assert NOTE in text_of(pdf)
    assert FACTS.code in text_of(pdf)
    assert "/StructTreeRoot" in read(pdf).root_object


def fonts_of(pdf: bytes) -> set[str]:
    resources = read(pdf).pages[0]["/Resources"]
    return {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}  # type: ignore[index]


def test_a_template_that_cannot_be_read_is_told_and_read_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    _template.cache_clear()
    with monkeypatch.context() as changed:
        changed.setattr("cme.documents.certificate.resource", lambda name: Path("/nowhere") / name)
        with pytest.raises(PrintError, match="cannot be printed at the moment, so it was not issued"):
            certificate_pdf(FACTS)
    assert certificate_pdf(FACTS)[:5] == b"%PDF-"


def test_usual_names_need_no_font_of_the_machine() -> None:
    assert all(
        "Libertinus" in font for name in PRINTED_BY_ANY_MACHINE for font in fonts_of(certificate_pdf(facts(name=name)))
    )


@contextmanager
def untraced() -> Iterator[None]:
    """Keep a tracer, such as coverage's, out of a measurement: it slows down Python and not typst."""
    tracer = sys.gettrace()
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(tracer)


def test_printing_costs_little_more_than_typst_alone() -> None:
    """At most 1.3 times a bare compile of the same page: the least of interleaved rounds, names all different."""
    fonts = typst.Fonts(include_system_fonts=False)

    def bare(name: str) -> float:
        inputs = template_inputs(facts(name=name))
        started = time.perf_counter()
        compiler = typst.Compiler(TEMPLATE, font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
        compiler.compile(format="pdf", pdf_standards=["ua-1", "a-2a"], timestamp=0)
        return time.perf_counter() - started

    def ours(name: str) -> float:
        started = time.perf_counter()
        certificate_pdf(facts(name=name))
        return time.perf_counter() - started

    with untraced():
        rounds = [(bare(f"Bare {number}"), ours(f"Ours {number}")) for number in range(25)]
    assert min(taken for _, taken in rounds) <= 1.3 * min(taken for taken, _ in rounds)
