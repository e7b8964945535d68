"""Accounts: signing up, in and out, passwords, the profile."""

from cme.web.account import links, own, views
from cme.web.account.blueprint import account

__all__ = ["account", "links", "own", "views"]
