"""Mail to the learners whose result a publication changed: one each, in its transaction.

The reason stands in it where the page of the result may give it, and there alone: it may tell a key.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from cme.models import ActivityRevision, Publication
from cme.services import mail
from cme.services.catalogue import load_content
from cme.services.corrections import CorrectionNotice
from cme.services.marking import portions
from cme.services.publishing.impact import AttemptChange
from cme.services.publishing.rescoring import Remarked
from cme.services.telling import may_be_told

SUBJECT = "Your result was marked again"


def tell(session: Session, remarked: Iterable[Remarked], publication: Publication, *, address: str) -> None:
    """Queue the mails. ``address`` is that of the site, "" = unknown: then they hold no link."""
    concerned = [each for each in remarked if each.changes_result and each.may_be_mailed]
    if not concerned:
        return
    told = may_be_told(session, sorted(each.attempt_id for each in concerned), publication)
    titles = _titles(session, {each.activity_revision_id for each in concerned})
    concerned.sort(key=lambda each: (each.change.pseudonym, each.change.activity_id, each.change.number))
    letters = []
    for pseudonym, group in groupby(concerned, key=lambda each: each.change.pseudonym):
        own = list(group)
        letter = mail.Letter(
            to=own[0].change.email,
            subject=SUBJECT,
            body="\n".join(_lines(own, [told[each.attempt_id] for each in own], titles, address)),
            reason=f"corrected:{publication.bank_id}:{publication.number}:{pseudonym}",
        )
        letters.append(letter)
    mail.queue_all(session, letters, now=publication.published_at)


def _titles(session: Session, revision_ids: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in portions(sorted(revision_ids)):
        statement = select(ActivityRevision.id, ActivityRevision.digest).where(ActivityRevision.id.in_(some))
        for revision_id, digest in session.execute(statement).all():
            found[revision_id] = load_content(session, revision_id, digest).activity.title
    return found


def _lines(
    own: list[Remarked], told: list[tuple[CorrectionNotice, ...]], titles: Mapping[int, str], address: str
) -> Iterator[str]:
    yield "A question that you have answered was corrected, and your answers were marked again:"
    for each, notices in zip(own, told, strict=True):
        change = each.change
        yield ""
        yield titles[each.activity_revision_id]
        yield f"Try {change.number}: {change.old} of {change.possible} before, {change.new} of {change.possible} now."
        yield _outcome(change)
        yield from _reasons(notices)
        if address:
            yield f"{address}/attempts/{change.attempt_id}/result"
    yield ""
    if all(notice.policy is not None for notices in told for notice in notices):
        yield "The page of your result says what was changed, and why."
    else:
        yield (
            "The page of your result says as much of what was changed as may be told while its questions can still "
            "be asked of you."
        )
    yield ""


def _reasons(notices: tuple[CorrectionNotice, ...]) -> Iterator[str]:
    positions = sorted({notice.position for notice in notices if notice.position is not None})
    if positions:
        named = " and ".join(map(str, positions))
        yield f"Corrected: question {named}." if len(positions) == 1 else f"Corrected: questions {named}."
    yield from (f"Why: {why}" for why in sorted({notice.why for notice in notices if notice.why}))


def _outcome(change: AttemptChange) -> str:
    if change.is_pass_gained:
        return "With this you have passed. The evaluation and the certificate are open to you."
    if change.is_pass_kept:
        return "You have passed, and that stays: what was earned is never taken back."
    return "You have passed." if change.is_passed else f"{change.needed} are needed to pass."
