"""A bank with a sequential case: one question alone, then a patient told in three parts."""

from cme.core.bank import Bank
from cme.core.questions import Question, Stimulus
from tests.support.banks import FOUR, TRUE_FALSE, bank, question

PATIENT = Stimulus(id="patient", title="Patient 1", text="A patient comes in with a finding.", is_sequential=True)
TOLD_LATER = ("The finding went away.", "It came back.")  # what the second and the third part tell
CASE: tuple[Question, ...] = (
    question("alone", TRUE_FALSE, "true"),
    question("onset", FOUR, "early", stimulus=PATIENT),
    question("course", TRUE_FALSE, "false", stimulus=PATIENT, unfolds=TOLD_LATER[0], stem="Why did it go away?"),
    question("outcome", FOUR, "both", stimulus=PATIENT, unfolds=TOLD_LATER[1], stem="Why did it come back?"),
)
RIGHT = {1: "true", 2: "early", 3: "false", 4: "both"}


def case_bank() -> Bank:
    return bank(questions=CASE)
