"""The design system on one page, for those who work on it: every token and component, in every state."""

from cme.web.styleguide.views import styleguide

__all__ = ["styleguide"]
