"""The mails about accounts: short, plain text, the link alone on its line. No typed value stands in any of them."""

from typing import NamedTuple


class Text(NamedTuple):
    subject: str
    body: str


SIGNATURE = "CME Posttests"


def _text(subject: str, *paragraphs: str) -> Text:
    return Text(subject, "\n\n".join(("Hello,", *paragraphs, SIGNATURE)) + "\n")


def confirm(link: str) -> Text:
    return _text(
        "Confirm your address",
        "You signed up at CME Posttests with this address. To confirm it, open this link within 7 days:",
        link,
        "If it was not you, do not open the link. Without it the account cannot be used.",
    )


def unfinished(link: str) -> Text:
    """To an address that signed up again before it was confirmed. Whose password is stored nobody knows, so the
    link sets a new one instead of confirming that one."""
    return _text(
        "Finish your sign-up",
        "Somebody, probably you, signed up once more at CME Posttests with this address, which is not confirmed yet. "
        "To confirm it and choose your password, open this link within 30 minutes:",
        link,
        "If it was not you, do not open the link. Without it the account cannot be used.",
    )


def already_there(sign_in: str, link: str) -> Text:
    return _text(
        "You already have an account",
        "Somebody, probably you, signed up at CME Posttests with this address. You already have an account. "
        "You can sign in here:",
        sign_in,
        "If you no longer know your password, choose a new one here within 30 minutes:",
        link,
        "If it was not you, there is nothing to do: nothing was changed.",
    )


def forgotten(link: str) -> Text:
    return _text(
        "Choose a new password",
        "Somebody, probably you, asked for a new password at CME Posttests. To choose it, open this link within "
        "30 minutes:",
        link,
        "If it was not you, there is nothing to do: your password stays as it is.",
    )


def no_account(sign_up: str) -> Text:
    return _text(
        "No account with this address",
        "Somebody, probably you, asked for a link to an account at CME Posttests, but there is none with this "
        "address. You may have used another one. You can sign up here:",
        sign_up,
        "If it was not you, there is nothing to do.",
    )


def closed() -> Text:
    return _text(
        "The account with this address was closed",
        "Somebody, probably you, signed up at CME Posttests with this address. The account with this address was "
        "closed and cannot be used. Ask those who run this site to open it again.",
        "If it was not you, there is nothing to do.",
    )


def already_confirmed(sign_in: str) -> Text:
    return _text(
        "Your address is confirmed",
        "Somebody, probably you, asked to confirm this address at CME Posttests. It is confirmed already. "
        "You can sign in here:",
        sign_in,
    )


def password_changed(link_page: str) -> Text:
    return _text(
        "Your password was changed",
        "The password of your account at CME Posttests was changed, and the account was signed out everywhere.",
        "If it was not you, choose a new one at once here:",
        link_page,
    )
