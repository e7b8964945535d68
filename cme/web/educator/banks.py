"""The question bank: what is published, what was, and the upload of a file or a zip."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import FileStorage
from wtforms import SelectField
from wtforms.validators import ValidationError

from cme.core.bank import Bank
from cme.core.corrections import POLICY_WORDS
from cme.services import bank_uploads, flag_queue, publishing
from cme.services.bank_uploads import CheckedUpload
from cme.web.educator.blueprint import educator
from cme.web.forms import BaseForm
from cme.web.glue import commit, get_session, now, reading, settings
from cme.web.login import find_signed_in, signed_in

REST_OF_FORM = 100_000  # bytes around the file


class UploadForm(BaseForm):
    file = FileField("File or zip", validators=[FileRequired("Choose a .yaml file, or a zip of the bank’s folder.")])
    bank_id = SelectField("A single file is laid over", choices=[], validate_choice=False)

    def validate_file(self, field: FileField) -> None:
        if not field.data.stream.read(1):
            raise ValidationError("The file is empty. Save it, then upload it again.")
        field.data.stream.seek(0)


@educator.url_value_preprocessor
def allow_large_uploads(endpoint: str | None, _values: object) -> None:
    """Let educators, and nobody else, send a whole bank. Before the form is read, which looking for a token does."""
    if endpoint == "educator.banks_submit" and request.method == "POST":
        person = find_signed_in()
        if person is not None and person.may_act_as("educator"):
            request.max_content_length = bank_uploads.LARGEST + REST_OF_FORM


@educator.get("/bank")
def banks() -> ResponseReturnValue:
    return bank_page(UploadForm())


@educator.post("/bank")
def banks_submit() -> ResponseReturnValue:
    form = UploadForm()
    if not form.validate_on_submit():
        return bank_page(form), 400
    sent: FileStorage = form.file.data
    content, name = sent.stream.read(), sent.filename or ""
    bank_id = "" if bank_uploads.is_zip(content) else form.bank_id.data or ""
    with reading() as session:
        published = bank_uploads.published_bank(session, bank_id) if bank_id else None
    checked = check(content, name, published)
    if not checked.may_wait:
        return bank_page(form, checked), 400
    upload_id = bank_uploads.keep(
        get_session(), person_id=signed_in().id, content=content, name=name, bank_id=bank_id, now=now()
    )
    commit()
    if checked.bank is None:
        return bank_page(form, checked, upload_id), 400
    return redirect(url_for("educator.upload", upload_id=upload_id), 303)


def check(content: bytes, name: str, published: Bank | None) -> CheckedUpload:
    """Check an upload against what is published, in a session of its own."""
    with reading() as session:
        return bank_uploads.check(
            content,
            name,
            published,
            find_past=lambda bank_id: bank_uploads.find_past(session, bank_id),
            fulltext_dir=settings().fulltext_dir,
            today=now().date(),
        )


@educator.get("/bank/rules")
def rules() -> ResponseReturnValue:
    return render_template("educator/rules.html", groups=bank_uploads.rule_groups())


def bank_page(form: UploadForm, checked: CheckedUpload | None = None, upload_id: str = "") -> str:
    """Return the page, with what the check says of an upload that cannot be published; ``upload_id`` if it is kept."""
    with reading() as session:
        known = publishing.published_banks(session)
        shelves = [(bank_id, publishing.history(session, bank_id)) for bank_id in known]
        open_flags = flag_queue.count_open(session)
    form.bank_id.choices = [(bank_id, bank_id) for bank_id in known]
    return render_template(
        "educator/banks.html",
        form=form,
        shelves=shelves,
        checked=checked,
        upload_id=upload_id,
        policy_words=POLICY_WORDS,
        errors=checked.errors if checked is not None else 0,
        open_flags=open_flags,
    )
