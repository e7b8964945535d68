"""The pages of educators; guarded as a whole, so that none of them can forget to ask who is there."""

from flask import Blueprint

from cme.web.login import guard

educator = Blueprint("educator", __name__, url_prefix="/educator")
guard(educator, role="educator")
