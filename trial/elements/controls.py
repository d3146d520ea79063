"""Controls that forms and lists share: choices, text boxes, tables, pages, a progress bar."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from trial.files.plan_templates import Template, templates
from trial.settings import settings
from trial.store import Item, Watch
from trial.wording.words import number_text

Box = tuple[DeltaGenerator, str, int] | tuple[DeltaGenerator, str, int, str]
"""Where a text is typed, its label, the most characters, and an example if there is one."""
STEPS = 200
"""How often a progress bar moves at most; each move is a message to the browser."""
MARKS = frozenset(r"\`*_{}[]()#+-.!~$:|<>&")
"""What Streamlit may read as Markdown."""
ACTIVE = re.compile(r"[\\`*_\[\]~$|<>]|:(?=[A-Za-z])")
"""What makes a link, a picture, a tag, an icon or another kind of letter within a sentence."""
ADDRESS = re.compile(r":(?=//)|www(?=\.)|@", re.IGNORECASE)
"""After this an address is broken, since its page makes links of bare ones, escaped or not."""
WORD_JOINER = "\u2060"
"""It has no width, and no line breaks at it."""


def escape_markdown(text: str) -> str:
    """Return what somebody typed on one line, with nothing in it read as Markdown, nor any address made a link.

    >>> print(escape_markdown("*Ann*"))
    \\*Ann\\*
    """
    said = ADDRESS.sub(rf"\g<0>{WORD_JOINER}", " ".join(text.split()))
    return "".join(f"\\{mark}" if mark in MARKS else mark for mark in said)


def plain(sentence: str) -> str:
    """Return a sentence that may repeat what somebody typed, or what stood in an address, with no Markdown in it.

    >>> print(plain("There is no trial [x](http://example.org)."))  # doctest: +ELLIPSIS
    There is no trial \\[x\\](http...//example.org).
    """
    return ACTIVE.sub(r"\\\g<0>", ADDRESS.sub(rf"\g<0>{WORD_JOINER}", sentence))


def table(rows: Sequence[tuple[str, ...]], *columns: str, width: Literal["stretch", "content"] = "content") -> None:
    """Draw rows under the names of their columns; the first column names the row."""
    import pandas as pd  # heavy, and the first page has no table

    cells = [tuple(map(plain, row)) for row in rows]
    st.table(pd.DataFrame(cells, columns=[*columns]).set_index(columns[0]), width=width)


def offered(words: Mapping[Any, str], chosen: Any = None) -> dict[str, Any]:
    """Return the arguments of a widget that offers these keys in their words, with nothing chosen but `chosen`."""
    options = list(words)
    index = options.index(chosen) if chosen in words else None
    return {"options": options, "index": index, "format_func": words.__getitem__}


def choices(words: Mapping[Any, str], chosen: Any = None, placeholder: str = "Choose") -> dict[str, Any]:
    """Return the arguments of a selectbox that offers these keys in their words."""
    return offered(words, chosen) | {"placeholder": placeholder}


def template_box(
    place: DeltaGenerator, label: str, key: str, placeholder: str = "Choose a template"
) -> Template | None:
    """Return which template of a plan is chosen, of ours and the service's own."""
    every = templates(settings().plans_dir)
    names = {name: template.name for name, template in every.items()}
    chosen = place.selectbox(label, **choices(names, placeholder=placeholder), key=key)
    return every[chosen] if chosen else None


def segments(label: str, words: Mapping[Any, str], chosen: Any = None, **more: Any) -> Any:
    """Return which one of these keys is chosen, all in sight beside each other; `more` as of the widget."""
    return st.segmented_control(label, list(words), default=chosen, format_func=words.__getitem__, **more)


def pills(label: str, words: Mapping[str, str], chosen: Iterable[str], *, key: str) -> tuple[str, ...]:
    """Return what is chosen of several, one tap each: in the order offered, or as before if nothing was added."""
    before = tuple(chosen)
    default = [token for token in before if token in words] or None
    found = st.pills(
        label, list(words), selection_mode="multi", default=default, format_func=words.__getitem__, key=key
    )
    return tuple(token for token in (before if set(found) <= set(before) else words) if token in found)


def capitals(words: Mapping[Any, str]) -> dict[Any, str]:
    """Return the words with a capital, for the beginning of a line."""
    return {token: text.capitalize() for token, text in words.items()}


def texts(fact: object, key: str | None, **boxes: Box) -> dict[str, Any]:
    """Return what is typed for these fields of a fact, each in a box with its present value."""
    found = {}
    for field, (place, label, most, *example) in boxes.items():
        value = getattr(fact, field)
        shown = value if isinstance(value, str) else "" if value is None else number_text(value)
        box = key and f"{key}.{field}"
        found[field] = place.text_input(label, shown, max_chars=most, placeholder="".join(example), key=box).strip()
    return found


def reason_box(label: str, key: str, *, asked: bool) -> str:
    """Return the reason that is typed for a change; empty where none is asked for."""
    return st.text_input(label, max_chars=500, key=f"{key}.reason") if asked else ""


def pages_of(key: str, sought: object) -> list[Any]:
    """Return where each page after the first begins; empty again when something else is sought."""
    known = st.session_state.get(key)
    if known is None or known[0] != sought:
        known = st.session_state[key] = (sought, [])
    pages: list[Any] = known[1]
    return pages


def turn_pages(pages: list[Any], after: Any, *, key: str, back: str, on: str) -> None:
    """Draw the buttons that turn pages; `after` is where the next one begins, or None."""
    with st.container(horizontal=True):
        if pages and st.button(back, key=f"{key}.back"):
            pages.pop()
            st.rerun()
        if after is not None and st.button(on, key=f"{key}.on"):
            pages.append(after)
            st.rerun()


def watched(what: str) -> Watch:
    """Return a Watch that draws a progress bar. A tap elsewhere stops the work, which then writes nothing."""

    def watch(things: Iterable[Item], total: int = 0, /) -> Iterator[Item]:
        bar, every = st.progress(0.0, text=what), max(1, total // STEPS)
        try:
            for number, thing in enumerate(things):
                if number % every == 0:
                    bar.progress(min(number / total, 1.0) if total else 0.0, text=f"{what}: {number} of {total}")
                yield thing
        finally:
            bar.empty()

    return watch
