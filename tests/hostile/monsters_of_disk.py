"""Monsters that are no file at all, or one that does not fit: pipes, links, folders, sizes and numbers of files."""

import os
import socket
from pathlib import Path
from random import Random

from tests.hostile.monsters import PARTS, any_file, family


def some_place(chance: Random, bank: Path) -> Path:
    """Return a place where a file is read: one of the good files', emptied, or a new one."""
    if chance.random() < 0.5:
        path = any_file(chance, bank)
        path.unlink()
        return path
    return bank / chance.choice(PARTS) / chance.choice(("monster.yaml", "deep/monster.yaml", "a b.yaml", "é.yaml"))


def _made(path: Path) -> Path:
    path.parent.mkdir(exist_ok=True)
    return path


@family("file-unreadable", "provider-missing")
def a_pipe(chance: Random, bank: Path) -> None:
    os.mkfifo(_made(some_place(chance, bank)))


@family("file-unreadable", "provider-missing")
def a_socket(chance: Random, bank: Path) -> None:
    path = _made(some_place(chance, bank))
    above = os.open(path.parent, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(f"/proc/self/fd/{above}/{path.name}")  # the whole path may be longer than a socket's name can be
    os.close(above)


@family("file-outside", "file-unreadable")
def a_link_that_leads_out(chance: Random, bank: Path) -> None:
    targets = ("/dev/zero", "/dev/random", "/dev/stdin", "/etc/passwd", "/proc/self/environ", "/proc/self/mem", "/",
               "../../../../../etc/passwd", "/nowhere", "/proc/self/fd/0", "..", "/dev/full")  # fmt: skip
    _made(some_place(chance, bank)).symlink_to(chance.choice(targets))


@family("file-unreadable", "file-outside")
def links_in_a_circle(chance: Random, bank: Path) -> None:
    path = _made(some_place(chance, bank))
    if chance.random() < 0.5:
        path.symlink_to(path.name)
    else:
        other = path.with_name("other.yaml")
        path.symlink_to(other.name)
        other.symlink_to(path.name)


@family("file-unreadable", "file-outside")
def a_folder_in_the_place_of_a_file(chance: Random, bank: Path) -> None:
    path = some_place(chance, bank)
    if chance.random() < 0.5:
        path.mkdir(parents=True)
    else:
        _made(path).symlink_to(".")


@family("yaml-size", "bank-large")
def a_file_without_end(chance: Random, bank: Path) -> None:
    with _made(some_place(chance, bank)).open("wb") as file:
        file.truncate(chance.choice((2_000_001, 100_000_000, 10_000_000_000, 2**40)))


@family("bank-large", heavy=True)
def thousands_of_files(chance: Random, bank: Path) -> None:
    part = bank / chance.choice(PARTS)
    suffix = chance.choice((".yaml", ".yaml", ".yaml", ".txt"))
    for number in range(chance.choice((5_100, 10_000)) if suffix == ".yaml" else 21_000):
        os.close(os.open(part / f"m{number}{suffix}", os.O_CREAT | os.O_WRONLY))


@family("key-missing", "yaml-empty", "yaml-syntax", "value-shape", heavy=True)
def thousands_of_broken_files(chance: Random, bank: Path) -> None:
    part = bank / chance.choice(PARTS)
    data = chance.choice((b"", b"a: [", b"- a\n", b"id: a\n"))
    for number in range(1_500):
        (part / f"m{number}.yaml").write_bytes(data)


@family("bank-large", heavy=True)
def many_large_files(chance: Random, bank: Path) -> None:
    for number in range(40):
        with (bank / chance.choice(PARTS) / f"m{number}.yaml").open("wb") as file:
            file.truncate(1_900_000)


@family("yaml-syntax", "file-unreadable", "yaml-empty", "value-shape")
def names_of_files(chance: Random, bank: Path) -> None:
    names = ("a\nb.yaml", "\x1b[31m.yaml", "-rf.yaml", "#.yaml",
             "$(id).yaml", "\u202elmay.yaml", "a" * 250 + ".yaml", "%s%n.yaml",
             "{0}.yaml", "'.yaml", "*.yaml", "CON.yaml", "é\u0301.yaml")  # fmt: skip
    folder = os.fsencode(bank / chance.choice(PARTS))
    name = chance.choice((*map(os.fsencode, names), b"\xff\xfe.yaml"))
    with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH118, PTH123 - bytes that are no text
        file.write(chance.choice((b"a: [", b"", b"- a")))
