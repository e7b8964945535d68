"""Pages. A view parses, calls one service, commits and answers."""

from flask import Blueprint

from cme.config import Settings


def blueprints(settings: Settings) -> list[Blueprint]:
    """Return what is served: the outbox where mail goes to files on this very machine, components in development."""
    from cme.web import outbox, public, verification
    from cme.web.account import account
    from cme.web.educator import educator
    from cme.web.learner import learner
    from cme.web.preview import preview
    from cme.web.styleguide import styleguide

    found = [public.public, account, learner, educator, preview, verification.verification]
    found += [outbox.outbox] if settings.shows_outbox else []
    return found if settings.is_production else [*found, styleguide]
