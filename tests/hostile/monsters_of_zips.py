"""Zips made to hurt, by hand and by chance: names, links, bombs, and good zips with a few bytes changed."""

from pathlib import Path
from random import Random

from tests.content.hostile_zips import GOOD, HOSTILE, zipped
from tests.hostile.monsters import MAY_PASS, UPLOAD, family


@family(*{rule for rule, _ in HOSTILE.values()}, heavy=True)
def zips_made_by_hand(chance: Random, bank: Path) -> None:
    _, make = HOSTILE[chance.choice(sorted(HOSTILE))]
    (bank / UPLOAD).write_bytes(make())


@family("upload-damaged", "upload-name", "upload-path", "upload-large", "upload-bomb", "upload-special", "upload-link",
        "upload-encrypted", "upload-empty", "upload-clash", "upload-duplicate", "upload-many", MAY_PASS)  # fmt: skip
def zips_with_bytes_changed(chance: Random, bank: Path) -> None:
    data = bytearray(zipped(GOOD))
    start = chance.choice((0, 0, data.index(b"PK\x01\x02")))
    for _ in range(chance.choice((1, 3, 30))):
        data[chance.randrange(start, len(data))] = chance.choice((0, 0xFF, chance.randrange(256)))
    (bank / UPLOAD).write_bytes(data)


@family("upload-damaged", "upload-empty")
def zips_cut_off(chance: Random, bank: Path) -> None:
    data = zipped(GOOD)
    (bank / UPLOAD).write_bytes(data[: chance.randrange(4, len(data) - 22)])


OUT = ("..", ".", "", "\\", "/", "C:", "..\\", "q\0", "...", "~", "a", "questions", "q.yaml", "\u202e", "\uff0e", " ")


@family("upload-path", "upload-name", "upload-clash", MAY_PASS)
def names_in_zips(chance: Random, bank: Path) -> None:
    names = {"/".join(chance.choices(OUT, k=chance.randint(1, 6))) for _ in range(4)} - {""}
    (bank / UPLOAD).write_bytes(zipped({**GOOD, **{f"{name}.yaml": b"id: x" for name in names}}))
