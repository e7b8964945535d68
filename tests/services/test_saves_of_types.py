"""Saves of each type of question: checked by its rules, kept in one form, and said in words."""

from dataclasses import replace

import pytest

from cme.core.questions import Question, QuestionType
from cme.core.responses import full_answer
from cme.database import Database
from cme.errors import BadInput
from cme.models import Score
from cme.services import attempts, responses
from cme.services.responses import Answer, OpenAttempt, Saved
from tests.support.banks import bank
from tests.support.cast import ALICE
from tests.support.posttest import Taking, person, publish_bank
from tests.support.questions import matching, multiple, numeric, option, ordering, question, short_text

QUESTIONS: tuple[Question, ...] = tuple(
    replace(made, id=f"asked-{position}")
    for position, made in enumerate(
        (
            multiple("abc", "ab"),
            numeric(("right", "240", "260", True), units={"mg": "1", "g": "1000"}),
            short_text({"right": ("RANBP2-ALK",)}, "right"),
            matching({"fever": "x", "cough": "y"}, "z"),
            ordering("abc"),
            question(QuestionType.EXTENDED_MATCHING, [option("x"), option("y")], prompts=matching({"p": "x"}).prompts),
            question(QuestionType.TRUE_FALSE, [option("true", is_key=True), option("false")]),
            question(QuestionType.SINGLE, [option("a"), option("b", is_key=True)]),
        ),
        start=1,
    )
)
MULTIPLE, NUMERIC, SHORT_TEXT, MATCHING, ORDERING, EXTENDED, TRUE_FALSE, SINGLE = range(1, 9)


@pytest.fixture
def alice(database: Database) -> Taking:
    publish_bank(database, bank(questions=QUESTIONS))
    return Taking(database, person(database, ALICE))


def save(taking: Taking, attempt_id: str, position: int, answer: Answer, sequence: int = 1, key: str = "") -> Saved:
    with taking.database.writing() as session:
        return responses.save(
            session,
            person_id=taking.who.id,
            unsafe_attempt_id=attempt_id,
            position=position,
            answer=answer,
            sequence=sequence,
            idempotency_key=key or f"key-{position}-{sequence}".ljust(16, "-"),
            now=taking.now,
        )


def look(taking: Taking, attempt_id: str) -> OpenAttempt:
    with taking.database.reading() as session:
        return responses.open_attempt(session, person_id=taking.who.id, unsafe_attempt_id=attempt_id)


@pytest.mark.parametrize(
    ("position", "chosen", "kept", "words", "unfinished"),
    [
        (MULTIPLE, ("c", "a"), ("a", "c"), "Option a; Option c", ""),
        (NUMERIC, ("unit g", "0.25"), ("0.25", "unit g"), "0.25 g", ""),
        (NUMERIC, ("250",), ("250",), "250", "The unit is not chosen yet."),
        (NUMERIC, ("much", "unit mg"), ("much", "unit mg"), "much mg", "cannot be read as a number"),
        (NUMERIC, ("unit mg", "  "), ("unit mg",), "", ""),
        (SHORT_TEXT, ("ranbp2 – ALK",), ("ranbp2 – ALK",), "ranbp2 – ALK", ""),
        (
            MATCHING,
            ("cough z", "fever x"),
            ("fever x", "cough z"),
            "Prompt fever: Option x; Prompt cough: Option z",
            "",
        ),
        (MATCHING, ("cough y",), ("cough y",), "Prompt cough: Option y", "1 of 2 are matched."),
        (EXTENDED, ("p y",), ("p y",), "Prompt p: Option y", ""),
        (ORDERING, ("3 a", "1 c"), ("1 c", "3 a"), "1. Option c; 3. Option a", "2 of 3 have a place."),
        (
            ORDERING,
            ("1 a", "2 c", "2 b"),
            ("1 a", "2 b", "2 c"),
            "1. Option a; 2. Option b",
            "Two items",
        ),
        (TRUE_FALSE, ("true",), ("true",), "Option true", ""),
        (SINGLE, ("b",), ("b",), "Option b", ""),
        (SINGLE, (), (), "", ""),
    ],
)
def test_a_response_is_kept_in_one_form_and_said_in_words(
    alice: Taking, position: int, chosen: tuple[str, ...], kept: tuple[str, ...], words: str, unfinished: str
) -> None:
    attempt_id = alice.start()
    assert save(alice, attempt_id, position, Answer(chosen=chosen)).answer.chosen == kept
    step = look(alice, attempt_id).steps[position - 1]
    assert (step.saved.answer.chosen if step.saved else None) == kept
    assert step.chosen_text.startswith(words)
    assert (step.is_answered, bool(step.unfinished)) == (bool(words), bool(unfinished))
    assert unfinished in step.unfinished


