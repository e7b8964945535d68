"""A result explains a corrected question as the correction does, and teaches nobody the old key again."""

from dataclasses import replace
from fractions import Fraction

import pytest

from cme.core.access import Reveal
from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.core.review import ReviewedOption, ReviewedQuestion
from cme.core.sources import Evidence, Relation
from cme.database import Database
from cme.services import flags
from cme.services.flag_queue import list_open
from tests.support.banks import FOUR, KEYS, PASSAGE, QUESTIONS, SOURCE, TRUE_FALSE, bank, question
from tests.support.cast import ALICE
from tests.support.clock import NOON
from tests.support.corrections import ALL, BOTH, LEAVE, NEW, correct, rekeyed, shown
from tests.support.posttest import Taking, person, publish_bank

OTHER = replace(SOURCE, id="letter", title="A letter on the case")
ERRATUM = replace(PASSAGE, id="letter#erratum", source_id="letter", quote="It was not so.")


def explained(name: str, texts: dict[str, str], key: str) -> Bank:
    """Return the bank with the question of that name rekeyed and explained anew, from a source of its own."""
    made = question(name, texts, key)
    options = tuple(
        replace(
            each,
            rationale=f"Now {each.text}.",
            evidence=(Evidence(passage=ERRATUM, relation=Relation.SUPPORTS if each.is_key else Relation.CONTRASTS),),
        )
        for each in made.options
    )
    newer = replace(made, options=options)
    asked = tuple(newer if each.id == name else each for each in QUESTIONS)
    found = bank(questions=asked, source_ids=("paper", "letter"))
    return replace(found, sources=found.sources | {"letter": OTHER})


def states(reviewed: ReviewedQuestion) -> dict[str, tuple[bool, bool, bool]]:
    def state(each: ReviewedOption) -> tuple[bool, bool, bool]:
        return each.option.is_key, each.is_key_now, each.key_until == NOON

    return {each.option.id: state(each) for each in reviewed.options}


@pytest.mark.parametrize("policy", [NEW, BOTH, ALL, LEAVE])
def test_a_corrected_question_is_explained_by_its_correction(database: Database, policy: KeyPolicy) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take(KEYS)
    correct(database, policy, explained("first", TRUE_FALSE, "false"))
    corrected, untouched, _ = shown(database, who, attempt_id).questions
    assert corrected.amendment is not None
    assert corrected.amendment.at == NOON
    assert states(corrected) == {"true": (False, False, True), "false": (True, True, False)}
    assert [each.option.rationale for each in corrected.options] == ["Now True.", "Now False."]
    assert {note.source.id for each in corrected.options for note in each.notes} == {"letter"}
    assert corrected.mark == (0 if policy is NEW else 1)
    assert (untouched.amendment, states(untouched)["false"]) == (None, (True, False, False))


def test_an_option_gone_keeps_its_words_and_a_new_key_is_shown_after_those_offered(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take(KEYS)
    texts = {"early": "Early, reworded", "both": "A and B", "never": "Never"}
    correct(database, BOTH, explained("third", texts, "never"))
    third = shown(database, who, attempt_id).questions[2]
    assert [each.option.text for each in third.options] == [*FOUR.values(), "Never"]
    assert [each.is_offered for each in third.options] == [True, True, True, True, False]
    assert [each.option.rationale[:3] for each in third.options] == ["Now", "Why", "Now", "Why", "Now"]
    assert states(third)["late"] == (False, False, True)
    assert states(third)["never"] == (True, True, False)


def test_a_key_corrected_back_is_the_key_now(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take(KEYS)
    correct(database, NEW)
    correct(database, NEW, explained("first", TRUE_FALSE, "true"))
    first = shown(database, who, attempt_id).questions[0]
    assert states(first) == {"true": (True, True, False), "false": (False, False, True)}
    assert first.options[0].option.rationale == "Now True."


def test_nothing_of_it_is_shown_before_everything_may_be(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take({1: "true"})
    correct(database, NEW, explained("first", TRUE_FALSE, "false"))
    page = shown(database, who, attempt_id)
    assert (page.reveal, page.questions) == (Reveal.READ_AGAIN, ())


def test_a_doubt_of_corrected_evidence_shows_educators_the_words_that_were_shown(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take(KEYS)
    correct(database, NEW, explained("first", TRUE_FALSE, "false"))
    with database.writing() as session:
        assert flags.raise_flag(
            session,
            person=who,
            unsafe_attempt_id=attempt_id,
            position=1,
            unsafe_thing="false/letter#erratum",
            reason="The letter says more.",
            now=NOON,
        )
    with database.reading() as session:
        (queued,) = list_open(session)
    assert queued.evidence is not None
    assert queued.evidence.passage == ERRATUM
    assert queued.revision == 2


def test_a_kept_pass_names_the_score_it_was_earned_by(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take(KEYS)
    assert shown(database, who, attempt_id).kept_score is None
    correct(database, NEW, rekeyed())
    page = shown(database, who, attempt_id)
    assert (page.earned, page.needed, page.is_passed, page.kept_score) == (Fraction(2), 3, True, Fraction(3))
    assert page.standing.kept_score == 3
