"""Documents of frozen objects, their digests, and the cache of revisions."""

from cme.services.records import RevisionCache, digest


def test_the_oldest_revision_makes_room() -> None:
    cache = RevisionCache[str](2)
    for key in ("first", "second", "third"):
        cache.get(key, lambda key=key: f"the {key}")  # type: ignore[misc]
    asked: list[str] = []

    def load() -> str:
        asked.append("loaded")
        return "again"

    assert [cache.get(key, load) for key in ("third", "second")] == ["the third", "the second"]
    assert asked == []
    assert cache.get("first", load) == "again"
    assert asked == ["loaded"]


def test_a_digest_depends_on_content_not_on_the_order_of_names() -> None:
    assert digest({"a": 1, "b": "é"}) == digest({"b": "é", "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})
