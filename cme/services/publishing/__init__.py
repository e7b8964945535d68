"""Publish banks: what it would change, the act, the past, and the way back to it."""

from cme.core.corrections import KeyPolicy
from cme.services.publishing.drafts import key_digest
from cme.services.publishing.history import PublicationFacts, history, load_publication, published_banks
from cme.services.publishing.impact import (
    FOLDER,
    START,
    AttemptChange,
    ChangedKey,
    Ids,
    Impact,
    InFlight,
    Outcome,
    Report,
)
from cme.services.publishing.publication import plan, publish
from cme.services.publishing.published import has_published

__all__ = [
    "FOLDER",
    "START",
    "AttemptChange",
    "ChangedKey",
    "Ids",
    "Impact",
    "InFlight",
    "KeyPolicy",
    "Outcome",
    "PublicationFacts",
    "Report",
    "has_published",
    "history",
    "key_digest",
    "load_publication",
    "plan",
    "publish",
    "published_banks",
]
