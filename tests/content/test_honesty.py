"""The numbers of an activity, worked out by hand for the tiny bank and the bundled one, and in words."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from cme.content.bank import check_bank, load_bank
from cme.content.honesty import ActivityHonesty, honesty, percentage
from cme.core.bank import Bank
from cme.core.guessing import Chance
from cme.core.study_time import mean_difficulty, mergener_minutes
from cme.paths import resource
from tests.content.tiny import TINY, change, tiny_bank
from tests.support.questions import blind

F = Fraction


def exactly(chance: Fraction) -> Chance:
    return Chance(least=chance, most=chance)


def bundled() -> dict[str, ActivityHonesty]:
    return {one.activity_id: one for one in honesty(load_bank(resource("question_bank")))}


def test_the_printed_questions_are_passed_unread_by_one_in_four() -> None:
    one = bundled()["alk-alcl-crizotinib"]

    assert (one.needed, one.questions, one.tries, one.names_wrong) == (3, 3, 2, False)
    assert one.chance_once == exactly(F(1, 16))
    assert one.chance_in_all == exactly(F(1, 4))
    # True, True and B are the keys; the longest are False, False and A.
    assert one.blind.first_option == 2
    assert one.blind.longest_option == one.blind.every_option == one.blind.no_option == 0
    assert one.is_guessing_likely
    assert not one.is_passed_blindly


def test_no_activity_written_for_this_bank_is_passed_unread_by_one_in_a_hundred() -> None:
    written = {name: one for name, one in bundled().items() if name != "alk-alcl-crizotinib"}

    assert len(written) >= 3
    assert all(one.chance_in_all.most < F(1, 100) for one in written.values())
    assert not any(one.is_guessing_likely or one.is_passed_blindly or one.is_time_far_off for one in written.values())


def test_the_numbers_in_words() -> None:
    bank = load_bank(TINY)
    counted = {name: replace(source, words=3774) for name, source in bank.sources.items()}
    [one] = honesty(replace(bank, sources=counted))

    assert one.sentences() == (
        "To pass, 2 of 2 questions must be right.",
        "Somebody who has not read the article passes with a probability of 17 % in one try and 50 % in 2 tries, if "
        "every option is as likely to be the key and the score after a failed try is put to the best use.",
        "Of 2, ticking every option scores 0, ticking none 0, always the longest option 1.3, always the first 0.",
        "15 minutes are declared; Mergener's formula gives 33 (3,774 words, 2 questions, difficulty 3 of 5 assumed).",
    )
    assert one.is_time_far_off
    assert honesty(bank)[0].time() == (
        "15 minutes are declared; for Mergener's estimate, write words: (how many the article has) in paper."
    )


def with_rules(bank: Bank, *, attempts: int, count: int = 2) -> Bank:
    activity = bank.activities["case"]
    ids = ("measured", "responded")[:count]
    rules = replace(activity.posttest, attempts=attempts, question_ids=ids, pass_mark=F(1))
    return replace(bank, activities={"case": replace(activity, posttest=rules)})


def test_questions_of_three_options_are_named_and_so_guessed_sooner() -> None:
    [one] = honesty(with_rules(load_bank(TINY), attempts=2, count=1))

    assert one.names_wrong
    assert one.chance_in_all == exactly(F(2, 3))
    assert "each question named wrong after a failed try" in one.guessing()
    assert "tries" not in honesty(with_rules(load_bank(TINY), attempts=1))[0].guessing()


def test_a_shuffled_first_option_is_any_option() -> None:
    bank = load_bank(TINY)
    question = bank.questions["measured"]

    assert blind(question).first_option == 0
    assert blind(replace(question, shuffle=True)).first_option == F(1, 3)
    assert blind(question).longest_option == F(1, 3)  # all three have 5 to 7 characters


def test_many_activities_share_what_may_be_counted() -> None:
    """Where the budget of a bank is spent, bounds are given; the same shape is counted once."""
    bank = load_bank(TINY)
    question = bank.questions["measured"]
    questions = {f"q-{number}": replace(question, id=f"q-{number}") for number in range(20)}
    two = {f"t-{number}": replace(bank.questions["responded"], id=f"t-{number}") for number in range(20)}
    activity = bank.activities["case"]
    activities = {
        f"a-{number}": replace(
            activity,
            id=f"a-{number}",
            posttest=replace(
                activity.posttest,
                attempts=3,
                question_ids=(*[f"q-{each}" for each in range(number % 9)], *[f"t-{each}" for each in range(9)]),
            ),
        )
        for number in range(30)
    }
    found = honesty(replace(bank, questions=questions | two, activities=activities))

    assert len(found) == 30
    assert found[0].chance_in_all == found[9].chance_in_all == found[27].chance_in_all
    assert any(not one.chance_in_all.is_exact for one in found)
    assert "between" in next(one for one in found if not one.chance_in_all.is_exact).guessing()


def test_mergeners_worked_sample() -> None:
    assert mergener_minutes(3774, 16, F(5, 2)) == 61
    assert mergener_minutes(300, 1, F(2)) == 10
    assert mergener_minutes(100, 1, F(1)) <= 0


def test_a_question_without_a_word_on_it_is_of_medium_difficulty() -> None:
    assert mean_difficulty(["easy", "hard", "hard"]) == F(10, 3)
    assert mean_difficulty(["", "easy"]) == F(5, 2)


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (F(0), "0 %"),
        (F(1), "100 %"),
        (F(1, 16), "6.3 %"),
        (F(1, 4), "25 %"),
        (F(1, 256), "0.39 %"),
        (F(1, 10**9), "less than 0.01 %"),
        (F(999, 1000), "99.9 %"),
        (1 - F(1, 10**9), "more than 99.9 %"),
        (F(19, 20), "95.0 %"),
        (F(1, 100), "1.0 %"),
    ],
)
def test_percentages_keep_two_digits_that_count(share: Fraction, words: str) -> None:
    assert percentage(share) == words


def test_words_and_difficulty_that_are_known_make_a_warning_of_the_estimate(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    change(folder, "source", "pages: 3–4\n", "pages: 3–4\nwords: 4000\n")
    change(folder, "questions", "    reviewed: none\n", "    reviewed: none\n    difficulty: hard\n")
    change(folder, "questions", "    lint_ignore:\n", "    difficulty: hard\n    lint_ignore:\n")

    [problem] = check_bank(folder).problems
    assert str(problem).endswith(
        "warning minutes-mergener 15 minutes are declared; Mergener's formula gives 48 (4,000 words, 2 questions, "
        "difficulty 4 of 5). Time some colleagues, or take the estimate."
    )
