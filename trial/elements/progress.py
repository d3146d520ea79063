"""Long work on a screen: a progress bar. Any tap elsewhere stops the work, which then writes nothing."""

from collections.abc import Iterable, Iterator

import streamlit as st

from trial.store import Item, Watch

STEPS = 200
"""How often a bar moves at most; each move goes to the browser."""


def watched(what: str) -> Watch:
    """A bar while somebody goes through things."""

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
