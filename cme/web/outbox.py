"""The file outbox as a page: only without a mail server, and only to this very machine."""

from ipaddress import ip_address

from flask import Blueprint, render_template, request

from cme.errors import NotFound
from cme.services import mail
from cme.web.glue import settings

outbox = Blueprint("outbox", __name__)


@outbox.before_request
def keep_others_out() -> None:
    if not settings().shows_outbox or not _is_this_machine(request.remote_addr or ""):
        raise NotFound


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


@outbox.get("/outbox")
def mails() -> str:
    found = mail.kept_mails(settings().outbox_dir)
    return render_template("outbox/mails.html", mails=found, origin=f"{settings().origin}/")
