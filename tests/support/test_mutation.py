"""Survivors, and mutants that no test reaches, count against the score; those that were not tried do not count."""

from tests.mutation import LEAST_PERCENT, read_outcomes, share_noticed, survivors

LISTED = """
    cme.core.scoring.x_mark__mutmut_1: killed
    cme.core.scoring.x_mark__mutmut_2: survived
    cme.core.scoring.x_score__mutmut_1: timeout
    cme.core.scoring.x_score__mutmut_2: no tests
    cme.core.scoring.xǁResultǁearned__mutmut_1: killed
    cme.core.access.x_reveal__mutmut_1: not checked
"""


def test_the_share_of_noticed_mutants() -> None:
    outcomes = read_outcomes(LISTED)
    assert len(outcomes) == 5
    assert share_noticed(outcomes) == (3, 60.0)
    assert share_noticed(outcomes)[1] < LEAST_PERCENT
    assert survivors(outcomes) == ["cme.core.scoring.x_mark__mutmut_2", "cme.core.scoring.x_score__mutmut_2"]
