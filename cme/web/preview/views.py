"""The pages of a preview: the index, the activities as told before the start, each question before and after."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cme.core.laying_open import lay_open
from cme.core.preview import Preview, PreviewedActivity, PreviewedQuestion, bearers, matrix
from cme.core.question_scoring import scoring_of
from cme.core.questions import TYPED, Question
from cme.core.responses import canonical, fault_of, full_answer, in_words, unfinished
from cme.core.review import Numbering, ReviewedQuestion
from cme.core.scoring import needed_to_pass
from cme.core.sources import Source
from cme.errors import BadInput, NotFound
from cme.web.learner.forms import words
from cme.web.learner.words import pass_mark_reason
from cme.web.preview.shelves import shelves
from cme.web.preview.slices import slice_of

preview = Blueprint("preview", __name__, url_prefix="/educator/preview/<shelf>")
PER_PAGE = 100  # activities, questions, sources, problems on the index


@preview.before_request
def admit() -> ResponseReturnValue | None:
    return shelves().admit()


@preview.url_value_preprocessor
def take_shelf(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep which bank the address is about; where an application has only one, no address names it."""
    g.preview_shelf = (values or {}).pop("shelf", "")


@preview.context_processor
def common() -> dict[str, object]:
    return {"to": _address, "preview_title": g.preview_source.title if "preview_source" in g else ""}


def _address(endpoint: str, **values: Any) -> str:
    """Return the address of another page of the same preview."""
    shelf = {"shelf": g.preview_shelf} if g.preview_shelf else {}
    return url_for(f"preview.{endpoint}", **shelf, **values)


def _read() -> Preview:
    source = shelves().open(g.preview_shelf)
    g.preview_source, g.preview_stamp = source, source.stamp()  # before reading, so that no change goes unseen
    return source.read()


@preview.get("/")
def index() -> ResponseReturnValue:
    found = _read()
    return render_template(
        "preview/index.html",
        bank=found,
        activities=slice_of(found.activities, "activities", PER_PAGE),
        questions=slice_of(found.questions, "questions", PER_PAGE),
        sources=slice_of(found.sources, "sources", PER_PAGE),
        problems=slice_of(found.remarks, "problems", PER_PAGE),
        citing=found.citing(),
        rules_of=_rules,
        passage_count=sum(len(each.passages) for each in found.sources),
    )


@preview.get("/activities/<activity_id>")
def activity(activity_id: str) -> ResponseReturnValue:
    found = _read()
    shown = found.find_activity(activity_id)
    if shown is None:
        raise NotFound
    asked = [found.find_question(each) for each in shown.activity.posttest.question_ids] if shown.activity else []
    return render_template(
        "preview/activity.html",
        bank=found,
        shown=shown,
        activity=shown.activity,
        rules=_rules(shown),
        sources=_sources(found, shown),
        questions=[each for each in asked if each is not None],
        is_unreviewed=any(each is None or not each.asked.reviewed for each in asked),
    )


@preview.get("/questions/<name>")
def question(name: str) -> ResponseReturnValue:
    found = _read()
    shown = _question(found, name)
    around = _around(found, shown)
    return render_template("preview/question.html", tab="question", case=_case(found, shown, around), **around)


@preview.get("/questions/<name>/answered")
def answered(name: str) -> ResponseReturnValue:
    found = _read()
    shown = _question(found, name)
    chosen = _chosen(shown)
    around = _around(found, shown)
    reviewed = _reviewed(found, shown.question, chosen, around) if shown.question is not None else None
    return render_template(
        "preview/answered.html",
        tab="answered",
        reviewed=reviewed,
        chosen=chosen,
        in_words=in_words(shown.asked, chosen),
        full=canonical(shown.asked, full_answer(shown.question)) if shown.question is not None else (),
        remark=unfinished(shown.asked, chosen),
        **around,
    )


@preview.get("/questions/<name>/evidence")
def evidence(name: str) -> ResponseReturnValue:
    found = _read()
    shown = _question(found, name)
    written = shown.question
    return render_template(
        "preview/evidence.html",
        tab="evidence",
        bearers=bearers(written) if written is not None else (),
        rows=list(matrix(written, found.readable_sources())) if written is not None else [],
        unused=found.passages_beside(written) if written is not None else (),
        **_around(found, shown),
    )


def _chosen(shown: PreviewedQuestion) -> tuple[str, ...]:
    """Return the answer in the address. Raises BadInput for one that no control of the question sends."""
    chosen = canonical(shown.asked, words(request.args.getlist("response")))
    if fault := fault_of(shown.asked, chosen):
        if shown.asked.type in TYPED:
            raise BadInput(fault)
        raise BadInput("The question has no such option. Go back to it and choose one of those it has.")
    return chosen


def _question(found: Preview, name: str) -> PreviewedQuestion:
    shown = found.find_question(name)
    if shown is None:
        raise NotFound(f"There is no question {name[:80]} in this bank now. Its index lists those there are.")
    return shown


def _around(found: Preview, shown: PreviewedQuestion) -> dict[str, Any]:
    """Return what each page of a question shows: the activity that asks it, and the way to its other questions."""
    asking = found.asking(shown.asked.id)
    first = asking[0].activity if asking else None
    names = [each.name for each in found.questions]
    ids = first.posttest.question_ids if first is not None else (shown.asked.id,)
    around = [each for each in ids if each in names] if first is not None else [shown.name]
    position = around.index(shown.name) + 1 if shown.name in around else 1
    return {
        "bank": found,
        "shown": shown,
        "activity": first,
        "asking": asking,
        "around": around,
        "position": position,
    }


def _case(found: Preview, shown: PreviewedQuestion, around: dict[str, Any]) -> dict[str, Any]:
    """Return what a case has told up to this question, and which of its parts this is."""
    stimulus = shown.asked.stimulus
    beside = [found.find_question(name) for name in around["around"]]
    parts = [each for each in beside if each is not None and stimulus is not None and each.asked.stimulus == stimulus]
    if stimulus is None or not stimulus.is_sequential or shown not in parts:
        return {}
    number = parts.index(shown) + 1
    return {"told": [each.asked.unfolds for each in parts[:number]], "part": number, "count": len(parts)}


def _reviewed(found: Preview, written: Question, chosen: tuple[str, ...], around: dict[str, Any]) -> ReviewedQuestion:
    activity = around["activity"]
    return lay_open(
        written,
        chosen,
        Numbering(found.readable_sources()),
        position=around["position"],
        objective=activity.objective_number(written.objective) if activity is not None else 0,
        mark=scoring_of(written).mark(chosen),
    )


def _sources(found: Preview, shown: PreviewedActivity) -> list[Source]:
    readable = found.readable_sources()
    named = shown.activity.source_ids if shown.activity is not None else ()
    return [readable[each] for each in named if each in readable]


def _rules(shown: PreviewedActivity) -> dict[str, object] | None:
    """Return the pass mark as a number of questions, and how it comes about; None while nothing is asked."""
    if shown.activity is None or shown.activity.posttest.length < 1:
        return None
    posttest = shown.activity.posttest
    count = posttest.length
    return {
        "count": count,
        "needed": needed_to_pass(posttest.pass_mark, count),
        "reason": pass_mark_reason(posttest.pass_mark, count),
    }
