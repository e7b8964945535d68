"""Which file holds the text of which article."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from cme.content.files import of_file, reason
from cme.content.fulltext import KINDS
from cme.content.problems import Problem, Severity


def fulltexts_in(folder: Path, source_ids: Iterable[str]) -> tuple[dict[str, Path], list[Problem]]:
    """Find a file called after each source in a folder of full texts: ``cleary-2014.txt``, ``.md`` or ``.xml``.

    The folder may hold the articles of other banks too, and may lack some of this one's. It is listed, and no path
    is ever made from an id, which may be anything that somebody wrote.
    """
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix in KINDS)
    except OSError as error:
        message = (
            f"The folder of full texts cannot be opened ({reason(error)}). Name another one, or leave out "
            "--fulltext-dir and CME_FULLTEXT_DIR."
        )
        return {}, [of_file(folder, "fulltext-folder", message)]
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    wanted = set(source_ids)
    for path in sorted(paths, key=lambda path: KINDS.index(path.suffix)):
        if path.stem in found:
            message = (
                f'"{path.stem}" has a second full text here, which is not used; {found[path.stem].name} is. Delete one.'
            )
            problems.append(of_file(path, "fulltext-twice", message, Severity.WARNING))
        elif path.stem in wanted:
            found[path.stem] = path
    return found, problems


def chosen(named: Mapping[str, Path], in_folder: Mapping[str, Path]) -> dict[str, Path]:
    """Return the full text of each source: the one named for it, else the one in the folder."""
    return {**in_folder, **named}
