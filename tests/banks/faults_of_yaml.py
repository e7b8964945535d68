"""The usual slips in YAML, each to be planted in the tiny valid bank, with the words that the author must read."""

from tests.banks.fault import Fault
from tests.content.tiny import FILES


def indented(spaces: int, wanted: int) -> str:
    count = "1 space" if spaces == 1 else f"{spaces} spaces"
    return f"This line is indented by {count}; the lines it belongs with by {wanted}. Indent it by {wanted}."


WHOLE = "Put the whole text in double quotes."
OF_TEXT = "Or, if it is part of the text above, put that whole text in double quotes."
NO_SPACE = 'A space is missing after the colon here. Write "{}: " and the text.'
NO_SPACE_HYPHEN = 'A space is missing after the hyphen here. Write "- " and the entry.'
COLON = f"A colon followed by a space stands inside this text. {WHOLE}"
TAB = "A tab stands here, where YAML allows only spaces. Replace it by spaces."
OPEN = "The quote that opens here is never closed. Write {} where the text ends."
LATE = "The quote that opens here is closed only in line 16, where more text follows. Write {} where the text ends."
NO_COLON = (
    'There is no colon in this line. Write "name: text"; or, if the line belongs to a text above, '
    "indent it further than that text's name."
)
NAME, KEY = "  name: Example provider", "    type: single"

