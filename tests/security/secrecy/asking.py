"""Requests to routes, as lines of the table: a page for each set of values, a form with and without its token."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.security.secrecy.twin import Twin

NOBODYS = "nobody-s-0123456789abc"


@dataclass(frozen=True)
class Asked:
    """One request. ``name`` tells it from the others of its route; ``data`` is a form, ``json`` a script's body."""

    method: str
    endpoint: str
    name: str
    url: str
    data: dict[str, Any] | None = None
    json: Any = None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    has_token: bool = True


Line = Callable[[Twin], Iterator[Asked]]


def url_of(twin: Twin, endpoint: str, **values: Any) -> str:
    return twin.app.url_map.bind("127.0.0.1:8000").build(endpoint, values)


def get(endpoint: str, **choices: list[Any]) -> Line:
    """Return a line that opens a page once for each set of values; ``query`` is put behind the address."""

    def asked(twin: Twin) -> Iterator[Asked]:
        sets = [dict(zip(choices, each, strict=True)) for each in zip(*choices.values(), strict=True)] or [{}]
        for values in sets:
            query = values.pop("query", "")
            known = {name: _known(twin, value) for name, value in values.items()}
            name = " ".join(str(value) for value in (*values.values(), query) if value != "")
            yield Asked("GET", endpoint, name, url_of(twin, endpoint, **known) + query)

    return asked


def _known(twin: Twin, value: Any) -> Any:
    """Return a value, or, for a name such as ``$attempt_id``, the state's id of that name."""
    return twin.values.get(value[1:], NOBODYS) if isinstance(value, str) and value.startswith("$") else value


def post(endpoint: str, *forms: tuple[str, dict[str, Any], dict[str, Any]]) -> Line:
    """Return a line that sends forms: a name, the address's values and the fields of each; and one without a token."""

    def asked(twin: Twin) -> Iterator[Asked]:
        for number, (name, values, data) in enumerate(forms):
            known = {key: _known(twin, value) for key, value in values.items()}
            url = url_of(twin, endpoint, **known)
            yield Asked("POST", endpoint, name, url, data=_fields(twin, data))
            if number == 0:
                yield Asked(
                    "POST", endpoint, f"{name}, without a token", url, data=_fields(twin, data), has_token=False
                )

    return asked


def _fields(twin: Twin, data: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a form; a file is made anew for each request, which closes it."""
    return {key: value(twin) if callable(value) else value for key, value in data.items()}
