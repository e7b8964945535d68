"""Twins that differ only in their secrets answer everybody alike, byte for byte, until the rules release them.

Nothing is masked: chance and time repeat themselves. Left out are the hashes that chain the audit log and its
fingerprint of the published bank, which no page, mail or log line shows.
"""

import logging
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask, Response, request
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select
from sqlalchemy.engine import URL

from cme.core.questions import OpenOption, OpenPrompt, OpenQuestion, Option, Prompt, Question, QuestionType
from cme.core.responses import full_answer
from cme.core.scoring import ScoringRule
from cme.core.sources import Evidence, Passage
from cme.models import QuestionKey
from cme.services import audit
from cme.web.glue import get_session
from tests.security.secrecy.banks import ASKED, NEVER_SHOWN, PLAIN, bank, canaries, secret_texts
from tests.security.secrecy.kinds import KINDS, POOL
from tests.security.secrecy.planted import CANARY, ONE, OTHER
from tests.security.secrecy.routes import TABLE, missing_lines
from tests.security.secrecy.state import State
from tests.security.secrecy.states import STATES
from tests.security.secrecy.twin import ROLES, Plant, Twin, opened
from tests.security.secrecy.visits import SUMMED_UP, Visit, differing, is_released, tells_a_number, told, visits
from tests.support import figures, postgresql
from tests.support.figures import Figure

EVERYBODY = (
    "some saved",
    "every type, saved",
)  # states that the small run visits as everybody; the others as the owner
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
EDUCATORS_ALONE = {"difficulty", "lint_ignore", "notes"}  # fields of a question that no learner ever sees
SECRET = {
    Option: {"is_key", "rationale", "evidence", "silent", "weight", "accepts", "least", "most"},
    Prompt: {"match", "rationale", "evidence", "silent"},
    Evidence: {"passage", "relation", "note"},
    Passage: {"id", "source_id", "section", "place", "quote", "context_before", "context_after", "basis"},
}


# What has no text: the twins differ in it.
UNMARKED = {
    *("Option.is_key", "Option.evidence", "Option.weight", "Prompt.match", "Prompt.evidence"),
    *("Evidence.passage", "Evidence.relation"),
}


@dataclass
class Found:
    """What a comparison of the twins came to."""

    visits: int = 0
    released: int = 0
    differences: list[str] = field(default_factory=list)
    early: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)


@contextmanager
def sqlite_twin(name: str, folder: Path, template: Path, plant: Plant | None = None) -> Iterator[Twin]:
    (folder / name).mkdir()
    path = folder / name / "cme.sqlite3"
    shutil.copyfile(template, path)
    with opened(name, folder / name, f"sqlite:///{path}", plant=plant) as twin:
        yield twin


@contextmanager
def postgresql_twin(name: str, folder: Path, maintenance: URL, template: str) -> Iterator[Twin]:
    (folder / name).mkdir()
    database = f"cme_twin_{name}_{uuid4().hex[:8]}"
    url = postgresql.create_database(maintenance, database, template=template)
    try:
        with opened(name, folder / name, url.render_as_string(hide_password=False), maintenance) as twin:
            yield twin
    finally:
        postgresql.drop_database(maintenance, database)


def seen(
    twin: Twin, states: Sequence[State], *, roles: Sequence[str] = (), is_full: bool = False
) -> Iterator[tuple[State, Visit]]:
    """Yield every visit of every state; without ``roles``, as everybody in the states of the small run that ask so."""
    for state in states:
        few = ("owner", "educator") if state.is_flagged else ("owner",)
        who = roles or (tuple(ROLES) if state.name in EVERYBODY else few)
        for visit in visits(twin, state, who, is_full=is_full):
            yield state, visit
        if not state.is_interrupted and state.name != "at fault":
            with twin.database.reading() as session:
                assert list(audit.broken_links(session)) == []


