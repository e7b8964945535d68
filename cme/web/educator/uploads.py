"""An upload that waits: what the check says, what publishing it changes, and the confirmation."""

from typing import cast

from flask import Flask, render_template
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from cme.core.bank import Bank
from cme.errors import BankError
from cme.services import bank_uploads
from cme.services.bank_uploads import CheckedUpload, Upload, UploadPreview
from cme.web.educator.banks import UploadForm, bank_page, check
from cme.web.educator.blueprint import educator
from cme.web.educator.impact import ConfirmForm, around, publish
from cme.web.glue import get_session, now, reading, settings
from cme.web.login import signed_in
from cme.web.preview import add_shelf


@educator.get("/bank/uploads/<upload_id>")
def upload(upload_id: str) -> ResponseReturnValue:
    waiting, checked = _checked(upload_id)
    if checked.bank is None:
        return _refusal(waiting, checked)
    return _page(waiting, checked, checked.bank, ConfirmForm())


@educator.post("/bank/uploads/<upload_id>")
def upload_submit(upload_id: str) -> ResponseReturnValue:
    waiting, checked = _checked(upload_id)
    try:
        bank = checked.publishable()
    except BankError:
        return _refusal(waiting, checked), 409
    return publish(bank, lambda form: _page(waiting, checked, bank, form))


def open_upload(unsafe_upload_id: str) -> UploadPreview:
    """Return one's own upload to be previewed. Raises NotFound."""
    session = get_session()
    waiting = bank_uploads.get_upload(session, person_id=signed_in().id, unsafe_upload_id=unsafe_upload_id, now=now())
    return UploadPreview(
        upload=waiting,
        find_past=lambda bank_id: bank_uploads.find_past(session, bank_id),
        fulltext_dir=settings().fulltext_dir,
        today=now().date(),
    )


@educator.record
def offer_previews(state: BlueprintSetupState) -> None:
    add_shelf(cast(Flask, state.app), "upload", open_upload)


def _checked(upload_id: str) -> tuple[Upload, CheckedUpload]:
    """Return what waits, checked anew over what is published by now. Raises NotFound.

    In a session of its own and before the request's: a large bank takes seconds, which nobody else should wait for.
    """
    with reading() as session:
        waiting = bank_uploads.get_upload(session, person_id=signed_in().id, unsafe_upload_id=upload_id, now=now())
    return waiting, check(waiting.content, waiting.file_name, waiting.published)


def _refusal(waiting: Upload, checked: CheckedUpload) -> str:
    """Return what is wrong with an upload that cannot be published, or no longer since what it is laid over changed."""
    return bank_page(UploadForm(), checked, waiting.id)


def _page(waiting: Upload, checked: CheckedUpload, bank: Bank, form: ConfirmForm) -> str:
    return render_template(
        "educator/upload.html",
        upload=waiting,
        checked=checked,
        bank=bank,
        worth=bank_uploads.worth(bank),
        **around(bank, form),
    )
