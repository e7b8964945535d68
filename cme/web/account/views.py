"""Signing up, in and out."""

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from cme.errors import ComeBackLater
from cme.services import accounts, passwords, registration, signing_in
from cme.services.signing_in import Entered, Refusal
from cme.services.throttle import Kind
from cme.web import login
from cme.web.account.blueprint import account, links, throttle
from cme.web.account.forms import SignInForm, SignUpForm
from cme.web.errors import come_back_later, wants_json
from cme.web.glue import commit, get_session, now, running, settings, writing

Answer = str | BaseResponse | tuple[str, int]
WRONG = "The address or the password is wrong. Check both and try again, or choose a new password by mail."
UNCONFIRMED = "Your address is not confirmed yet. Open the link in the mail we sent you, then sign in."


@account.get("/sign-up")
def sign_up() -> Answer:
    if login.find_signed_in():
        return redirect(url_for("public.catalogue"), 303)
    return render_template("account/sign_up.html", form=SignUpForm())


@account.post("/sign-up")
def sign_up_submit() -> Answer:
    form = SignUpForm()
    if not form.validate():
        return render_template("account/sign_up.html", form=form), 400
    email, name, password = form.email.data or "", form.name.data or "", form.password.data or ""
    with passwords.line.place():
        with writing() as session:
            throttle().admit(session, Kind.SIGN_UP, email)
        password_hash = passwords.hashed(password)
    registration.register(
        get_session(),
        email=email,
        password_hash=password_hash,
        name=name,
        links=links(),
        throttle=throttle(),
        now=now(),
    )
    commit()
    return redirect(url_for("account.sign_up_done"), 303)


@account.get("/sign-up/done")
def sign_up_done() -> Answer:
    return render_template("account/sign_up_done.html", shows_outbox=settings().shows_outbox)


@account.get("/sign-in")
def sign_in() -> Answer:
    target = login.safe_next(request.args.get("next"))
    if login.find_signed_in():
        return redirect(target or url_for("public.catalogue"), 303)
    return render_template("account/sign_in.html", form=SignInForm(), next=target)


@account.post("/sign-in")
def sign_in_submit() -> Answer:
    form = SignInForm()
    target = login.safe_next(request.form.get("next"))
    if not form.validate():
        return _refused(form, target)
    try:
        outcome = _try(form.email.data or "", form.password.data or "")
    except ComeBackLater as error:
        form.form_errors.append(str(error))
        return come_back_later(_refused(form, target), error)
    if isinstance(outcome, Entered):
        login.start(outcome.token)
        return jsonify(error=None) if wants_json() else redirect(target or url_for("public.catalogue"), 303)
    is_unconfirmed = outcome is Refusal.UNCONFIRMED
    if not is_unconfirmed:
        form.form_errors.append(WRONG)
    return _refused(form, target, is_unconfirmed=is_unconfirmed)


def _refused(form: SignInForm, target: str, *, is_unconfirmed: bool = False) -> Response:
    """Show the form again with what is wrong; tell a page that signs in in place in one sentence."""
    if wants_json():
        problems = [*form.form_errors, *(problem for field in form for problem in field.errors)]
        answer = jsonify(error=" ".join(problems) or UNCONFIRMED)
    else:
        page = render_template("account/sign_in.html", form=form, next=target, is_unconfirmed=is_unconfirmed)
        answer = make_response(page)
    answer.status_code = 400
    return answer


@account.get("/present")
def present() -> Answer:
    """Tell a page who is signed in now, by the name that its unsent answers are kept under, and the token of now."""
    person = login.find_signed_in()
    return jsonify(person=person.kept_under if person is not None else None, csrf_token=generate_csrf())


def _try(email: str, password: str) -> Entered | Refusal:
    return signing_in.sign_in(
        running().database,
        email=email,
        password=password,
        throttle=throttle(),
        former_token=login.session_token(),
        now=now(),
    )


@account.post("/sign-out")
def sign_out_submit() -> Answer:
    if token := login.session_token():
        accounts.end_session(get_session(), token, now=now())
        commit()
    login.forget()
    flash("You are signed out.")
    return redirect(url_for("public.catalogue"), 303)