def compared(ours: Sequence[tuple[State, Visit]], theirs: Sequence[tuple[State, Visit]]) -> Found:
    found = Found()
    for (state, one), (_, other) in zip(ours, theirs, strict=True):
        may_tell = is_released(one, state)
        found.visits += 1
        found.released += may_tell
        found.differences += differing(one, other, is_released=may_tell or tells_a_number(one))
        for visit in (one, other):
            words = told(visit)
            if may_tell:
                found.shown |= words
                is_telling = words or visit.place[3] in SUMMED_UP
                found.early += [] if is_telling else [f"{visit} shows nothing of what the rules release"]
            else:
                found.early += [f"{visit} tells {word}" for word in sorted(words)]
    return found


def record(found: Found, size: str, *, is_full: bool) -> None:
    on = "" if "SQLite" in size else " on PostgreSQL"
    for what, wrong in (
        ("answers of twin banks that differ before the keys are released", len(found.differences)),
        ("canaries of keys, rationales and evidence seen early", len(found.early)),
    ):
        figures.record(
            Figure(
                proof="Secrecy",
                what=what + on,
                goal="0",
                measured=f"{wrong} of {found.visits - found.released:,}",
                is_met=wrong == 0,
                is_full=is_full,
                size=size,
                control="a key in an attribute, a rationale in a header, one in a log line: each caught both ways",
            )
        )


def hold(found: Found, size: str, *, is_full: bool) -> None:
    record(found, size, is_full=is_full)
    assert found.differences == []
    assert found.early == []
    for twin in (ONE, OTHER):
        planted = canaries(bank(twin), PLAIN) | canaries(bank(twin), KINDS)
        unseen = {where for word, where in planted.items() if word not in found.shown}
        assert unseen == set(), "what is never shown proves nothing where it is not seen"
    assert {"answer--key", "tag--key"} <= found.shown


def test_the_twins_answer_alike(tmp_path: Path, sqlite_template: Path) -> None:
    states = [state for state in STATES if state.is_small]
    found = []
    for name in (ONE, OTHER):
        with sqlite_twin(name, tmp_path, sqlite_template) as twin:
            found.append(list(seen(twin, states)))
    size = f"{len(TABLE)} routes × {len(states)} states as their owner, {len(EVERYBODY)} as {len(ROLES)} roles, SQLite"
    hold(compared(*found), size, is_full=False)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_twins_answer_alike_at_full_size(tmp_path: Path, kind: str, request: pytest.FixtureRequest) -> None:
    states = [state for state in STATES if kind == "sqlite" or (state.is_small and not state.is_interrupted)]
    roles = tuple(ROLES) if kind == "sqlite" else ("owner",)
    found = []
    for name in (ONE, OTHER):
        if kind == "sqlite":
            opening = sqlite_twin(name, tmp_path, request.getfixturevalue("sqlite_template"))
        else:
            server, template = (request.getfixturevalue(f"postgresql_{part}") for part in ("server", "template"))
            opening = postgresql_twin(name, tmp_path, server, template)
        with opening as twin:
            found.append(list(seen(twin, states, roles=roles, is_full=True)))
    size = f"{len(TABLE)} routes × {len(roles)} roles × {len(states)} states, {NAMES[kind]}"
    hold(compared(*found), size, is_full=True)


def _key_in_an_attribute(app: Flask) -> None:
    """Put ``is_correct`` into a data attribute of each option, as a template could that is given too much."""
    assert app.jinja_loader is not None
    before = 'value="{{ option.id }}" id="{{ at }}option-'
    source = app.jinja_loader.get_source(app.jinja_env, "_parts/asked.html")[0]
    assert before in source
    changed = source.replace(before, f'data-is-correct="{{{{ is_correct(question, option) }}}}" {before}')
    app.jinja_loader = ChoiceLoader([DictLoader({"_parts/asked.html": changed}), app.jinja_loader])
    app.jinja_env.globals["is_correct"] = lambda question, option: option.id in _keys(question.id)


def _keys(question_id: str) -> set[str]:
    for answered in get_session().scalars(select(QuestionKey.answered)):
        if answered["id"] == question_id:
            return {option["id"] for option in answered["options"] if option["is_key"]}
    return set()


def _rationale() -> str:
    answered = get_session().scalars(select(QuestionKey.answered)).first()
    return str(answered["options"][0]["rationale"]) if answered else ""


def _rationale_in_a_header(app: Flask) -> None:
    @app.after_request
    def add(response: Response) -> Response:
        if request.endpoint == "learner.question":
            response.headers["X-Rationale"] = _rationale()
        return response


