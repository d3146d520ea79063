"""Opening a trial under a number of its own, and finding who has one already."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from trial.actions.act import clock
from trial.ledger.entries import Fact, GoalSet, Opened, Planned
from trial.ledger.facts import Goal, Person, Plan, Trial
from trial.rules import record
from trial.store.base import Store, WorklistRow

OURS = re.compile(r"T-(\d{4,})")


def open_trial(
    store: Store,
    *,
    person: Person,
    plan: Plan | None = None,
    goals: Iterable[Goal] = (),
    zone: str = "",
    by: str,
    at: datetime | None = None,
) -> Trial:
    """Open a trial under the next free number; raises InvalidInput for what a person, plan or goal cannot hold."""
    record.check_person(person)
    if plan is not None:
        record.check_plan(plan)
    rest: list[Fact] = [] if plan is None else [Planned(plan=plan)]
    for goal in goals:
        record.check_goal(goal)
        rest.append(GoalSet(goal=goal))
    used = (int(found[1]) for one in store.trials() if (found := OURS.fullmatch(one)))
    number = 1 + max(used, default=0)
    moment = at or clock()
    while True:
        opened = Opened(trial=f"T-{number:04d}", person=person, zone=zone)
        made = _opened(store, [opened, *rest], trial=opened.trial, by=by, at=moment)
        if made is not None:
            return made
        number += 1


def known_by(store: Store, identifier: str) -> Iterator[WorklistRow]:
    """The trials of whoever has this number already, latest change first."""
    sought, after = " ".join(identifier.split()).casefold(), ""
    while sought and (rows := store.worklist(search=identifier, after=after)):
        yield from (row for row in rows if " ".join(row.identifier.split()).casefold() == sought)
        after = rows[-1].trial


def _opened(store: Store, opening: Sequence[Fact], *, trial: str, by: str, at: datetime) -> Trial | None:
    """The trial as opened, or None if its number was taken meanwhile."""
    taken = False

    def make(there: Trial | None) -> Sequence[Fact]:
        nonlocal taken
        taken = there is not None
        return [] if taken else opening

    made = store.append(trial, make, at=at, by=by)
    return None if taken else made
