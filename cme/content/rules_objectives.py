"""Rules about the words of objectives: they say what a learner can do, so that a question can show it."""

import re
from collections.abc import Iterator

from cme.content.draft import ActivityRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import ActivityEntry

_UNSEEN = re.compile(
    r"(?:to )?(?:be able to |(?:better |fully |further )?)?(?:better |fully )?"
    r"(understand|know|learn|appreciate|comprehend|grasp|realise|realize|be aware|become aware|be familiar"
    r"|become familiar|gain (?:an )?(?:understanding|insight|knowledge)|have (?:an )?(?:understanding|knowledge))\b",
    re.IGNORECASE,
)

VERB = Rule(
    "objective-verb",
    Severity.WARNING,
    "An objective begins with understand, know, learn, appreciate or the like.",
    "Nobody can see whether somebody understands; a question shows what somebody can do.",
    "Begin with a verb that can be tested, such as State, Identify, Compare or Choose.",
)
RULES = (VERB,)


def objective_problems(record: ActivityRecord, activity: ActivityEntry) -> Iterator[Problem]:
    """Find objectives of one activity that cannot be tested."""
    for number, objective in enumerate(activity.objectives):
        unseen = _UNSEEN.match(objective.text)
        if unseen:
            message = f'Nobody can see whether a learner can "{unseen[1].lower()}". {VERB.remedy}'
            yield record.problem(("objectives", number, "text"), VERB.id, message, severity=VERB.severity)
