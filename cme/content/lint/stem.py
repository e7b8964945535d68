"""Rules about the stem: what is asked must be clear without the options, and without other questions."""

import re
from collections.abc import Iterator

from cme.content.lint.view import BankView, Finding, QuestionView, flaw
from cme.content.problems import Severity
from cme.content.rule import Rule

_EXCEPT = re.compile(r"\b(?:EXCEPT|NOT)\b|\bexcept(?: for)?\s*[:?.…]?\s*$")
_NEGATIVE = re.compile(
    r"\bwhich\b.{0,60}?\b(?:is|are|was|were|does|do|did|would|should|can|has|have) (?:not|never)\b(?! only)"
    r"|\bwhich\b.{0,60}?\b(?:least likely|least appropriate|false|incorrect|untrue|wrong)\b",
    re.IGNORECASE,
)
_NEGATOR = re.compile(
    r"\b(?:not|never|except|cannot|without|(?:does|do|did|is|are|was|were|has|have|would|should)n[’']t)\b"
    r"|\b(?:un|in)(?:likely|common|usual|appropriate|correct)\b",
    re.IGNORECASE,
)
_UNFOCUSED = re.compile(
    r"(?:which|what) (?:one )?(?:of the (?:following|statements|options|answers)(?: statements| options)?|statements?) "
    r"(?:is|are) (?:true|correct|right|false|incorrect|wrong|accurate)\??"
    r"|(?:the following|all) (?:statements )?(?:is|are) (?:true|correct|false)(?: except)?[:?.]?",
    re.IGNORECASE,
)
_HINGE = re.compile(
    r"\b(?:previous|preceding|last|next|earlier) (?:question|item)\b|\bquestion (?:\d+|above|below)\b"
    r"|\b(?:answer|answered) (?:to|in|of) (?:the )?(?:question|item)\b",
    re.IGNORECASE,
)
_WINDOW = 120  # words of a vignette
_RECALL = 12  # words of a lead-in that may ask for a mere fact
MOST_WORDS = 45  # words of a lead-in
_ARTICLE = re.compile(r"\b(an?)\s*[:…_]*\s*$", re.IGNORECASE)
_SOUNDS_LIKE_CONSONANT = re.compile(r"(?:uni|use|usu|eu|one|once|u[a-z]?\b)", re.IGNORECASE)
_SILENT = re.compile(r"(?:hour|heir|honest|8|11\b|18\b)|[AEFHILMNORSX](?:[A-Z0-9]|\b)")

EXCEPT = flaw(
    "lint-negative",
    Severity.WARNING,
    "The question asks for the exception.",
    "Readers who know the answer overlook the negation (NBME item-writing guide; not among the effects confirmed by "
    "Pham 2018, PMC10711986).",
    "Ask for what is right. If it must stay, set the word in capitals and say why in lint_ignore.",
)
DOUBLE = flaw(
    "lint-double-negative",
    Severity.WARNING,
    "What is asked is negated twice.",
    "It takes logic, not medicine, to work out what is meant (NBME item-writing guide).",
    "Say it without negation.",
)
UNFOCUSED = flaw(
    "lint-unfocused",
    Severity.WARNING,
    "The stem alone does not say what is asked.",
    "An unfocused stem makes a question harder for the wrong reason, one of the few effects confirmed in a trial "
    "(Pham 2018, PMC10711986).",
    "Ask a question that can be answered with the options covered.",
)
HINGE = Rule(
    "lint-hinge",
    Severity.ERROR,
    "The question refers to another question.",
    "Questions are shown one by one, and who missed one would miss both (NBME item-writing guide).",
    "Put what is needed into this stem.",
    also=(Severity.INFO,),
)
GRAMMAR = flaw(
    "lint-article",
    Severity.WARNING,
    "The stem ends in a or an, which fits only some of the options.",
    "Grammar rules options out (NBME item-writing guide).",
    "Move the article into the options.",
)
WINDOW = flaw(
    "lint-window-dressing",
    Severity.INFO,
    "A long case is followed by a short question.",
    "If it can be answered without the case, reading the case only takes time (NBME item-writing guide).",
    "Cover the case and see whether the question still needs it.",
)
LONG = flaw(
    "lint-long-lead-in",
    Severity.INFO,
    "The sentence that asks is very long.",
    "Long sentences test reading (NBME item-writing guide).",
    "Split it: first the case, then a short question.",
)
RULES = (EXCEPT, DOUBLE, UNFOCUSED, HINGE, GRAMMAR, WINDOW, LONG)


def findings(view: QuestionView, bank: BankView) -> Iterator[Finding]:
    """Find the flaws of one question's stem."""
    place = ("stem",)
    hinge = _HINGE.search(view.stem)
    if hinge:
        yield Finding(HINGE, place, f'The stem speaks of "{hinge[0]}". {HINGE.remedy}')
    if len(view.lead_in_words) > MOST_WORDS:
        message = f"The sentence that asks has {len(view.lead_in_words)} words. {LONG.remedy}"
        yield Finding(LONG, place, message)
    if not view.has_choice:
        return
    yield from _negation(view)
    yield from _focus(view)
    yield from _article(view)
    case = len(view.stem_words) - len(view.lead_in_words)
    if case > _WINDOW and len(view.lead_in_words) <= _RECALL:
        yield Finding(WINDOW, place, f"A case of {case} words is followed by a short question. {WINDOW.remedy}")


def _negation(view: QuestionView) -> Iterator[Finding]:
    negative = _EXCEPT.search(view.lead_in) or _NEGATIVE.search(view.lead_in)
    if negative:
        word = negative[0].split()[-1].strip(":?.…")
        yield Finding(EXCEPT, ("stem",), f'The stem asks for what is not so ("{word}"). {EXCEPT.remedy}')
    if negative and len(_NEGATOR.findall(view.lead_in)) > 1:
        yield Finding(DOUBLE, ("stem",), f"The stem negates twice. {DOUBLE.remedy}")


def _focus(view: QuestionView) -> Iterator[Finding]:
    text = view.lead_in.strip(' "“”')
    if _UNFOCUSED.fullmatch(text):
        yield Finding(UNFOCUSED, ("stem",), f'"{text}" does not say what is asked. {UNFOCUSED.remedy}')
    elif text.endswith("."):
        message = f"The stem ends without a question, and leaves nothing to be completed. {UNFOCUSED.remedy}"
        yield Finding(UNFOCUSED, ("stem",), message)
    elif len(view.stem_words) < 4:
        count = "1 word" if len(view.stem_words) == 1 else f"{len(view.stem_words)} words"
        yield Finding(UNFOCUSED, ("stem",), f"The stem has only {count}. {UNFOCUSED.remedy}")


def _article(view: QuestionView) -> Iterator[Finding]:
    match = _ARTICLE.search(view.stem)
    if match is None or match[1] == "A":  # "vitamin A:"
        return
    wants_vowel = match[1].casefold() == "an"
    unfit = [option for option in view.options if _begins_with_vowel(option.text) != wants_vowel]
    if unfit and len(unfit) < len(view.options):
        message = f'"{match[1]}" at the end of the stem does not fit "{unfit[0].text}". {GRAMMAR.remedy}'
        yield Finding(GRAMMAR, unfit[0].place, message)


def _begins_with_vowel(text: str) -> bool:
    if _SILENT.match(text):
        return True
    return text[:1].casefold() in "aeiou" and not _SOUNDS_LIKE_CONSONANT.match(text)
