"""Zips made to hurt whoever unpacks them. Each is built byte by byte where ``zipfile`` would not write it."""

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipFile, ZipInfo

from cme.content.files import MOST_FILES
from cme.content.uploads import LARGEST_UPLOAD
from cme.content.zips import MOST_ENTRIES
from tests.content.tiny import FILES, TINY

GOOD = {name: (TINY / name).read_bytes() for name in FILES.values()}


def zipped(files: dict[str, bytes] | list[tuple[str | ZipInfo, bytes]], packing: int = ZIP_DEFLATED) -> bytes:
    """Return a zip of these files, under these very names."""
    out = BytesIO()
    with ZipFile(out, "w", packing) as archive:
        for name, data in files.items() if isinstance(files, dict) else files:
            archive.writestr(name, data)
    return out.getvalue()


def with_files(more: dict[str, bytes]) -> bytes:
    """Return the zip of a good bank, and more in it."""
    return zipped({**GOOD, **more})


def named(name: str) -> bytes:
    return with_files({name: b"id: x\n"})


def raw_named(name: bytes, flags: int = 0) -> bytes:
    """Return a zip in which a file has these bytes for a name."""
    placeholder = b"questions/" + b"q" * (len(name) - 10) if len(name) > 10 else b"q" * len(name)
    data = bytearray(with_files({placeholder.decode(): b"x"}).replace(placeholder, name))
    entry = data.rindex(name) - 46
    local = data.index(name) - 30
    struct.pack_into("<H", data, entry + 8, flags)
    struct.pack_into("<H", data, local + 6, flags)
    return bytes(data)


def with_mode(mode: int, target: bytes = b"/etc/passwd") -> bytes:
    """Return a zip with a special file, as Unix describes it."""
    info = ZipInfo("questions/special.yaml")
    info.create_system, info.external_attr = 3, mode << 16
    return zipped([*GOOD.items(), (info, target)])


def with_field(offset: int, form: str, value: int, name: bytes = b"questions/two.yaml") -> bytes:
    """Return a good zip with one number overwritten in a file's entry of the list at the end."""
    data = bytearray(zipped(GOOD))
    entry = data.rindex(name) - 46
    struct.pack_into(form, data, entry + offset, value)
    return bytes(data)


def overlapping(count: int, size: int) -> bytes:
    """Return a bomb after Fifield: every entry unpacks the very same bytes."""
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    plain = bytes(range(256)) * (size // 256)
    body = packed.compress(plain) + packed.flush()
    name = b"questions/q.yaml"
    sizes = struct.pack("<LLL", zlib.crc32(plain), len(body), len(plain))
    local = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes + struct.pack("<HH", len(name), 0) + name
    entries = b"".join(
        b"PK\x01\x02"
        + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33)
        + sizes
        + struct.pack("<HHHHHLL", len(name), 0, 0, 0, 0, 0, 0)
        + name
        for _ in range(count)
    )
    start = len(local) + len(body)
    end = b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, count & 0xFFFF, count & 0xFFFF, len(entries), start, 0)
    return local + body + entries + end


def dense(files: int, size: int) -> bytes:
    """Return a bomb of zeros: a thousand to one."""
    return zipped({**GOOD, **{f"questions/q{n}.yaml": bytes(size) for n in range(files)}})


def many(files: int, name: str = "questions/q{}.yaml") -> bytes:
    return zipped({**GOOD, **{name.format(n): b"" for n in range(files)}}, ZIP_STORED)


