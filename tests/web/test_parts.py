"""Evidence, citation, contact and icons, rendered alone, with friendly and hostile words; the style sheets."""

from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

import pytest

from cme.core.activities import Provider
from cme.core.sources import Evidence, Passage, Relation, Source, SourceStatus
from cme.paths import resource
from tests.support.html_rules import text_of
from tests.support.parts import HOSTILE, SVG, by_id, only, rendered

AUTHORS = ("Cleary JM", "Rodig S", "Barr PM", "Shinagare AB", "Clark JW", "Shapiro GI", "Armand P")
SOURCE = Source(
    id="cleary-2014",
    type="journal-article",
    title="Crizotinib as salvage and maintenance",
    authors=AUTHORS,
    journal="J Natl Compr Canc Netw",
    year=2014,
    volume="12",
    issue="3",
    pages="323-326",
    doi="10.6004/jnccn.2014.0034",
    pmid="24616538",
    design="case report",
    design_note="",
    peer_reviewed=True,
    rights="Short quotations with citation.",
    status=SourceStatus.CURRENT,
    status_checked=date(2026, 11, 20),
    since_publication=(),
)
PASSAGE = Passage(
    id="cleary-2014#restart",
    source_id="cleary-2014",
    section="Case Summary",
    place="paragraph 3",
    quote="the patient initially experienced transient thrombocytopenia.",
    context_before="Upon restarting,",
)
SUPPORTS = Evidence(passage=PASSAGE, relation=Relation.SUPPORTS, note="One event in one patient.")


class TestEvidence:
    def note(self, evidence: Evidence, body: str = "{{ note(e, 'b', 6, s) }}", source: Source = SOURCE) -> Element:
        return rendered("evidence", "note", body, e=evidence, s=source)

    def test_a_note_shows_relation_quotation_place_and_link(self) -> None:
        tree = self.note(SUPPORTS)
        figure = by_id(tree, "n6")
        assert figure.get("class") == "note note--supports"
        assert text_of(only(figure, "figcaption")) == "S supports option b Note 6"
        assert text_of(only(figure, "mark")) == PASSAGE.quote
        assert text_of(only(figure, "blockquote")) == f"“Upon restarting, {PASSAGE.quote}”"
        assert "Case Summary, paragraph 3 Case report" in text_of(figure)
        link = only(figure, "a")
        assert (link.get("href") or "").startswith("https://doi.org/10.6004/jnccn.2014.0034#:~:text=the%20patient")
        assert link.get("rel") == "noopener noreferrer"

    def test_the_basis_of_a_statement_stands_in_place_of_the_design(self) -> None:
        basis = "Statement citing reference 2"
        words = text_of(self.note(replace(SUPPORTS, passage=replace(PASSAGE, basis=basis))))
        assert basis in words
        assert "Case report" not in words

    def test_a_passage_met_before_is_named_and_not_quoted_again(self) -> None:
        body = "{{ note(e, 'b', 6, s) }}{{ note(c, 'd', 6, s, repeated=true) }}"
        again = Evidence(passage=PASSAGE, relation=Relation.CONTRASTS, note="So “none” is false.")
        tree = rendered("evidence", "note", body, e=SUPPORTS, c=again, s=SOURCE)
        assert text_of(tree).count(PASSAGE.quote) == 1
        (short,) = (element for element in tree.iter("div") if element.get("class") == "note note--contrasts")
        assert text_of(short) == "C contrasts option d passage of note 6 So “none” is false."
        assert only(short, "a").get("href") == "#n6"

    @pytest.mark.parametrize("relation", list(Relation))
    def test_every_relation_has_its_badge_and_its_word(self, relation: Relation) -> None:
        caption = text_of(only(self.note(replace(SUPPORTS, relation=relation)), "figcaption"))
        assert caption.startswith(f"{relation.value[0].upper()} {relation.value} ")

    def test_a_source_without_doi_has_no_link(self) -> None:
        tree = self.note(SUPPORTS, source=replace(SOURCE, doi=""))
        assert not list(tree.iter("a"))
        assert only(tree, "blockquote").get("cite") is None

    def test_silence_gives_its_reason(self) -> None:
        tree = rendered("evidence", "silent", "{{ silent('No value is reported.', 'e') }}")
        assert "silent on option e No value is reported." in text_of(tree)

    def test_the_key_names_every_relation(self) -> None:
        words = [text_of(b) for b in rendered("evidence", "relation_key", "{{ relation_key() }}").iter("b")]
        assert words == [*(each.value for each in Relation), "silent"]

    def test_hostile_words_stay_words(self) -> None:
        passage = replace(
            PASSAGE, quote=HOSTILE, context_before=HOSTILE, context_after=HOSTILE, section=HOSTILE, place=HOSTILE
        )
        evidence = Evidence(passage=passage, relation=Relation.MENTIONS, note=HOSTILE)
        tree = self.note(evidence)
        assert not list(tree.iter("script"))
        assert text_of(only(tree, "mark")) == HOSTILE
        assert "49" not in text_of(tree)


