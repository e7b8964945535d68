"""A person's own profile and password."""

from flask import flash, redirect, render_template, url_for

from cme.errors import ComeBackLater
from cme.services import accounts, password_changes, passwords, signing_in
from cme.web import login
from cme.web.account.blueprint import account, links, throttle
from cme.web.account.forms import PasswordForm, ProfileForm
from cme.web.account.views import Answer
from cme.web.errors import come_back_later
from cme.web.glue import commit, get_session, now, running
from cme.web.login import signed_in

NOT_PRESENT = "This is not your present password. Type it again."


@account.get("/profile")
def profile() -> Answer:
    return render_template("account/profile.html", form=ProfileForm(obj=signed_in()))


@account.post("/profile")
def profile_submit() -> Answer:
    form = ProfileForm()
    if not form.validate():
        return render_template("account/profile.html", form=form), 400
    accounts.update_profile(
        get_session(),
        person_id=signed_in().id,
        name=form.name.data or "",
        profession=form.profession.data,
        time_zone=form.time_zone.data,
    )
    commit()
    flash("Your profile is saved.")
    return redirect(url_for("account.profile"), 303)


@account.get("/password")
def password() -> Answer:
    return render_template("account/password.html", form=PasswordForm())


@account.post("/password")
def password_submit() -> Answer:
    person, form = signed_in(), PasswordForm()
    form.password.email = person.email
    if not form.validate():
        return render_template("account/password.html", form=form), 400
    try:
        present_hash = signing_in.verified_hash(
            running().database, email=person.email, password=form.present.data or "", throttle=throttle()
        )
    except ComeBackLater as error:
        form.form_errors.append(str(error))
        return come_back_later(render_template("account/password.html", form=form), error)
    if present_hash is None:
        form.present.errors = [NOT_PRESENT]
        return render_template("account/password.html", form=form), 400
    _change(person.id, present_hash, passwords.hashed(form.password.data or ""))
    flash("Your password is changed, and you are signed out everywhere else.")
    return redirect(url_for("account.profile"), 303)


def _change(person_id: int, present_hash: str, password_hash: str) -> None:
    token = password_changes.change_password(
        get_session(),
        person_id=person_id,
        present_hash=present_hash,
        password_hash=password_hash,
        links=links(),
        now=now(),
    )
    commit()
    login.start(token)
