"""The rules about what an educator may send, in words. ``uploads`` and ``zips`` apply them."""

from cme.content.problems import Severity
from cme.content.rule import Rule

_ESCAPE = "It could put a file anywhere on the server, or bring one of the server's files into the bank."
_OVERWHELM = "A check must take no more than moments, whatever it is given."
_TELL = "On many computers only one of the two would be left after unpacking, and nobody could tell which."
_ANEW = "Make the zip anew from the folder that holds provider.yaml."

RULES = (
    Rule(
        "upload-kind",
        Severity.ERROR,
        "What was sent is neither a zip of a bank nor a file of one.",
        "Nothing tells where it would belong.",
        "Send a zip of the bank's folder, or one of its .yaml files.",
    ),
    Rule(
        "upload-damaged",
        Severity.ERROR,
        "The zip is damaged, or packed in an unusual way.",
        "What cannot be read to its end cannot be trusted up to there.",
        _ANEW,
    ),
    Rule("upload-empty", Severity.ERROR, "The zip holds no bank.", "Publishing it would retire all questions.", _ANEW),
    Rule(
        "upload-banks",
        Severity.ERROR,
        "The zip holds several banks.",
        "A publication is of one bank and touches no other.",
        "Send each by itself.",
    ),
    Rule(
        "upload-bank",
        Severity.ERROR,
        "The provider.yaml sent belongs to another bank than the one that is published.",
        "Laid over it, all of its questions would seem to change hands.",
        "Send a zip of the whole other bank.",
    ),
    Rule("upload-path", Severity.ERROR, "A name in the zip leads out of its folder.", _ESCAPE, _ANEW),
    Rule("upload-link", Severity.ERROR, "The zip holds a symbolic link.", _ESCAPE, "Put the file itself there."),
    Rule(
        "upload-special",
        Severity.ERROR,
        "The zip holds something that is neither a file nor a folder.",
        _ESCAPE,
        "Take it out of the zip.",
    ),
    Rule(
        "upload-name",
        Severity.ERROR,
        "A name in the zip cannot be read, cannot be seen or is too long.",
        "Another file would be meant than the one that seems to be.",
        "Give the file a plain name.",
    ),
    Rule("upload-duplicate", Severity.ERROR, "A name stands in the zip twice.", _TELL, "Keep one of the two."),
    Rule("upload-clash", Severity.ERROR, "Two names in the zip differ in capitals alone.", _TELL, "Rename one."),
    Rule(
        "upload-encrypted",
        Severity.ERROR,
        "The zip is locked with a password.",
        "It cannot be checked.",
        "Make a zip without one.",
    ),
    Rule("upload-many", Severity.ERROR, "The zip holds too many files.", _OVERWHELM, "Zip the bank's folder alone."),
    Rule("upload-large", Severity.ERROR, "The upload is too large.", _OVERWHELM, "Send a smaller bank."),
    Rule("upload-bomb", Severity.ERROR, "The zip is made to overwhelm whoever unpacks it.", _OVERWHELM, _ANEW),
    Rule(
        "upload-nested",
        Severity.WARNING,
        "A zip in the zip is left out.",
        "Zips in zips are a way to overwhelm whoever unpacks them.",
        "Unpack it first, if it is meant.",
    ),
    Rule(
        "upload-other",
        Severity.WARNING,
        "A file in the zip is left out, because no bank has such files.",
        "It is not published, and nobody should think that it was.",
        "Take it out of the zip.",
    ),
)
