"""What people do while the server is traced: tries that fail, then one that passes, evaluation, certificate."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

from tests.chaos.killed_clients import Client, seeded
from tests.chaos.killed_site import ACTIVITY, OPTIONS, Site
from tests.support.banks import KEYS

AT_ONCE = 4
FORM = "application/x-www-form-urlencoded"
EVALUATION = {"objective_1": "partly", "is_biased": "no", "intent": "confirmed"}


def drive(site: Site, *, tries: int, saves: int) -> list[Client]:
    """Let every learner take the posttest ``tries`` times with about ``saves`` saves each, and pass the last one."""
    clients = [Client(learner, site.address, seeded(learner.number)) for learner in site.learners]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for each in [pool.submit(_take, client, site, tries, saves) for client in clients]:
            each.result()
    return clients


def _take(client: Client, site: Site, tries: int, saves: int) -> None:
    connection = client.connect()
    attempt_id = client.learner.attempt_id
    for number in range(1, tries + 1):
        for _ in range(saves):
            client.save_in(connection, attempt_id)
        if number == tries:
            for position, key in KEYS.items():
                client.save_in(connection, attempt_id, position, key)
        else:
            client.save_in(connection, attempt_id, 1, OPTIONS[1][1])
            client.save_in(connection, attempt_id, 2, OPTIONS[2][0])
        _send(client, connection, f"/attempts/{attempt_id}/submit", {})
        if number < tries:
            start = {"acknowledged": "y", "content_hash": site.content_hash}
            attempt_id = _send(client, connection, f"/activities/{ACTIVITY}/start", start).rsplit("/", 1)[-1]
    _send(client, connection, f"/attempts/{attempt_id}/evaluation", EVALUATION)
    _send(client, connection, f"/attempts/{attempt_id}/certificate", {"name": f"Saver {client.learner.number}, MD"})
    connection.close()


def _send(client: Client, connection: HTTPConnection, path: str, fields: dict[str, str]) -> str:
    """Send a form and return where its answer leads. Raises AssertionError for any other answer."""
    status, body, place = client.post(connection, path, urlencode(fields).encode(), FORM)
    assert status == 303, f"{path} was answered {status} {body[-2000:]!r}"
    assert path.endswith("/submit") or not place.endswith(path), f"{path} leads back to itself"
    return place
