"""Read a PNG, element by element, to see where there is ink."""

import struct
import zlib

WHITE = b"\xff\xff\xff\xff"


def pixels(png: bytes) -> list[list[bytes]]:
    """Decode a PNG of 8-bit RGBA without interlacing (ISO/IEC 15948)."""
    place, data, size = 8, b"", (0, 0)
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        body = png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            *size, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", body)  # type: ignore[assignment]
            assert (depth, colour, interlace) == (8, 6, 0)
        data += body if kind == b"IDAT" else b""
        place += length + 12
    return unfiltered(zlib.decompress(data), *size)


def unfiltered(raw: bytes, width: int, height: int) -> list[list[bytes]]:
    found: list[list[bytes]] = []
    above = bytearray(4 * width)
    for y in range(height):
        start = y * (4 * width + 1)
        line = bytearray(raw[start + 1 : start + 1 + 4 * width])
        for x, value in enumerate(line):
            left, up, corner = (line[x - 4], above[x], above[x - 4]) if x >= 4 else (0, above[x], 0)
            line[x] = (value + predicted(raw[start], left, up, corner)) & 255
        found.append([bytes(line[x : x + 4]) for x in range(0, 4 * width, 4)])
        above = line
    return found


def predicted(filter_type: int, left: int, up: int, corner: int) -> int:
    if filter_type == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda each: abs(guess - each))
    return (0, left, up, (left + up) // 2)[filter_type]
