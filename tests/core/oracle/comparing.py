"""Two scorers side by side: the one in use, and the oracle or a copy of it that is broken on purpose."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import ModuleType

from cme.core.question_scoring import scoring_of
from tests.core.oracle import oracle
from tests.core.oracle.adapter import as_question
from tests.core.oracle.generating import questions, seeded
from tests.core.oracle.oracle import Asked
from tests.core.oracle.sending import response

SEED = 20261121
RESPONSES = 5  # to each question
Marker = Callable[[Asked, Iterable[str]], Fraction]


@dataclass
class Compared:
    """What came of holding two scorers together."""

    responses: int = 0
    differences: list[str] = field(default_factory=list)
    marks: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # of a type and rule: none, part, full


def asked_and_sent(seed: int, responses: int) -> Iterator[tuple[Asked, list[tuple[str, ...]]]]:
    """Yield random questions, each with some random responses, as many of these in all as is said."""
    random = seeded(seed)
    for asked in questions(seed, responses // RESPONSES):
        yield asked, [response(random, asked) for _ in range(RESPONSES)]


def compare(seed: int, responses: int, marker: Marker = oracle.worth, *, most: int = 20) -> Compared:
    """Mark random responses twice, by the program and by ``marker``; stop after ``most`` differences."""
    found = Compared()
    for asked, sent in asked_and_sent(seed, responses):
        scoring = scoring_of(as_question(asked))
        for words in sent:
            ours, theirs = scoring.mark(words), marker(asked, words)
            found.responses += 1
            share = "full" if ours == 1 else "part" if ours else "none"
            found.marks[asked.type, asked.rule, share] += 1
            if ours != theirs:
                found.differences.append(f"{words}: marked {ours}, by the oracle {theirs}; {asked}")
                if len(found.differences) >= most:
                    return found
    return found


def broken(name: str, changes: Iterable[tuple[str, str]]) -> Marker:
    """Return the marking of a copy of the oracle in which each text, which stands there once, is another."""
    source = Path(oracle.__file__).read_text("utf-8")
    for right, wrong in changes:
        if source.count(right) != 1:
            raise ValueError(f"“{right}” stands {source.count(right)} times in the oracle, not once.")
        source = source.replace(right, wrong)
    copy = ModuleType(f"oracle_{name}")
    sys.modules[copy.__name__] = copy  # where the dataclasses of the copy look themselves up
    try:
        exec(compile(source, f"{name}.py", "exec"), copy.__dict__)  # noqa: S102  our own file
    finally:
        del sys.modules[copy.__name__]
    marker: Marker = copy.__dict__["worth"]
    return marker
