"""Lines of a YAML file that stand too far in or out, or lost the hyphen or colon that would make them belong."""

import re

from cme.content.yaml_trouble import Told, Trouble, indent_of

NO_COLON = (
    'There is no colon in this line. Write "name: text"; or, if the line belongs to a text above, '
    "indent it further than that text's name."
)
_ENTRY = re.compile(r"(?P<indent> *)(?P<hyphens>(?:-(?: +|$))*)(?P<name>[A-Za-z_]+:(?: |$))?")


def entry_without_colon(trouble: Trouble, above: int) -> Told:
    """Know ``- name text``, under which the entry's other names stand as they should."""
    line = trouble.text(above)
    found = _ENTRY.match(line)
    if not found or not found["hyphens"] or ":" in line or found.end("hyphens") != trouble.indent:
        return None
    return (above, indent_of(line)), NO_COLON


def misplaced(trouble: Trouble) -> Told:
    """Compare the line's indentation with the nearest that is open above it."""
    found = _ENTRY.match(trouble.line)
    if found and found["hyphens"] and (first := _first_without_hyphen(trouble)):
        return first
    if found and (found["hyphens"] or found["name"]):
        levels = _levels(trouble, "hyphens" if found["hyphens"] else "name")
    else:  # more of a text
        levels = {indent_of(trouble.text(trouble.before()))}
    indent = trouble.indent
    if not levels:
        return None
    wanted = min(levels, key=lambda level: (abs(level - indent), -level))
    if wanted == indent:
        return None
    spaces = "1 space" if indent == 1 else f"{indent} spaces"
    message = f"This line is indented by {spaces}; the lines it belongs with by {wanted}. Indent it by {wanted}."
    if "mapping values" in trouble.problem and indent > wanted + 1:
        message += " Or, if it is part of the text above, put that whole text in double quotes."
    return trouble.at, message


def _first_without_hyphen(trouble: Trouble) -> Told:
    """Know a list whose first entry lost its hyphen: its names stand where those of the entry below do."""
    names = trouble.indent + 2
    for number in range(trouble.at[0] - 1, 0, -1):
        if not trouble.text(number).strip() or indent_of(trouble.text(number)) >= names:
            continue
        is_list = re.fullmatch(r"\s*(?:- +)*[a-z_]+:\s*", trouble.text(number))
        first = _ENTRY.match(trouble.text(number + 1))
        if is_list and first and first["name"] and not first["hyphens"] and len(first["indent"]) == names:
            return (number + 1, names), 'The first entry of this list has no hyphen. Write "- " in front of this name.'
        return None
    return None


def _levels(trouble: Trouble, kind: str) -> set[int]:
    """Return the columns at which names (or hyphens) stand that are still open above the line."""
    levels: set[int] = set()
    limit = len(trouble.line) + 1000
    for line in reversed(trouble.lines[: trouble.at[0]]):
        found = _ENTRY.match(line)
        if not found or not (found["hyphens"] or found["name"]) or len(found["indent"]) >= limit:
            continue
        limit = len(found["indent"])
        if kind == "name" and found["name"]:
            levels.add(found.start("name"))
        if kind == "hyphens":
            levels.update(found.start("hyphens") + n for n, sign in enumerate(found["hyphens"]) if sign == "-")
    return levels
