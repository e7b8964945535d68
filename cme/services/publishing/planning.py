"""Compare a bank with what is published: what would be written, and the impact of it. Writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.core.corrections import Correction, KeyPolicy
from cme.core.question_scoring import scoring_of
from cme.core.questions import Question
from cme.errors import BadInput, BankError
from cme.models import QuestionKey
from cme.services.marking import newest_correction_number, portions
from cme.services.publishing.drafts import Draft
from cme.services.publishing.impact import FOLDER, START, AttemptChange, ChangedKey, Ids, Impact, Outcome
from cme.services.publishing.published import (
    Published,
    Revision,
    Shelf,
    last_in_use,
    latest,
    load_published,
    was_published,
)
from cme.services.publishing.rescoring import Remarked, Users, in_flight, remark, users_of
from cme.services.records import digest, from_document


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A correction to store: the revision whose key was in use, and the policy."""

    old: Revision
    policy: KeyPolicy


@dataclass(frozen=True, kw_only=True)
class Work:
    """All that publishing a draft comes to. ``published`` is None where nothing is to be compared."""

    impact: Impact
    published: Published | None = None
    corrections: Mapping[str, Decided] = field(default_factory=dict)
    remarked: tuple[Remarked, ...] = ()


@dataclass(frozen=True)
class Choice:
    """What becomes of earlier answers, by question; ``otherwise`` holds for every question not named."""

    policies: Mapping[str, KeyPolicy]
    otherwise: KeyPolicy | None = None

    def of(self, question_id: str) -> KeyPolicy | None:
        return self.policies.get(question_id, self.otherwise)


def survey(session: Session, made: Draft, *, origin: str, choice: Choice) -> Work:
    """Compare a draft with what is published.

    Raises BankError for foreign ids and for options that changed places, BadInput for a needless policy.
    """
    current = latest(session, made.bank_id)
    base = current.number if current is not None else 0
    stamp = digest(made.digest, base)
    kept = _kept_as_it_is(session, made, current.digest, current.origin, origin) if current is not None else None
    if kept is not None:
        impact = Impact(outcome=kept, bank_id=made.bank_id, base=base, digest=stamp, source_digest=made.digest)
        return Work(impact=impact)
    published = load_published(session, made, current)
    questions, activities = _changes(made, published)
    changed = _changed_keys(session, made, published, set(questions["restored"]))
    _refuse_needless(made, changed, choice)
    users = users_of(session, {each: scoring_of(made.questions[each].question) for each in changed})
    old_questions = _old_questions(session, changed)
    _refuse_moved(made, old_questions, users, choice)
    remarked = _remarked(session, made, old_questions, users, choice)
    keys = _described(made, old_questions, users, choice)
    impact = Impact(
        outcome=Outcome.KEPT_KEY if any(each.needed and each.policy is None for each in keys) else Outcome.PUBLISHED,
        bank_id=made.bank_id,
        base=base,
        digest=stamp,
        source_digest=made.digest,
        **{name: Ids(questions=questions[name], activities=activities[name]) for name in questions},
        in_flight=in_flight(session, {each for ids in activities.values() for each in ids}),
        changed_keys=keys,
        rows=tuple(sorted((each.change for each in remarked if each.changes_result), key=_by_activity)),
    )
    decided = {
        each: Decided(old=old, policy=choice.of(each) or KeyPolicy.NEW_KEY)  # nobody answered it where none is needed
        for each, old in changed.items()
    }
    return Work(impact=impact, published=published, corrections=decided, remarked=tuple(remarked))


def _kept_as_it_is(session: Session, made: Draft, in_force: str, its_origin: str, origin: str) -> Outcome | None:
    """Say why the publication in force keeps serving, or None if a new one may follow.

    A start never undoes what educators published; it says so, unless the bundled bank is one they replaced.
    """
    if in_force == made.digest:
        return Outcome.UNCHANGED
    if origin != START or its_origin in (START, FOLDER):
        return None
    is_known = was_published(session, made.bank_id, made.digest)
    return Outcome.UNCHANGED if is_known else Outcome.KEPT_EDUCATORS


def _changes(made: Draft, published: Published) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    questions = {name: each.digest for name, each in made.questions.items()}
    activities = {name: each.digest for name, each in made.activities.items()}
    return _sorted_out(questions, published.questions), _sorted_out(activities, published.activities)