# file, what stands in it, what is put there instead, and the line, column and message that this must give
SLIPS = {
    "name too deep": ("questions", KEY, f" {KEY}", "24:10", indented(5, 4)),
    "name not deep enough": ("questions", KEY, KEY[1:], "24:4", indented(3, 4)),
    "name as deep as the hyphen": ("questions", KEY, KEY[2:], "24:3", indented(2, 4)),
    "name much too deep": ("questions", KEY, f"   {KEY}", "24:12", f"{indented(7, 4)} {OF_TEXT}"),
    "question too deep": ("questions", "  - id: measured", "   - id: measured", "23:4", indented(3, 2)),
    "question not deep enough": ("questions", "  - id: measured", " - id: measured", "23:2", indented(1, 2)),
    "option too deep": ("questions", "      - id: large", "       - id: large", "37:8", indented(7, 6)),
    "option not deep enough": ("questions", "      - id: large", "     - id: large", "37:6", indented(5, 6)),
    "first level too deep": ("activity", "title: A case with", " title: A case with", "2:7", indented(1, 0)),
    "name after a list too deep": ("activity", "  pass_mark", "   pass_mark", "23:4", indented(3, 2)),
    "long text unevenly indented": (
        "provider",
        "statement: This activity is",
        "statement: >-\n    This activity\n   is",
        "8:4",
        indented(3, 4),
    ),
    "entry among names": (
        "questions",
        "    topics: [inventinib]",
        "    - topics: [inventinib]",
        "5:5",
        'An entry of a list stands here among lines "name: text". '
        "Indent it like the entries it belongs with, or delete its hyphen.",
    ),
    "colon inside text": ("activity", "audience: Physicians", "audience: Physicians: all", "8:21", COLON),
    "colon at the end of text": (
        "activity",
        "audience: Physicians",
        "audience: Physicians:",
        "8:21",
        f"A colon ends this text. {WHOLE}",
    ),
    "colon in a line of its own": ("provider", "credit is", "credit\n   Note: it is", "7:8", COLON),
    "colon in brackets": (
        "questions",
        "note: Says the opposite.",
        "note: Says: the opposite.",
        "14:68",
        "A colon stands inside this text. Put the text in double quotes, or write the comma missing before it.",
    ),
    "tab": ("provider", NAME, "\tname: Example provider", "4:1", TAB),
    "tab after spaces": ("provider", NAME, "  \tname: Example provider", "4:3", TAB),
    "tab after a hyphen": ("questions", "  - id: measured", "  -\tid: measured", "23:4", TAB),
    "double quote open": ("provider", NAME, '  name: "Example provider', "4:9", OPEN.format('"')),
    "single quote open": ("provider", NAME, "  name: 'Example provider", "4:9", OPEN.format("'")),
    "quote closed by the next": ("questions", 'text: "True"', 'text: "True', "11:15", LATE.format('"')),
    "text after a double quote": (
        "provider",
        NAME,
        '  name: "Example" provider',
        "4:19",
        'Text follows after the closing " here. Quote all of the text; inside it write \\".',
    ),
    "apostrophe in single quotes": (
        "provider",
        NAME,
        "  name: 'Bob's provider'",
        "4:14",
        "Text follows after the closing ' here. Quote all of the text; inside it write ''.",
    ),
    "hyphen without space": ("questions", "  - id: measured", "  -id: measured", "23:4", NO_SPACE_HYPHEN),
    "first entry without hyphen": (
        "questions",
        "      - id: yes",
        "        id: yes",
        "10:9",
        'The first entry of this list has no hyphen. Write "- " in front of this name.',
    ),
    "entry without colon": ("questions", "  - id: responded", "  - id responded", "2:3", NO_COLON),
    "later entry without colon": ("questions", "  - id: measured", "  - id measured", "23:3", NO_COLON),
    "first hyphen without space": ("questions", "  - id: responded", "  -id: responded", "2:4", NO_SPACE_HYPHEN),
    "colon without space": ("questions", KEY, "    type:single", "24:10", NO_SPACE.format("type")),
    "first colon without space": ("provider", "bank: tiny", "bank:tiny", "1:6", NO_SPACE.format("bank")),
    "no colon": (
        "provider",
        NAME,
        "  name Example provider",
        "4:3",
        NO_COLON,
    ),
    "no colon after a quoted text": ("provider", NAME, '  name: "Example provider"\n  Unaccredited', "5:3", NO_COLON),
    "no colon in the first line": ("provider", "bank: tiny", "bank tiny", "1:1", NO_COLON),
    "entry with a colon under a text": ("provider", "bank: tiny", "bank: tiny\n  - a: b", "2:6", COLON),
    "colon without a name": (
        "provider",
        "bank: tiny",
        "bank: tiny\n: no name",
        "2:1",
        "This line cannot be read as YAML: did not find expected key while parsing a block mapping. "
        "Compare its indentation and quotes with its neighbours.",
    ),
    "text after a quote in brackets": (
        "activity",
        "topics: [imaging]",
        'topics: ["imaging" once]',
        "6:20",
        "The [ in line 6, column 9 is not closed, or a comma is missing before this place. Write ] or the comma.",
    ),
    "bar in brackets": (
        "activity",
        "topics: [imaging]",
        "topics: [|imaging]",
        "6:10",
        "This line cannot be read as YAML: found character that cannot start any token while scanning for the next "
        "token. Compare its indentation and quotes with its neighbours.",
    ),
    "name after a quoted name": (
        "provider",
        "bank: tiny",
        '"bank" tiny: yes',
        "1:8",
        "This line cannot be read as YAML: did not find expected key while parsing a block mapping. "
        "Compare its indentation and quotes with its neighbours.",
    ),
    "bracket open": (
        "activity",
        "topics: [imaging]",
        "topics: [imaging",
        "7:13",
        "The [ in line 6, column 9 is not closed, or a comma is missing before this place. Write ] or the comma.",
    ),
    "brace open": (
        "activity",
        "pass: everything}",
        "pass: everything",
        "27:7",
        "The { in line 26, column 11 is not closed, or a comma is missing before this place. Write } or the comma.",
    ),
    "text after a bracket": (
        "provider",
        NAME,
        "  name: [3] Example provider",
        "4:13",
        "Text follows after the closing ] here. Delete it, or put the whole text in double quotes.",
    ),
    "sign before text": ("provider", NAME, "  name: %Example", "4:9", f"A text cannot start with % here. {WHOLE}"),
    "asterisk before text": ("provider", NAME, "  name: * one", "4:9", f"A text cannot start with * here. {WHOLE}"),
    "hyphen before text": (
        "provider",
        NAME,
        "  name: - Example",
        "4:9",
        f"A text cannot start with - here. {WHOLE} If it is a list, start it on the next line.",
    ),
    "more than": (
        "provider",
        NAME,
        "  name: >5 Example",
        "4:9",
        "After > the text starts on the next line. Write it there, or put it in double quotes.",
    ),
    "backslash": (
        "provider",
        NAME,
        '  name: "Example \\provider"',
        "4:18",
        "A backslash in double quotes cannot stand before this character. Write two backslashes for one.",
    ),
    "anything else": (
        "provider",
        "bank: tiny",
        "%X\nbank: tiny",
        "1:3",
        "This line cannot be read as YAML: found unknown directive name while scanning a directive. "
        "Compare its indentation and quotes with its neighbours.",
    ),
}

FAULTS = {
    name: Fault(file, old, new, [f"{FILES[file]}:{place} yaml-syntax"])
    for name, (file, old, new, place, _) in SLIPS.items()
}