def _rationale_in_the_log(app: Flask) -> None:
    @app.before_request
    def say() -> None:
        if request.endpoint == "learner.question":
            logging.getLogger("cme.web").info("asking: %s", _rationale())


@pytest.mark.parametrize("plant", [_key_in_an_attribute, _rationale_in_a_header, _rationale_in_the_log])
def test_a_leak_is_caught_by_the_twins_and_by_the_canaries(tmp_path: Path, sqlite_template: Path, plant: Plant) -> None:
    states = [state for state in STATES if state.name == "some saved"]
    found = []
    for name in (ONE, OTHER):
        with sqlite_twin(name, tmp_path, sqlite_template, plant) as twin:
            found.append(list(seen(twin, states, roles=("owner",))))
    result = compared(*found)
    assert result.differences
    assert result.early


def test_a_route_without_a_line_is_seen(app: Flask) -> None:
    assert missing_lines(app) == set()
    app.add_url_rule("/leak", "leak", lambda: "the key", methods=["GET", "POST"])
    assert missing_lines(app) == {("GET", "leak"), ("POST", "leak")}


def test_every_field_that_an_open_question_lacks_is_secret_and_holds_a_canary() -> None:
    def names(kind: type) -> set[str]:
        return {each.name for each in fields(kind)}

    own = names(Question) - names(OpenQuestion)
    assert own == EDUCATORS_ALONE, "a field of questions alone is secret: give it a canary"
    for question_id, one in bank(ONE).questions.items():
        other = bank(OTHER).questions[question_id]
        assert all(getattr(one, name) != getattr(other, name) for name in own)
        assert all(CANARY.search(str(getattr(one, name))) for name in own - {"difficulty"})
    shown_openly = {Option: names(OpenOption), Prompt: names(OpenPrompt)}
    assert {kind: names(kind) - shown_openly.get(kind, set()) for kind in SECRET} == SECRET
    of_typed_answers = {"Option.text"}  # of what is foreseen for a typed answer, the text is secret too
    marked = {f"{kind.__name__}.{each}" for kind, found in SECRET.items() for each in found} - UNMARKED - NEVER_SHOWN
    for name in (ONE, OTHER):
        planted = canaries(bank(name), PLAIN) | canaries(bank(name), KINDS)
        assert {each.split(" ")[1] for each in planted.values()} == marked | of_typed_answers


def test_the_twins_differ_in_every_secret_and_in_nothing_else() -> None:
    one, other = bank(ONE), bank(OTHER)
    assert (one.activities, one.sources, one.provider) == (other.activities, other.sources, other.provider)
    for activity_id in ASKED:
        assert set(canaries(one, activity_id)) & set(canaries(other, activity_id)) == set()
    differing_fields = set()
    for question_id, question in one.questions.items():
        twin = other.questions[question_id]
        assert question.opened() == twin.opened()
        assert (full_answer(question) == full_answer(twin)) == (question_id == "n3")
        assert secret_texts(question.options)["Option.rationale"] != secret_texts(twin.options)["Option.rationale"]
        for kind, ours, theirs in (
            (Option, question.options, twin.options),
            (Prompt, question.prompts, twin.prompts),
        ):
            by_id = {each.id: each for each in theirs}
            pairs = [(each, by_id[each.id]) for each in ours if each.id in by_id]
            found = {name for a, b in pairs for name in SECRET[kind] if getattr(a, name) != getattr(b, name)}
            differing_fields |= {(kind, name) for name in found}
    assert differing_fields == {(kind, name) for kind in (Option, Prompt) for name in SECRET[kind]}


def test_the_twins_have_questions_of_every_type_and_rules_that_differ() -> None:
    made = bank(ONE)
    assert {each.type for each in made.questions.values()} == set(QuestionType)
    assert {each.scoring for each in made.questions.values()} == set(ScoringRule)
    assert any(each.stimulus and each.stimulus.is_sequential for each in made.questions.values())
    pool = made.activities[POOL]
    assert pool.posttest.length < len(pool.posttest.question_ids)
    assert pool.has_pretest
    assert pool.posttest.minutes
