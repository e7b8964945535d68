"""Any bank that an author could have written, drawn from a seed: every field filled, or left out where it may."""

import string
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random

from cme.content.characters import FORBIDDEN
from cme.core.activities import Activity, Objective, Person, Posttest, Provider, RevealPreset, Section
from cme.core.bank import Bank
from cme.core.questions import IgnoredRule
from cme.core.sources import Passage, SincePublication, Source, SourceStatus
from tests.support.written_questions import draw_question, draw_stimulus

SIGNS = "aZ09éß½ΑЖ中𝒜:#-[]{},&*!|>'\"%@`\\?~=<.()/_–“”°"
ODD = ("-", "a:", ":b", "#b", "true", "No", "null", "12:30", "022", "1e3", "---", "...", "<<", "?", "%TAG", "'", "\\x")
IDS = string.ascii_lowercase + string.digits


class Drawing:
    """Draws the parts of a bank, one after the other, from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - to be repeated, not to be secret

    def word(self) -> str:
        kind = self.random.randrange(4)
        if kind == 0:
            return self.random.choice(ODD)
        signs = "".join(self.random.choices(SIGNS, k=self.random.randint(1, 12)))
        return signs if kind < 3 else self.any_letters() or signs

    def any_letters(self) -> str:
        """Draw characters from all of Unicode, without those that no bank may hold."""
        numbers = (self.random.randrange(0x20, self.random.choice((0x250, 0x3000, 0x110000))) for _ in range(6))
        letters = "".join(chr(number) for number in numbers if unicodedata.category(chr(number))[0] not in "CZ")
        return unicodedata.normalize("NFC", FORBIDDEN.sub("", letters))  # as every text is read

    def text(self, most: int = 60) -> str:
        return " ".join(self.word() for _ in range(self.random.randint(1, self.random.choice((1, 3, most)))))

    def line(self) -> str:
        return self.text(6)

    def some(self, text: str) -> str:
        return text if self.random.random() < 0.5 else ""

    def lines(self) -> tuple[str, ...]:
        return tuple(self.line() for _ in range(self.random.randint(1, 3)))

    def day(self) -> date:
        return date(1900, 1, 1) + timedelta(days=self.random.randrange(109_000))

    def day_or_none(self) -> date | None:
        return self.day() if self.random.random() < 0.5 else None

    def doi(self) -> str:
        return self.random.choice(("", "10.1234/invented.1", "10.1000/(1)x:2;3#4"))

    def ids(self, least: int, most: int) -> list[str]:
        found = {"-".join(self._letters() for _ in range(self.random.randint(1, 2))) for _ in range(most)}
        return sorted(found)[: self.random.randint(least, most)] or ["only"]

    def _letters(self) -> str:
        return "".join(self.random.choices(IDS, k=self.random.randint(1, 6)))

    def ignored(self) -> tuple[IgnoredRule, ...]:
        return tuple(IgnoredRule(rule=self.line(), reason=self.line()) for _ in range(self.random.randint(0, 2)))

    def source(self, source_id: str) -> Source:
        return Source(
            id=source_id,
            type="journal-article",
            title=self.line(),
            authors=self.lines(),
            journal=self.line(),
            year=self.random.randint(1800, 2200),
            volume=self.line(),
            issue=self.some(self.line()),
            pages=self.line(),
            words=self.random.choice((0, 1, 2_000)),
            doi=self.doi(),
            pmid=self.random.choice(("", "1", "24616538")),
            design=self.line(),
            design_note=self.text(),
            peer_reviewed=self.random.random() < 0.5,
            rights=self.line(),
            rights_basis=self.random.choice(("short-quotation", "open-licence")),
            status=self.random.choice(list(SourceStatus)),
            status_checked=self.day_or_none(),
            since_publication=tuple(
                SincePublication(date=self.day(), note=self.text(), reference=self.line(), doi=self.doi())
                for _ in range(self.random.randint(0, 2))
            ),
        )

    def passage(self, source_id: str, own_id: str) -> Passage:
        return Passage(
            id=f"{source_id}#{own_id}",
            source_id=source_id,
            section=self.line(),
            place=self.line(),
            quote=self.text(),
            context_before=self.some(self.text()),
            context_after=self.some(self.text()),
            basis=self.some(self.line()),
        )

    def activity(self, activity_id: str, asked: Sequence[str], named: Sequence[str]) -> Activity:
        return Activity(
            id=activity_id,
            title=self.line(),
            short_title=self.line(),
            summary=self.text(),
            source_ids=tuple(named),
            topics=self.lines(),
            practice_gap=self.text(),
            audience=self.text(),
            objectives=tuple(Objective(id=one, text=self.line()) for one in self.ids(1, 2)),
            faculty=tuple(
                Person(name=self.line(), role=self.line(), disclosure=self.some(self.text()))
                for _ in range(self.random.randint(0, 2))
            ),
            commercial_support=self.line(),
            how_to_complete=self.text(),
            minutes_to_read=self.random.randint(1, 600),
            minutes_to_answer=self.random.randint(1, 600),
            technical_needs=self.text(),
            privacy=self.text(),
            rights=self.text(),
            bibliography=self.lines(),
            posttest=self.posttest(asked),
            released=self.day(),
            reviewed=self.day_or_none(),
            expires=self.day_or_none(),
            lint_ignore=self.ignored(),
            has_pretest=self.random.random() < 0.5,
        )

    def posttest(self, asked: Sequence[str]) -> Posttest:
        return Posttest(
            question_ids=tuple(asked),
            pass_mark=Fraction(self.random.randint(10_000, 1_000_000), 1_000_000),
            attempts=self.random.randint(1, 100),
            cooldown_hours=self.random.randint(0, 9999),
            sections=self.sections(asked) if self.random.random() < 0.5 else (),
            minutes=self.random.choice((0, 1, 600)),
            reveal=self.random.choice(list(RevealPreset)),
        )

    def sections(self, asked: Sequence[str]) -> tuple[Section, ...]:
        cut = self.random.randint(0, len(asked) - 1)
        return tuple(
            Section(
                question_ids=tuple(part),
                pick=self.random.randint(1, len(part)),
                title=self.some(self.line()),
                spread=self.random.choice(("", "objective", "topic", "difficulty")),
                is_shuffled=self.random.random() < 0.5,
            )
            for part in (asked[:cut], asked[cut:])
            if part
        )

    def bank(self) -> Bank:
        """Draw a bank as the schema allows it; that it makes sense is not asked."""
        sources, questions, activities = self.ids(1, 2), self.ids(1, 4), self.ids(1, 2)
        known = [self.passage(source, own) for source in sources for own in self.ids(1, 3)]
        asked = {one: self.random.sample(questions, self.random.randint(1, len(questions))) for one in activities}
        stimuli = [draw_stimulus(self, one) for one in self.ids(1, 2)]
        drawn = {one: draw_question(self, one, known, stimuli) for one in questions}
        cited = {item.passage.id for one in drawn.values() for item in one.cited}
        provider = Provider(id="p", name=self.line(), contact="education@example.org", statement=self.text())
        return Bank(
            id=self.ids(1, 1)[0],
            provider=provider,
            sources={one: self.source(one) for one in sources},
            questions=drawn,
            activities={one: self.activity(one, asked[one], sources) for one in activities},
            uncited=tuple(sorted((one for one in known if one.id not in cited), key=lambda one: one.id)),
        )
