"""Characters that no file of a question bank may hold, because a reader cannot see them; and those that look alike.

Bidirectional controls can make a key look like a distractor (Trojan Source, CVE-2021-42574); zero-width
characters make two equal-looking ids differ; U+0085, U+2028 and U+2029 are line breaks to YAML and to nobody
else, so positions in messages would be wrong. Refused are all that Unicode calls default-ignorable
(DerivedCoreProperties.txt), but for the two selectors that choose between the faces of an emoji; and those to which
Unicode gives no meaning, which every computer shows otherwise.
"""

import re
import unicodedata

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
)
_DIRECTION = "\u202a-\u202e\u2066-\u2069"
_BREAKS = "\u2028\u2029"
_NO_CHARACTER = "\ufdd0-\ufdef\ufff9-\uffff\U000e0000-\U000e0fff\ud800-\udfff"
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U0010ffff"
_NEVER = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
UNSEEN = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_DIRECTION}{_BREAKS}{_NO_CHARACTER}{_NEVER}]")
FORBIDDEN = re.compile(f"{UNSEEN.pattern[:-1]}{_PRIVATE}]")
_ORDINARY = bytes([0x09, 0x0A, 0x0D, *range(0x20, 0x7F)])
_NAMELESS = {"Cc": "control character", "Co": "private character", "Cs": "half of a character"}

# Letters of three scripts that most typefaces draw alike, after confusables.txt of Unicode's Technical Standard 39.
_LATIN = "aceopxyijsqdhwABCEHIJKMOPSTXYZNavuoipAEHIKMOPTXYBvl"
_OTHERS = "асеорхуіјѕԛԁһԝАВСЕНІЈКМОРЅТХҮΖΝɑѵυοιρΑΕΗΙΚΜΟΡΤΧΥΒνӏ"
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_QUOTES = dict.fromkeys(map(ord, "‘’‛′ʹʼ＇`´"), "'") | dict.fromkeys(map(ord, "“”„‟″＂"), '"')
_ALIKE = str.maketrans(_OTHERS, _LATIN) | _DASHES | _QUOTES | dict.fromkeys((0xFE0E, 0xFE0F), "")
_STROKES = str.maketrans("1I|0", "lllO")
_SMALL = ("<super>", "<sub>", "<fraction>", "<circle>", "<square>")  # seen to be something else by whoever looks


def unusual(data: bytes) -> str:
    """Return the characters of UTF-8 bytes that no keyboard has: few, so that looking through them takes no time.

    Raises UnicodeDecodeError for bytes that are not UTF-8, though not for all such.
    """
    return data.translate(None, _ORDINARY).decode("utf-8", "surrogatepass")


def name_of(character: str) -> str:
    """Return a name that can be printed: ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    nameless = _NAMELESS.get(unicodedata.category(character), "no character")
    return f"U+{ord(character):04X} {unicodedata.name(character, nameless)}"


def shape_of(text: str) -> str:
    """Return what a text looks like: two texts of the same shape cannot be told apart on most screens."""
    if text.isascii():
        return text
    return "".join(map(_plain, unicodedata.normalize("NFC", text))).translate(_ALIKE)


def rough_shape_of(text: str) -> str:
    """Return what a text looks like at a glance: ``10²`` like ``102``, and ``Il1`` all strokes."""
    return unicodedata.normalize("NFKC", text).translate(_ALIKE).translate(_STROKES).casefold()


def _plain(character: str) -> str:
    if character.isascii() or unicodedata.decomposition(character).startswith(_SMALL):
        return character
    return unicodedata.normalize("NFKC", character)
