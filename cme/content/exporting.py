"""A bank as files again, in the author's shape: what ``load_bank`` then reads equals the bank that was written.

Only comments are not in a ``Bank`` and cannot come back.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from pathlib import Path

from cme.content.files import QUOTATIONS
from cme.content.question_exporting import ignored, questions_file
from cme.content.yaml_writing import NONE, TRUE, Value, filled, truth, write_yaml
from cme.core.activities import Activity, Posttest, Section
from cme.core.bank import Bank
from cme.core.questions import Question
from cme.core.sources import Passage, Source
from cme.errors import BankError

MOST_IN_ONE_FILE = 200  # questions


def write_bank(bank: Bank, folder: Path) -> None:
    """Write the bank into ``folder``, which must be empty or not exist yet; raises BankError where it is neither.

    Where quotations were compared with their articles, a file says where each was found: that is no part of the bank,
    but tells a later check which quotations an article has lost.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BankError(f"{folder} exists and is not an empty folder. Name one that does not exist yet.")
    for name, text in bank_files(bank):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    if bank.quotations:
        (folder / QUOTATIONS).write_text(_found(bank), "utf-8")


def _found(bank: Bank) -> str:
    found = {name: asdict(each) for name, each in bank.quotations.items()}
    return f"{json.dumps(found, indent=1, sort_keys=True)}\n"


