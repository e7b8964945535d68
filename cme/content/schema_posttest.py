"""What an educator may write of a posttest: its questions, how they are drawn, and what is shown of a try."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainValidator

from cme.content.entry import Entry
from cme.content.fields import Boolean, Hours, Id, Line, Minutes, Percentage, Pick, Tries, one_of
from cme.core.activities import RevealPreset


class RevealEntry(Entry):
    fail: Annotated[str, PlainValidator(one_of("reveal-unsupported", "read-again"))]
    passed: Annotated[str, PlainValidator(one_of("reveal-unsupported", "everything"))] = Field(alias="pass")

    @property
    def preset(self) -> RevealPreset:
        return RevealPreset.STANDARD if self.fail == "read-again" else RevealPreset(self.fail)


read_preset = one_of("reveal-unsupported", *RevealPreset)


def _preset(value: Any) -> Any:
    """Read a preset's name; a mapping, which is how the standard one was written before it had a name, stays."""
    if not isinstance(value, str):
        return value
    name = read_preset(value)
    return RevealEntry.model_construct(fail=name, passed=name)


class SectionEntry(Entry):
    """A part of a posttest: some questions by name, or all of a topic or of an objective; ``pick`` 0 = all of them."""

    title: Line = ""
    questions: list[Id] = Field(default_factory=list, min_length=1)
    topic: Line = ""
    objective: Id = ""
    pick: Pick = 0
    spread: Annotated[str, PlainValidator(one_of("value-choice", "objective", "topic", "difficulty"))] = ""
    shuffle: Boolean = False


class PosttestEntry(Entry):
    questions: list[Id] = Field(default_factory=list, min_length=1)
    sections: list[SectionEntry] = Field(default_factory=list, min_length=1)
    pass_mark: Percentage
    attempts: Tries
    cooldown: Hours = 0
    time_limit: Minutes = 0
    reveal: Annotated[RevealEntry, BeforeValidator(_preset)]
