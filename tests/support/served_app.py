"""An application of this very process at an address that a real browser can open, and a browser signed in there."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from tests.page import PageClient
from tests.support.cast import Member, signed_in


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Give the address of an application that answers in threads of its own until the end."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def context_of(browser: Browser, app: Flask, origin: str, member: Member, **options: Any) -> BrowserContext:
    """Return a browser of somebody who is signed in."""
    client = signed_in(PageClient(app), member)
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = client.flask.get_cookie(name, domain="127.0.0.1")
    assert cookie is not None
    context = browser.new_context(base_url=origin, **options)
    context.add_cookies([{"name": name, "value": cookie.value, "url": origin}])
    return context
