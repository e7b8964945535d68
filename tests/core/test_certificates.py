"""Codes tell typing mistakes apart; facts survive storage; names and statements are printable."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.core.certificates import (
    ALPHABET,
    LONGEST_NAME,
    CitedSource,
    certificate_code,
    facts_document,
    facts_from_document,
    name_problem,
    normalise_code,
    statement_on_credit,
)
from tests.support.banks import SOURCE
from tests.support.certificates import CODE, FACTS, facts

RANDOM = st.binary(min_size=17, max_size=17)
PLACES = [place for place, letter in enumerate(CODE) if letter != "-"]


def changed(code: str, place: int, letter: str) -> str:
    return code[:place] + letter + code[place + 1 :]


def swapped(code: str, first: int, second: int) -> str:
    return changed(changed(code, first, code[second]), second, code[first])


@given(RANDOM)
def test_a_code_is_read_as_it_was_written(random_bytes: bytes) -> None:
    code = certificate_code(random_bytes)
    assert normalise_code(code) == code
    assert len(code.replace("-", "")) == 27
    assert set(code) <= {*ALPHABET, "-"}


def test_a_code_uses_130_bits() -> None:
    assert len({certificate_code((1 << bit).to_bytes(17, "big")) for bit in range(136)}) == 131  # 130 and "none set"
    with pytest.raises(ValueError, match="16 bytes"):
        certificate_code(bytes(16))


@given(RANDOM, st.data())
def test_one_mistyped_character_is_told_apart(random_bytes: bytes, data: st.DataObject) -> None:
    code = certificate_code(random_bytes)
    place = data.draw(st.sampled_from(PLACES))
    letter = data.draw(st.sampled_from(sorted(set(ALPHABET) - {code[place]})))
    assert normalise_code(changed(code, place, letter)) is None


def test_every_neighbour_of_a_code_is_told_apart() -> None:
    neighbours = [changed(CODE, place, letter) for place in PLACES for letter in ALPHABET if letter != CODE[place]]
    assert len(neighbours) == 27 * 31
    assert [code for code in neighbours if normalise_code(code) is not None] == []


@settings(deadline=None)
@given(RANDOM)
def test_two_characters_that_change_places_are_told_apart(random_bytes: bytes) -> None:
    code = certificate_code(random_bytes)
    pairs = [(a, b) for a in PLACES for b in PLACES if a < b and code[a] != code[b]]
    assert [pair for pair in pairs if normalise_code(swapped(code, *pair)) is not None] == []


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        CODE.replace("-", ""),
        f"  {CODE.replace('-', ' ')}\n",
        CODE.replace("-", "–"),
        CODE.replace("-", "\u2011"),
        CODE.replace("0", "O").replace("1", "l"),
        CODE.replace("0", "o").replace("1", "I"),
    ],
)
def test_what_people_type_is_forgiven(typed: str) -> None:
    assert normalise_code(typed) == CODE


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = normalise_code(text)
    assert found is None or normalise_code(found) == found


@pytest.mark.parametrize("typed", ["", "-", CODE[:-1], CODE + "0", CODE.replace(CODE[0], "U", 1), "é" * 27, "٠" * 27])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert normalise_code(typed) is None


def test_facts_survive_storage_as_json() -> None:
    odd = facts(earned=Fraction(5, 2), sources=(), objectives=(), profession="", name="山田 “太郎”")
    for each in (FACTS, odd):
        assert facts_from_document(json.loads(json.dumps(facts_document(each)))) == each


def test_the_sentence_says_what_was_done() -> None:
    assert FACTS.sentence == (
        "completed “Reading a case with a finding”, an activity on one journal article, and passed its posttest with "
        "3 of 3 correct on 20 November 2026."
    )
    assert "on 2 journal articles" in facts(sources=FACTS.sources * 2).sentence


@pytest.mark.parametrize(
    ("earned", "words"), [(3, "3 of 3"), ("5/2", "2 1/2 of 3"), ("1/2", "1/2 of 3"), (0, "0 of 3")]
)
def test_scores_are_exact(earned: int | str, words: str) -> None:
    assert facts(earned=Fraction(earned)).score == f"{words} correct"


def test_the_profession_is_printed_only_where_there_is_one() -> None:
    assert ("Profession", "Physician") in FACTS.lines
    assert "Profession" not in dict(facts(profession="").lines)


@pytest.mark.parametrize(
    "name",
    ["Alice", "X" * LONGEST_NAME, "محمد علي", "山田太郎", "Z\u0351\u036b", "#eval(1) <b>", "می\u200cخواهم", "3M"],
)
def test_names_of_all_kinds_can_be_printed(name: str) -> None:
    assert name_problem(name) == ""


UNSEEN = "The name contains a character that cannot be seen. Type it again without it."
NO_LETTER = "The name has no letter in it. Type your name as it is to be printed."


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "Type your name as it is to be printed."),
        ("X" * (LONGEST_NAME + 1), f"The name has 201 characters. Shorten it to {LONGEST_NAME}."),
        ("Alice\x00", UNSEEN),
        ("Alice\nBob", UNSEEN),
        ("Alice\u202eBob", UNSEEN),
        ("Alice\ud800", UNSEEN),
        ("Alice\ufffe", UNSEEN),
        ("Alice\u2028Bob", "The name must stand on one line."),
        ("Alice\u2029Bob", "The name must stand on one line."),
        (" — ", NO_LETTER),
        ("\u0301", NO_LETTER),
    ],
)
def test_what_cannot_be_printed_is_said(name: str, sentence: str) -> None:
    assert name_problem(name) == sentence


@pytest.mark.parametrize(
    ("statement", "printed"),
    [
        ("", "Not accredited. No credit is offered, awarded or implied."),
        ("Not accredited. We teach.", "Not accredited. We teach. No credit is offered, awarded or implied."),
        (
            "We teach. No credit is offered, awarded or implied.",
            "Not accredited. We teach. No credit is offered, awarded or implied.",
        ),
        (
            "Not accredited. No credit is offered, awarded or implied.",
            "Not accredited. No credit is offered, awarded or implied.",
        ),
    ],
)
def test_no_statement_leaves_credit_open(statement: str, printed: str) -> None:
    assert statement_on_credit(statement) == printed
    found = facts(statement=printed)
    assert f"{found.first_of_statement} {found.rest_of_statement}" == printed


def test_articles_are_cited_after_the_manual() -> None:
    assert CitedSource.of(SOURCE) == CitedSource(
        citation="Author A, Author B. A case with a finding. J Invented Cases 2020;1(2):3–4.", doi="10.5555/paper"
    )
    seven = replace(SOURCE, authors=tuple("ABCDEFG"), title="Why?", volume="", issue="", pages="")
    assert CitedSource.of(seven).citation == "A, B, C, et al. Why? J Invented Cases 2020."
    assert CitedSource.of(replace(SOURCE, authors=())).citation.startswith("A case")
    assert CitedSource.of(replace(SOURCE, authors=tuple("ABCDEF"))).citation.startswith("A, B, C, D, E, F. A case")
    assert CitedSource.of(replace(SOURCE, issue="")).citation.endswith("J Invented Cases 2020;1:3–4.")
    assert CitedSource.of(replace(SOURCE, volume="", pages="")).citation.endswith("J Invented Cases 2020;(2).")


@pytest.mark.parametrize(("title", "cited"), [("Done.", "Done."), ("Stop!", "Stop!"), ("Why?", "Why?"), ("So", "So.")])
def test_a_title_ends_as_it_does_or_with_a_full_stop(title: str, cited: str) -> None:
    assert CitedSource.of(replace(SOURCE, title=title)).citation.startswith(f"Author A, Author B. {cited} J Invented")
