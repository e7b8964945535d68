"""New questions, activities and sources to fill in: every line that is needed, with what belongs there.

What is left to write is a "…", of which the check says that it is a blank. Filled in, each passes the check.
"""

import re

from cme.content.fields import BLANK
from cme.content.located_yaml import Items, Mapping, read_yaml
from cme.content.question_scaffolds import new_question

_SOURCE = """\
# yaml-language-server: $schema=../schema/source.json
id: {id}
# The id stays for ever: evidence names a passage as {id}#passage-id.
type: journal-article
title: …
authors: […] # in their order, such as [Cleary JM, Rodig S]
journal: … # the usual abbreviation
year: …
volume: …
# issue, doi and pmid may stand here: the DOI without https://doi.org/, the PubMed number
pages: … # such as 323–326
design: … # such as case report, or randomised controlled trial
design_note: … # what a study of this design can show, and what it cannot
peer_reviewed: true
rights:
  basis: short-quotation # at most 800 words in all; or open-licence
  note: … # by what right you quote, in a sentence that learners can read
status: current # current, corrected, expression-of-concern or retracted: look it up at the publisher
status_checked: … # the day you looked, as 2026-11-21
passages:
  - id: … # a word for the passage, for ever
    section: … # such as Case Summary
    place: … # such as paragraph 2
    # context_before and context_after may stand around the quote: the words directly before and after it
    quote: … # word for word, in one piece, at most 60 words, without reference numbers
"""
_ACTIVITY = """\
# yaml-language-server: $schema=../schema/activity.json
id: {id}
# The id stays for ever: attempts and certificates name it.
title: … # as printed on the certificate
short_title: …
summary: … # a sentence or two for the list of activities
sources: […] # the ids of the articles to read
topics: […]
practice_gap: … # what clinicians do or know today, and how that differs from what they should
audience: …
objectives:
  - id: … # each objective needs a question, and each question an objective
    text: … # what a learner can do afterwards; begin with State, Identify, Explain …
faculty: [] # none; or a list of people, each with name, role and disclosure
commercial_support: None
how_to_complete: … # what to do, step by step
minutes_to_read: …
minutes_to_answer: …
posttest:
  questions: […] # their ids, in the order in which they are asked; or sections, of which some are drawn
  pass_mark: 70%
  attempts: 2
  cooldown: 0h # to wait between two tries
  # time_limit may stand here: minutes for a try
  reveal: standard # or score-only, after-closing
credit: none # nothing else can be published
dates:
  released: … # the first day, as 2026-11-21
  # reviewed and expires may stand here too
technical_needs: Any current browser; JavaScript is not needed.
privacy: The privacy page says who sees your answers.
rights: Short quotations with citation.
bibliography:
  - … # what the activity rests on, a citation each
"""
_FIRST_LINES = "# yaml-language-server: $schema=../schema/questions.json\nquestions:\n"
KINDS = ("question", "activity", "source")


def scaffold(kind: str, entry_id: str, *, question_type: str = "single") -> str:
    """Return a file with one new entry of this kind; ``entry_id`` must be an id."""
    if kind == "question":
        return _FIRST_LINES + new_question(entry_id, question_type)
    return (_ACTIVITY if kind == "activity" else _SOURCE).format(id=entry_id)


def added(text: str, entry_id: str, *, question_type: str = "single") -> str:
    """Return a file of questions with one new question at its end; "" where the file is not such a list."""
    root = read_yaml(text.encode()).root
    questions = root.values.get("questions") if isinstance(root, Mapping) else None
    if (
        not isinstance(questions, Items)
        or not questions.items
        or text.split("\n")[questions.line - 1].strip()[0] != "-"
    ):
        return ""
    indent = " " * (questions.column - 1)
    lines = new_question(entry_id, question_type).splitlines()
    longer = f"{text.rstrip()}\n\n" + "".join(f"{indent}{line[2:]}\n" for line in lines)
    found = read_yaml(longer.encode()).root
    again = found.values.get("questions") if isinstance(found, Mapping) else None
    return longer if isinstance(again, Items) and len(again.items) == len(questions.items) + 1 else ""


def blanks(text: str) -> int:
    """Count what is left to fill in."""
    return len(re.findall(rf"(?:: |- |\[){BLANK}", text))
