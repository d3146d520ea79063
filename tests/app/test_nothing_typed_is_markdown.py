"""What somebody typed, or what stood in an address, is text on every screen: no link, no picture, no icon."""

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from google.protobuf.message import Message

from tests.app.conftest import Screen, app_of
from trial.actions import importing
from trial.frame import OF_A_TRIAL, SCREENS
from trial.ledger.facts import Voice
from trial.screens.record import DAY
from trial.settings import HOME
from trial.store import Store

HOSTILE = "![i](http://evil.example/i) [s](http://evil.example/s) http://evil.example www.evil.example a@evil.example"
HOSTILE += " <a href='http://evil.example'>t</a>"
SHOWN_AS_TYPED = {"text", "text_area", "text_input", "number_input", "html", "json", "bidi_component", "selectbox"}
"""Elements that show what they hold letter by letter, or are set by templates that escape; but their labels are not."""
TAG = re.compile(r"<(?!/?br>|/?b>|/?i>|extra>|/extra>)\w", re.IGNORECASE)
"""What a chart reads as a tag."""
LINK = re.compile(r"(?<!\\)\](?:\(|\[)|https?://|www\.|@evil|(?<!\\)<\w|(?<!\\):material/")


def texts_of(node: Message, kind: str = "") -> Iterator[str]:
    """Every text that an element holds and its page reads as Markdown."""
    for field, value in node.ListFields():
        inside = field.name if field.message_type else kind
        if field.message_type is None and field.cpp_type == field.CPPTYPE_STRING:
            if kind not in SHOWN_AS_TYPED or field.name in ("label", "help"):
                yield from [value] if isinstance(value, str) else value
        elif field.message_type is not None:
            for part in value if isinstance(value, (list, tuple)) or hasattr(value, "add") else [value]:
                if isinstance(part, Message):
                    yield from texts_of(part, inside)


def links_on(screen: Screen) -> list[str]:
    found = []
    for element in _elements(screen.at._tree):
        proto = getattr(element, "proto", None)
        if isinstance(proto, Message):
            kind = getattr(element, "type", "")
            texts = [text for text in texts_of(proto, kind) if isinstance(text, str) and "evil" in text]
            found += [text for text in texts if (TAG if kind == "plotly_chart" else LINK).search(text)]
    return found


def _elements(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", {}).values():
        yield from _elements(child)


def hostile(node: Any, key: str = "") -> Any:
    """A record whose free texts are all hostile."""
    if isinstance(node, dict):
        return {name: hostile(value, name) for name, value in node.items()}
    if isinstance(node, list):
        return [hostile(value, key) for value in node]
    free = {
        "words",
        "text",
        "reason",
        "notes",
        "note",
        "name",
        "called",
        "by",
        "agreed_by",
        "checked_by",
        "injected_by",
        "present",
        "dissent",
        "person_words",
        "signed_by",
        "typed_by",
        "identifier",
        "diagnosis",
        "cord_level",
        "question",
        "batch",
        "proxy",
        "history",
        "conditions_text",
        "drug",
        "dose_text",
    }
    is_free = isinstance(node, str) and node and key in free and node not in get_args(Voice)
    return f"{node} {HOSTILE}" if is_free else node


@pytest.fixture
def trial(store: Store) -> str:
    record = json.loads((HOME / "tests/app/outside/records/every_key.json").read_bytes())
    return importing.import_file(store, json.dumps(hostile(record)).encode(), by="K Tan").trial


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_that_was_typed_is_markdown_on_any_screen(trial: str, screen: str) -> None:
    app = app_of(HOSTILE[:60])
    for number in range(1, 9):
        app.session_state[f"day.{trial}.{number}.opened"] = set(DAY)
    shown = Screen(app).go(screen, trial if screen in OF_A_TRIAL else "")
    assert links_on(shown) == []


@pytest.mark.parametrize("screen", sorted(OF_A_TRIAL))
def test_nothing_in_an_address_is_markdown(store: Store, screen: str) -> None:
    shown = Screen(app_of("K Tan")).go(screen, HOSTILE)
    assert "evil" in " ".join(one.value for one in shown.at.info)
    assert links_on(shown) == []
