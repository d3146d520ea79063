"""The options of a list on a screen, each shown in its words."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st


def choices(words: Mapping[Any, str], chosen: Any = None, placeholder: str = "Choose") -> dict[str, Any]:
    """Return the arguments of a selectbox that offers these keys in their words.

    Nothing is chosen beforehand unless `chosen` is one of the keys: what is new begins empty.
    """
    options = list(words)
    return {
        "options": options,
        "index": options.index(chosen) if chosen in words else None,
        "format_func": words.__getitem__,
        "placeholder": placeholder,
    }


def pills(label: str, words: Mapping[str, str], chosen: Iterable[str], *, key: str) -> tuple[str, ...]:
    """Return what is chosen of several, one tap each: in the order that is offered, or as it was if none is new."""
    before = tuple(chosen)
    found = st.pills(
        label,
        list(words),
        selection_mode="multi",
        default=[token for token in before if token in words] or None,
        format_func=words.__getitem__,
        key=key,
    )
    return tuple(token for token in (before if set(found) <= set(before) else words) if token in found)
