"""A certificate's facts to a PDF: tagged, PDF/UA-1 and PDF/A-2a, and the same bytes for the same facts."""

import json
from functools import cache
from typing import TYPE_CHECKING, cast

import typst

from cme.core.certificates import NOT_ACCREDITED, CertificateFacts, facts_document
from cme.documents.qr import qr_code
from cme.errors import PrintError
from cme.paths import resource

if TYPE_CHECKING:
    from typst import PDFStandards

STANDARDS: "PDFStandards" = ["ua-1", "a-2a"]
NOTE = (
    "The fonts of this server lack some of the letters above, shown as boxes. "
    "The verification page shows everything in full."
)
CANNOT_PRINT = "The certificate cannot be printed at the moment, so it was not issued. Try again in a moment."


def certificate_pdf(facts: CertificateFacts) -> bytes:
    """Return the certificate as a PDF; whatever the name, one is made. Raises PrintError without a template to read.

    The fonts that come with typst (Latin, Greek, Cyrillic, Hebrew, Arabic) are tried first, and alone, so that the
    bytes do not depend on the machine; then the machine's own. Where none has a letter, the standards cannot be
    kept: the PDF is still tagged, shows a box for that letter, and says so.
    """
    for with_system_fonts in (False, True):
        try:
            return _compiled(facts, STANDARDS, with_system_fonts=with_system_fonts)
        except typst.TypstError:
            continue  # a letter is missing from these fonts
    return _compiled(facts, [], with_system_fonts=True, note=NOTE)


def _compiled(facts: CertificateFacts, standards: "PDFStandards", *, with_system_fonts: bool, note: str = "") -> bytes:
    # Fonts are handed over ready: "ignore" keeps typst from searching the machine once more.
    fonts, inputs = _fonts(with_system_fonts), template_inputs(facts, note=note)
    compiler = typst.Compiler(_template(), font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
    moment = int(facts.issued_at.timestamp())
    return cast(bytes, compiler.compile(format="pdf", pdf_standards=standards, timestamp=moment))


def template_inputs(facts: CertificateFacts, *, note: str = "") -> dict[str, str]:
    """Return what the template reads: the facts as JSON, so that nothing in them is ever typst source."""
    printed = _printed(facts) | {"name_note": note}
    return {
        "facts": json.dumps(printed, ensure_ascii=False),
        "qr": qr_code(facts.verification_url).svg.decode("ascii"),
    }


@cache
def _template() -> bytes:
    try:
        return (resource("templates") / "documents" / "certificate.typ").read_bytes()
    except OSError as error:
        raise PrintError(CANNOT_PRINT) from error


@cache
def _fonts(with_system_fonts: bool) -> typst.Fonts:
    """Look for fonts once: reading the machine's own takes a fifth of a second."""
    return typst.Fonts(include_system_fonts=with_system_fonts)


def _printed(facts: CertificateFacts) -> dict[str, object]:
    """Return the facts with the fixed words around them; the template holds none of its own."""
    return {
        **facts_document(facts),
        "document_title": f"Certificate of completion {facts.code}",
        "wordmark": "CME Posttests",
        "heading": "Certificate of completion",
        "opening": "This certifies that",
        "sentence": facts.sentence,
        "objectives_line": "Objectives: " + " ".join(facts.objectives),
        "statement_first": NOT_ACCREDITED,
        "statement_rest": facts.rest_of_statement,
        "lines": [{"label": label, "text": text} for label, text in facts.lines],
        "verify": "Anyone can check this certificate at",
        "qr_alt": f"QR code with the address of the verification page: {facts.verification_url}",
    }
