"""Neither the order of options nor the path of a save tells the key."""

import inspect
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from cme.core.selection import option_order
from cme.database import Database
from tests.support.banks import FOUR, KEYS, bank, question
from tests.support.cast import ALICE
from tests.support.posttest import Taking, person, publish_bank
from tests.support.statements import watching

SEEDS = 4000
CRITICAL = 16.27  # chi-square, 3 degrees of freedom, p = 0.001
KEY = "late"
Order = Callable[[Sequence[str], str], Sequence[str]]


def chi_square(order: Order) -> float:
    """Return how far the key's places over many seeds are from equally many in each."""
    places = Counter(order(list(FOUR), f"seed {number}").index(KEY) for number in range(SEEDS))
    expected = SEEDS / len(FOUR)
    return sum((places[place] - expected) ** 2 / expected for place in range(len(FOUR)))


def as_shown(option_ids: Sequence[str], seed: str) -> Sequence[str]:
    return option_order(option_ids, shuffle=True, seed=seed, question_id="third")


def test_the_key_stands_in_each_place_equally_often() -> None:
    assert chi_square(as_shown) < CRITICAL


def test_a_key_drawn_to_a_place_is_seen() -> None:
    def drawn(option_ids: Sequence[str], seed: str) -> Sequence[str]:
        order = list(as_shown(option_ids, seed))
        if seed.endswith("7"):  # one in ten attempts shows the key first
            order.insert(0, order.pop(order.index(KEY)))
        return order

    assert chi_square(drawn) > CRITICAL


def test_the_order_is_made_without_the_key() -> None:
    known = {"option_ids", "locked", "shuffle", "seed", "question_id"}  # what an author locks tells nothing of the key
    assert set(inspect.signature(option_order).parameters) == known


@pytest.mark.parametrize("position", KEYS)
def test_saving_right_and_wrong_takes_the_same_statements(database: Database, position: int) -> None:
    publish_bank(database, bank())
    alice = Taking(database, person(database, ALICE))
    attempt_id = alice.start()
    wrong = {1: "false", 2: "true", 3: "both"}[position]
    alice.save(attempt_id, position, wrong, sequence=1)  # so that each of the two finds one before it
    asked = []
    for sequence, option_id in ((2, KEYS[position]), (3, wrong)):
        with watching(database) as watched:
            alice.save(attempt_id, position, option_id, sequence=sequence)
        asked.append((watched.statements, watched.commits))
    assert asked[0] == asked[1]
    assert not [each for each in asked[0][0] if "question_key" in each], "a save reads no key"


def test_the_key_written_elsewhere_is_shown_elsewhere() -> None:
    orders = {key: question("third", FOUR, key) for key in FOUR}
    shown = {as_shown([option.id for option in made.options], "seed") for made in orders.values()}
    assert len(shown) == 1, "the same order, whichever option is the key"
