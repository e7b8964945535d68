"""What is done by mail: confirming an address, choosing a new password. Opening a link changes nothing."""

from flask import flash, redirect, render_template, url_for

from cme.errors import NotNow
from cme.services import accounts, one_time_links, password_changes, passwords, registration
from cme.services.one_time_links import Purpose
from cme.services.throttle import Kind
from cme.web import login
from cme.web.account.blueprint import account, links, throttle
from cme.web.account.forms import AddressForm, ButtonForm, SetPasswordForm
from cme.web.account.views import Answer
from cme.web.glue import commit, get_session, now, reading, settings

GONE = 410


def _email(token: str, purpose: Purpose) -> str | None:
    """Return whose link it is, read apart from the request's session: it may be asked before slow work."""
    with reading() as session:
        return one_time_links.find_email(session, token, purpose=purpose, now=now())


@account.get("/confirm/<token>")
def confirm(token: str) -> Answer:
    email = _email(token, Purpose.CONFIRM)
    page = render_template("account/confirm.html", form=ButtonForm(), token=token, email=email)
    return page if email else (page, GONE)


@account.post("/confirm/<token>")
def confirm_submit(token: str) -> Answer:
    try:
        registration.confirm_address(get_session(), token, now=now())
    except NotNow:
        return render_template("account/confirm.html", form=ButtonForm(), token=token, email=None), GONE
    commit()
    flash("Your address is confirmed. You can sign in now.")
    return redirect(url_for("account.sign_in"), 303)


@account.get("/confirm")
def confirm_again() -> Answer:
    return render_template("account/confirm_again.html", form=AddressForm())


@account.post("/confirm")
def confirm_again_submit() -> Answer:
    form = AddressForm()
    if not form.validate():
        return render_template("account/confirm_again.html", form=form), 400
    session, email = get_session(), form.email.data or ""
    throttle().admit(session, Kind.CONFIRMATION, email)
    registration.mail_confirmation_again(session, email=email, links=links(), throttle=throttle(), now=now())
    commit()
    return redirect(url_for("account.mail_sent"), 303)


@account.get("/forgotten")
def forgotten() -> Answer:
    return render_template("account/forgotten.html", form=AddressForm())


@account.post("/forgotten")
def forgotten_submit() -> Answer:
    form = AddressForm()
    if not form.validate():
        return render_template("account/forgotten.html", form=form), 400
    session, email = get_session(), form.email.data or ""
    throttle().admit(session, Kind.FORGOTTEN, email)
    password_changes.request_reset(session, email=email, links=links(), throttle=throttle(), now=now())
    commit()
    return redirect(url_for("account.mail_sent"), 303)


@account.get("/mail-sent")
def mail_sent() -> Answer:
    return render_template("account/mail_sent.html", shows_outbox=settings().shows_outbox)


@account.get("/set-password/<token>")
def set_password(token: str) -> Answer:
    email = _email(token, Purpose.PASSWORD)
    page = render_template("account/set_password.html", form=SetPasswordForm(), token=token, email=email)
    return page if email else (page, GONE)


@account.post("/set-password/<token>")
def set_password_submit(token: str) -> Answer:
    email = _email(token, Purpose.PASSWORD)
    form = SetPasswordForm()
    form.password.email = email or ""
    if email and not form.validate():
        return render_template("account/set_password.html", form=form, token=token, email=email), 400
    try:
        if not email:
            raise NotNow
        password_hash = passwords.hashed(form.password.data or "")
        session_token = password_changes.set_password(
            get_session(), token, password_hash=password_hash, links=links(), now=now()
        )
    except NotNow:
        return render_template("account/set_password.html", form=form, token=token, email=None), GONE
    if former := login.session_token():
        accounts.end_session(get_session(), former, now=now())
    commit()
    login.start(session_token)
    flash("Your password is set, and you are signed in.")
    return redirect(url_for("public.catalogue"), 303)
