"""The order of options: kept, or shuffled by the seed alone."""

from hypothesis import given
from hypothesis import strategies as st

from cme.core.selection import option_order

IDS = ("a", "b", "c", "d", "e")


def test_unshuffled_options_keep_the_order_written() -> None:
    assert option_order(IDS, shuffle=False, seed="any", question_id="q") == IDS


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_shuffle_loses_and_invents_nothing_and_repeats(seed: str, question_id: str) -> None:
    order = option_order(IDS, shuffle=True, seed=seed, question_id=question_id)
    assert sorted(order) == sorted(IDS)
    assert order == option_order(IDS, shuffle=True, seed=seed, question_id=question_id)
    assert order == option_order(IDS[::-1], shuffle=True, seed=seed, question_id=question_id)


def test_every_option_comes_first_about_as_often() -> None:
    first = [option_order(IDS, shuffle=True, seed=str(n), question_id="q")[0] for n in range(1000)]
    assert all(150 < first.count(each) < 250 for each in IDS)
