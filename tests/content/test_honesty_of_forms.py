"""The numbers of posttests that draw their questions, or of which parts of a mark can be earned."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from cme.content.bank import check_bank, load_bank
from cme.content.honesty import ActivityHonesty, honesty
from cme.content.rules_honesty import simulated
from cme.core.activities import RevealPreset, Section
from cme.core.bank import Bank
from cme.core.guessing import Chance
from cme.core.questions import Question, QuestionType
from cme.core.scoring import ScoringRule
from tests.content.tiny import TINY, change, tiny_bank

F = Fraction
MEASURED = load_bank(TINY).questions["measured"]
RESPONDED = load_bank(TINY).questions["responded"]
ORDERED = replace(MEASURED, id="ordered", type=QuestionType.ORDERING, scoring=ScoringRule.PARTIAL)
TYPED = replace(MEASURED, id="typed", type=QuestionType.NUMERIC)


def numbered(question: Question, number: int) -> list[Question]:
    return [replace(question, id=f"{question.id}-{each}") for each in range(number)]


def bank_of(questions: Sequence[Question], *sections: Section, **rules: Any) -> Bank:
    bank = load_bank(TINY)
    activity = bank.activities["case"]
    posttest = replace(
        activity.posttest,
        question_ids=tuple(each.id for each in questions),
        sections=sections,
        **{"attempts": 1, **rules},
    )
    return replace(
        bank,
        questions={each.id: each for each in questions},
        activities={"case": replace(activity, posttest=posttest)},
    )


def section(questions: Sequence[Question], pick: int) -> Section:
    return Section(question_ids=tuple(each.id for each in questions), pick=pick)


def numbers(questions: Sequence[Question], *sections: Section, **rules: Any) -> ActivityHonesty:
    [one] = honesty(bank_of(questions, *sections, **rules))
    return one


def test_a_try_that_draws_is_worth_what_it_asks() -> None:
    questions = numbered(MEASURED, 6)
    one = numbers(questions, section(questions, 3), pass_mark=F(7, 10))

    assert (one.questions, one.needed, one.is_drawn) == (3, 3, True)
    assert one.chance_once == Chance(least=F(1, 27), most=F(1, 27))
    assert one.guessing() == (
        "Somebody who has not read the article passes with a probability of 3.7 % in one try, whichever questions are "
        "drawn, if every option is as likely to be the key."
    )
    assert one.blindness().startswith("Of 3, on average over what is drawn, ticking every option scores 0,")


def test_draws_that_differ_are_bounded_by_the_easiest_and_the_hardest() -> None:
    questions = [*numbered(MEASURED, 2), *numbered(RESPONDED, 2)]
    one = numbers(questions, section(questions, 2), pass_mark=F(1))

    assert one.chance_once == Chance(least=F(1, 9), most=F(1, 4))
    assert "a probability of between 11 % and 25 % in one try, whichever questions are drawn" in one.guessing()


def test_parts_of_a_mark_are_told_as_points() -> None:
    one = numbers([ORDERED, MEASURED], pass_mark=F(1, 2))

    assert one.pass_mark() == "To pass, 1 of 2 points must be earned; parts of a point count."
    assert one.guessing().endswith("if every possible key is as likely.")
    assert one.chance_once == Chance(least=F(4, 9), most=F(4, 9))  # all in order, 1 of 6, or the size, 1 of 3
    weighted = replace(TYPED, scoring=ScoringRule.WEIGHTS)
    assert numbers([weighted]).earns_parts
    assert not numbers([TYPED, MEASURED]).earns_parts


def test_typed_answers_are_said_not_to_be_guessed() -> None:
    one = numbers([TYPED, MEASURED], pass_mark=F(1), attempts=2)

    assert one.guessing() == (
        "Somebody who has not read the article passes with a probability of 0 % in one try and 0 % in 2 tries, if "
        "every possible key is as likely, no typed answer is guessed and each question named wrong after a failed try "
        "is put to the best use."
    )


def test_what_is_never_named_helps_nobody() -> None:
    named = numbers([MEASURED], attempts=2)
    assert named.names_wrong
    assert not numbers([MEASURED], attempts=2, reveal=RevealPreset.SCORE_ONLY).names_wrong
    questions = [*numbered(MEASURED, 2), RESPONDED]
    assert numbers(questions, section(questions, 2), attempts=2).names_wrong  # where the two of three are drawn
    assert not numbers(questions, section(questions, 3), attempts=2).names_wrong


@pytest.mark.parametrize("pick", [1, 2])
def test_whoever_knows_every_key_passes_whatever_is_drawn(pick: int) -> None:
    keyless = replace(MEASURED, id="keyless", options=tuple(replace(one, is_key=False) for one in MEASURED.options))
    [record] = check_bank(TINY).draft.activities

    def problems(*questions: Question) -> list[str]:
        made = bank_of(questions, section(questions, pick))
        return [each.rule for each in simulated(record, made, made.activities["case"])]

    assert problems(MEASURED, ORDERED) == []
    assert problems(MEASURED, keyless) == ["posttest-impossible"]


def test_a_flaw_of_sections_is_told_at_the_sections(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    drawn = "sections: [{topic: inventinib}, {topic: imaging}]\n  pass_mark: 50%"
    change(folder, "activity", "questions: [responded, measured]\n  pass_mark: 66.7%", drawn)
    told = {each.rule: (each.line, each.column) for each in check_bank(folder).problems}

    assert told == {"blind-pass": (22, 13), "retake-same": (22, 3)}
    checked = check_bank(folder)
    assert checked.bank is not None
    [record] = checked.draft.activities
    rule = simulated(record, checked.bank, checked.bank.activities["case"], lambda *_, **__: True)
    assert [(each.rule, each.line, each.column) for each in rule] == [("reveal-names-key", 22, 13)]
