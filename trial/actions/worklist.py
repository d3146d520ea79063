"""The worklist beyond one page: every row of it, and who is talked about at this week's meeting."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import takewhile

from trial.actions.act import NOW, clock
from trial.store import Store
from trial.store.worklist import WorklistRow

A_WEEK = timedelta(days=7)
PAGE = 500


def every_row(store: Store, *, search: str = "", state: str = "") -> Iterator[WorklistRow]:
    """The rows that fit, latest change first, a page at a time in memory."""
    after = ""
    while rows := store.worklist(search=search, state=state, after=after, limit=PAGE):
        yield from rows
        after = rows[-1].trial


def this_week(store: Store, *, now: datetime = NOW) -> tuple[WorklistRow, ...]:
    """Everyone awaiting a decision, then who had a dose within seven days; within each the earliest dose first."""
    since = (clock() if now is NOW else now) - A_WEEK
    awaiting = {row.trial: row for row in every_row(store, state="awaiting_decision")}
    recent = [
        row
        for row in takewhile(lambda row: row.changed_at >= since, every_row(store))
        if row.given_at is not None and row.given_at >= since and row.trial not in awaiting
    ]
    return (*sorted(awaiting.values(), key=_order), *sorted(recent, key=_order))


def _order(row: WorklistRow) -> tuple[datetime, str]:
    return row.given_at or row.changed_at, row.trial