QUESTIONS = "questions/two.yaml"
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "out, relative": ("upload-path", lambda: named("../two.yaml")),
    "out, from within": ("upload-path", lambda: named("questions/../../two.yaml")),
    "out, from a hidden folder": ("upload-path", lambda: named(".git/../../two.yaml")),
    "out, absolute": ("upload-path", lambda: named("/var/two.yaml")),
    "out, a drive": ("upload-path", lambda: named("C:/two.yaml")),
    "out, a drive's own folder": ("upload-path", lambda: named("C:two.yaml")),
    "out, a server": ("upload-path", lambda: named("//server/share/two.yaml")),
    "out, backslashes": ("upload-path", lambda: raw_named(b"..\\..\\two.yaml")),
    "in circles": ("upload-path", lambda: named("questions/./two.yaml")),
    "an empty folder name": ("upload-path", lambda: named("questions//two.yaml")),
    "a folder that leads out": ("upload-path", lambda: named("questions/../../x/")),
    "NUL in a name": ("upload-name", lambda: raw_named(b"questions/q\0.yaml")),
    "a line break in a name": ("upload-name", lambda: named("questions/q\nx.yaml")),
    "an escape in a name": ("upload-name", lambda: named("questions/q\x1b[2J.yaml")),
    "direction turned in a name": ("upload-name", lambda: named("questions/q\u202elmay.yaml")),
    "a stream in a name": ("upload-name", lambda: named("questions/q.yaml:x.yaml")),
    "a name of 300 letters": ("upload-name", lambda: named(f"questions/{'q' * 300}.yaml")),
    "a name of 60,000 letters": ("upload-name", lambda: named(f"questions/{'q' * 60_000}.yaml")),
    "forty folders": ("upload-name", lambda: named("questions/" + "q/" * 40 + "q.yaml")),
    "a name in no encoding": ("upload-name", lambda: raw_named(b"questions/\xff\xfe\xe9q.yaml")),
    "a name that is not its encoding": ("upload-name", lambda: raw_named(b"questions/\xff\xfe\xe9q.yaml", 0x800)),
    "a link": ("upload-link", lambda: with_mode(0o120777)),
    "a device": ("upload-special", lambda: with_mode(0o020666)),
    "a block device": ("upload-special", lambda: with_mode(0o060666)),
    "a pipe": ("upload-special", lambda: with_mode(0o010666)),
    "a socket": ("upload-special", lambda: with_mode(0o140666)),
    "a folder that is called a file": ("upload-special", lambda: with_mode(0o040777)),
    "twice": ("upload-duplicate", lambda: twice(QUESTIONS)),
    "twice but for capitals": ("upload-clash", lambda: named("questions/TWO.yaml")),
    "a folder twice but for capitals": ("upload-clash", lambda: named("Questions/three.yaml")),
    "twice but for composition": (
        "upload-duplicate",
        lambda: with_files({"questions/\u00e9.yaml": b"", "questions/e\u0301.yaml": b""}),
    ),
    "a file and a folder of one name": ("upload-clash", lambda: named("questions/two.yaml/three.yaml")),
    "locked": ("upload-encrypted", lambda: with_field(8, "<H", 0x1)),
    "locked strongly": ("upload-encrypted", lambda: with_field(8, "<H", 0x41)),
    "packed by bzip2": ("upload-damaged", lambda: zipped(GOOD, ZIP_BZIP2)),
    "packed by LZMA": ("upload-damaged", lambda: zipped(GOOD, ZIP_LZMA)),
    "packed by nothing known": ("upload-damaged", lambda: with_field(10, "<H", 77)),
    "of a later version": ("upload-damaged", lambda: with_field(6, "<H", 99)),
    "says too little of its size": ("upload-damaged", lambda: with_field(24, "<L", 5)),
    "says too much of its size": ("upload-large", lambda: with_field(24, "<L", 4_000_000_000)),
    "says it is packed larger": ("upload-bomb", lambda: with_field(20, "<L", 4_000_000_000)),
    "wrong sum": ("upload-damaged", lambda: with_field(16, "<L", 1)),
    "starts elsewhere": ("upload-damaged", lambda: with_field(42, "<L", 7)),
    "starts after its end": ("upload-damaged", lambda: with_field(42, "<L", 4_000_000_000)),
    "a bomb of zeros": ("upload-bomb", lambda: dense(1, 50_000_000)),
    "a bomb of many zeros": ("upload-large", lambda: dense(100, 1_000_000)),
    "a bomb that shares its bytes": ("upload-duplicate", lambda: overlapping(200, 250_000)),
    "a bomb of 300,000 entries": ("upload-many", lambda: overlapping(300_000, 256)),
    "too many files": ("upload-many", lambda: many(MOST_FILES + 1)),
    "too many files of any kind": ("upload-many", lambda: many(MOST_ENTRIES + 1, "{}")),
    "too large": ("upload-large", lambda: zipped({"questions/q.yaml": bytes(LARGEST_UPLOAD)}, ZIP_STORED)),
    "nothing in it": ("upload-empty", lambda: zipped({})),
    "no bank in it": ("upload-empty", lambda: zipped({"letter.docx": b"x"})),
    "a bank too deep in it": ("upload-empty", lambda: zipped({f"a/b/{name}": data for name, data in GOOD.items()})),
    "two banks in it": (
        "upload-banks",
        lambda: zipped({f"{top}/{name}": data for top in "ab" for name, data in GOOD.items()}),
    ),
    "cut off": ("upload-damaged", lambda: zipped(GOOD)[:-30]),
    "cut off early": ("upload-damaged", lambda: zipped(GOOD)[:600]),
    "only its first letters": ("upload-damaged", lambda: b"PK\x03\x04"),
    "no zip at all": ("upload-damaged", lambda: b"questions: []"),
}


def twice(name: str) -> bytes:
    """Return a zip with two files of one name, which ``zipfile`` warns of."""
    other = name[:-1] + "X"
    return with_files({other: b"id: x"}).replace(other.encode(), name.encode())
