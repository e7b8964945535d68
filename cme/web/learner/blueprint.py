"""The pages of a learner; guarded as a whole, so that none of them can forget to ask who is there."""

from flask import Blueprint

from cme.web.login import guard

learner = Blueprint("learner", __name__)
guard(learner, role="learner")
