"""Every key that a question may have, every response to it and every way of playing: to compare formulas with."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product
from typing import Any

from cme.core.question_scoring import scoring_of
from cme.core.questions import Prompt, Question, QuestionType
from cme.core.scoring import ScoringRule
from tests.support.banks import question

F = Fraction
Marks = tuple[tuple[Fraction, ...], ...]  # of each response, by key


def asked(kind: QuestionType, options: int, prompts: int = 0, **changes: Any) -> Question:
    """Return a question with its first option as key, each prompt matched with the option of its number."""
    texts = {f"o{number}": f"Option {number}" for number in range(options)}
    made = question("one", texts, "o0", type=kind, **changes)
    pairs = tuple(
        Prompt(id=f"p{number}", text="", match=f"o{number % options}", rationale="", evidence=())
        for number in range(prompts)
    )
    return replace(made, prompts=pairs)


def weighted(kind: QuestionType, *weights: str) -> Question:
    made = asked(kind, len(weights), scoring=ScoringRule.WEIGHTS)
    dealt = (replace(option, weight=F(weight)) for option, weight in zip(made.options, weights, strict=True))
    return replace(made, options=tuple(dealt))


def with_keys(made: Question, keys: Sequence[str]) -> Question:
    return replace(made, options=tuple(replace(option, is_key=option.id in keys) for option in made.options))


def every_key(made: Question) -> Iterator[Question]:
    """Yield the question with every key that it might have."""
    ids = [option.id for option in made.options]
    if made.scoring is ScoringRule.WEIGHTS:
        for order in permutations(option.weight for option in made.options):
            dealt = (replace(option, weight=one) for option, one in zip(made.options, order, strict=True))
            yield replace(made, options=tuple(dealt))
    elif made.type is QuestionType.ORDERING:
        for items in permutations(made.options):
            yield replace(made, options=items)
    elif made.prompts:
        is_once = made.type is QuestionType.MATCHING and len({each.match for each in made.prompts}) == len(made.prompts)
        count = len(made.prompts)
        for matches in permutations(ids, count) if is_once else product(ids, repeat=count):
            pairs = (replace(prompt, match=one) for prompt, one in zip(made.prompts, matches, strict=True))
            yield replace(made, prompts=tuple(pairs))
    elif made.type is QuestionType.MULTIPLE:
        for size in range(1, len(ids) + 1):
            for keys in combinations(ids, size):
                yield with_keys(made, keys)
    else:
        for one in ids:
            yield with_keys(made, [one])


def every_response(made: Question) -> Iterator[tuple[str, ...]]:
    """Yield every response that may be sent, unfinished ones too."""
    ids = [option.id for option in made.options]
    if made.type is QuestionType.ORDERING:
        places = [["", *(f"{place} {one}" for place in range(1, len(ids) + 1))] for one in ids]
        yield from (tuple(filter(None, words)) for words in product(*places))
    elif made.prompts:
        pairs = [["", *(f"{prompt.id} {one}" for one in ids)] for prompt in made.prompts]
        yield from (tuple(filter(None, words)) for words in product(*pairs))
    else:
        most = len(ids) if made.type is QuestionType.MULTIPLE else 1
        for size in range(most + 1):
            yield from combinations(ids, size)


@cache
def marks(made: Question) -> Marks:
    """Return what each response earns under each key; responses that always earn the same as another are left out."""
    scorings = [scoring_of(one) for one in every_key(made)]
    return tuple(dict.fromkeys(tuple(each.mark(one) for each in scorings) for one in every_response(made)))


def best_once(questions: Sequence[Question], needed: int) -> Fraction:
    """Return the chance of the best sheet of all: each is tried against all keys."""
    kinds = [{tuple(sorted(Counter(row).items())): len(row) for row in marks(made)} for made in questions]
    return max(_passing(sheet, needed) for sheet in product(*(kind.items() for kind in kinds)))


def _passing(sheet: Sequence[tuple[tuple[tuple[Fraction, int], ...], int]], needed: int) -> Fraction:
    sums: Counter[Fraction] = Counter({F(0): 1})
    keys = 1
    for counts, number in sheet:
        keys *= number
        after: Counter[Fraction] = Counter()
        for (total, count), (mark, more) in product(sums.items(), counts):
            after[total + mark] += count * more
        sums = after
    return F(sum(count for total, count in sums.items() if total >= needed), keys)


def best_play(questions: Sequence[Question], draws: Sequence[Sequence[int]], needed: int, told: str) -> Fraction:
    """Play every way there is: any sheet for the questions of each draw, on everything that was shown before.

    ``told`` is what a failed try shows: the score, or which questions were wrong with it, or every mark.
    """
    rows = [marks(made) for made in questions]

    def shown(earned: tuple[Fraction, ...]) -> object:
        wrong = tuple(mark < 1 for mark in earned) if told == "wrong" else ()
        return earned if told == "marks" else (sum(earned), wrong)

    @cache
    def best(keys: frozenset[tuple[int, ...]], turn: int) -> int:
        if turn == len(draws) or not keys:
            return 0
        found = 0
        for sheet in product(*(rows[number] for number in draws[turn])):
            passed, after = 0, dict[object, set[tuple[int, ...]]]()
            for key in keys:
                earned = tuple(row[key[number]] for row, number in zip(sheet, draws[turn], strict=True))
                if sum(earned) >= needed:
                    passed += 1
                else:
                    after.setdefault(shown(earned), set()).add(key)
            found = max(found, passed + sum(best(frozenset(some), turn + 1) for some in after.values()))
        return found

    keys = frozenset(product(*(range(len(row[0])) for row in rows)))
    return F(best(keys, 0), len(keys))


SINGLE, TWO = asked(QuestionType.SINGLE, 4), asked(QuestionType.TRUE_FALSE, 2)
NET: dict[str, Any] = {"scoring": ScoringRule.NET_CORRECT}
PARTIAL: dict[str, Any] = {"scoring": ScoringRule.PARTIAL}
