"""Monsters of YAML, drawn from a seed: each family plants its kind into a bank that was good.

A family is a function of a source of chance and the bank's folder, and names the rules under which it may be
refused; what it plants is different for every seed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.content.tiny import FILES

Plant = Callable[[Random, Path], None]


@dataclass(frozen=True)
class Family:
    name: str
    rules: frozenset[str]
    plant: Plant
    is_heavy: bool  # takes a tenth of a second and more, so that it is drawn less often


FAMILIES: list[Family] = []
UPLOAD = "upload.zip"  # a family that plants this tries the unpacking of uploads instead of the check
MAY_PASS = "may pass"  # in place of a rule: chance may have done no harm


def family(*rules: str, heavy: bool = False) -> Callable[[Plant], Plant]:
    def add(plant: Plant) -> Plant:
        FAMILIES.append(Family(plant.__name__.replace("_", " "), frozenset(rules), plant, heavy))
        return plant

    return add


def any_file(chance: Random, bank: Path) -> Path:
    return bank / chance.choice(sorted(FILES.values()))


def put(chance: Random, bank: Path, text: str | bytes) -> None:
    """Put a file of its own beside the good ones, or in the place of one."""
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    target = any_file(chance, bank) if chance.random() < 0.5 else bank / chance.choice(PARTS) / "monster.yaml"
    target.write_bytes(data)


PARTS = ("sources", "questions", "activities")


def value_lines(text: str) -> list[int]:
    """Return the numbers of the lines ``name: text`` in which the text stands on the same line and bare."""
    lines = text.splitlines()
    return [
        number
        for number, line in enumerate(lines)
        if ": " in line and line.rstrip()[-1] not in "]}>-\"'" and "{" not in line
    ]


def change_a_value(chance: Random, bank: Path, change: Callable[[str], str]) -> None:
    """Change one value in one of the good files, wherever chance takes it."""
    path = any_file(chance, bank)
    lines = path.read_text("utf-8").splitlines()
    number = chance.choice(value_lines("\n".join(lines)))
    name, _, value = lines[number].partition(": ")
    lines[number] = f"{name}: {change(value)}"
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8", "surrogatepass"))


@family("yaml-depth", "yaml-syntax", "yaml-size")
def depth(chance: Random, bank: Path) -> None:
    levels = chance.choice((21, 50, 1_000, 50_000, 400_000))
    opening = chance.choice(("[", "{a: ", "- ", "[{a: ", "? ", "[[", "- ? "))
    put(chance, bank, chance.choice(("", "questions:\n  ", "a: ")) + opening * levels)


@family("yaml-depth")
def depth_by_indentation(chance: Random, bank: Path) -> None:
    levels = chance.choice((21, 60, 400, 1_500))
    start = chance.choice(("a:\n", "- \n", "a:\n"))
    put(chance, bank, "".join(" " * level + start for level in range(levels)))


@family("yaml-anchor", "yaml-alias", "yaml-many")
def alias_bomb(chance: Random, bank: Path) -> None:
    width, levels = chance.randint(2, 40), chance.randint(2, 60)
    lines = ["l0: &l0 [x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * width)}]" for n in range(1, levels)]
    put(chance, bank, "\n".join(lines))


@family("yaml-anchor", "yaml-alias")
def an_alias_in_a_good_file(chance: Random, bank: Path) -> None:
    forms = ("&x {}", "&{long} {}", "&- {}", "&-x {}", "&_ {}", "*x", "*-", "*{long}", "&x")
    change_a_value(chance, bank, lambda value: chance.choice(forms).format(value, long="x" * 5_000))


@family("yaml-anchor", "yaml-alias", "yaml-syntax")
def something_that_holds_itself(chance: Random, bank: Path) -> None:
    put(chance, bank, chance.choice(("&a [*a]", "a: &a {b: *a}", "&a a: *a", "&a {*a : *a}", "- &a\n- - *a\n")))


@family("yaml-tag", "yaml-syntax")
def a_tag(chance: Random, bank: Path) -> None:
    tags = (
        "!!python/object/apply:os.system",
        "!!python/name:os.system",
        "!!python/object/new:subprocess.Popen",
        "!!python/module:os",
        "!!binary",
        "!!timestamp",
        "!!float",
        "!!int",
        "!!null",
        "!!set",
        "!!omap",
        "!",
        "!<tag:yaml.org,2002:str>",
        "!<!>",
        "!local",
        "!ruby/object:Gem::Requirement",
        "!!" + "x" * 3_000,
    )
    change_a_value(chance, bank, lambda value: f"{chance.choice(tags)} {value}")


@family("yaml-tag", "yaml-syntax", "yaml-documents", "yaml-many")
def directives(chance: Random, bank: Path) -> None:
    line = chance.choice(("%TAG ! tag:x,2000:\n", "%YAML 1.1\n", "%YAML 3.0\n", "%FOO bar\n", "%TAG !a! !b-\n"))
    rest = chance.choice(("--- !a\na: b\n", "--- a\n--- b\n", "---\n!!x a: b\n", "--- !x\n"))
    put(chance, bank, line * chance.choice((1, 2, 1_000)) + rest)


@family("yaml-merge-key", "yaml-anchor", "yaml-alias", "yaml-syntax", "yaml-many")
def merge_keys(chance: Random, bank: Path) -> None:
    path = any_file(chance, bank)
    lines = path.read_text("utf-8").splitlines()
    number = chance.choice(value_lines("\n".join(lines)))
    name = lines[number].partition(": ")[0].replace("-", " ")
    indent = " " * (len(name) - len(name.lstrip()))
    merged = chance.choice(("<<: {id: x}", "<<: [{a: b}, {c: d}]", "<<: *x", "<<: ", '"<<": {a: b}', "<< : {a: b}"))
    lines.insert(number + 1, f"{indent}{merged}")
    path.write_text("\n".join(lines), "utf-8")


@family("yaml-duplicate-key")
def a_name_twice(chance: Random, bank: Path) -> None:
    path = any_file(chance, bank)
    lines = path.read_text("utf-8").splitlines()
    number = chance.choice(value_lines("\n".join(lines)))
    line = lines[number]
    bare = line.replace("-", " ", 1) if line.lstrip().startswith("-") else line
    name, _, value = bare.partition(": ")
    if chance.random() < 0.5:
        stripped = name.lstrip()
        quoted = chance.choice((f'"{stripped}"', f"'{stripped}'", f'"\\x{ord(stripped[0]):02x}{stripped[1:]}"'))
        name = name[: len(name) - len(stripped)] + quoted
    lines.insert(number + 1, f"{name}: {value}")
    path.write_text("\n".join(lines), "utf-8")


@family("yaml-duplicate-key", "yaml-many")
def many_names_twice(chance: Random, bank: Path) -> None:
    put(chance, bank, "a: 1\n" * chance.choice((2, 50, 5_000, 200_000)))


@family("yaml-documents", "yaml-many", "yaml-syntax")
def many_documents(chance: Random, bank: Path) -> None:
    put(chance, bank, chance.choice(("---\na: b\n", "a: b\n...\n", "--- a\n")) * chance.choice((2, 100, 100_000)))


UNSEEN = (
    *range(0x00, 0x09), *range(0x0B, 0x0D), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD, 0x34F, 0x61C, 0x115F,
    0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010), *range(0x2028, 0x202F),
    *range(0x2060, 0x2070), 0x3164, 0xFEFF, 0xFFA0, *range(0xFDD0, 0xFDF0), *range(0xFFF9, 0x10000),
    *range(0xFE00, 0xFE0E), 0x1D173, 0x1D17A, *range(0xE0000, 0xE0080), 0xE0100, 0xE01EF, 0xD800, 0xDFFF, 0x1FFFE,
    0x10FFFF, 0xE000, 0xF0000, 0x2800,
)  # fmt: skip


@family("yaml-character", "yaml-encoding")
def what_cannot_be_seen(chance: Random, bank: Path) -> None:
    code = chance.choice(UNSEEN)

    def hide(value: str) -> str:
        at = chance.randrange(len(value) + 1)
        kind = chance.randrange(3) if code < 0xD800 or code > 0xDFFF else 0
        if kind == 0 or code == 0x85:
            return value[:at] + chr(code) + value[at:]
        escape = f"\\U{code:08X}" if kind == 1 or code > 0xFFFF else f"\\u{code:04x}"
        return '"' + (value[:at] + escape + value[at:]).replace('"', "") + '"'

    change_a_value(chance, bank, hide)


@family("yaml-character")
def direction_turned_to_hide_a_key(chance: Random, bank: Path) -> None:
    turn = chance.choice(("\u202e{}\u202c", "\u2067{}\u2069", "\u200f{}\u200e", "\u061c{}", "\u2066{}"))
    change_a_value(chance, bank, lambda value: turn.format(value))
