"""A network between a browser and the server that loses, repeats, delays and cuts saves as a seed says.

Whole requests are read; each goes to the server over a connection of its own. Only saves suffer what ``fates`` gives
them; everything else passes. ``seconds`` is how long each way takes, for every request.
"""

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

SILENCE = 60  # seconds; nothing is left hanging for ever
BUSY = (
    b"HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy"
)


class Fate(Enum):
    """What becomes of one save."""

    PASSES = "passes"
    IS_LATE = "is late"  # it arrives, and the answer comes late
    IS_LOST = "is lost"  # cut before the server has seen it
    ANSWER_IS_LOST = "answer is lost"  # cut after the server has committed
    COMES_TWICE = "comes twice"
    COMES_AGAIN = "comes again"  # cut; it arrives once more behind a later save
    IS_RESET = "is reset"  # by RST, before
    ANSWER_IS_RESET = "answer is reset"  # by RST, after the commit
    IS_REFUSED = "is refused"  # 503 from something in front of the server


def seeded(seed: int) -> Callable[[], Fate]:
    """Return fates without end: a third of the saves pass."""
    numbers = random.Random(seed)  # noqa: S311  a schedule, no secret
    kinds = list(Fate)
    return lambda: numbers.choice([*kinds, Fate.PASSES, Fate.PASSES, Fate.PASSES])


def passing() -> Fate:
    return Fate.PASSES


@dataclass
class Network:
    """The way to a server on ``port`` of this machine; ``origin`` is where browsers go."""

    origin: str
    port: int
    fates: Callable[[], Fate] = passing
    is_cut: bool = False  # no connection at all
    way: Callable[[], float] = field(default=lambda: 0.0)  # seconds that a message takes one way
    counts: Counter[Fate] = field(default_factory=Counter)
    late: list[bytes] = field(default_factory=list)  # requests that come again
    lock: threading.Lock = field(default_factory=threading.Lock)

    def heal(self) -> None:
        """Let everything pass from now on; what was to come again does so first."""
        self.fates, self.is_cut, self.way = passing, False, lambda: 0.0
        self.replay()

    def replay(self) -> None:
        with self.lock:
            late, self.late = self.late, []
        for request in late:
            self.ask(request)

    def ask(self, request: bytes) -> bytes:
        """Return the server's answer, "" where there is none."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), SILENCE) as server:
                server.sendall(request)
                return b"".join(iter(lambda: server.recv(65536), b""))
        except OSError:
            return b""


@contextmanager
def between(port: int) -> Iterator[Network]:
    """Give a network in front of a port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    network = Network(f"http://127.0.0.1:{listener.getsockname()[1]}", port)
    threading.Thread(target=_accept, args=(listener, network), daemon=True).start()
    try:
        yield network
    finally:
        listener.close()


def _accept(listener: socket.socket, network: Network) -> None:
    while True:
        try:
            browser, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(browser, network), daemon=True).start()


def _serve(browser: socket.socket, network: Network) -> None:
    browser.settimeout(SILENCE)
    with browser, suppress(OSError):
        if network.is_cut:
            return _reset(browser)
        request = _read(browser)
        if request is None:
            return None
        time.sleep(2 * network.way() + network.way())  # to connect; to arrive
        answer = _meet(network, request)
        if answer is None:
            return _reset(browser)
        time.sleep(network.way())
        browser.sendall(answer)
    return None


def _meet(network: Network, request: bytes) -> bytes | None:
    """Return what the browser gets: b"" closes the connection, None resets it."""
    is_save = request.startswith(b"POST ") and b"/save HTTP/1.1" in request.split(b"\r\n", 1)[0]
    if not is_save:
        return network.ask(request)
    fate = network.fates()
    network.counts[fate] += 1
    if fate in (Fate.IS_LOST, Fate.IS_RESET):
        return b"" if fate is Fate.IS_LOST else None
    if fate is Fate.IS_REFUSED:
        return BUSY
    if fate is Fate.COMES_AGAIN:
        with network.lock:
            network.late.append(request)
        return b""
    answer = network.ask(request)
    network.replay()
    if fate is Fate.COMES_TWICE:
        answer = network.ask(request)
    if fate is Fate.IS_LATE:
        time.sleep(0.3)
    return {Fate.ANSWER_IS_LOST: b"", Fate.ANSWER_IS_RESET: None}.get(fate, answer)


def _read(browser: socket.socket) -> bytes | None:
    """Return one whole request, told to close the connection after its answer; None where none comes."""
    head = b""
    while b"\r\n\r\n" not in head:
        more = browser.recv(65536)
        if not more:
            return None
        head += more
    head, _, body = head.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    length = next((int(line.split(b":")[1]) for line in lines if line.lower().startswith(b"content-length:")), 0)
    while len(body) < length:
        more = browser.recv(65536)
        if not more:
            return None
        body += more
    return b"\r\n".join([*lines, b"Connection: close"]) + b"\r\n\r\n" + body


def _reset(browser: socket.socket) -> None:
    """Close with RST rather than FIN."""
    browser.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    browser.close()
