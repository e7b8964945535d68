"""Where templates/, static/, migrations/ and question_bank/ are: inside an installed package, or beside it."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the folder ``name``.

    In a checkout it stands beside the package, in an installed wheel inside it. Raises FileNotFoundError
    where it is in neither place. Looks by ``__file__`` only: an editable install leaves stale copies where
    importlib.resources would look.
    """
    for root in (_PACKAGE, _PACKAGE.parent):
        if (root / name).is_dir():
            return root / name
    raise FileNotFoundError(f"There is no {name}/ folder in {_PACKAGE} or beside it. Install cme again.")
