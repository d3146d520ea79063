"""Rows about what it means: entries folded and summed up, and the figures of the meeting's page."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from tests.bench.row import Desk, Pair, Row, in_turn
from tests.bench.subjects import facts
from tests.temporary_store import TemporaryStore
from trial.brief.panels import a_page, panels_of
from trial.charts.plot import figure
from trial.ledger.entries import Entry, Sealed, stream_of
from trial.ledger.facts import Trial
from trial.ledger.payload import decode
from trial.ledger.replay import replay
from trial.meaning.summary import Summary, summarise

ENTRIES = 600
RUNS = 5


class Ledger:
    """One trial as it is kept: its entries, and the texts that are sealed beside them."""

    def __init__(self, entries: int) -> None:
        store = TemporaryStore()
        store.append("T-1", lambda _: facts("T-1", entries), at=datetime.now(UTC), by="K Tan")
        self.entries: list[Entry] = [*store.entries(stream_of("T-1"))]
        self.texts = {row.hash: row.text for row in store.raw() if isinstance(row, Sealed)}

    def trial(self) -> Trial:
        return replay((one, decode(one.payload, self.texts.get)) for one in self.entries)

    def meant(self) -> Summary:
        return summarise(self.trial())

    def parsed(self) -> list[Any]:
        return [json.loads(one.payload) for one in self.entries]


def _replay(_: Desk) -> Iterator[Pair]:
    ledger = Ledger(ENTRIES)
    while True:
        yield in_turn(ledger.meant, ledger.parsed, RUNS)


def _replay_grows(_: Desk) -> Iterator[Pair]:
    large, small = Ledger(10 * ENTRIES), Ledger(ENTRIES)
    while True:
        yield in_turn(large.meant, small.meant, 3)


def _figures(_: Desk) -> Iterator[Pair]:
    """The figures of the page, and the same traces and layout through plotly's own objects, made one by one."""
    from plotly import graph_objects as go
    from plotly.subplots import make_subplots

    trial = Ledger(ENTRIES).trial()
    shown = a_page(panels_of(summarise(trial)))
    made = [figure(panel) for panel in shown]
    kinds = {"scatter": go.Scatter}

    def ours() -> list[Any]:
        return [figure(panel) for panel in shown]

    def floor() -> list[Any]:
        drawn = []
        for chart in made:
            plot = make_subplots(rows=1, cols=1)
            for trace in chart["data"]:
                plot.add_trace(kinds[trace["type"]]({**trace}), row=1, col=1)
            plot.update_layout(chart["layout"])
            drawn.append(plot.to_plotly_json())
        return drawn

    while True:
        yield in_turn(ours, floor, RUNS)


ROWS = (
    Row(
        name="replay",
        ours="a 600-entry trial to Trial and Summary",
        floor="json.loads of the same entries",
        bar=6,
        measure=_replay,
        guard=40,
    ),
    Row(
        name="replay_grows",
        ours="a 6,000-entry trial to Trial and Summary",
        floor="a 600-entry trial to Trial and Summary",
        bar=15,
        times=10,
        measure=_replay_grows,
    ),
    Row(
        name="figures",
        ours="all figures of the Review page of a full two-dose trial",
        floor="the same figures by make_subplots and add_trace",
        bar=0.1,
        measure=_figures,
        guard=0.3,
    ),
)
