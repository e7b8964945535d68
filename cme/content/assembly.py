"""From entries that passed every check to the bank of ``cme.core``."""

from collections.abc import Sequence

from cme.content.draft import Draft
from cme.content.pools import asked, sections_of
from cme.content.question_assembly import ignored, question_of
from cme.content.schema import ActivityEntry, ProviderFile, QuestionEntry, SourceEntry, evidence_of
from cme.content.schema_posttest import PosttestEntry
from cme.core.activities import Activity, Objective, Person, Posttest, Provider
from cme.core.bank import Bank
from cme.core.sources import Passage, SincePublication, Source, SourceStatus


def assemble(draft: Draft) -> Bank:
    """Build the bank from a draft without errors."""
    assert draft.provider is not None  # noqa: S101 - a draft without provider has an error
    sources = [record.value for record in draft.sources if record.value is not None]
    questions = [record.value for record in draft.questions if record.value is not None]
    activities = [record.value for record in draft.activities if record.value is not None]
    passages = {passage.id: passage for source in sources for passage in passages_of(source)}
    stimuli = {record.id: record.value for record in draft.stimuli if record.value is not None}
    cited = {item.passage for question in questions for _, item in evidence_of(question)}
    return Bank(
        id=draft.provider.bank,
        provider=provider_of(draft.provider),
        sources={source.id: source_of(source) for source in sources},
        questions={question.id: question_of(question, passages, stimuli) for question in questions},
        activities={activity.id: activity_of(activity, questions) for activity in activities},
        uncited=tuple(passage for name, passage in sorted(passages.items()) if name not in cited),
    )


def provider_of(file: ProviderFile) -> Provider:
    entry = file.provider
    return Provider(id=entry.id, name=entry.name, contact=entry.contact, statement=entry.statement)


def passages_of(source: SourceEntry) -> list[Passage]:
    return [
        Passage(
            id=f"{source.id}#{entry.id}",
            source_id=source.id,
            section=entry.section,
            place=entry.place,
            quote=entry.quote,
            context_before=entry.context_before,
            context_after=entry.context_after,
            basis=entry.basis,
        )
        for entry in source.passages
    ]


def source_of(entry: SourceEntry) -> Source:
    since = tuple(
        SincePublication(date=item.date, note=item.note, reference=item.reference, doi=item.doi)
        for item in entry.since_publication
    )
    return Source(
        id=entry.id,
        type=entry.type,
        title=entry.title,
        authors=tuple(entry.authors),
        journal=entry.journal,
        year=entry.year,
        volume=entry.volume,
        issue=entry.issue,
        pages=entry.pages,
        words=entry.words,
        doi=entry.doi,
        pmid=entry.pmid,
        design=entry.design,
        design_note=entry.design_note,
        peer_reviewed=entry.peer_reviewed,
        rights=entry.rights.note,
        rights_basis=entry.rights.basis,
        status=SourceStatus(entry.status),
        status_checked=entry.status_checked,
        since_publication=since,
    )


def activity_of(entry: ActivityEntry, questions: Sequence[QuestionEntry]) -> Activity:
    """Return an activity; ``questions`` are all of the bank, from which its sections take theirs."""
    return Activity(
        id=entry.id,
        title=entry.title,
        short_title=entry.short_title,
        summary=entry.summary,
        source_ids=tuple(entry.sources),
        topics=tuple(entry.topics),
        practice_gap=entry.practice_gap,
        audience=entry.audience,
        objectives=tuple(Objective(id=item.id, text=item.text) for item in entry.objectives),
        faculty=tuple(Person(name=one.name, role=one.role, disclosure=one.disclosure) for one in entry.faculty),
        commercial_support=entry.commercial_support,
        how_to_complete=entry.how_to_complete,
        minutes_to_read=entry.minutes_to_read,
        minutes_to_answer=entry.minutes_to_answer,
        technical_needs=entry.technical_needs,
        privacy=entry.privacy,
        rights=entry.rights,
        bibliography=tuple(entry.bibliography),
        posttest=_posttest(entry.posttest, questions),
        released=entry.dates.released,
        reviewed=entry.dates.reviewed,
        expires=entry.dates.expires,
        lint_ignore=ignored(entry.lint_ignore),
        has_pretest=entry.pretest,
    )


def _posttest(rules: PosttestEntry, questions: Sequence[QuestionEntry]) -> Posttest:
    return Posttest(
        question_ids=tuple(name for _, name in asked(rules, questions)),
        pass_mark=rules.pass_mark,
        attempts=rules.attempts,
        cooldown_hours=rules.cooldown,
        sections=sections_of(rules, questions),
        minutes=rules.time_limit,
        reveal=rules.reveal.preset,
    )
