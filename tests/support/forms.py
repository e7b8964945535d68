"""Forms as a browser without JavaScript sees them: what would be sent, and what may be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

from tests.support.html_rules import text_of

Fields = Mapping[str, str | Sequence[str]]
BUTTONS = ("submit", "button", "reset", "image")


@dataclass(frozen=True)
class Form:
    """A form and the address it is sent to."""

    element: Element
    action: str

    @property
    def method(self) -> str:
        return self.element.get("method", "get").lower()

    @property
    def names(self) -> set[str]:
        """What the form can be called by: its name, id, action as written, or the action's path."""
        written = (self.element.get("name"), self.element.get("id"), self.element.get("action"))
        return {name for name in (*written, urlsplit(self.action).path) if name}

    def controls(self) -> list[Element]:
        found = [element for element in self.element.iter() if element.tag in ("input", "select", "textarea")]
        return [element for element in found if element.get("name") and element.get("disabled") is None]

    def values(self) -> dict[str, list[str]]:
        """Return what would be sent if nothing was touched."""
        sent: dict[str, list[str]] = {}
        for element in self.controls():
            for value in _default(element):
                sent.setdefault(element.get("name", ""), []).append(value)
        return sent

    def choices(self, name: str) -> list[str] | None:
        """Return the values that can be chosen for a field; None where anything can be typed."""
        found: list[str] = []
        for element in self.controls():
            if element.get("name") != name:
                continue
            if element.tag == "select":
                found += [_option_value(option) for option in element.iter("option")]
            elif element.get("type") in ("radio", "checkbox"):
                found.append(element.get("value", "on"))
            else:
                return None
        return found

    def filled_in(self, fields: Fields, *, button: str = "") -> dict[str, list[str]]:
        """Return what is sent with ``fields`` filled in and ``button`` pressed (its words, name or value).

        Raises AssertionError for a field, a choice or a button that the form does not have: a person could not
        send it either.
        """
        sent = self.values()
        for name, given in fields.items():
            values = [given] if isinstance(given, str) else list(given)
            choices = self.choices(name)
            known = {element.get("name") for element in self.controls()}
            assert name in known, f"the form has no field {name!r}, only {sorted(str(each) for each in known)}"
            missing = [value for value in values if choices is not None and value not in choices]
            assert not missing, f"{name} cannot be {missing}, only {choices}"
            sent[name] = values
        return sent | self._pressed(button)

    def _pressed(self, button: str) -> dict[str, list[str]]:
        buttons = [element for element in self.element.iter() if _is_submit(element)]
        called = {button}
        if button:
            buttons = [
                element
                for element in buttons
                if called & {text_of(element), element.get("name", ""), element.get("value", "")}
            ]
            assert buttons, f"the form has no button {button!r}"
        name = buttons[0].get("name") if buttons else None
        return {name: [buttons[0].get("value", "")]} if name else {}


def forms_of(tree: Element, url: str) -> list[Form]:
    """Return the forms of a page; an action left out means the page itself."""
    return [Form(form, urljoin(url, form.get("action", ""))) for form in tree.iter("form")]


def _is_submit(element: Element) -> bool:
    if element.tag == "button":
        return element.get("type", "submit") == "submit"
    return element.tag == "input" and element.get("type") == "submit"


def _default(element: Element) -> list[str]:
    kind = element.get("type", "text")
    if element.tag == "textarea":
        return ["".join(element.itertext())]
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = [option for option in options if option.get("selected") is not None]
        if not chosen and element.get("multiple") is None:
            chosen = options[:1]
        return [_option_value(option) for option in chosen]
    if kind in ("radio", "checkbox"):
        return [element.get("value", "on")] if element.get("checked") is not None else []
    return [] if kind in BUTTONS else [element.get("value", "")]


def _option_value(option: Element) -> str:
    return option.get("value", text_of(option))
