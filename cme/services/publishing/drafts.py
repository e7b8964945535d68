"""A bank made ready to be compared and written: every digest computed, before any lock is held."""

from dataclasses import asdict, dataclass
from typing import Any

from cme.core.activities import Activity
from cme.core.bank import Bank
from cme.core.question_scoring import scoring_of
from cme.core.questions import CHOICES, Question
from cme.core.scoring import ScoringRule
from cme.services.records import ActivityContent, digest, to_document


@dataclass(frozen=True, kw_only=True)
class QuestionDraft:
    question: Question
    digest: str  # of the whole question
    key_digest: str


@dataclass(frozen=True, kw_only=True)
class ActivityDraft:
    activity: Activity
    digest: str  # of the content and of the questions, keys included
    content: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """``digest`` is that of the whole bank; ``shared`` what stands in no question or activity alone."""

    bank_id: str
    digest: str
    questions: dict[str, QuestionDraft]
    activities: dict[str, ActivityDraft]
    shared: dict[str, Any]
    quotations: dict[str, Any]  # by passage id, where each stands in its article


def draft(bank: Bank) -> Draft:
    """Prepare a bank. Takes time for a large one and needs no database: do it before the first statement."""
    documents = to_document(bank)
    questions = {
        question_id: QuestionDraft(
            question=question, digest=digest(documents["questions"][question_id]), key_digest=key_digest(question)
        )
        for question_id, question in sorted(bank.questions.items())
    }
    activities = {each.id: _activity(bank, each, questions) for _, each in sorted(bank.activities.items())}
    return Draft(
        bank_id=bank.id,
        digest=digest(documents),
        questions=questions,
        activities=activities,
        shared={name: documents[name] for name in ("provider", "sources", "uncited") if name in documents},
        quotations={name: asdict(each) for name, each in bank.quotations.items()},
    )


def _activity(bank: Bank, activity: Activity, questions: dict[str, QuestionDraft]) -> ActivityDraft:
    sources = tuple(bank.sources[source_id] for source_id in activity.source_ids)
    content = to_document(ActivityContent(activity=activity, sources=sources, provider=bank.provider))
    asked = [questions[question_id].digest for question_id in activity.posttest.question_ids]
    return ActivityDraft(activity=activity, digest=digest(content, asked), content=content)


def key_digest(question: Question) -> str:
    """Return the digest of how a question is marked: it tells whether a marking would change.

    Where one set of options is all or nothing, it is that of the keys alone.
    """
    if question.type in CHOICES and question.scoring is ScoringRule.ALL_OR_NOTHING:
        return digest(sorted(question.keys))
    rule = scoring_of(question)
    bounds = [str(each) for each in (rule.other, rule.lower, rule.upper, rule.is_whole)]
    entries = [[name, str(worth)] for name, worth in sorted(rule.entries)]
    return digest(entries, sorted(rule.key), bounds, [list(each) for each in rule.reader.terms])
