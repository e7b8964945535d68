"""The rules about files and about YAML itself, in words. ``files``, ``draft`` and ``located_yaml`` apply them."""

from cme.content.problems import Severity
from cme.content.rule import Rule

_HIDDEN = "What is not in plain sight could change a question without anybody seeing it."
_ONCE = "Everything a file says should stand in it once, where it is read."

FILES = (
    Rule(
        "bank-missing",
        Severity.ERROR,
        "What is named is not a folder that can be opened.",
        "A bank is a folder, and everything in it belongs together.",
        "Name the folder that holds provider.yaml.",
    ),
    Rule(
        "bank-large",
        Severity.ERROR,
        "The bank has too many files, or too much in them.",
        "A check must take no more than moments, whatever it is given.",
        "Put several questions into one file, or make two banks.",
    ),
    Rule(
        "provider-missing",
        Severity.ERROR,
        "The bank has no provider.yaml.",
        "Learners are told who offers an activity, and the bank's id stands there.",
        "Write one that says who offers the activities.",
    ),
    Rule(
        "file-unreadable",
        Severity.ERROR,
        "A file or folder of the bank cannot be opened.",
        "A bank with a part left out would retire the questions in that part.",
        "Mend its permissions, or delete it.",
    ),
    Rule(
        "file-outside",
        Severity.ERROR,
        "A symbolic link leads out of the bank's folder.",
        "It could bring in another file of the computer, or change the bank while its folder stays the same.",
        "Put the file or folder itself there.",
    ),
    Rule(
        "file-place",
        Severity.WARNING,
        "A file looks as if it belonged to the bank, but is not read.",
        "Only provider.yaml and files ending in .yaml in sources/, questions/ and activities/ are read.",
        "Move or rename it so that it is read, or put it outside the bank.",
    ),
    Rule(
        "too-many",
        Severity.ERROR,
        "So much is wrong with a file that the rest is left out.",
        "Hundreds of problems usually have one cause, and it stands at the top.",
        "Mend the problems above this line, then check again.",
        also=(Severity.INFO,),
    ),
)

RULES = (
    Rule(
        "yaml-syntax",
        Severity.ERROR,
        "The file cannot be read beyond this place.",
        "The signs of YAML (colons, hyphens, quotes, indentation) do not fit together here.",
        "Compare the line with its neighbours: usually it is the indentation, a missing quote, or a colon inside text.",
    ),
    Rule(
        "yaml-encoding",
        Severity.ERROR,
        "The file is not UTF-8 text.",
        "In any other encoding, letters such as é, ž or µ would change without a word.",
        "Save the file with the encoding UTF-8.",
    ),
    Rule(
        "yaml-character",
        Severity.ERROR,
        "A character stands here that cannot be seen.",
        "Such characters can make a distractor look like the key, or two ids look alike.",
        "Delete it.",
    ),
    Rule(
        "yaml-empty",
        Severity.ERROR,
        "The file is empty.",
        "An empty file is usually a slip.",
        "Fill it in or delete it.",
    ),
    Rule(
        "yaml-size",
        Severity.ERROR,
        "The file is too large.",
        "A check must take no more than moments, whatever it is given.",
        "Split it into several files.",
    ),
    Rule(
        "yaml-depth",
        Severity.ERROR,
        "Values are nested too deeply.",
        "No file of a bank needs it, and reading it could exhaust the computer.",
        "Write it flatter.",
    ),
    Rule(
        "yaml-many",
        Severity.ERROR,
        "A file holds so many things that are not allowed that it is read no further.",
        "Hundreds of problems usually have one cause.",
        "Mend those above, then check again.",
    ),
    Rule(
        "yaml-documents",
        Severity.ERROR,
        "A second document starts in the file.",
        "What follows a line --- would be passed over.",
        "Delete the line ---, or split the file.",
    ),
    Rule(
        "yaml-duplicate-key",
        Severity.ERROR,
        "A name stands twice in the same place.",
        "Plain YAML would silently drop one of the two.",
        "Keep one of the two.",
    ),
    Rule(
        "yaml-key",
        Severity.ERROR,
        "A list or a mapping stands where a name belongs.",
        "Names are text; brackets at the start of a line begin something else.",
        "Put the text before the colon in quotes.",
    ),
    Rule("yaml-anchor", Severity.ERROR, "An anchor (&) is used.", _ONCE, "Delete it, or put the value in quotes."),
    Rule("yaml-alias", Severity.ERROR, "An alias (*) is used.", _ONCE, "Write the value out, or put it in quotes."),
    Rule("yaml-tag", Severity.ERROR, "A tag (!) is used.", _HIDDEN, "Delete it, or put the value in quotes."),
    Rule("yaml-merge-key", Severity.ERROR, "A merge key (<<) is used.", _HIDDEN, "Write the values out."),
)
_SLIPS = ("yaml-syntax", "yaml-empty")
NEVER_KEPT = frozenset(  # what hides something or overwhelms a reader: nothing is kept of an upload that has it
    ("bank-large", "file-outside", "option-lookalike", *(rule.id for rule in RULES if rule.id not in _SLIPS))
)
