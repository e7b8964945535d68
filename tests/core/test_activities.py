"""The rules of a posttest that its parts make up."""

from fractions import Fraction

from cme.core.activities import Posttest, Section


def test_a_question_is_headed_by_the_title_of_its_section() -> None:
    sections = (Section(question_ids=("a", "b"), pick=1, title="Mechanism"), Section(question_ids=("c",), pick=1))
    rules = Posttest(
        question_ids=("a", "b", "c"), pass_mark=Fraction(1, 2), attempts=1, cooldown_hours=0, sections=sections
    )
    assert [rules.section_title(each) for each in ("b", "c", "d")] == ["Mechanism", "", ""]
    assert rules.length == 2
