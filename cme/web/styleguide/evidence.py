"""Invented evidence of every relation, for the page of components."""

from cme.core.sources import Evidence, Passage, Relation, Source, SourceStatus

SOURCE = Source(
    id="specimen",
    type="journal-article",
    title="A case with a finding",
    authors=("Author A", "Author B"),
    journal="J Invented Cases",
    year=2020,
    volume="1",
    issue="2",
    pages="3-4",
    doi="10.5555/specimen",
    pmid="",
    design="case report",
    design_note="One patient shows that a thing can happen.",
    peer_reviewed=True,
    rights="Invented.",
    status=SourceStatus.CURRENT,
    status_checked=None,
    since_publication=(),
)
PASSAGE = Passage(
    id="specimen#course",
    source_id="specimen",
    section="Case Summary",
    place="paragraph 2",
    context_before="The medicine was started again.",
    quote="The finding was seen on the third day.",
)
ALL = tuple(Evidence(passage=PASSAGE, relation=relation) for relation in Relation)
