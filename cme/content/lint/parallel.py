"""Rules about options that are not of one kind: another beginning, or a drug among diagnoses."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from cme.content.lint.view import BankView, Finding, OptionView, QuestionView, flaw, lexicon
from cme.content.problems import Severity

_LEADS = lexicon("to by because")
_VERBS = lexicon(  # that are nothing else at the beginning of an option
    "start stop give continue begin administer perform obtain refer reassure prescribe discontinue initiate admit"
)
_NOTHING = lexicon("no not none neither nothing nobody unknown unclear it")  # "It was not reported"
_KINDS: dict[str, re.Pattern[str]] = {
    "a drug": re.compile(r"\w{2,}(?:mab|tinib|statin|sartan|cillin|olol|prazole|conazole|floxacin|mycin|gliptin|vir)"),
    "a diagnosis": re.compile(r"\w{2,}(?:itis|oma|aemia|emia|opathy|osis|fibrosis|syndrome)|\w*infarction|\w*embolism"),
    "a test": re.compile(r"\w*(?:biopsy|tomography|ultrasonography|radiography|scopy|scintigraphy|gram|graphy)|mri|ct"),
}
_MOST_WORDS = 4  # of an option that names one thing
_FEWEST = 3  # options, for one to be the odd one out

FORM = flaw(
    "lint-parallel",
    Severity.WARNING,
    "All options but one begin in the same way.",
    "The odd one out is noticed, whether it is right or not (NBME item-writing guide).",
    "Begin all options in the same way, or move what they share into the stem.",
)
KIND = flaw(
    "lint-mixed-kinds",
    Severity.WARNING,
    "One option is of another kind than the others: a drug among diagnoses, or the like.",
    "It cannot be compared with them, and is ruled out or chosen for that alone (NBME item-writing guide).",
    "Write options of one kind.",
)
RULES = (FORM, KIND)


def findings(view: QuestionView, bank: BankView) -> Iterator[Finding]:
    """Find the option of a question that is not like the others."""
    standing = [option for option in view.options if option.words and not option.is_combination]
    if not view.has_choice or len(standing) < _FEWEST:
        return
    if odd := _odd_one(standing, _beginning):
        message = f'"{odd[0].text}" does not begin with {odd[1]}, as the other options do. {FORM.remedy}'
        if odd[0].words[0] not in _NOTHING:
            yield Finding(FORM, odd[0].place, message)
    odd = _odd_one(standing, _kind)
    if odd and _kind(odd[0]):
        message = f'"{odd[0].text}" is {_kind(odd[0])}; each other option is {odd[1]}. {KIND.remedy}'
        yield Finding(KIND, odd[0].place, message)


def _odd_one(options: list[OptionView], of: Callable[[OptionView], str]) -> tuple[OptionView, str] | None:
    """Return the only option that differs from all the others, and what these have in common."""
    values = [of(option) for option in options]
    common, number = Counter(values).most_common(1)[0]
    if not common or number != len(options) - 1:
        return None
    return next(option for option, value in zip(options, values, strict=True) if value != common), common


def _beginning(option: OptionView) -> str:
    first = option.words[0]
    if first in _VERBS:
        return "what is to be done"
    return f'"{first}"' if first in _LEADS else ""


def _kind(option: OptionView) -> str:
    """Return what an option names, told from the ending of its last word; "" where that cannot be told."""
    if len(option.words) > _MOST_WORDS:
        return ""
    return next((kind for kind, ending in _KINDS.items() if ending.fullmatch(option.words[-1])), "")