def bank_files(
    bank: Bank, citing: Iterable[Question] = (), stimuli_told: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield the name within the bank's folder and the text of every file of the bank.

    Sources get also the passages that the questions ``citing`` cite, which need not be the bank's. Stimuli of the ids
    ``stimuli_told`` stand in another file already.
    """
    passages = _passages(bank, citing)
    yield "provider.yaml", write_yaml(_provider(bank))
    for source in bank.sources.values():
        yield f"sources/{source.id}.yaml", write_yaml(_source(source, passages.get(source.id, ())))
    told = set(stimuli_told)
    for name, questions in _by_file(bank):
        yield f"questions/{name}.yaml", write_yaml(questions_file(questions, told))
    for activity in bank.activities.values():
        yield f"activities/{activity.id}.yaml", write_yaml(_activity(activity))


def _by_file(bank: Bank) -> Iterator[tuple[str, list[Question]]]:
    """Yield the questions of each activity that no earlier one asks, and those of none, in files of a fair size."""
    left = dict(bank.questions)
    for activity in bank.activities.values():
        yield from _in_parts(activity.id, _groups(left, activity.posttest.question_ids))
    yield from _in_parts("not_asked", _groups(left, tuple(left)))  # which is no id of an activity


def _groups(left: dict[str, Question], names: Sequence[str]) -> Iterator[list[Question]]:
    """Take the questions named, each alone, but with all of the case that unfolds in it: those stay together."""
    for name in names:
        if name not in left:
            continue
        stimulus = left[name].stimulus
        group = [name]
        if stimulus is not None and stimulus.is_sequential:
            in_order = dict.fromkeys((*names, *left))
            group = [each for each in in_order if each in left and left[each].stimulus == stimulus]
        yield [left.pop(each) for each in group]


def _in_parts(name: str, groups: Iterable[list[Question]]) -> Iterator[tuple[str, list[Question]]]:
    parts: list[list[Question]] = []
    for group in groups:
        if not parts or len(parts[-1]) + len(group) > MOST_IN_ONE_FILE:
            parts.append([])
        parts[-1].extend(group)
    for number, part in enumerate(parts, start=1):
        yield (name if number == 1 else f"{name}.{number}"), part


def _passages(bank: Bank, citing: Iterable[Question]) -> dict[str, list[Passage]]:
    """Return every passage, once, by the id of its source."""
    cited = {
        evidence.passage.id: evidence.passage
        for question in (*citing, *bank.questions.values())
        for evidence in question.cited
    }
    cited |= {passage.id: passage for passage in bank.uncited}
    found: dict[str, list[Passage]] = {}
    for passage in cited.values():
        found.setdefault(passage.source_id, []).append(passage)
    return found


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _provider(bank: Bank) -> Mapping[str, Value]:
    one = bank.provider
    entry = {"id": one.id, "name": one.name, "contact": one.contact, "statement": one.statement}
    return {"bank": bank.id, "provider": entry}


def _source(source: Source, passages: Iterable[Passage]) -> Mapping[str, Value]:
    since = [
        filled(date=_day(one.date), note=one.note, reference=one.reference, doi=one.doi)
        for one in source.since_publication
    ]
    return filled(
        id=source.id,
        type=source.type,
        title=source.title,
        authors=source.authors,
        journal=source.journal,
        year=str(source.year),
        volume=source.volume,
        issue=source.issue,
        pages=source.pages,
        words=str(source.words) if source.words else None,
        doi=source.doi,
        pmid=source.pmid,
        design=source.design,
        design_note=source.design_note,
        peer_reviewed=truth(source.peer_reviewed),
        rights={"basis": source.rights_basis, "note": source.rights},
        status=source.status.value,
        status_checked=_day(source.status_checked),
        since_publication=since or None,
        passages=[_passage(passage) for passage in passages],
    )


def _passage(passage: Passage) -> Mapping[str, Value]:
    return filled(
        id=passage.id.partition("#")[2],
        section=passage.section,
        place=passage.place,
        context_before=passage.context_before,
        quote=passage.quote,
        context_after=passage.context_after,
        basis=passage.basis,
    )


def _activity(activity: Activity) -> Mapping[str, Value]:
    dates = filled(released=_day(activity.released), reviewed=_day(activity.reviewed), expires=_day(activity.expires))
    return filled(
        id=activity.id,
        title=activity.title,
        short_title=activity.short_title,
        summary=activity.summary,
        sources=activity.source_ids,
        topics=activity.topics,
        practice_gap=activity.practice_gap,
        audience=activity.audience,
        objectives=[{"id": one.id, "text": one.text} for one in activity.objectives],
        faculty=[filled(name=one.name, role=one.role, disclosure=one.disclosure) for one in activity.faculty],
        commercial_support=activity.commercial_support,
        how_to_complete=activity.how_to_complete,
        minutes_to_read=str(activity.minutes_to_read),
        minutes_to_answer=str(activity.minutes_to_answer),
        pretest=TRUE if activity.has_pretest else None,
        posttest=_posttest(activity.posttest),
        credit=NONE,
        dates=dates,
        technical_needs=activity.technical_needs,
        privacy=activity.privacy,
        rights=activity.rights,
        bibliography=activity.bibliography,
        lint_ignore=ignored(activity.lint_ignore),
    )


def _posttest(rules: Posttest) -> Mapping[str, Value]:
    sections = [_section(section) for section in rules.sections]
    return filled(
        questions=None if sections else rules.question_ids,
        sections=sections or None,
        pass_mark=_percentage(rules.pass_mark),
        attempts=str(rules.attempts),
        cooldown=f"{rules.cooldown_hours}h",
        time_limit=str(rules.minutes) if rules.minutes else None,
        reveal=rules.reveal.value,
    )


def _section(section: Section) -> Mapping[str, Value]:
    """Return a section with its questions by name: what a topic or an objective stood for is said out."""
    return filled(
        title=section.title,
        questions=section.question_ids,
        pick=str(section.pick) if section.pick < len(section.question_ids) else None,
        spread=section.spread,
        shuffle=TRUE if section.is_shuffled else None,
    )


def _percentage(share: Fraction) -> str:
    """Return a share as an author writes it, with four decimal places at most: 7/10 as ``70%``."""
    hundredths, rest = divmod(share * 1_000_000, 1)
    if rest:
        raise BankError(f"The pass mark {share} cannot be written as a percentage with four decimal places.")
    whole, decimals = divmod(int(hundredths), 10_000)
    return f"{whole}.{decimals:04d}".rstrip("0").rstrip(".") + "%"
