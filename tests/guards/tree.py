"""What the guards look at: our modules, the tracked files, the folders that hold them."""

import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = REPOSITORY / "cme"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((REPOSITORY / "tests").rglob("*.py"))
TEMPLATES = sorted((REPOSITORY / "templates").rglob("*.html"))


def named(path: Path) -> str:
    """Return a path as people write it, from the top of the repository."""
    return path.relative_to(REPOSITORY).as_posix()


def tracked_files() -> list[Path]:
    """Return the files under version control; in a tree without git, every file that is not hidden or built."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        found = [REPOSITORY / name for name in listed.stdout.split("\0") if name]
    else:
        built = {"build", "dist", "var", "htmlcov", "__pycache__"}
        inner = [path.relative_to(REPOSITORY) for path in REPOSITORY.rglob("*")]
        found = [REPOSITORY / path for path in inner if not any(p in built or p.startswith(".") for p in path.parts)]
    return [path for path in found if path.is_file()]


def text_files() -> list[Path]:
    """Return the tracked files that hold text."""
    return [path for path in tracked_files() if b"\0" not in path.read_bytes()[:8000]]
