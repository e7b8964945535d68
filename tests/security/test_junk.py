"""Junk for every route that changes something: whatever is sent, the answer is never a fault of ours."""

import json
from typing import Any

import pytest
from flask import request
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.security.access_rows import ROWS, SAVE
from tests.security.access_world import World
from tests.security.visits import MALFORMED, Visitors, good_case, path_of
from tests.support.figures import Figure, record

ROLES = ("anonymous", "learner", "educator", "administrator")
WRITTEN = st.characters(exclude_categories=["Cs"])  # no form can send half of a surrogate pair
TEXT = st.text(WRITTEN, max_size=40) | st.sampled_from(["", "\0", "9" * 400, "-1", "1e9", "x" * 20_000, "y", "true"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
TYPES = st.sampled_from(
    [
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain",
        "a/b",
        "",
    ]
)
OURS = {name for row in ROWS.values() for name in (*row.fields, *(row.json or ()))}
NAMES = st.sampled_from(sorted(OURS | {"go", "struck", "flagged"})) | st.text(WRITTEN, max_size=9)


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, object]:
    """Fields of ours with odd values, JSON that is nearly a save, or bytes."""
    kind = draw(st.sampled_from(["form", "json", "bytes"]))
    if kind == "form":
        return {"data": draw(st.dictionaries(NAMES, TEXT | st.lists(TEXT, max_size=3), max_size=6))}
    if kind == "json":
        changed = draw(st.dictionaries(st.sampled_from(sorted(SAVE)), ANYTHING, max_size=3))
        sent = draw(st.sampled_from([SAVE | changed, changed]) | ANYTHING)
        return {"data": json.dumps(sent), "content_type": "application/json"}
    return {"data": draw(st.binary(max_size=200)), "content_type": draw(TYPES)}


def junk(visitors: Visitors, examples: int, endpoints: frozenset[str] = frozenset()) -> list[str]:
    """Send junk with a good token and return what was answered with a fault of ours."""
    world, faults = visitors.world, []
    unsafe = [rule for rule in visitors.rules() if "POST" in (rule.methods or ())]
    unsafe = [rule for rule in unsafe if not endpoints or rule.endpoint in endpoints]
    named, accepted = st.sampled_from(["own", "nobody", *MALFORMED]), st.sampled_from(["*/*", "application/json"])

    @seed(20261120)
    @settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.sampled_from(unsafe), st.sampled_from(ROLES), named, bodies(), accepted)
    def send(rule: Rule, role: str, name: str, body: dict[str, Any], accept: str) -> None:
        path = good_case(world, rule, role).path if name == "own" else path_of(rule, name)
        answer = visitors.ask(role, "POST", path, headers={"Accept": accept}, **body)
        if answer.status_code >= 500:
            faults.append(f"{role}: {rule.endpoint} ({name}) {body}: {answer.status_code}")
        world.snapshot.restore()

    send()
    return faults


@pytest.mark.parametrize(
    "examples", [200, pytest.param(5000, marks=pytest.mark.slow)], ids=lambda examples: f"{examples} requests"
)
def test_no_junk_is_a_fault_of_ours(world: World, examples: int) -> None:
    visitors = Visitors(world.another_app(), world)
    faults = junk(visitors, examples) + visitors.faults
    record(
        Figure(
            proof="Access",
            what="junk requests answered with a fault of ours",
            goal="0",
            measured=f"{len(faults)} of {sum(visitors.statuses.values()):,}",
            is_met=not faults,
            is_full=examples > 200,
            size="every unsafe route with a good token; bodies made by Hypothesis from one seed",
            control="a view that takes its input on trust is seen",
        )
    )
    assert faults == []
    assert visitors.statuses.keys() >= {303, 400, 401, 404, 410, 415}


def test_a_view_that_trusts_its_input_is_seen(world: World) -> None:
    app = world.another_app()
    app.view_functions["account.profile_submit"] = lambda: str(int(request.form.get("tries", "1")))
    faults = junk(Visitors(app, world), 200, frozenset({"account.profile_submit"}))
    assert any("account.profile_submit" in fault for fault in faults)
