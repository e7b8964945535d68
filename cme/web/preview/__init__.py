"""A bank as its learners will see it, with every key, for its educators: from files, from an upload, as published.

The same pages serve at /educator/preview/… of the site and, alone, for ``cme bank preview``. What they show comes from
a ``PreviewSource`` (cme.services.previewing), which a shelf gives them.

To show something else than what is published, such as an upload that waits to be confirmed, add a shelf of your own
where the site is wired::

    add_shelf(app, "upload", open_upload)  # a function from the unsafe id in the address to a PreviewSource

Its pages then stand at ``url_for("preview.index", shelf=f"upload.{upload_id}")``. The function is called for each
request of somebody who may act as an educator; it raises NotFound for what is not there or not theirs. For a bank in
a folder, return ``previewing.FolderPreview(folder, title="…")``.
"""

from cme.web.preview.changes import watching
from cme.web.preview.shelves import Shelves, add_shelf
from cme.web.preview.views import preview

__all__ = ["Shelves", "add_shelf", "preview", "watching"]
