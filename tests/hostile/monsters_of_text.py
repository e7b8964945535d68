"""More monsters: encodings, options that look alike, references that lead out, and floods of everything."""

from pathlib import Path
from random import Random

from tests.content.tiny import FILES, change
from tests.hostile.monsters import any_file, family, put


def recode(chance: Random, bank: Path, encodings: tuple[str, ...]) -> None:
    path = any_file(chance, bank)
    text = path.read_text("utf-8").replace("–", "-")
    path.write_bytes(f"# é ß\n{text}".encode(chance.choice(encodings)))


@family("yaml-encoding", "yaml-character")
def utf_16_and_32(chance: Random, bank: Path) -> None:
    recode(chance, bank, ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"))


@family("yaml-encoding")
def one_byte_encodings(chance: Random, bank: Path) -> None:
    recode(chance, bank, ("latin-1", "cp1252", "cp437", "mac-roman", "cp850"))


BROKEN = (
    b"\xc0\xaf", b"\xe0\x80\xaf", b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xed\xa0\xbd\xed\xb8\x80", b"\xf4\x90\x80\x80",
    b"\xf8\x88\x80\x80\x80", b"\xff", b"\xfe", b"\x80", b"\xc3", b"\xe2\x82", b"\xf0\x9f\x98",
)  # fmt: skip


@family("yaml-encoding")
def bytes_that_are_no_utf_8(chance: Random, bank: Path) -> None:
    path = any_file(chance, bank)
    data = path.read_bytes()
    at = chance.randrange(len(data) + 1)
    path.write_bytes(data[:at] + chance.choice(BROKEN) + data[at:])


@family("yaml-character")
def marks_of_the_byte_order(chance: Random, bank: Path) -> None:
    path = any_file(chance, bank)
    text = path.read_text("utf-8")
    at = chance.choice((0, chance.randrange(1, len(text))))
    path.write_text(text[:at] + "\ufeff" * (2 if at == 0 else 1) + text[at:], "utf-8")


LOOK_ALIKES = (
    ("Paclitaxel", "P\u0430clitaxel"), ("Anti-HER2", "Anti\u2011HER2"), ("5-10 mg", "5\u201310 mg"),
    ("cocaine", "\u0441\u043e\u0441\u0430ine"), ("TNF", "\u03a4\u039d\uff26"), ("Rituximab", "\uff32ituximab"),
    ("-5 mmol", "\u22125 mmol"), ("office", "o\ufb03ce"), ("Crohn's", "Crohn\u2019s"), ("HIV", "H\u0406V"),
    ("Kaposi", "\u039aaposi"), ("\u00c5land", "A\u030aland"), ("x\u2032", "x'"), ("A\u03c1o", "Apo"),
    ("a\ufe0fb", "ab"), ("IgM", "\U0001d408gM"), ("NK cell", "\u2115K cell"),
)  # fmt: skip


@family("option-lookalike", "option-duplicate")
def options_that_look_alike(chance: Random, bank: Path) -> None:
    one, other = chance.sample(chance.choice(LOOK_ALIKES), 2)
    more = chance.choice(("", " 1", " in adults", " (iv)"))
    change(bank, "questions", "text: 1.34 cm", f'text: "{one}{more}"')
    change(bank, "questions", "text: 13.4 cm", f'text: "{other}{more}"')


OUT = (
    "../../etc/passwd", "/etc/passwd", "paper/../../x", "..", "C:\\\\x", "file:///etc/passwd", "http://example.org/x",
    "\\\\\\\\server\\\\share", "paper%2f..%2fx", "~root", "$HOME", "`id`", "$(id)", "{{7*7}}", "<script>", "paper;rm",
    "' OR 1=1 --", "a" * 5_000, "paper\\n", "paper#course#course", "PAPER#course", "paper#", "#course", "paper#../x",
)  # fmt: skip
PLACES = (
    ("source", "id: paper"), ("source", "  - id: course"), ("questions", "  - id: measured"),
    ("questions", "objective: state-size"), ("questions", "      - id: small"),
    ("questions", "- passage: paper#course"), ("activity", "id: case"), ("activity", "  - id: state-size"),
    ("provider", "bank: tiny"), ("provider", "  id: example"),
)  # fmt: skip


@family("id-form", "reference-form", "reference-unknown", "key-missing", "yaml-syntax", "question-objective")
def references_that_lead_out(chance: Random, bank: Path) -> None:
    file, line = chance.choice(PLACES)
    name = line.partition(": ")[0]
    change(bank, file, f"{line}\n", f'{name}: "{chance.choice(OUT)}"\n')


def digits(chance: Random) -> str:
    return chance.choice("1٣９") * chance.choice((50, 5_000, 400_000))


@family(
    "number-form",
    "pass-mark-form",
    "hours-form",
    "date-form",
    "pmid-form",
    "doi-form",
    "contact-form",
    "text-long",
    "yaml-size",
    "pass-mark-form",
    "hours-form",
    "date-form",
    "pmid-form",
    "doi-form",
    "contact-form",
    "text-long",
    "yaml-size",
)
def values_without_end(chance: Random, bank: Path) -> None:
    many = chance.choice((1_000, 60_000, 400_000))
    file, line, value = chance.choice((
        ("activity", "minutes_to_read: 10", digits(chance)),
        ("activity", "pass_mark: 66.7%", digits(chance) + "%"),
        ("activity", "pass_mark: 66.7%", "1." + digits(chance) + "%"),
        ("activity", "cooldown: 24h", digits(chance) + "h"),
        ("activity", "released: 2026-11-21", "2026-" * many),
        ("source", "pmid: 12345", digits(chance)),
        ("source", "year: 2020", digits(chance)),
        ("source", "doi: 10.1234/invented.1", "10." * many + "/x"),
        ("source", "title: A case with a finding", "a " * many),
        ("provider", "contact: education@example.org", "a@" + "a." * many),
        ("provider", "contact: education@example.org", "a." * many + "@"),
        ("questions", "text: A and B", "a, " * many + "and b"),
    ))  # fmt: skip
    change(bank, file, line, f"{line.partition(': ')[0]}: {value}")


@family("yaml-size", "yaml-many", "yaml-syntax", "yaml-depth", "value-shape", "key-unknown", heavy=True)
def long_lines(chance: Random, bank: Path) -> None:
    length = chance.choice((100_000, 1_900_000))
    put(chance, bank, chance.choice((
        "questions: " + "x" * length,
        "x" * length + ": a",
        "- " + "x " * (length // 2),
        "questions: '" + "''" * (length // 2) + "'",
        'questions: "' + "\\x41" * (length // 4) + '"',
        "questions: >-\n  " + "x " * (length // 2),
        "questions: |\n" + "  x\n" * (length // 4),
        "questions: x\n" + "  x\n" * (length // 4),
        "# " + "x" * length + "\nquestions: a",
        "#\n" * (length // 2) + "questions: a",
        "\n" * length + "questions: a",
        " " * length + "questions: a",
        "questions: [" + "x," * (length // 2) + "]",
        "questions: {" + "x: a, " * (length // 6) + "}",
        "questions: [" + "'" * length,
        "questions: " + "[]" * (length // 2),
        "questions: " + ": " * (length // 2),
        "? x\n" * (length // 4),
        "x: " * (length // 3),
        "- " * (length // 2) + "x",
        "%" * length,
        "\t" * length,
        "'" * length,
        "&" + "x" * length,
        "!" + "x" * length + " a",
        "!<" + "x" * length + "> a",
    )))  # fmt: skip


@family("key-unknown", "yaml-size", "yaml-many", "value-shape", "key-missing", heavy=True)
def a_mapping_of_many_names(chance: Random, bank: Path) -> None:
    count = chance.choice((1_000, 49_000, 100_000))
    lines = "".join(f"n{number}: a\n" for number in range(count))
    put(
        chance,
        bank,
        chance.choice((lines, "questions:\n  - id: a\n" + "".join(f"    n{n}: a\n" for n in range(count)))),
    )


@family("key-missing", "value-shape", "yaml-size", "id-duplicate", "key-unknown", "list-long", "list-short", heavy=True)
def many_entries(chance: Random, bank: Path) -> None:
    count = chance.choice((3_000, 30_000))
    entry = chance.choice(
        ("  - {}\n", "  - a\n", "  - {id: a}\n", "  - []\n", "  - {id: a, options: [{id: b}]}\n", "  -\n")
    )
    put(chance, bank, "questions:\n" + entry * count)


@family("reference-unknown", "list-duplicate", "yaml-size", "id-form", heavy=True)
def many_names_of_what_does_not_exist(chance: Random, bank: Path) -> None:
    count = chance.choice((2_000, 40_000))
    file, place = chance.choice((("activity", "questions: [responded, measured]"), ("activity", "sources: [paper]")))
    names = ", ".join(f"measured-{chance.randrange(10**6)}" for _ in range(count))
    change(bank, file, place, f"{place.partition(':')[0]}: [{names}]")


@family("reference-unknown", "id-duplicate", "evidence-duplicate", "yaml-size", heavy=True)
def many_references_to_many(chance: Random, bank: Path) -> None:
    """Plant what costs the product of two large numbers wherever each name is compared with every other."""
    count = chance.choice((1_000, 6_000))
    passages = "".join(
        f"  - {{id: p-{chance.randrange(10**8)}, section: S, place: p, quote: word}}\n" for _ in range(count)
    )
    change(bank, "source", "passages:\n", f"passages:\n{passages}")
    cited = "".join(f"          - {{passage: paper#q-{number}, relation: contrasts}}\n" for number in range(count))
    change(bank, "questions", "          - {passage: paper#size, relation: contrasts}\n", cited)


@family("id-duplicate", "question-unused", "yaml-size", heavy=True)
def many_of_the_same(chance: Random, bank: Path) -> None:
    text = (bank / FILES["questions"]).read_text("utf-8").removeprefix("questions:\n")
    put_beside = bank / "questions" / "monster.yaml"
    put_beside.write_text("questions:\n" + text * chance.choice((20, 300)), "utf-8")
