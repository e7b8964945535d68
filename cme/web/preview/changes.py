"""For the script of a page: whether the bank has changed since the page was made. Only where one person looks."""

import time

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from cme.web.preview.shelves import shelves

SECONDS_TO_WAIT = 20  # for a change, before the script asks again
SECONDS_BETWEEN_LOOKS = 0.25

watching = Blueprint("watching", __name__)


@watching.get("/changes")
def changes() -> ResponseReturnValue:
    """Answer as soon as a file was saved, or after a while that none was."""
    source, since = shelves().open(""), request.args.get("since", "")
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while (is_changed := source.stamp() != since) is False and time.monotonic() < deadline:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return jsonify(changed=is_changed)
