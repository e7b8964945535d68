"""The rules about single names and values, in words. ``schema``, ``fields`` and ``validation`` apply them."""

from cme.content.problems import Severity
from cme.content.rule import Rule

_READ = "A value that is almost right could be read as something else."

RULES = (
    Rule(
        "key-unknown",
        Severity.ERROR,
        "A name is not known in this place.",
        "What stands under a misspelt name would be passed over.",
        "Write the name as the message suggests, or delete the line.",
    ),
    Rule(
        "key-missing",
        Severity.ERROR,
        "A name that must be there is left out.",
        "Learners or certificates need what it says.",
        "Add the line that the message shows.",
    ),
    Rule(
        "value-shape",
        Severity.ERROR,
        "A text, a list or a mapping stands where one of the others belongs.",
        "The value cannot be understood.",
        "Write it in the form that the message names.",
    ),
    Rule(
        "value-choice",
        Severity.ERROR,
        "The word is none of those that are known here.",
        "Only these words mean something to the program.",
        "Write one of the words that the message lists.",
    ),
    Rule(
        "text-empty",
        Severity.ERROR,
        "Text belongs here, but there is none.",
        "A learner would see an empty place.",
        "Write the text, or delete the line if it is optional.",
    ),
    Rule(
        "text-blank",
        Severity.ERROR,
        "A blank of a new entry is not filled in.",
        "A learner would see three dots.",
        "Write the text, or delete the line if it is optional.",
    ),
    Rule(
        "text-long",
        Severity.ERROR,
        "The text is too long for its place.",
        "A line of a page has room for 500 characters, a paragraph for 4,000.",
        "Shorten it.",
    ),
    Rule("list-short", Severity.ERROR, "A list has too few entries.", "An empty list says nothing.", "Add to it."),
    Rule(
        "list-long",
        Severity.ERROR,
        "A list has too many entries.",
        "Options are lettered from A to Z.",
        "Leave some out.",
    ),
    Rule(
        "id-form",
        Severity.ERROR,
        "An id has another form than ids have.",
        "Ids stand in addresses and in learners' records for ever, and must be told apart at a glance.",
        "Write small letters, digits and single hyphens, at most 64, such as alk-alcl-2.",
    ),
    Rule(
        "reference-form",
        Severity.ERROR,
        "A passage is not named by its source and its own id.",
        "Two sources may each have a passage of the same id.",
        "Write it as source-id#passage-id.",
    ),
    Rule("boolean-form", Severity.ERROR, "A value is neither true nor false.", _READ, "Write true or false."),
    Rule("number-form", Severity.ERROR, "A value is no whole number of the range allowed.", _READ, "Write one."),
    Rule("date-form", Severity.ERROR, "A value is not a date.", _READ, "Write year-month-day, as 2026-11-21."),
    Rule("hours-form", Severity.ERROR, "A value is not a number of hours.", _READ, "Write it as 24h, or 0h for none."),
    Rule(
        "pass-mark-form",
        Severity.ERROR,
        "The pass mark is not a percentage.",
        "0.7 could be meant as 0.7 % or as 70 %.",
        "Write it as 70%.",
    ),
    Rule(
        "pass-mark-range",
        Severity.ERROR,
        "The pass mark is not between 1% and 100%.",
        "Everybody or nobody would pass.",
        "Write a percentage in that range.",
    ),
    Rule("doi-form", Severity.ERROR, "A value is not a DOI.", _READ, "Write it as 10.6004/jnccn.2014.0034."),
    Rule("pmid-form", Severity.ERROR, "A value is not a PubMed number.", _READ, "Write its digits alone."),
    Rule("contact-form", Severity.ERROR, "A value is no e-mail address.", _READ, "Write it as name@example.org."),
    Rule(
        "reveal-unsupported",
        Severity.ERROR,
        "This is no way in which answers are revealed.",
        "Naming a wrong question after a fail can give its key away before the next try.",
        "Write reveal: standard, score-only or after-closing.",
    ),
    Rule(
        "credit-unsupported",
        Severity.ERROR,
        "Credit is offered.",
        "Only an accredited provider may offer credit, and this program accredits nobody.",
        "Write credit: none.",
    ),
)
