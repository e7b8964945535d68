"""``create_preview_app(source)``: one bank, shown to whoever runs this. No database, no accounts."""

from flask import Flask, g, url_for
from jinja2 import Environment, FileSystemLoader

from cme.app import with_headers, with_static_files, with_version
from cme.paths import resource
from cme.services.previewing import PreviewSource
from cme.web import errors, filters, templating
from cme.web.preview import preview, watching
from cme.web.preview.shelves import OneBank
from cme.web.styleguide import styleguide

HOSTS = ["127.0.0.1", "localhost"]  # a name that somebody else's server resolves to this machine is refused
OWN = {"_layout.html": "preview/_layout.html", "errors/error.html": "preview/_error.html"}


class _Templates(FileSystemLoader):
    """The templates of the site, in a frame without the site's masthead: it leads to pages that are not here."""

    # Jinja's own loaders return what is narrower than its base class declares.
    def get_source(self, environment: Environment, template: str) -> tuple[str, str, object]:  # type: ignore[override]
        return super().get_source(environment, OWN.get(template, template))


def create_preview_app(source: PreviewSource) -> Flask:
    """Return an application that shows one bank with its keys. It answers on this machine alone and writes nothing."""
    static = resource("static")
    app = Flask("cme", static_folder=str(static))
    app.url_map.strict_slashes = app.url_map.merge_slashes = False
    app.config.from_mapping(TRUSTED_HOSTS=HOSTS, MAX_CONTENT_LENGTH=0)
    app.jinja_options = {**app.jinja_options, "trim_blocks": True, "lstrip_blocks": True}
    app.jinja_loader = _Templates(str(resource("templates")))
    app.extensions["cme_preview"] = OneBank(source)
    filters.init_app(app)
    app.register_blueprint(preview, url_prefix="/")
    app.register_blueprint(watching)
    app.register_blueprint(styleguide)
    templating.init_app(app)
    errors.init_app(app)
    app.url_defaults(with_version(static))
    app.context_processor(lambda: {"changes": lambda: _changes(source), "source_title": source.title})
    # Flask's documented way to wrap an application; mypy takes the attribute for a method.
    app.wsgi_app = with_headers(with_static_files(app.wsgi_app, static), is_https=False)  # type: ignore[method-assign, assignment]
    return app


def _changes(source: PreviewSource) -> str:
    """Return where the page asks whether it is out of date; what it shows may have been read a moment ago."""
    stamp = g.preview_stamp if "preview_stamp" in g else source.stamp()
    return url_for("watching.changes", since=stamp)
