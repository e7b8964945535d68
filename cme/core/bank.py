"""A whole question bank."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cme.core.activities import Activity, Provider
from cme.core.questions import Question
from cme.core.sources import Passage, Quotation, Source


@dataclass(frozen=True, kw_only=True)
class Bank:
    """A whole question bank that passed its checks; what publishing takes.

    ``quotations`` has, by passage id, where each quotation was found, as far as full texts were at hand. It is no part
    of what is published under a digest: the same bank checked on a machine without full texts is the same bank.
    ``uncited`` are the passages that no option cites yet; all others stand with the options that do.
    """

    id: str
    provider: Provider
    sources: dict[str, Source]
    questions: dict[str, Question]
    activities: dict[str, Activity]
    uncited: tuple[Passage, ...] = ()
    quotations: Mapping[str, Quotation] = field(default_factory=dict, compare=False)
