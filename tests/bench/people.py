"""Rows about people: fifty pairs of hands on one small server, each a real session; and what one poll costs."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter

import httpx

from tests.bench.bedside import GRADED, open_beds
from tests.bench.places import scratch
from tests.bench.row import Desk, Pair, Row, percentile
from tests.bench.serving import Server, served
from tests.bench.visitor import Visitor
from trial.actions import sign_ins
from trial.rules.roles import Recorder
from trial.store import Store, open_store

WHO = Recorder(name="K Tan")
PEOPLE = 50
TAP_EVERY = 3.0
POLL_EVERY = 5.0
WINDOWS = 5
"""Parts into which the time is cut, each with a figure of its own."""
TOKENS = ("0", "1", "1+", "2", "3", "4")


@dataclass
class Hands:
    """One person at one bed: a session that stays open, a tap every three seconds, a poll every five."""

    server: Server
    trial: str
    token: str
    opaque: str
    random: Random
    taken: list[tuple[float, float]] = field(default_factory=list)  # when, milliseconds
    tapped: int = 0
    last: dict[str, str] = field(default_factory=dict)

    async def work(self, client: httpx.AsyncClient, all_here: asyncio.Barrier, seconds: float) -> None:
        visitor = Visitor(self.server.port, "record", self.trial)
        await visitor.open("K Tan")
        await all_here.wait()
        until = perf_counter() + seconds
        polling = asyncio.create_task(self._poll(client))
        try:
            await asyncio.sleep(self.random.uniform(0, TAP_EVERY))
            while perf_counter() < until:
                begun = perf_counter()
                await self._tap(client)
                self.taken.append((begun, (perf_counter() - begun) * 1000))
                await asyncio.sleep(max(0.0, TAP_EVERY - (perf_counter() - begun)))
        finally:
            polling.cancel()
            await visitor.close()

    async def _tap(self, client: httpx.AsyncClient) -> None:
        """As the sheet sends one: a grade, or its correction within five minutes."""
        self.tapped += 1
        item = GRADED[self.tapped % len(GRADED)]
        name = f"{self.trial}-tap-{self.tapped:06}"
        tap = {
            "id": name, "kind": "reading", "dose": 1, "slot": "+2h", "scale": "modified_ashworth", "item": item,
            "value": TOKENS[self.tapped % len(TOKENS)], "replaces": self.last.get(item, ""),
            "tapped_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }  # fmt: skip
        body = json.dumps({"trial": self.trial, "recorder": self.opaque, "taps": [tap]})
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        answer = (await client.post(f"{self.server.url}/taps", content=body, headers=headers)).json()
        if answer.get("acknowledged") != [name]:
            raise RuntimeError(f"A tap was not acknowledged: {answer}")
        self.last[item] = name

    async def _poll(self, client: httpx.AsyncClient) -> None:
        while True:
            await asyncio.sleep(POLL_EVERY)
            headers = {"Authorization": f"Bearer {self.token}"}
            await client.get(f"{self.server.url}/head", params={"trial": self.trial}, headers=headers)


@contextmanager
def _ward(folder: Path, people: int) -> Iterator[tuple[Server, Store, list[Hands]]]:
    """A server, and so many people, each with a bed."""
    address = f"sqlite:///{folder / f'{people}.db'}"
    with closing(open_store(address)) as store:
        beds = open_beds(store, people)
        with served(folder, ITB_DATABASE_URL=address) as server:
            yield (
                server,
                store,
                [
                    Hands(
                        server,
                        bed,
                        sign_ins.issue_pass(store, recorder=WHO, trial=bed),
                        sign_ins.recorder_id(store, WHO),
                        Random(bed),
                    )
                    for bed in beds
                ],
            )


async def _work(hands: list[Hands], seconds: float) -> float:
    """Let them all work, once everybody has come; answers when that was."""
    all_here = asyncio.Barrier(len(hands) + 1)
    client = httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=None))
    async with client, asyncio.TaskGroup() as group:
        for hand in hands:
            group.create_task(hand.work(client, all_here, seconds))
        await all_here.wait()
        return perf_counter()


def _windows(folder: Path, people: int, seconds: float) -> list[float]:
    """The 95th of the saves in each part of the time; raises RuntimeError if one was lost."""
    with _ward(folder, people) as (_, store, hands):
        before = sum(store.head(one.trial) for one in hands)
        begun = asyncio.run(_work(hands, seconds))
        kept, tapped = sum(store.head(one.trial) for one in hands) - before, sum(one.tapped for one in hands)
        if kept != tapped:
            raise RuntimeError(f"Of {tapped} taps {kept} were kept.")
    taken = [one for each in hands for one in each.taken]
    ends = [begun + seconds * (number + 1) / WINDOWS for number in range(WINDOWS)]
    parts = [[took for at, took in taken if end - seconds / WINDOWS <= at < end] for end in ends]
    return [percentile(part, 0.95) for part in parts if part]


def _hands(desk: Desk, people: int = PEOPLE, against: int = 1) -> Iterator[Pair]:
    """Many people for the whole time, cut into parts; before them one person for a fifth of it."""
    seconds = (min(desk.minutes, 0.5) if desk.quick else desk.minutes) * 60
    with scratch(desk) as folder:
        desk.say(f"hands: {against} for {seconds / WINDOWS:.0f} s, then {people} for {seconds:.0f} s")
        alone = _windows(folder, against, max(30.0, seconds / WINDOWS))
        floor = percentile(sorted(alone), 0.5)
        yield from ((one, floor) for one in _windows(folder, people, seconds))


def _people_grow(desk: Desk) -> Iterator[Pair]:
    return _hands(Desk(folder=desk.folder, quick=True, minutes=0.5, say=desk.say), people=PEOPLE, against=PEOPLE // 10)


ROWS = (
    Row(
        name="hands",
        ours="p95 of a save with 50 people, a tap every 3 s each, real sessions with head polling, none lost",
        floor="the same with 1 person",
        bar=4,
        most=250,
        measure=_hands,
        warm=False,
    ),
    Row(
        name="people_grow",
        ours="p95 of a save with 50 people, half a minute",
        floor="the same with 5",
        bar=10,
        times=10,
        measure=_people_grow,
        warm=False,
    ),
)