def _sorted_out(wanted: Mapping[str, str], shelf: Shelf) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {"added": [], "revised": [], "retired": [], "restored": []}
    for name, its_digest in sorted(wanted.items()):
        now = shelf.current(name)
        if name not in shelf.in_use:
            found["added"].append(name)
        elif now is None:
            found["restored"].append(name)
        elif now.digest != its_digest:
            found["revised"].append(name)
    found["retired"] = sorted(name for name in shelf.in_use if shelf.current(name) and name not in wanted)
    return {name: tuple(each) for name, each in found.items()}


def _changed_keys(session: Session, made: Draft, published: Published, restored: set[str]) -> dict[str, Revision]:
    """Return the questions whose key differs from the one in use, or last in use, with the revision that holds it."""
    shelf = published.questions
    before = {name: shelf.current(name) for name in made.questions if name in shelf.in_use}
    before |= last_in_use(session, shelf, made.bank_id, restored)
    return {
        name: old
        for name, old in sorted(before.items())
        if old is not None and old.key_digest != made.questions[name].key_digest
    }


def _refuse_needless(made: Draft, changed: Mapping[str, Revision], choice: Choice) -> None:
    for name in sorted(set(choice.policies) - set(changed)):
        what = "Its key does not change" if name in made.questions else f"The bank {made.bank_id} has no such question"
        raise BadInput(f"A policy was given for the question {name}. {what}, so leave the policy out.")


def _refuse_moved(made: Draft, old: Mapping[str, Question], users: Mapping[str, Users], choice: Choice) -> None:
    """Raise BankError where answers would be marked by a key whose id stood for other words when they were given.

    Answers are stored by the option's id: by a new key that took the id of a wrong answer, the wrong answer earns the
    mark and the right one loses it. Full credit and leaving the scores ask for no id.
    """
    for name, before in old.items():
        said = {option.text: option.id for option in before.options}
        asked = {option.id for option in before.options}
        if choice.of(name) not in (KeyPolicy.NEW_KEY, KeyPolicy.OLD_AND_NEW) or not users[name].is_any:
            continue
        for option in made.questions[name].question.options:
            was = said.get(option.text, option.id)
            if option.is_key and option.id in asked and was != option.id:
                raise BankError(
                    f'In the question {name} the option "{option.id}" says what "{was}" said when it was answered, so '
                    f"answers cannot be marked by the new key. Give each text its old id again, or choose the policy "
                    f"full-credit or leave-scores."
                )


def _remarked(
    session: Session,
    made: Draft,
    old: Mapping[str, Question],
    users: Mapping[str, Users],
    choice: Choice,
) -> list[Remarked]:
    number = newest_correction_number(session) + 1
    planned = {
        name: Correction(
            number=number, policy=policy, old=scoring_of(old[name]), new=scoring_of(made.questions[name].question)
        )
        for name in old
        if (policy := _policy(name, users, choice)) is not None and policy is not KeyPolicy.LEAVE_SCORES
    }
    attempts = {each for name in planned for each in (*users[name].marked, *users[name].pretests)}
    return remark(session, attempts, planned)


def _policy(name: str, users: Mapping[str, Users], choice: Choice) -> KeyPolicy | None:
    """Return what holds for earlier answers: where no try has any, the new key, by which pretests compare."""
    return choice.of(name) or (None if users[name].is_any else KeyPolicy.NEW_KEY)


def _described(
    made: Draft, old: Mapping[str, Question], users: Mapping[str, Users], choice: Choice
) -> tuple[ChangedKey, ...]:
    return tuple(
        ChangedKey(
            question_id=name,
            stem=made.questions[name].question.stem,
            old_keys=question.key_texts,
            new_keys=made.questions[name].question.key_texts,
            attempts_marked=len(users[name].marked),
            attempts_in_flight=users[name].in_flight,
            attempts_not_offered=users[name].not_offered,
            policy=choice.of(name),
            needed=users[name].is_any,
        )
        for name, question in old.items()
    )


def _old_questions(session: Session, changed: Mapping[str, Revision]) -> dict[str, Question]:
    """Return the questions as they were, in the order of ``changed``."""
    found: dict[int, Question] = {}
    for some in portions([old.id for old in changed.values()]):
        statement = select(QuestionKey.question_revision_id, QuestionKey.answered)
        for row in session.execute(statement.where(QuestionKey.question_revision_id.in_(some))):
            found[row.question_revision_id] = from_document(Question, row.answered)
    return {name: found[old.id] for name, old in changed.items()}


def _by_activity(change: AttemptChange) -> tuple[str, str, int]:
    return change.activity_id, change.pseudonym, change.number
