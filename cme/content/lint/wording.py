"""Rules about words: brand names, words that wound, and words that lead from the stem to the key."""

import re
from collections.abc import Iterator

from cme.content.lint.view import BankView, Finding, OptionView, QuestionView, flaw, lexicon, words_of
from cme.content.problems import Severity

_MARK = re.compile(r"\w*\s?[®™]")
# Brand names that are no ordinary words; few, well known and certain rather than many.
_BRANDS = lexicon(
    "xalkori gleevec glivec lipitor zocor crestor plavix keytruda opdivo herceptin avastin rituxan mabthera tagrisso "
    "humira remicade enbrel eliquis xarelto pradaxa januvia jardiance ozempic wegovy mounjaro prozac zoloft lexapro "
    "xanax valium ativan oxycontin percocet vicodin tylenol advil aleve viagra cialis nexium prilosec coumadin lasix "
    "synthroid neurontin lyrica singulair zyprexa seroquel abilify risperdal botox tamiflu paxlovid zofran"
)
_WOUNDING = re.compile(
    r"\b(?:addicts?|drug abusers?|alcoholics|junkies|(?:diabetic|schizophrenic|epileptic|asthmatic) patients?"
    r"|(?:diabetics|schizophrenics|epileptics|asthmatics)|failed (?:therapy|treatment|chemotherapy)"
    r"|the (?:elderly|disabled|handicapped)|non-?compliant|suffers from|wheelchair-bound|committed suicide|caucasian"
    r"|mentally retarded|obese patients?)\b",
    re.IGNORECASE,
)
_WOUNDS = lexicon(  # a word of each of the phrases: they are only looked for where one stands
    "addict addicts drug alcoholics junkies diabetic schizophrenic epileptic asthmatic diabetics schizophrenics "
    "epileptics asthmatics failed elderly disabled handicapped noncompliant suffers committed caucasian retarded "
    "obese"
)
_DESCRIBED = re.compile(
    r"\b(african[- ]americans?|afro-?caribbean|(?:black|white|brown|asian|arab|hispanic|latin[oa]|jewish|muslim|gypsy"
    r"|homosexual|gay|lesbian|fat)(?:,? (?:\d+-year-old|young|old|elderly|middle-aged|(?:fe)?male))*"
    r" (?:m[ae]n|wom[ae]n|(?:fe)?males?|boys?|girls?|patients?|persons?|people|child|children|infants?|mothers?"
    r"|fathers?))\b",
    re.IGNORECASE,
)
_DESCRIBES = lexicon(  # the first words of those phrases
    "african african-american african-americans afro afro-caribbean afrocaribbean black white brown asian arab "
    "hispanic latino latina jewish muslim gypsy homosexual gay lesbian fat"
)
_LEAST = 6  # letters of a word that can give a key away
_RECALLED = 4  # words of a key that may stand in the article word for word

BRAND = flaw(
    "lint-brand",
    Severity.WARNING,
    "A question uses a brand name or a trade mark.",
    "Education must not promote a product (ACCME Standards for Integrity and Independence, Standard 5).",
    "Write the generic name.",
)
WOUND = flaw(
    "lint-stigma",
    Severity.INFO,
    "A question names people by their illness, blames them, or describes them where it does not matter.",
    "Readers carry such words to the bedside.",
    "Name the person first and the illness as something that they have.",
)
DESCRIBED = flaw(
    "lint-descriptor",
    Severity.INFO,
    "A question describes somebody by race, origin, faith, orientation or build.",
    "Where the answer does not depend on it, it teaches a stereotype.",
    "Leave it out, or say in lint_ignore why the answer depends on it.",
)
CLANG = flaw(
    "lint-clang",
    Severity.WARNING,
    "A telling word of the stem stands in the key and in no other option.",
    "Guessers match words (NBME item-writing guide).",
    "Use the word in another option too, or not in the key.",
)
RECALL = flaw(
    "lint-recall",
    Severity.INFO,
    "The key stands in the article word for word.",
    "It can be found by searching, without understanding.",
    "Ask what follows from the sentence.",
)
RULES = (BRAND, WOUND, DESCRIBED, CLANG, RECALL)


def findings(view: QuestionView, bank: BankView) -> Iterator[Finding]:
    """Find the flaws of one question's words."""
    for place, text, words in _texts(view):
        brand = _MARK.search(text) if "®" in text or "™" in text else None
        known = _BRANDS.intersection(words)
        if brand or known:
            name = brand[0] if brand else min(known)
            yield Finding(BRAND, place, f'"{name}" is a brand. {BRAND.remedy}')
        may_wound = _WOUNDS.intersection(words) or "-compliant" in text or "-bound" in text
        phrase = _WOUNDING.search(text) if may_wound else None
        if phrase:
            yield Finding(WOUND, place, f'"{phrase[0]}" may wound. {WOUND.remedy}')
        if _DESCRIBES.intersection(words) and (described := _DESCRIBED.search(text)):
            yield Finding(DESCRIBED, place, f'"{described[0]}" may not matter here. {DESCRIBED.remedy}')
    if view.key is not None:
        yield from _clang(view, view.key, bank)
        yield from _recall(view, view.key, bank)


def _texts(view: QuestionView) -> Iterator[tuple[tuple[str | int, ...], str, tuple[str, ...]]]:
    yield ("stem",), view.stem, view.stem_words
    if view.question.unfolds:
        yield ("unfolds",), view.question.unfolds, words_of(view.question.unfolds)
    for number, (text, words) in enumerate(view.prompts):
        yield ("prompts", number, "text"), text, words
    for option in view.options:
        yield option.place, option.text, option.words


def _clang(view: QuestionView, key: OptionView, bank: BankView) -> Iterator[Finding]:
    if key.is_combination or len(view.distractors) < 2:
        return
    elsewhere = {word[:_LEAST] for option in view.distractors for word in option.words}
    elsewhere |= {word[:_LEAST] for topic in view.question.topics for word in topic.casefold().split()}
    shared = [
        word
        for word in set(key.words).intersection(view.stem_words)
        if len(word) >= _LEAST and word.isalpha() and word[:_LEAST] not in elsewhere and not bank.is_common(word)
    ]
    if shared:
        yield Finding(CLANG, key.place, f'Of the options, only the key repeats "{min(shared)}". {CLANG.remedy}')


def _recall(view: QuestionView, key: OptionView, bank: BankView) -> Iterator[Finding]:
    if len(key.words) < _RECALLED:
        return
    wanted = key.text.rstrip(".").casefold()
    for evidence in view.question.options[key.number].evidence:
        if wanted in bank.quotes.get(evidence.passage, "").casefold():
            yield Finding(RECALL, key.place, f'The key stands word for word in "{evidence.passage}". {RECALL.remedy}')
            return
