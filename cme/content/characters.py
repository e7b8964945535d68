"""Characters that no file of a question bank may hold, because a reader cannot see them.

Bidirectional controls can make a key look like a distractor (Trojan Source, CVE-2021-42574); zero-width
characters make two equal-looking ids differ; U+0085, U+2028 and U+2029 are line breaks to YAML and to nobody
else, so positions in messages would be wrong.
"""

import re
import unicodedata

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_INVISIBLE = "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\u206a-\u206f\u3164\ufeff"
_DIRECTION = "\u202a-\u202e\u2066-\u2069"
_BREAKS = "\u2028\u2029"
_NO_CHARACTER = "\ufdd0-\ufdef\ufff9-\uffff\U000e0000-\U000e0fff\ud800-\udfff"
FORBIDDEN = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_DIRECTION}{_BREAKS}{_NO_CHARACTER}]")


def name_of(character: str) -> str:
    """Return a name that can be printed: ``U+202E RIGHT-TO-LEFT OVERRIDE``."""
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control character')}"
