"""``create_app(settings)``: the only wiring."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from cme.clock import Clock, utc_now
from cme.config import Settings
from cme.database import Database
from cme.paths import resource
from cme.web import blueprints, errors, filters, forgery, glue, login, templating
from cme.web.compressing import with_compressed_files
from cme.web.preview import Shelves
from cme.web.signing import KeptSerializerSessions
from cme.web.templating import Templates

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

YEAR = 365 * 24 * 3600
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Site(Flask):
    """Flask, without asking of each function at each request whether it is a coroutine: none of ours is."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


def create_app(settings: Settings, *, database: Database | None = None, clock: Clock = utc_now) -> Flask:
    """Return the application. The database must have been upgraded; nothing is created here."""
    static = resource("static")
    app = Site("cme", template_folder=str(resource("templates")), static_folder=str(static))
    # The router never redirects by itself: it would name the host that the request names, not ours.
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.config.from_mapping(_configuration(settings))
    app.session_interface = KeptSerializerSessions()
    app.extensions["cme_preview"] = Shelves()
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    glue.init_app(app, glue.Running(settings, database or Database(settings.database_url), clock))
    forgery.init_app(app)
    login.init_app(app)
    filters.init_app(app)
    templating.init_app(app)
    errors.init_app(app)
    for blueprint in blueprints(settings):
        app.register_blueprint(blueprint)
    app.url_defaults(with_version(static))
    _wrap(app, settings, static)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": settings.secret_key,
        "TRUSTED_HOSTS": [settings.host, *settings.trusted_hosts],
        "MAX_CONTENT_LENGTH": 1024 * 1024,
        "MAX_FORM_PARTS": 500,
        "SESSION_COOKIE_NAME": "__Host-cme" if settings.is_https else "cme",
        "SESSION_COOKIE_SECURE": settings.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "WTF_CSRF_TIME_LIMIT": None,  # a page left open over night still saves
        "WTF_CSRF_SSL_STRICT": False,  # a browser may hide the referrer; SameSite and the token stand guard
    }


def with_version(static: Path) -> Any:
    """Give every address of a static file the hash of its content, so that browsers may keep it for a year."""

    @cache
    def version(filename: str) -> str:
        path = static / filename
        if not path.is_file():
            return "missing"
        files = sorted((static / "js").rglob("*.js")) if path.suffix == ".js" else [path]  # scripts load one another
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]

    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values:
            values["v"] = version(values["filename"])

    return add_version


def _wrap(app: Flask, settings: Settings, static: Path) -> None:
    """Serve static files in front of the application, and believe as many proxies as were configured."""
    whitenoise = with_static_files(app.wsgi_app, static)
    secured = with_headers(whitenoise, is_https=settings.is_https)
    count = settings.trusted_proxies
    # Flask's documented way to wrap an application; mypy takes the attribute for a method.
    app.wsgi_app = ProxyFix(secured, x_for=count, x_proto=count) if count else secured  # type: ignore[method-assign, assignment]


def with_static_files(inner: "WSGIApplication", static: Path) -> "WSGIApplication":
    """Serve the static files in front of an application; browsers may keep them for a year."""
    whitenoise: WSGIApplication = WhiteNoise(inner, max_age=YEAR)
    whitenoise.add_files(str(static), prefix="static/")  # type: ignore[attr-defined]  # untyped library
    return with_compressed_files(whitenoise)


def with_headers(inner: "WSGIApplication", *, is_https: bool) -> "WSGIApplication":
    """Put the security headers on every answer, whoever gives it: views, errors, static files.

    What does not say that it may be kept is kept by nobody.
    """
    added = SECURITY_HEADERS | {"Cache-Control": "no-store"}
    added |= {"Strict-Transport-Security": f"max-age={YEAR}"} if is_https else {}
    named = [(name.lower(), (name, value)) for name, value in added.items()]

    def outer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            known = {name.lower() for name, _ in headers}
            more = [header for lowered, header in named if lowered not in known]
            return start_response(status, [*headers, *more], exc_info)

        return inner(environ, start)

    return outer
