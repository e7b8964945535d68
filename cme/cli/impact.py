"""The impact of a publication, as lines for a terminal."""

from collections.abc import Iterator

from cme.cli.counts import count
from cme.core.corrections import POLICY_WORDS, KeyPolicy
from cme.services.publishing import AttemptChange, ChangedKey, Impact

MOST_ROWS = 50
KINDS = ("added", "revised", "retired", "restored")
HEADINGS = ("attempt", "learner", "activity", "try", "old", "new", "of", "needed", "result")


def impact_lines(impact: Impact) -> Iterator[str]:
    """Yield what changes, for whom; nothing where nothing does."""
    for kind in KINDS:
        ids = getattr(impact, kind)
        for word, names in (("question", ids.questions), ("activity", ids.activities)):
            yield from (f"  {kind:<9} {word:<9} {name}" for name in names)
    for each in impact.in_flight:
        yield f"  in progress {each.activity_id}: {count(each.attempts, 'attempt')}, with the questions as they were"
    for key in impact.changed_keys:
        yield from _key_lines(key)
    if impact.rows:
        yield from _score_lines(impact)


def _key_lines(key: ChangedKey) -> Iterator[str]:
    yield f"  new key   question  {key.question_id}: {key.stem}"
    yield f"      old key: {'; '.join(key.old_keys)}"
    yield f"      new key: {'; '.join(key.new_keys)}"
    yield f"      {count(key.attempts_marked, 'attempt')} marked with it, {key.attempts_in_flight} in progress"
    if key.policy is not None:
        yield f"      policy {key.policy.value}: {POLICY_WORDS[key.policy]}"
        if key.policy is KeyPolicy.NEW_KEY and key.attempts_not_offered:
            yield (
                f"      {count(key.attempts_not_offered, 'attempt')} did not have the new key among the options: "
                f"marks there stay as they are."
            )


def _score_lines(impact: Impact) -> Iterator[str]:
    yield (
        f"  {count(impact.rescored, 'submitted attempt')} scored anew: "
        f"{count(impact.passes_gained, 'pass', 'passes')} gained; {impact.passes_lost} lost by the marks and kept, "
        f"for earned credit is never revoked; {count(impact.certificates_touched, 'certificate')} touched, "
        f"valid as printed."
    )
    table = [HEADINGS, *(_cells(row) for row in impact.rows[:MOST_ROWS])]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(HEADINGS))]
    for cells in table:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield f"      {'  '.join(padded)}".rstrip()
    if (more := len(impact.rows) - MOST_ROWS) > 0:
        yield f"      … and {count(more, 'more attempt')}."


def _cells(row: AttemptChange) -> tuple[str, ...]:
    kept = "passed, kept" if row.is_pass_kept else "passed"
    result = "pass gained" if row.is_pass_gained else kept if row.is_passed else "not passed"
    certificate = ", certificate" if row.has_certificate else ""
    score = (str(row.old), str(row.new), str(row.possible), str(row.needed))
    return (row.attempt_id, row.pseudonym, row.activity_id, str(row.number), *score, result + certificate)