@pytest.mark.parametrize(
    ("position", "chosen", "said"),
    [
        (MULTIPLE, ("z",), "does not belong"),
        (MULTIPLE, ("a", "a"), "right form"),
        (NUMERIC, ("1", "2"), "right form"),
        (NUMERIC, ("1", "unit kg"), "right form"),
        (NUMERIC, ("right", "x" * 201), "right form"),
        (SHORT_TEXT, ("x" * 201,), "at most 200 characters"),
        (SHORT_TEXT, ("two\nlines",), "in one line"),
        (MATCHING, ("fever",), "does not belong"),
        (MATCHING, ("fever x", "fever y"), "right form"),
        (EXTENDED, ("q x",), "does not belong"),
        (ORDERING, ("4 a",), "does not belong"),
        (ORDERING, ("a",), "does not belong"),
        (TRUE_FALSE, ("true", "false"), "Choose one option"),
        (SINGLE, ("",), "does not belong"),
    ],
)
def test_what_is_no_response_to_the_question_is_refused(
    alice: Taking, position: int, chosen: tuple[str, ...], said: str
) -> None:
    attempt_id = alice.start()
    with pytest.raises(BadInput, match=said):
        save(alice, attempt_id, position, Answer(chosen=chosen))
    assert look(alice, attempt_id).steps[position - 1].saved is None


def test_a_check_that_is_missing_is_seen(alice: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(responses, "fault_of", lambda *_given: "")
    with pytest.raises(pytest.fail.Exception):
        test_what_is_no_response_to_the_question_is_refused(alice, MULTIPLE, ("z",), "does not belong")


@pytest.mark.parametrize("struck", [("z",), ("a", "a"), ("",)])
def test_only_options_are_struck_out(alice: Taking, struck: tuple[str, ...]) -> None:
    attempt_id = alice.start()
    with pytest.raises(BadInput, match="struck out"):
        save(alice, attempt_id, SINGLE, Answer(chosen=("b",), struck=struck))
    with pytest.raises(BadInput, match="struck out"):
        save(alice, attempt_id, NUMERIC, Answer(chosen=("1",), struck=("right",)))
    save(alice, attempt_id, SINGLE, Answer(chosen=("b",), struck=("a",)))


def test_a_repeat_whose_words_come_in_another_order_is_a_repeat(alice: Taking) -> None:
    attempt_id = alice.start()
    first = save(alice, attempt_id, MULTIPLE, Answer(chosen=("c", "a")))
    assert save(alice, attempt_id, MULTIPLE, Answer(chosen=("a", "c"))) == first


def test_a_full_answer_to_each_type_earns_everything(alice: Taking) -> None:
    attempt_id = alice.start()
    for position, asked in enumerate(QUESTIONS, start=1):
        save(alice, attempt_id, position, Answer(chosen=full_answer(asked)))
    found = look(alice, attempt_id)
    assert found.answered == len(QUESTIONS)
    assert [step.unfinished for step in found.steps] == [""] * len(QUESTIONS)
    with alice.database.writing() as session:
        attempts.submit(session, person=alice.who, unsafe_attempt_id=attempt_id, now=alice.now)
        score = session.query(Score).one()
        assert (score.numerator, score.denominator, score.possible) == (len(QUESTIONS), 1, len(QUESTIONS))