class TestCitation:
    def cited(self, **changes: object) -> Element:
        source = replace(SOURCE, **changes)  # type: ignore[arg-type]
        return rendered("citation", "citation, links", "<p>{{ citation(s) }}</p>{{ links(s) }}", s=source)

    def test_seven_authors_are_three_and_others(self) -> None:
        first = next(self.cited().iter("p"))
        assert text_of(first) == (
            "Cleary JM, Rodig S, Barr PM, et al. Crizotinib as salvage and maintenance. "
            "J Natl Compr Canc Netw 2014;12(3):323–326."
        )
        assert text_of(only(first, "cite")) == "J Natl Compr Canc Netw"

    def test_six_authors_are_all_named(self) -> None:
        words = text_of(self.cited(authors=AUTHORS[:6]))
        assert "Clark JW, Shapiro GI. Crizotinib" in words
        assert "et al" not in words

    def test_a_question_as_title_gets_no_full_stop(self) -> None:
        assert "Does it last? J Natl" in text_of(self.cited(title="Does it last?"))

    def test_missing_issue_and_pages_leave_nothing_behind(self) -> None:
        assert "J Natl Compr Canc Netw 2014;12." in text_of(self.cited(issue="", pages=""))

    def test_links_say_design_review_and_status(self) -> None:
        tree = self.cited()
        assert "Case report, peer reviewed. Status: current, checked 20 November 2026." in text_of(tree)
        assert [a.get("href") for a in tree.iter("a")] == [
            "https://doi.org/10.6004/jnccn.2014.0034",
            "https://pubmed.ncbi.nlm.nih.gov/24616538/",
        ]

    @pytest.mark.parametrize("status", [each for each in SourceStatus if each is not SourceStatus.CURRENT])
    def test_a_changed_status_stands_out(self, status: SourceStatus) -> None:
        strong = only(self.cited(status=status), "strong")
        assert text_of(strong).startswith("Status: ")
        assert list(strong.iter(f"{SVG}svg")), "a sign goes with the words"

    def test_hostile_words_stay_words(self) -> None:
        tree = self.cited(title=HOSTILE, journal=HOSTILE, doi=HOSTILE, pmid=HOSTILE, design=HOSTILE)
        assert not list(tree.iter("script"))
        assert all((a.get("href") or "").startswith("https://") for a in tree.iter("a"))


class TestContact:
    @pytest.mark.parametrize(
        ("written", "address"),
        [
            ("education@example.org", "mailto:education@example.org"),
            ("https://example.org/ask", "https://example.org/ask"),
            ("Room 3, second floor", None),
            ("javascript:alert(1)", None),
            ("Bob <bob@example.org>", None),
        ],
    )
    def test_contact_links_addresses_only(self, written: str, address: str | None) -> None:
        provider = Provider(id="p", name="P", contact=written, statement="")
        tree = rendered("contact", "contact", "<p>{{ contact(p) }}</p>", p=provider)
        assert [a.get("href") for a in tree.iter("a")] == ([address] if address else [])
        assert text_of(only(tree, "p")) == written

    def test_before_anything_is_published_nobody_is_named(self) -> None:
        tree = rendered("contact", "contact", "<p>{{ contact(none) }}</p>")
        assert text_of(only(tree, "p")) == "whoever runs this site"


def test_icons_are_drawn_inline_and_hidden_from_readers() -> None:
    pictures = "tick cross flag flag-open strike retry half sign"
    badges = "supports contrasts qualifies mentions silent"
    names = [*pictures.split(), *badges.split()]
    body = "".join(f"{{{{ icon('{name}', 'badge') }}}}" for name in names)
    drawings = list(rendered("icons", "icon", body).iter(f"{SVG}svg"))
    assert len(drawings) == len(names)
    assert all(svg.get("aria-hidden") == "true" and svg.get("class") == "badge" and len(svg) for svg in drawings)
    assert not any(list(svg.iter(f"{SVG}use")) for svg in drawings)


def test_style_sheets_are_small_and_order_their_layers_alike() -> None:
    sheets = [(resource("static") / "css" / name).read_text("utf-8") for name in ("tokens.css", "look.css")]
    assert len({sheet.splitlines()[0] for sheet in sheets}) == 1
    assert sheets[0].startswith("@layer ")
    assert sum(len(sheet.encode()) for sheet in sheets) < 25_000
    more = [path.read_text("utf-8") for path in (resource("static") / "css").glob("*.css")]
    assert {sheet.splitlines()[0] for sheet in more} == {sheets[0].splitlines()[0]}
    assert all(len(sheet.encode()) < 4_000 for sheet in more if sheet not in sheets), "loaded where they are needed"
    assert not any(word in sheet for sheet in more for word in ("!important", "url(", "@import"))
