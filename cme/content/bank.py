"""Check a whole question bank, and load one that has nothing wrong with it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from cme.content.against import changed_quotes, found_before, originals, past_problems
from cme.content.against_git import NOT_COMPARED, FindPast, Past
from cme.content.assembly import assemble
from cme.content.collecting import no_collecting
from cme.content.documents import length, text_at
from cme.content.draft import Draft, read_draft
from cme.content.files import FOLDERS
from cme.content.honesty import ActivityHonesty, honesty
from cme.content.lint.linting import lint_problems
from cme.content.lookalikes import lookalike_problems
from cme.content.passages import Comparison, compare
from cme.content.problems import Problem, Severity, cut_off, has_errors, in_order
from cme.content.rules_activities import activity_problems
from cme.content.rules_answers import answer_problems
from cme.content.rules_cases import case_problems
from cme.content.rules_dates import date_problems
from cme.content.rules_honesty import honesty_problems, writing_problems
from cme.content.rules_posttests import posttest_problems
from cme.content.rules_questions import question_problems
from cme.content.rules_references import reference_problems
from cme.content.rules_shared import shared_problems
from cme.content.rules_sources import source_problems
from cme.content.rules_standing import standing_problems
from cme.content.sound_part import sound_part
from cme.core.bank import Bank
from cme.errors import BankError


@dataclass(frozen=True)
class CheckedBank:
    """The bank, or None where it has an error, every problem in reading order, and how much was found.

    ``compared`` has the number of quotations compared with their article, by source id; ``unread`` is the number
    of files that could not be read, so that references to what they may hold were left alone. ``draft`` is the bank as
    written, for whoever shows a bank with errors as far as it can be read. ``honesty`` has the numbers of each
    activity that no error bears on; ``against`` names the past that it was compared with, or is "": then
    ``uncompared`` says why.
    """

    bank: Bank | None
    problems: list[Problem]
    activities: int
    questions: int
    sources: int
    passages: int
    compared: Mapping[str, int]
    unread: int
    draft: Draft
    honesty: tuple[ActivityHonesty, ...] = ()
    against: str = ""
    uncompared: str = NOT_COMPARED

    @property
    def comparison(self) -> str:
        """Say what the bank was compared with, or that what only the past can tell was not checked."""
        return f"Compared with {self.against}." if self.against else self.uncompared


@no_collecting()
def check_bank(
    folder: Path,
    fulltexts: Mapping[str, Path] | None = None,
    fulltext_dir: Path | None = None,
    past: Past | FindPast | None = None,
    *,
    on_read: Callable[[], None] = lambda: None,
    today: date | None = None,
) -> CheckedBank:
    """Check every file of the bank in ``folder``, and its quotations where an article's text is given.

    ``fulltexts`` has the path of the article's text by source id, and ``fulltext_dir`` holds files called after their
    source; what only the past can tell is looked for where ``past`` is given, or finds it by the bank's id. Every
    problem of every file is collected; paths in problems start with ``folder`` as given; ``on_read`` is called after
    each file. Without ``today``, nothing is said that depends on the day of the check. Raises nothing.
    """
    draft = read_draft(folder, on_read)
    before = past(_bank_id(draft)) if callable(past) else past
    earlier = found_before(before) if isinstance(before, Past) else {}
    comparison = compare(draft, fulltexts or {}, fulltext_dir, earlier)
    found = [*draft.problems, *_rules(draft, before, today), *comparison.problems]
    if isinstance(before, Past):
        found += past_problems(draft, before)
        found += changed_quotes(draft, before, comparison, compare(before.draft, fulltexts or {}, fulltext_dir))
    bank, problems, numbers = _judged(draft, found, comparison)
    return CheckedBank(
        bank=bank,
        problems=problems,
        activities=len(draft.activities),
        questions=len(draft.questions),
        sources=len(draft.sources),
        passages=sum(length(record.document, (*record.location, "passages")) for record in draft.sources),
        compared=comparison.quotations,
        unread=sum(len(paths) for part, paths in draft.unread.items() if part in FOLDERS),
        draft=draft,
        honesty=numbers,
        against=before.name if isinstance(before, Past) else "",
        uncompared=f"{NOT_COMPARED} {before}" if isinstance(before, str) else NOT_COMPARED,
    )


def _judged(
    draft: Draft, found: Sequence[Problem], comparison: Comparison
) -> tuple[Bank | None, list[Problem], tuple[ActivityHonesty, ...]]:
    """Return the bank, unless there are errors; all problems; and what its posttests are worth."""
    bank = None if has_errors(found) else replace(assemble(draft), quotations=comparison.places)
    judged = bank or sound_part(draft, found)
    numbers = tuple(honesty(judged))
    problems = cut_off(in_order([*found, *honesty_problems(draft, judged, numbers)]))
    return None if has_errors(problems) else bank, problems, numbers


def _bank_id(draft: Draft) -> str:
    return text_at(draft.provider_document, ("bank",)) if draft.provider_document is not None else ""


def load_bank(folder: Path, fulltext_dir: Path | None = None, past: Past | FindPast | None = None) -> Bank:
    """Return the bank in ``folder``; raises BankError, one line for each error, where it has any."""
    checked = check_bank(folder, fulltext_dir=fulltext_dir, past=past)
    if checked.bank is None:
        raise BankError("\n".join(str(one) for one in checked.problems if one.severity is Severity.ERROR))
    return checked.bank


def _rules(draft: Draft, before: Past | str | None, today: date | None) -> Iterator[Problem]:
    yield from reference_problems(draft, originals(draft, before) if isinstance(before, Past) else {})
    for source in draft.sources:
        yield from source_problems(source)
    for question in draft.questions:
        yield from question_problems(question)
        yield from answer_problems(question)
        yield from lookalike_problems(question)
    yield from case_problems(draft)
    yield from standing_problems(draft)
    yield from activity_problems(draft)
    yield from posttest_problems(draft)
    yield from shared_problems(draft)
    yield from date_problems(draft, today)
    yield from lint_problems(draft)
    yield from writing_problems(draft)
