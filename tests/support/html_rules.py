"""What every page must keep to, whoever wrote it: valid HTML5, one heading, labels, no loose ends, nothing inline."""

from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from html5lib.html5parser import ParseError

TYPED_IN = ("input", "select", "textarea")
NO_LABEL_NEEDED = ("hidden", "submit", "button", "reset", "image")
POINTERS = ("aria-describedby", "aria-labelledby", "aria-controls", "aria-details", "aria-errormessage")
LOADED_BY = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src", "object": "data"}
DATA_BLOCKS = ("application/json", "application/ld+json")


def parse(html: str) -> Element:
    """Return the document's tree. Raises AssertionError with the place of the first mistake in the HTML."""
    if not html.lstrip().lower().startswith("<!doctype html>"):
        raise AssertionError("the page does not begin with <!doctype html>")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    try:
        tree: Element = parser.parse(html)
    except ParseError as error:
        (line, column), code, details = parser.errors[-1]
        near = html.splitlines()[max(0, line - 1) : line]
        raise AssertionError(f"invalid HTML at {line}:{column}: {code} {details} near {near}: {error}") from None
    return tree


def text_of(element: Element) -> str:
    """Return the text inside an element with white space run together."""
    return " ".join("".join(element.itertext()).split())


def broken_rules(tree: Element) -> list[str]:
    """Say every rule that the page breaks."""
    return [*_heading(tree), *_language(tree), *_ids(tree), *_labels(tree), *_groups(tree), *_inline(tree)]


def _heading(tree: Element) -> Iterator[str]:
    headings = [text_of(element) for element in tree.iter("h1")]
    titles = [text_of(element) for element in tree.iter("title") if element.text]
    if len(headings) != 1:
        yield f"there must be one h1, not {len(headings)}: {headings}"
    elif not headings[0]:
        yield "the h1 is empty"
    elif not titles or headings[0] not in titles[0]:
        yield f"the title {titles[:1]} does not contain the h1 {headings[0]!r}"


def _language(tree: Element) -> Iterator[str]:
    if not tree.get("lang"):
        yield "html has no lang"


def _ids(tree: Element) -> Iterator[str]:
    ids = Counter(element.get("id", "") for element in tree.iter() if element.get("id") is not None)
    yield from (f"the id {name!r} occurs {count} times" for name, count in ids.items() if count > 1)
    if "" in ids:
        yield "an id is empty"
    for element in tree.iter():
        names = [name for pointer in POINTERS for name in element.get(pointer, "").split()]
        if element.tag == "label" and element.get("for") is not None:
            names.append(element.get("for", ""))
        if element.tag == "a" and element.get("href", "").startswith("#") and element.get("href") != "#":
            names.append(element.get("href", "")[1:])
        yield from (
            f"<{element.tag}> points at the id {name!r}, which is not there" for name in names if name not in ids
        )


def _labels(tree: Element) -> Iterator[str]:
    labels = {label.get("for") for label in tree.iter("label") if text_of(label)}
    wrapped = {id(inner) for label in tree.iter("label") if text_of(label) for inner in label.iter()}
    for element in tree.iter():
        if element.tag not in TYPED_IN or element.get("type", "text") in NO_LABEL_NEEDED:
            continue
        has_name = element.get("aria-label", "").strip() or element.get("aria-labelledby", "").strip()
        if not has_name and element.get("id", "") not in labels and id(element) not in wrapped:
            yield f"<{element.tag} name={element.get('name')!r}> has no label"


def _groups(tree: Element) -> Iterator[str]:
    """A set of radio buttons without a name is silent to a screen reader, and axe does not notice."""
    named = {
        id(inner)
        for group in tree.iter("fieldset")
        if (legend := group.find("legend")) is not None and text_of(legend)
        for inner in group.iter()
    }
    for element in tree.iter("input"):
        if element.get("type") == "radio" and id(element) not in named:
            yield f"the radio button {element.get('name')!r} stands in no fieldset with a legend"


def _inline(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        tag = str(element.tag)
        if tag == "style" or element.get("style") is not None:
            yield f"<{tag}> brings its own style, which the content policy blocks"
        if tag == "script" and not element.get("src") and element.get("type") not in DATA_BLOCKS:
            yield "<script> without src, which the content policy blocks"
        handlers = [name for name in element.attrib if name.startswith("on")]
        yield from (f"<{tag}> has {name}=, which the content policy blocks" for name in handlers)
        address = urlsplit(element.get(LOADED_BY.get(tag, ""), ""))
        if address.netloc and not (tag == "link" and element.get("rel") == "canonical"):
            yield f"<{tag}> loads from {address.netloc}, a third party"
