"""An earlier publication, to be published again: what that changes, and the confirmation."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cme.core.bank import Bank
from cme.errors import NotFound
from cme.services import publishing
from cme.services.publishing import PublicationFacts
from cme.web.educator.blueprint import educator
from cme.web.educator.impact import ConfirmForm, around, publish
from cme.web.glue import reading


@educator.get("/bank/<bank_id>/<int(max=999999):number>")
def publication(bank_id: str, number: int) -> ResponseReturnValue:
    facts, bank = _earlier(bank_id, number)
    return _page(facts, bank, ConfirmForm())


@educator.post("/bank/<bank_id>/<int(max=999999):number>")
def publication_submit(bank_id: str, number: int) -> ResponseReturnValue:
    facts, bank = _earlier(bank_id, number)
    return publish(bank, lambda form: _page(facts, bank, form))


def _earlier(bank_id: str, number: int) -> tuple[PublicationFacts, Bank]:
    """Return a publication and the bank it was. Raises NotFound."""
    with reading() as session:
        facts = next((each for each in publishing.history(session, bank_id) if each.number == number), None)
        if facts is None:
            raise NotFound
        return facts, publishing.load_publication(session, bank_id, number)


def _page(facts: PublicationFacts, bank: Bank, form: ConfirmForm) -> str:
    return render_template("educator/publication.html", facts=facts, bank=bank, **around(bank, form))
