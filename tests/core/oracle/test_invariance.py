"""A mark does not depend on the order in which options are shown or words are sent, nor on words sent twice."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from random import Random

from cme.core.question_scoring import scoring_of
from cme.core.questions import PAIRED, TYPED, Question, QuestionType
from cme.core.responses import canonical
from tests.core.oracle.adapter import as_question
from tests.core.oracle.comparing import SEED, asked_and_sent
from tests.core.oracle.generating import seeded
from tests.core.oracle.oracle import Answer, Asked, worth

RESPONSES = 2_400
ALL_THEN_NONE = (Fraction(1), Fraction(0))


def reordered(random: Random, question: Question) -> Question:
    """Return the question with its options and prompts in another order, as far as that order says nothing."""
    if question.type is QuestionType.ORDERING or (question.type in TYPED and _has_overlaps(question)):
        return question
    options = random.sample(question.options, len(question.options))
    prompts = random.sample(question.prompts, len(question.prompts)) if question.type in PAIRED else ()
    return replace(question, options=tuple(options), prompts=tuple(prompts))


def _has_overlaps(question: Question) -> bool:
    """Say whether two answers foreseen may take the same: then the first decides, and their order is a rule."""
    if question.type is QuestionType.SHORT_TEXT:
        spellings = [spelling for option in question.options for spelling in option.accepts]
        return len(set(spellings)) < len(spellings)
    ends = sorted((option.least or 0, option.most or 0) for option in question.options)
    return any(least <= most for (_, most), (least, _) in pairwise(ends))


def test_order_makes_no_difference() -> None:
    random, moved = seeded(SEED), 0
    for asked, sent in asked_and_sent(SEED + 2, RESPONSES):
        question = as_question(asked)
        other = reordered(random, question)
        moved += other != question
        for words in sent:
            mark = scoring_of(question).mark(words)
            shuffled = random.sample(words, len(words))
            assert scoring_of(other).mark(shuffled) == mark, (asked, words)
            assert scoring_of(question).mark((*shuffled, *words)) == mark, (asked, words)
            assert scoring_of(question).mark(canonical(question.opened(), words)) == mark, (asked, words)
    assert moved > RESPONSES // 5 // 2


def test_the_order_of_an_ordering_is_its_key() -> None:
    asked = Asked(type="ordering", rule="partial", answers=tuple(Answer(id=name) for name in "abcd"))
    turned = replace(asked, answers=asked.answers[::-1])
    sent = ("1 a", "2 b", "3 c", "4 d")
    assert (worth(asked, sent), worth(turned, sent)) == ALL_THEN_NONE
    assert (scoring_of(as_question(asked)).mark(sent), scoring_of(as_question(turned)).mark(sent)) == ALL_THEN_NONE


def test_questions_are_marked_one_by_one() -> None:
    """The marks of many questions are the same whichever is marked first: nothing is kept from one to the next."""
    posed = [(asked, sent[0]) for asked, sent in asked_and_sent(SEED + 3, 1_000)]
    forth = [scoring_of(as_question(asked)).mark(words) for asked, words in posed]
    back = [scoring_of(as_question(asked)).mark(words) for asked, words in reversed(posed)]
    assert forth == back[::-1] == [worth(asked, words) for asked, words in posed]
