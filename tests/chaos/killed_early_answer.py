"""A planted fault: a server that answers first and commits a moment later, as one would that groups its commits.

Imported in front of the real server. Never part of the product.
"""

import sys
import time

from flask import Response, after_this_request, g

from cme.web import glue

SECONDS_LATER = 0.005


def commit_later() -> None:
    """Take session and connection out of the request and commit once the answer has been sent."""
    held = [each for each in (g.pop("session", None), g.pop("connection", None)) if each is not None]

    def commit() -> None:
        time.sleep(SECONDS_LATER)
        held[0].commit()
        for each in held:
            each.close()

    @after_this_request
    def plan(response: Response) -> Response:
        response.call_on_close(commit)
        return response


def plant() -> None:
    """Put it in the place of the commit everywhere, in modules too that have taken theirs already."""
    right = glue.commit
    for module in [each for each in sys.modules.values() if getattr(each, "commit", None) is right]:
        module.commit = commit_later  # type: ignore[attr-defined]


plant()
