"""The blueprint, who may enter it, and what its views share."""

from flask import Blueprint, request
from flask.sansio.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from cme.services import passwords
from cme.services.one_time_links import Links
from cme.services.throttle import Throttle
from cme.web import login
from cme.web.glue import now, settings

account = Blueprint("account", __name__, url_prefix="/account")

# Everything else asks for a sign-in: a view that is forgotten here is closed, not open.
OPEN = frozenset(
    f"account.{name}"
    for name in (
        *("sign_up", "sign_up_submit", "sign_up_done", "sign_in", "sign_in_submit", "sign_out_submit", "present"),
        *("confirm", "confirm_submit", "confirm_again", "confirm_again_submit", "mail_sent"),
        *("forgotten", "forgotten_submit", "set_password", "set_password_submit"),
    )
)


@account.record
def _leave_threads_free(state: BlueprintSetupState) -> None:
    passwords.leave_threads_free(state.app.extensions["cme"].settings.web_threads)


@account.before_request
def keep_the_rest_closed() -> Response | None:
    if request.endpoint in OPEN or login.find_signed_in() is not None:
        return None
    return login.ask_to_sign_in()


def links() -> Links:
    return Links(settings().origin)


def throttle() -> Throttle:
    return Throttle(settings().secret_key, request.remote_addr or "", now(), settings().tries_per_address)
