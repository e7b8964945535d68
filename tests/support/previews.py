"""The preview of a bank's folder as an application of its own, and the pages of it."""

from pathlib import Path

from cme.preview_app import create_preview_app
from cme.services.previewing import FolderPreview
from tests.page import Page, PageClient

ORIGIN = "http://127.0.0.1:8008"


def previewed(folder: Path, *, fulltext_dir: Path | None = None, **fulltexts: Path) -> PageClient:
    """Return a browser, strict about its pages, in front of the preview of ``folder``."""
    app = create_preview_app(FolderPreview(folder, title=folder.name, fulltexts=fulltexts, fulltext_dir=fulltext_dir))
    app.testing = True
    return PageClient(app, ORIGIN)


def every_page(client: PageClient) -> list[Page]:
    """Return the index and every page it leads to, each once; each must be a good page."""
    found, waiting, known = [], ["/"], {"/"}
    while waiting:
        page = client.get(waiting.pop())
        found.append(page)
        for link in page.links().values():
            address = link.removeprefix(ORIGIN).partition("#")[0]
            if address.startswith("/") and address not in known:
                known.add(address)
                waiting.append(address)
    return found
