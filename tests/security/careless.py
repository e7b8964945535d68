"""The real server with three mistakes in it: ``next`` is believed if it begins with a slash, and frames are allowed."""

from cme import app
from cme.cli.main import main
from cme.web import login


def naive(target: str | None) -> str:
    """Believe what many sites believed."""
    return target if target and target.startswith("/") else ""


login.safe_next = naive
app.SECURITY_HEADERS["Content-Security-Policy"] = app.CONTENT_POLICY.replace("; frame-ancestors 'none'", "")
for name in ("X-Frame-Options", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy"):
    del app.SECURITY_HEADERS[name]

if __name__ == "__main__":
    main()
