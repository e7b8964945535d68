"""Publish a bank: all or nothing, one at a time, idempotent. Published revisions are never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cme.core.bank import Bank
from cme.core.corrections import KeyPolicy
from cme.errors import NotNow
from cme.models import Publication
from cme.services import audit
from cme.services.audit import Entry
from cme.services.publishing.drafts import Draft, draft
from cme.services.publishing.impact import Impact, Outcome, Report
from cme.services.publishing.letters import tell
from cme.services.publishing.planning import Choice, Work, survey
from cme.services.publishing.published import Published
from cme.services.publishing.writing import write
from cme.services.publishing_lock import publish_alone

CAME_BETWEEN = (
    "Another publication of the bank {bank} came between, so what you looked at no longer holds and nothing was "
    "published. Look at the impact again, then publish."
)


def plan(
    session: Session,
    bank: Bank,
    *,
    origin: str,
    policies: Mapping[str, KeyPolicy] | None = None,
    otherwise: KeyPolicy | None = None,
) -> Impact:
    """Return everything that publishing ``bank`` would change. Writes nothing; ``publish`` then does just that.

    ``policies`` say what becomes of earlier answers to a question whose key changes; ``otherwise`` holds for every
    such question not named. Raises BankError if an id belongs to another bank, BadInput for a needless policy.
    """
    return survey(session, draft(bank), origin=origin, choice=Choice(policies or {}, otherwise)).impact


def publish(
    session: Session,
    bank: Bank,
    *,
    origin: str,
    published_by: str,
    now: datetime,
    note: str = "",
    policies: Mapping[str, KeyPolicy] | None = None,
    otherwise: KeyPolicy | None = None,
    expected_digest: str | None = None,
    address: str = "",
) -> Report:
    """Publish ``bank``; running attempts keep the revisions they began with.

    Where the key of a question would change that learners were marked with or are answering, nothing is published
    (Outcome.KEPT_KEY) unless ``policies`` or ``otherwise`` say what becomes of it. ``expected_digest`` is that of an
    Impact: NotNow is raised where another publication came since. ``address`` is that of the site, for the mails.
    Raises BankError if an id belongs to another bank, BadInput for a needless policy.
    """
    made = draft(bank)  # takes time for a large bank, so before anything is locked
    publish_alone(session)
    work = survey(session, made, origin=origin, choice=Choice(policies or {}, otherwise))
    impact = work.impact
    _refuse_overtaken(impact, expected_digest)
    if impact.outcome is not Outcome.PUBLISHED or work.published is None:
        return Report(outcome=impact.outcome, bank_id=bank.id, number=impact.base, impact=impact)
    publication = Publication(
        bank_id=bank.id,
        number=impact.base + 1,
        digest=made.digest,
        origin=origin,
        published_at=now,
        published_by=published_by,
        note=note,
        shared=made.shared,
    )
    _carry_out(session, made, work, work.published, publication, address=address)
    return Report(outcome=Outcome.PUBLISHED, bank_id=bank.id, number=publication.number, impact=impact)


def _carry_out(
    session: Session, made: Draft, work: Work, published: Published, publication: Publication, *, address: str
) -> None:
    """Write a publication, then what learners are told of it, and last of all the log."""
    write(session, made, work, published, publication)
    tell(session, work.remarked, publication, address=address)
    _record(session, made, work, publication)


def _refuse_overtaken(impact: Impact, expected_digest: str | None) -> None:
    """Raise NotNow where something else would be published than what was looked at."""
    is_done = impact.outcome in (Outcome.UNCHANGED, Outcome.KEPT_EDUCATORS)
    if expected_digest is not None and expected_digest != impact.digest and not is_done:
        raise NotNow(CAME_BETWEEN.format(bank=impact.bank_id))


def _record(session: Session, made: Draft, work: Work, publication: Publication) -> None:
    """Write the log, last of all: it stays locked until COMMIT."""
    details: dict[str, Any] = {
        "number": publication.number,
        "digest": made.digest,
        "note": publication.note,
        "policies": {name: each.policy.value for name, each in work.corrections.items()},
        "rescored": work.impact.rescored,
        "passes_gained": work.impact.passes_gained,
    }
    gained = [
        Entry("attempt.passed", each.attempt_id, {"activity": each.activity_id, "publication": publication.number})
        for each in work.impact.rows
        if each.is_pass_gained
    ]
    entries = [*gained, Entry("bank.published", made.bank_id, details)]
    audit.record_all(session, entries, actor=publication.published_by, now=publication.published_at)
