"""Whatever a request calls the host, our addresses are made from the configured origin; other hosts are refused.

Through every page, and through all that is mailed, printed and stored: links in mail, QR codes, the address on a
certificate, redirects.
"""

import io
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

import pytest
from flask import Flask, request
from pypdf import PdfReader
from sqlalchemy import select
from werkzeug.test import TestResponse

from cme.models import Certificate, CertificateDocument, OutboxMail
from cme.services.one_time_links import Links
from cme.web.account import blueprint, views
from tests.security.access_world import World
from tests.security.visits import Visitors, good_case
from tests.support.figures import Figure, record
from tests.support.server import Server

ORIGIN = "https://cme.example.org"
EVIL = "evil.example"
REFUSED = {
    "another host": EVIL,
    "another host, our port": f"{EVIL}:443",
    "a dot at the end": f"{EVIL}.",
    "our host with a dot at the end": "cme.example.org.",
    "our host as its user": f"cme.example.org@{EVIL}",
    "our host and port as its user": f"cme.example.org:443@{EVIL}",
    "as the user of our host": f"{EVIL}@cme.example.org",
    "our host in front": f"cme.example.org.{EVIL}",
    "our host at the end": f"{EVIL}-cme.example.org",
    "below our host": f"{EVIL}.cme.example.org",
    "two values": f"cme.example.org, {EVIL}",
    "two values by a space": f"cme.example.org {EVIL}",
    "a path": f"cme.example.org/{EVIL}",
    "a backslash": f"cme.example.org\\{EVIL}",
    "a fragment": f"{EVIL}#cme.example.org",
    "a query": f"{EVIL}?cme.example.org",
    "an address of version 6": "[::1]:8000",
    "a zone": "[fe80::1%25evil]",
    "a number": "2130706433",
    "empty": "",
    "no number for a port": "cme.example.org:evil",
    "a port beyond all": "cme.example.org:99999",
    "letters alike": "сme.example.org".encode().decode("latin-1"),
    "a script": "<script>alert(1)</script>",
}
IGNORED = {
    "another port": {"Host": "cme.example.org:9999"},
    "X-Forwarded-Host": {"X-Forwarded-Host": EVIL},
    "Forwarded": {"Forwarded": f"host={EVIL};proto=http;for={EVIL}"},
    "X-Original-Host": {"X-Original-Host": EVIL},
    "X-Host": {"X-Host": EVIL, "X-Forwarded-Server": EVIL, "X-HTTP-Host-Override": EVIL},
    "X-Original-URL": {"X-Original-URL": f"http://{EVIL}/", "X-Rewrite-URL": f"//{EVIL}/"},
    "X-Forwarded-Prefix": {"X-Forwarded-Prefix": f"//{EVIL}", "X-Script-Name": f"//{EVIL}"},
    "X-Forwarded-Port": {"X-Forwarded-Port": "9999", "X-Forwarded-Proto": "http", "X-Forwarded-Scheme": "evil"},
    "Referer": {"Referer": f"http://{EVIL}/account/profile"},
}
MAILING = {
    "account.sign_up_submit",
    "account.forgotten_submit",
    "account.confirm_again_submit",
    "account.set_password_submit",
    "educator.tries_submit",
    "learner.claim_submit",
}
OTHERS_SIGNS = re.compile(rf"{re.escape(EVIL)}|9999|\[::1\]|2130706433", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?:)?//[^\s\"'<>)]+")


@dataclass
class Tricked:
    """What came of one trick: what was wrong, and the addresses that were mailed or printed meanwhile."""

    wrong: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    requests: int = 0


def tricked(app: Flask, world: World, headers: dict[str, str], *, is_refused: bool) -> Tricked:
    """Go everywhere, and do all that mails or prints an address, under one trick."""
    visitors, found = Visitors(app, world), Tricked()
    for rule in visitors.rules():
        method = "POST" if rule.endpoint in MAILING else "GET"
        if method not in (rule.methods or ()):
            continue
        role = "anonymous" if rule.endpoint.startswith("account.") else "educator"
        paths = [good_case(world, rule, role).path]
        paths += ["/educator"] if rule.endpoint == "educator.activities" else []  # a redirect adds the slash
        for path in paths:
            answer = visitors.send(role, method, rule, path, headers=headers)
            faults = list(_foreign(answer))
            if is_refused is not (answer.status_code == 400) and rule.endpoint != "static":
                faults.append(f"{answer.status_code}")
            if method == "POST":
                addresses = list(_written(world))
                found.addresses += addresses
                faults += [f"wrote {each}" for each in addresses if is_refused or not each.startswith(f"{ORIGIN}/")]
                world.snapshot.restore()
            found.wrong += [f"{role}: {method} {path}: {fault}" for fault in faults]
    found.requests = sum(visitors.statuses.values())
    return found


def _foreign(answer: TestResponse) -> Iterator[str]:
    """Say where an answer names another host, or leads to any."""
    said = answer.get_data(as_text=True) if answer.mimetype != "application/pdf" else ""
    for text in (said, *(f"{name}: {value}" for name, value in answer.headers)):
        if named := OTHERS_SIGNS.search(text):
            yield f"names {named.group()}"
    location = urlsplit(answer.headers.get("Location", ""))
    if location.netloc or location.scheme:
        yield f"leads to {answer.headers['Location']}"


