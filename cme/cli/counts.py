"""Numbers in words of a command line."""


def count(number: int, one: str, many: str = "") -> str:
    """Return the number with its word: "1 attempt", "2 attempts"."""
    return f"{number} {one if number == 1 else many or one + 's'}"
