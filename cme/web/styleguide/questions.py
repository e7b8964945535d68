"""A question of each type, empty and answered, for the page of components. Nothing here is asked of anybody."""

from dataclasses import dataclass, replace
from fractions import Fraction

from cme.core.questions import OpenOption, OpenPrompt, OpenQuestion, QuestionType, Stimulus, Unit
from cme.core.responses import in_words, unfinished
from cme.core.scoring import ScoringRule


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """A question in one state. ``at`` begins the ids of its controls, which stand on one page with all others."""

    at: str
    state: str
    question: OpenQuestion
    chosen: tuple[str, ...] = ()
    struck: tuple[str, ...] | None = None

    @property
    def remark(self) -> str:
        return unfinished(self.question, self.chosen)

    @property
    def in_words(self) -> str:
        return in_words(self.question, self.chosen)


def _options(*texts: str) -> tuple[OpenOption, ...]:
    return tuple(OpenOption(id=text.split(" ")[0].strip(",").lower(), text=text) for text in texts)


def _prompts(*texts: str) -> tuple[OpenPrompt, ...]:
    return tuple(OpenPrompt(id=f"p{number}", text=text) for number, text in enumerate(texts, start=1))


CASE = Stimulus(
    id="case",
    title="A man with two lesions",
    text="A 40-year-old man has a lesion in the lung and one in the liver. Fever, a rash and weight loss are noted.",
    is_sequential=True,
)
SINGLE = OpenQuestion(
    id="single",
    type=QuestionType.SINGLE,
    stem="Which finding did the report describe after the medicine was started again?",
    options=_options(
        "Pneumonia without symptoms, seen on a scan and treated with corticosteroids",
        "Transient thrombocytopenia",
        "A and B",
        "None of the above",
    ),
    shuffle=False,
    objective="",
    topics=(),
    read_again="",
    verbatim="",
    reviewed="",
)
TRUE_FALSE = replace(
    SINGLE, type=QuestionType.TRUE_FALSE, stem="The patient was free of pain.", options=_options("True", "False")
)
MULTIPLE = replace(
    SINGLE,
    type=QuestionType.MULTIPLE,
    scoring=ScoringRule.NET_CORRECT,
    stem="Which findings were noted at the first visit?",
    options=_options("Fever", "Rash", "Weight loss", "Cough", "Seizure"),
)
NUMERIC = replace(
    SINGLE,
    type=QuestionType.NUMERIC,
    stem="By how much did the lung lesion change?",
    options=(),
    units=(Unit(name="%"),),
)
DOSE = replace(
    NUMERIC,
    stem="How much of the medicine did the patient take each time?",
    units=(Unit(name="mg"), Unit(name="g", times=Fraction(1000))),
)
SHORT_TEXT = replace(SINGLE, type=QuestionType.SHORT_TEXT, stem="Which gene fusion did sequencing find?", options=())
MATCHING = replace(
    SINGLE,
    type=QuestionType.MATCHING,
    scoring=ScoringRule.PARTIAL,
    stem="Match each fusion with where it is found in the cell.",
    prompts=_prompts(
        "The fusion with a nuclear pore protein", "The fusion with a tropomyosin", "The fusion with clathrin"
    ),
    options=_options("Nuclear membrane", "Cytoplasm", "Granules"),
)
EXTENDED = replace(
    MATCHING,
    type=QuestionType.EXTENDED_MATCHING,
    stem="For each patient, choose the most likely finding.",
    prompts=_prompts(
        "A 21-year-old man has fever, weight loss and a mass in the abdomen. The mass was seen on the third day.",
        "A 34-year-old woman coughs after starting treatment; a scan shows patches in both lungs.",
    ),
    options=_options(
        "Anaplastic large cell lymphoma",
        "Cryptogenic organizing pneumonia, which answers to corticosteroids",
        "Graft-versus-host disease",
        "Inflammatory myofibroblastic tumour",
        "Leiomyosarcoma",
        "Sarcoidosis",
    ),
)
ORDERING = replace(
    SINGLE,
    type=QuestionType.ORDERING,
    scoring=ScoringRule.PARTIAL,
    stem="Bring the steps of treatment into the order in which they came.",
    options=_options("Surgery", "Biopsy", "Inventinib, 250 mg twice a day", "Radiation"),
)
SPECIMENS = (
    Specimen(
        at="single-",
        state="One of several, with one struck out",
        question=SINGLE,
        chosen=("transient",),
        struck=("none",),
    ),
    Specimen(at="tf-", state="True or false, not answered", question=TRUE_FALSE, struck=()),
    Specimen(at="multiple-", state="All that apply", question=MULTIPLE, chosen=("fever", "rash"), struck=("seizure",)),
    Specimen(at="number-", state="A number with its unit", question=NUMERIC, chosen=("−48.6",)),
    Specimen(at="wrong-", state="A number that cannot be read", question=NUMERIC, chosen=("half",)),
    Specimen(at="dose-", state="A number, its unit still to be chosen", question=DOSE, chosen=("250",)),
    Specimen(at="text-", state="A few words", question=SHORT_TEXT),
    Specimen(at="pairs-", state="Matching, not finished", question=MATCHING, chosen=("p1 nuclear",)),
    Specimen(at="vignettes-", state="Extended matching", question=EXTENDED, chosen=("p1 anaplastic",)),
    Specimen(at="empty-order-", state="An order, as it is first shown", question=ORDERING),
    Specimen(
        at="order-",
        state="An order, answered",
        question=ORDERING,
        chosen=("1 biopsy", "2 radiation", "3 inventinib", "4 surgery"),
    ),
)
FIXED = (
    Specimen(at="fixed-", state="A fixed answer", question=replace(SINGLE, stimulus=CASE), chosen=("transient",)),
    Specimen(at="fixed-order-", state="A fixed order", question=ORDERING, chosen=("1 biopsy", "2 radiation")),
)
