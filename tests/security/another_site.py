"""Another site than ours, on this machine: its page holds frames of whatever addresses its query lists."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote


class _Page(BaseHTTPRequestHandler):
    """Also answers as a proxy: then every site is this one."""

    def do_GET(self) -> None:
        addresses = [unquote(each) for each in self.path.partition("?")[2].split("&") if each]
        frames = "".join(f'<iframe src="{address}"></iframe>' for address in addresses)
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>elsewhere</title>{frames}".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def another_site() -> Iterator[str]:
    """Give the origin of a running one."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
