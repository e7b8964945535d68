"""Rules about what a posttest is worth: nobody passes it unread, somebody can pass it, and it takes as long as said."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from cme.content.documents import Location, length, text_at
from cme.content.draft import ActivityRecord, Draft
from cme.content.honesty import ActivityHonesty, percentage, sections_asked
from cme.content.lint import ignoring
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.rules_objectives import VERB, objective_problems
from cme.content.rules_references import asked_lists
from cme.core.access import answers_to_choose_from, may_name_wrong
from cme.core.activities import Activity
from cme.core.bank import Bank
from cme.core.question_scoring import scoring_of
from cme.core.responses import full_answer
from cme.core.scoring import needed_to_pass

GUESSING = Rule(
    "guessing-likely",
    Severity.WARNING,
    "One in a hundred or more would pass without having read the article.",
    "A certificate that guessing earns says nothing.",
    "Ask more questions, give each three options or more, raise the pass mark or allow fewer tries.",
    also=(Severity.INFO,),
)
BLIND = Rule(
    "blind-pass",
    Severity.WARNING,
    "Always choosing the first or the longest option passes, on average.",
    "Learners tell each other such tricks.",
    "Move keys, shuffle options or make wrong options as full.",
    also=(Severity.INFO,),
)
MINUTES = Rule(
    "minutes-mergener",
    Severity.WARNING,
    "The declared minutes differ from Mergener's estimate by more than a quarter.",
    "Learners plan by them, and credit would be counted by them.",
    "Time some colleagues, or take the estimate.",
    also=(Severity.INFO,),
)
IMPOSSIBLE = Rule(
    "posttest-impossible",
    Severity.ERROR,
    "Nobody can pass the posttest, not even with every key.",
    "Learners would work for nothing.",
    "Give each question a key, and ask each question once.",
)
NAMED = Rule(
    "reveal-names-key",
    Severity.ERROR,
    "After a fail, a wrong question of two options would be named, which tells its key.",
    "The next try would be no test.",
    "Give each question three options or more, or name none.",
)
RULES = (GUESSING, BLIND, MINUTES, IMPOSSIBLE, NAMED)
IGNORABLE = frozenset(rule.id for rule in (GUESSING, BLIND, MINUTES, VERB))


def writing_problems(draft: Draft) -> Iterator[Problem]:
    """Find rules set aside in activities that do not exist there: known before anything is worked out."""
    for record in draft.activities:
        if record.value is not None:
            yield from ignoring.unknown(record, record.value.lint_ignore, IGNORABLE)


def honesty_problems(draft: Draft, bank: Bank, found: Iterable[ActivityHonesty]) -> Iterator[Problem]:
    """Find what is dishonest about activities; of those that errors keep out of ``bank``, only their objectives."""
    numbers = {one.activity_id: one for one in found}
    for record in draft.activities:
        if record.value is None:
            continue
        problems = list(objective_problems(record, record.value))
        ignored = record.value.lint_ignore
        if record.id not in bank.activities:
            hidden = {entry.rule for entry in ignored}
            yield from (each for each in problems if each.rule not in hidden)
            continue
        problems += _of(record, bank, numbers[record.id])
        yield from simulated(record, bank, bank.activities[record.id])
        yield from ignoring.sift(record, ignored, problems, IGNORABLE)


def _of(record: ActivityRecord, bank: Bank, one: ActivityHonesty) -> Iterator[Problem]:
    asked = [bank.questions[each] for each in bank.activities[record.id].posttest.question_ids]
    usual = Severity.INFO if all(question.verbatim for question in asked) else Severity.WARNING
    if one.is_guessing_likely:
        tries = "in one try" if one.tries == 1 else f"in {one.tries} tries"
        least = "" if one.chance_in_all.is_exact else " or more"
        share = f"{percentage(one.chance_in_all.least)}{least}"
        message = f"{share} of those who only guess, as well as can be, pass {tries}. {GUESSING.remedy}"
        yield record.problem(("posttest", "pass_mark"), GUESSING.id, message, severity=usual)
    if one.is_passed_blindly:
        message = f"{one.blindness()} {BLIND.remedy}"
        written = "sections" if bank.activities[record.id].posttest.sections else "questions"
        yield record.problem(("posttest", written), BLIND.id, message, severity=usual)
    if one.is_time_far_off and one.estimate is not None:
        severity = Severity.INFO if one.estimate.is_assumed else Severity.WARNING
        message = f"{one.time()} {MINUTES.remedy}"
        yield record.problem(("minutes_to_answer",), MINUTES.id, message, severity=severity)


def simulated(
    record: ActivityRecord,
    bank: Bank,
    activity: Activity,
    names_wrong: Callable[..., bool] = may_name_wrong,
) -> Iterator[Problem]:
    """Let somebody who knows every key take the posttest, and somebody fail it: see what each is told."""
    rules = activity.posttest
    sections = sections_asked(bank, rules)
    marks = [(sorted(scoring_of(each).mark(full_answer(each)) for each in several), pick) for several, pick in sections]
    needed = needed_to_pass(rules.pass_mark, rules.length)
    if sum((mark for of_section, pick in marks for mark in of_section[:pick]), Fraction(0)) < needed:
        message = f"Who answers with every key does not reach {needed} of {rules.length}. {IMPOSSIBLE.remedy}"
        yield record.problem(("posttest", "pass_mark"), IMPOSSIBLE.id, message)
    questions = [question for several, _ in sections for question in several]
    counts = [answers_to_choose_from(question.opened()) for question in questions]
    if min(counts) < 3 and names_wrong(counts, is_asked_elsewhere=False, preset=rules.reveal):
        named = questions[counts.index(min(counts))].id
        message = f'Naming "{named}" as wrong tells its key. {NAMED.remedy}'
        yield record.problem(_place_of(record, named), NAMED.id, message)


def _place_of(record: ActivityRecord, named: str) -> Location:
    """Return where an activity names a question; where it draws it by topic or objective, its list of sections."""
    places = [
        (*place, number) for place in asked_lists(record.document) for number in range(length(record.document, place))
    ]
    found = (place for place in places if text_at(record.document, place) == named)
    return next(found, ("posttest", "sections"))
