"""What each type of question may have."""

from cme.core.questions import QuestionType
from cme.core.scoring import ScoringRule

_EACH_COUNTS = (ScoringRule.PARTIAL, ScoringRule.ALL_OR_NOTHING)
_ONE_COUNTS = (ScoringRule.ALL_OR_NOTHING, ScoringRule.WEIGHTS)

# The rules of scoring by which a type can be marked; the first is the usual one.
SCORING_RULES: dict[QuestionType, tuple[ScoringRule, ...]] = {
    QuestionType.SINGLE: _ONE_COUNTS,
    QuestionType.TRUE_FALSE: (ScoringRule.ALL_OR_NOTHING,),
    QuestionType.MULTIPLE: (ScoringRule.NET_CORRECT, ScoringRule.ALL_OR_NOTHING, ScoringRule.WEIGHTS),
    QuestionType.NUMERIC: _ONE_COUNTS,
    QuestionType.SHORT_TEXT: _ONE_COUNTS,
    QuestionType.MATCHING: _EACH_COUNTS,
    QuestionType.EXTENDED_MATCHING: _EACH_COUNTS,
    QuestionType.ORDERING: _EACH_COUNTS,
}


def usual_scoring(question_type: QuestionType) -> ScoringRule:
    """Return the rule by which a question of this type is marked unless its author says otherwise."""
    return SCORING_RULES[question_type][0]