def _written(world: World) -> Iterator[str]:
    """Give the addresses in the mail just queued, and on the certificate just issued: stored, and in its PDF."""
    with world.database.reading() as session:
        for mail in session.scalars(select(OutboxMail)):
            yield from ADDRESS.findall(f"{mail.subject}\n{mail.body}")
        for row in session.scalars(select(Certificate)):
            if (row.id,) not in world.snapshot.raw["certificate"]:
                yield str(row.facts["verification_url"])
                pdf = session.get_one(CertificateDocument, row.id).pdf
                yield from (each for each in _links(pdf) if "/verify" in each)


def _links(pdf: bytes) -> Iterator[str]:
    for page in PdfReader(io.BytesIO(pdf)).pages:
        for annotation in page.get("/Annots", ()):
            yield str(annotation.get_object().get("/A", {}).get("/URI", ""))


def app_of(world: World, **changes: int) -> Flask:
    return world.another_app(replace(world.settings, origin=ORIGIN, **changes))  # type: ignore[arg-type]


def test_no_host_makes_an_address_of_ours(worlds: list[World], site: Server) -> None:
    found: list[Tricked] = []
    for world in worlds:
        app, behind_proxy = app_of(world), app_of(world, trusted_proxies=1)
        found += [tricked(app, world, {"Host": host}, is_refused=True) for host in REFUSED.values()]
        found += [tricked(app, world, headers, is_refused=False) for headers in IGNORED.values()]
        proxied = {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": EVIL}
        found.append(tricked(behind_proxy, world, proxied, is_refused=False))
    wrong = [fault for each in found for fault in each.wrong]
    wrong += [f"{name}: {fault}" for name, sent in RAW.items() for fault in _raw_faults(site, sent)]
    count = len(REFUSED) + len(IGNORED) + len(RAW) + 1
    requests = sum(each.requests for each in found) + len(RAW) * len(PATHS)
    record(
        Figure(
            proof="Access",
            what="Host tricks that made an address of ours lead elsewhere",
            goal="0 of 20",
            measured=f"{len(wrong)} of {count}",
            is_met=not wrong,
            is_full=len(worlds) > 1,
            size=f"{requests:,} requests: every page, mail and certificate",
            control="addresses made from the request's host are seen",
        )
    )
    assert wrong == [], "\n".join(wrong)
    assert len({address.split("/")[3] for each in found for address in each.addresses}) >= 3  # account, verify, …


PATHS = ("/", "/account/profile", "/educator", "/account/sign-in?next=/my/activities", "/nowhere")
RAW = {  # what no client library would send
    "two Host headers": "GET {path} HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n",
    "two Host headers, the other first": "GET {path} HTTP/1.1\r\nHost: evil.example\r\nHost: {host}\r\n\r\n",
    "an absolute target": "GET http://evil.example{path} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "an absolute target of ours": "GET http://{host}{path} HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "a target that looks like a host": "GET //evil.example{path} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    "a folded Host": "GET {path} HTTP/1.1\r\nHost: {host}\r\n evil.example\r\n\r\n",
    "a line break in it": "GET {path} HTTP/1.1\r\nHost: {host}\revil.example\r\n\r\n",
    "a tab in it": "GET {path} HTTP/1.1\r\nHost: {host}\tevil.example\r\n\r\n",
    "a space before the colon": "GET {path} HTTP/1.1\r\nHost : evil.example\r\nHost: {host}\r\n\r\n",
    "no Host": "GET {path} HTTP/1.1\r\n\r\n",
    "no Host, as of old": "GET {path} HTTP/1.0\r\n\r\n",
}


def _raw_faults(site: Server, sent: str) -> Iterator[str]:
    """Send bytes to the real server, and say where the answer names another host."""
    host = site.origin.removeprefix("http://")
    for path in PATHS:
        with socket.create_connection(("127.0.0.1", int(host.rpartition(":")[2])), timeout=20) as connection:
            request_text = sent.format(path=path, host=host).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
            connection.sendall(request_text.encode("latin-1"))
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode("latin-1")
        status = answer.partition("\r\n")[0]
        if not re.match(r"HTTP/1\.[01] (200|303|308|400|404) ", status):
            yield f"{path}: {status}"
        if EVIL in answer and " 400 " not in status:
            yield f"{path}: names {EVIL}"
        if re.search(r"(?im)^location: *(?:[a-z]+:|//)", answer):
            yield f"{path}: leads elsewhere"


def test_addresses_made_from_the_request_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of(world)
    app.config["TRUSTED_HOSTS"] = None
    monkeypatch.setattr(blueprint, "links", lambda: Links(request.host_url.rstrip("/")))
    monkeypatch.setattr(views, "links", lambda: Links(request.host_url.rstrip("/")))
    found = tricked(app, world, {"Host": EVIL}, is_refused=False)
    assert any(f"wrote https://{EVIL}/account/confirm/" in fault for fault in found.wrong)


def test_a_host_that_is_not_refused_is_seen(world: World) -> None:
    app = app_of(world)
    app.config["TRUSTED_HOSTS"] = [EVIL]
    assert any(fault.endswith(": 200") for fault in tricked(app, world, {"Host": EVIL}, is_refused=True).wrong)
