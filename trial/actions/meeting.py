"""Who is talked about this week: everyone awaiting a decision, and everyone who was given a dose in the last days."""

from datetime import datetime, timedelta

from trial.actions.act import clock
from trial.store.base import Store, WorklistRow

A_WEEK = timedelta(days=7)
PAGE = 50


def this_week(store: Store, *, now: datetime | None = None) -> tuple[WorklistRow, ...]:
    """Those awaiting a decision first, then who had a dose within seven days; within each the earliest dose first."""
    since = (now or clock()) - A_WEEK
    awaiting = {row.trial: row for row in _rows(store, state="awaiting_decision")}
    recent = {
        row.trial: row
        for row in _rows(store, changed_since=since)
        if row.given_at is not None and row.given_at >= since and row.trial not in awaiting
    }
    return (*sorted(awaiting.values(), key=_order), *sorted(recent.values(), key=_order))


def _rows(store: Store, *, state: str = "", changed_since: datetime | None = None) -> list[WorklistRow]:
    """Rows of the worklist, newest change first, page by page, until they are older than asked for."""
    found: list[WorklistRow] = []
    after = ""
    while page := store.worklist(state=state, after=after, limit=PAGE):
        found += [row for row in page if changed_since is None or row.changed_at >= changed_since]
        after = page[-1].trial
        if len(page) < PAGE or (changed_since is not None and page[-1].changed_at < changed_since):
            break
    return found


def _order(row: WorklistRow) -> tuple[datetime, str]:
    return row.given_at or row.changed_at, row.trial
