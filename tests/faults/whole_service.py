"""The life of a small service, at random: every step by several browsers and people, held against a second opinion.

    uv run python -m tests.faults.whole_service --minutes 10 --seed 7

Plan, goals, doses, taps that are dropped, doubled, reordered or sent again, a server that stops before it stores, wrong
clocks, signing, reopening, erasing, backup and restore to the other database, upgrade of a released schema. After every
step: what was acknowledged is stored once, the chain is intact, the list equals its rebuild, the summary equals
`rules_oracle`, erased text is nowhere, a signature covers what stood. A failure is shrunk to a few lines.
"""

import argparse
import json
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args
from unittest import mock

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.faults import rules_oracle as oracle
from tests.faults import tap_model as model
from tests.faults.summary_differences import differences, expected_summary, program_summary
from trial.actions import bedside_notes, deciding, maintenance, planning
from trial.actions.act import every_row
from trial.actions.entry_sheet import Tap, deliver
from trial.errors import StoreUnavailable, TrialError
from trial.files.summary import as_json
from trial.ledger.entries import stream_of
from trial.ledger.facts import Decision, Dose, Event, Goal, HomeAnswer, HomeQuestion, Measure, Person, Plan, Target
from trial.meaning.summary import summarise
from trial.store import Store, open_store

Row = oracle.Row
RELEASED = sorted((Path(__file__).parents[1] / "store" / "released").glob("version_*.sqlite.sql"))
START = datetime(2026, 10, 23, 6, 0, tzinfo=UTC)
"""Two days before the clocks go back, so that days are recorded across that night."""
ZONE = "Europe/London"
MUSCLES = ("left_hip_adductors", "right_hip_adductors", "left_knee_flexors")
PLAN = Plan(
    slots=("baseline", "+1h", "+2h", "+4h", "+6h"),
    measures=(
        Measure(scale="modified_ashworth", items=MUSCLES),
        Measure(scale="timed_up_and_go", items=("seconds",)),
        Measure(scale="assistance", items=("sit_to_stand",)),
        Measure(scale="pain", items=("rating",)),
        Measure(scale="observations", items=("systolic", "consciousness")),
    ),
)
GOALS: dict[str, Row] = {
    "g1": {"kind": "achieve", "target": ("pain", "rating", "falls_by", 3)},
    "g2": {"kind": "achieve", "target": ("modified_ashworth", MUSCLES[0], "improves_steps", 1)},
    "g3": {"kind": "keep", "target": ("assistance", "sit_to_stand", "not_worse_by_steps", 1)},
    "g4": {"kind": "achieve", "target": None},
    "g5": {"kind": "keep", "target": None},
    "g6": {"kind": "achieve", "target": None, "testable": "not_today"},
}
CELLS: dict[tuple[str, str], tuple[str, ...]] = {
    **{("modified_ashworth", muscle): ("0", "1", "1+", "2", "3") for muscle in MUSCLES},
    ("timed_up_and_go", "seconds"): ("16", "20", "20.5", "26.3"),
    ("assistance", "sit_to_stand"): ("2", "3", "4", "5"),
    ("pain", "rating"): ("0", "2", "3", "5", "8"),
    ("observations", "systolic"): ("92", "118", "140"),
    ("observations", "consciousness"): ("A", "V"),
}
VALUES = [(cell, value, "measured") for cell, values in CELLS.items() for value in values]
VALUES += [(cell, "", "unable_weakness") for cell in CELLS if cell[0] != "observations"]
VALUES += [(cell, "", "unable_sedation") for cell in CELLS if cell[0] in oracle.PERFORMANCE]
VALUES += [(cell, "", "declined") for cell in (("pain", "rating"), ("modified_ashworth", MUSCLES[0]))]
STAFF = ("K Tan", "A Noor", "J Bell")
FATES = ("answered", "answered", "answer lost", "stopped before it is stored", "sent twice", "one at a time")
OUTCOMES = ("proceed", "do_not_proceed", "repeat_higher", "repeat_lower", "infusion_trial", "defer")
WAITS = (1, 4, 6, 11, 16, 45, 120, 240, 1500)
WHY = "the other leg was written down by mistake"

NOT_ASKED: dict[HomeQuestion, HomeAnswer] = dict.fromkeys(get_args(HomeQuestion), "not_asked")
RECORDING = ("reading", "rating", "event")
"""The kinds of tap that leave something of their own in the ledger."""

Answer = tuple[tuple[str, str], str, str]
places = st.integers(0, 2)
sets = st.lists(st.sampled_from(VALUES), min_size=6, max_size=12, unique_by=lambda answer: answer[0])
now_and_then = st.sampled_from((True, False, False, False))
reasons = st.sampled_from(("", WHY))


def moment(minutes: int) -> datetime:
    return START + timedelta(minutes=minutes)


def minute_of(at: datetime) -> int:
    return round((at - START) / timedelta(minutes=1))


class Browser:
    """One device at a bed: who is signed in, which trial it shows, what it has seen, what waits to be sent."""

    def __init__(self, who: str) -> None:
        self.who, self.trial, self.dose = who, 0, 0
        self.seen: dict[tuple[str, ...], str] = {}
        self.outbox: list[Tap] = []
        self.last: tuple[str, ...] | None = None
        self.ahead = 0  # minutes by which its clock is ahead of the server's; it knows, and says so with each tap


class WholeService(RuleBasedStateMachine):
    """Acts on the program on one side, on plain tables on the other; `hold` compares them after every step."""

    def __init__(self, new_database: Callable[[], str]) -> None:
        super().__init__()
        self.new_database, self.now, self.made = new_database, 0, 0
        self.address = ""
        self.store: Store | None = None
        self.trials: list[Row] = []
        self.browsers = [Browser(who) for who in STAFF]
        self.acknowledged: list[str] = []
        self.gone: list[str] = []

    # -- how a life begins

    @initialize(
        released=st.sampled_from((None, *RELEASED)),
        group=st.sampled_from(("ms", "stroke")),
        baseline=sets,
        delivery=st.sampled_from(("full", "full", "full", "partial", "none")),
    )
    def begin(self, released: Path | None, group: str, baseline: list[Answer], delivery: str) -> None:
        """A database, new or of an earlier release, and in it a trial whose first dose was given after a baseline."""
        self.address = self.new_database()
        if released is not None and self.address.startswith("sqlite:///"):
            with closing(sqlite3.connect(self.address.removeprefix("sqlite:///"))) as connection:
                connection.executescript(released.read_text())
        self.store = open_store(self.address)
        self.open_trial(group, tuple(GOALS))
        self.plan_dose(0)
        self.record_set(0, 0, "baseline", baseline, "", "", 0, "answered")
        self.give_dose(0, delivery)

    @property
    def program(self) -> Store:
        assert self.store is not None
        return self.store

    def teardown(self) -> None:
        if self.store is not None:
            self.store.close()

    # -- what people do

    @rule(group=st.sampled_from(("ms", "stroke")), goals=st.lists(st.sampled_from(tuple(GOALS)), unique=True))
    def open_trial(self, group: str, goals: tuple[str, ...]) -> None:
        if len(self.trials) == len(STAFF):
            return
        number = len(self.trials)
        person = Person(
            identifier=f"ID{number}xq7", name=f"Zzyx{number} Quoib", born=moment(0).date().replace(year=1970),
            diagnosis_group=group,
        )  # fmt: skip
        chosen = tuple(_goal(name) for name in sorted(goals))
        at = moment(self.now)
        opened = planning.open_trial(
            self.program, person=person, plan=PLAN, goals=chosen, zone=ZONE, by=STAFF[0], at=at
        )
        rows = [GOALS[goal.id] | {"id": goal.id, "testable": goal.testable} for goal in chosen]
        self.trials.append(model.new_trial(opened.id, group, rows, [person.identifier, person.name]))

    @rule(place=places)
    def plan_dose(self, place: int) -> None:
        trial = self.trial(place)
        if trial["doses"] and not trial["doses"][-1]["happened"]:
            return
        number = len(trial["doses"]) + 1
        sheet = Dose(number=number, micrograms=Decimal(50), reason="as agreed by the team")
        act = lambda: planning.plan_dose(self.program, trial["id"], sheet, by=STAFF[0], at=moment(self.now))  # noqa: E731
        if self.allowed(act, expected=model.is_open(trial)):
            trial["doses"].append(model.new_dose(number))

    @rule(place=places, delivery=st.sampled_from(("full", "full", "full", "partial", "none")))
    def give_dose(self, place: int, delivery: str) -> None:
        trial = self.trial(place)
        if not trial["doses"] or trial["doses"][-1]["happened"]:
            return
        self.now += 1
        at, dose, given = moment(self.now), trial["doses"][-1], delivery != "none"
        sheet = Dose(
            number=dose["number"], micrograms=Decimal(50), reason="as agreed by the team", delivery=delivery,
            given_at=at if given else None, tried_at=None if given else at,
        )  # fmt: skip
        act = lambda: planning.give_dose(self.program, trial["id"], sheet, by=STAFF[0], at=at)  # noqa: E731
        if self.allowed(act, expected=model.is_open(trial)):
            dose |= {"happened": True, "given": given, "delivery": delivery, "t0": self.now if given else None}

    @rule(browser=places, place=places)
    def look(self, browser: int, place: int) -> None:
        """Open a trial on a device, or draw it again: it shows what is in each cell now."""
        device, trial = self.browsers[browser], self.trial(place)
        if not trial["doses"]:
            return
        if device.outbox and self.trials[device.trial] is not trial:
            return
        device.trial, device.dose, device.last = self.trials.index(trial), len(trial["doses"]), None
        dose = trial["doses"][-1]
        device.seen = {}
        for row in sorted(dose["readings"], key=lambda row: row["at"]):
            device.seen["reading", row["scale"], row["item"], row["slot"]] = row["id"]
        for rating in dose["ratings"]:
            device.seen["rating", rating["goal"], rating["voice"], rating["slot"]] = rating["id"]

    @rule(
        browser=places,
        place=places,
        slot=st.sampled_from(PLAN.slots),
        answers=sets,
        assessor=st.sampled_from(("", "A Noor")),
        level=st.sampled_from(("", "-1", "0", "2")),
        late=st.sampled_from((0, 0, 9, 70)),
        fate=st.sampled_from(FATES),
    )
    def record_set(
        self,
        browser: int,
        place: int,
        slot: str,
        answers: list[Answer],
        assessor: str,
        level: str,
        late: int,
        fate: str,
    ) -> None:
        """A whole set of the last dose, goals rated and events asked about, in its time or later, after a look."""
        self.look(browser, place)
        t0 = self.trial(place)["doses"][-1]["t0"] if self.trial(place)["doses"] else None
        if t0 is not None and slot != "baseline":
            self.now = max(self.now, t0 + 60 * int(slot[1:-1]) + late)
        for answer in answers:
            self.tap(browser, slot, answer, assessor, WHY)
        if level and slot != "baseline":
            for goal in ("g4", "g5"):
                self.rate(browser, goal, "team", level, slot, WHY)
            self.note_event(browser, None)
        self.deliver_taps(browser, fate)

    @rule(
        browser=places,
        slot=st.sampled_from(PLAN.slots),
        what=st.sampled_from(VALUES),
        assessor=st.sampled_from(("", "", "A Noor")),
        reason=reasons,
    )
    def tap(self, browser: int, slot: str, what: Answer, assessor: str, reason: str) -> None:
        device = self.browsers[browser]
        (scale, item), value, status = what
        if slot == "baseline" and (scale == "assistance" or item == "consciousness") and value in ("", "V"):
            return
        cell = ("reading", scale, item, slot)
        self.send(
            device, cell, kind="reading", slot=slot, scale=scale, item=item, value=value or None, status=status,
            by=assessor, reason=reason, unusual=True,
        )  # fmt: skip

    @rule(
        browser=places,
        goal=st.sampled_from(("g4", "g5")),
        voice=st.sampled_from(("team", "person")),
        level=st.sampled_from(("-2", "-1", "-0.5", "0", "2")),
        slot=st.sampled_from(("+2h", "+4h")),
        reason=reasons,
    )
    def rate(self, browser: int, goal: str, voice: str, level: str, slot: str, reason: str) -> None:
        device = self.browsers[browser]
        if goal in [known["id"] for known in self.trials[device.trial]["goals"]]:
            cell = ("rating", goal, voice, slot)
            self.send(device, cell, kind="rating", slot=slot, goal=goal, by=voice, value=level, reason=reason)

    @rule(browser=places, reason=reasons)
    def undo(self, browser: int, reason: str) -> None:
        device = self.browsers[browser]
        if device.last is not None and (shown := device.seen.get(device.last)):
            cell, device.last = device.last, None
            self.send(device, (), kind="undo", replaces=shown, reason=reason)
            device.seen.pop(cell, None)

    @rule(browser=places, which=st.integers(0, 1))
    def choose(self, browser: int, which: int) -> None:
        """Of two values in one cell one is chosen, by somebody who has just looked."""
        device = self.browsers[browser]
        if not device.dose:
            return
        rows = self.trials[device.trial]["doses"][device.dose - 1]["readings"]
        cells = Counter((row["scale"], row["item"], row["slot"]) for row in rows)
        several = [row for row in rows if cells[row["scale"], row["item"], row["slot"]] > 1]
        if several:
            chosen = several[which % len(several)]
            device.seen["reading", chosen["scale"], chosen["item"], chosen["slot"]] = chosen["id"]
            self.send(device, (), kind="choose", replaces=chosen["id"], reason=WHY)

    @rule(browser=places, severity=st.sampled_from((*oracle.SEVERITIES, None)))
    def note_event(self, browser: int, severity: str | None) -> None:
        """An adverse event, or without a severity that events were asked about and none was new."""
        device = self.browsers[browser]
        if severity is None:
            self.send(device, (), kind="events_asked")
            return
        words = f"Qvorn{self.made}wex"
        event = Event(kind="fall", severity=severity, began_at=moment(self.now), words=words)
        self.send(device, (), kind="event", event=event)

    @rule(browser=places, fate=st.sampled_from(FATES))
    def deliver_taps(self, browser: int, fate: str) -> None:
        device = self.browsers[browser]
        if not device.outbox:
            return
        if fate == "stopped before it is stored":
            entries = self.program.head(self.trials[device.trial]["id"])
            with stopped_before_storing(self.program), suppress(StoreUnavailable):
                self.deliver(device, device.outbox)
            assert self.program.head(self.trials[device.trial]["id"]) == entries
            return
        batches = [[tap] for tap in device.outbox] if fate == "one at a time" else [device.outbox]
        answered: set[str] = set()
        for batch in batches * (2 if fate == "sent twice" else 1):
            acknowledged, refused = self.deliver(device, batch)
            expected = {
                tap.id: model.keep(self.trials[device.trial], device.who, tap, minute_of(tap.at)) for tap in batch
            }
            assert {tap.id: tap.id in acknowledged for tap in batch} == expected, (refused, expected)
            answered.update(acknowledged)
        if fate == "answer lost":
            self.stop_and_start()
            return
        self.acknowledged += [tap.id for tap in device.outbox if tap.kind in RECORDING and tap.id in answered]
        device.outbox = []

    @rule(browser=places, minutes=st.sampled_from((-300, 0, 7)))
    def set_clock_wrong(self, browser: int, minutes: int) -> None:
        self.browsers[browser].ahead = minutes

    @rule(minutes=st.sampled_from(WAITS))
    def wait(self, minutes: int) -> None:
        self.now += minutes

    @rule(place=places, really=now_and_then)
    def end_observation(self, place: int, really: bool) -> None:
        """End the day of the last dose, or reopen it if it has ended."""
        trial = self.trial(place)
        if not really or not trial["doses"]:
            return
        dose, at, words = trial["doses"][-1], moment(self.now), f"Brilm{self.now}oz"

        def end() -> None:
            known = {"dose": dose["number"], "by": STAFF[1], "at": at}
            if dose["ended"] is not None:
                bedside_notes.reopen_observation(self.program, trial["id"], reason="drowsy again", **known)
            else:
                bedside_notes.end_observation(
                    self.program, trial["id"], ended_at=at, answers=NOT_ASKED, words=words, **known
                )

        if self.allowed(end, expected=dose["given"] and not model.covers(trial, dose) and model.is_open(trial)):
            trial["secrets"].append(words) if dose["ended"] is None else None
            dose["ended"] = self.now if dose["ended"] is None else None

    @rule(place=places, outcome=st.sampled_from(OUTCOMES), really=now_and_then)
    def sign(self, place: int, outcome: str, really: bool) -> None:
        if not really:
            return
        trial = self.trial(place)
        self.now += 1
        decision = Decision(
            outcome=outcome, reason="This is what we found and why", present=STAFF, person_agrees="yes",
            person_words=f"Ylvex{self.now}pim", conditions="none",
        )  # fmt: skip
        act = lambda: deciding.sign(self.program, trial["id"], decision, by=STAFF[2], at=moment(self.now))  # noqa: E731
        if self.allowed(act, expected=model.is_open(trial)):
            trial["secrets"].append(decision.person_words)
            covered = max((dose["number"] for dose in trial["doses"] if dose["happened"]), default=0)
            if trial["decisions"] and not trial["decisions"][-1]["signed"]:
                trial["decisions"].pop()
            trial["decisions"].append({"outcome": outcome, "signed": True, "covers": covered})
            trial["signed_for"] = self.covered_part(trial)

    @rule(place=places, really=now_and_then)
    def reopen(self, place: int, really: bool) -> None:
        if not really:
            return
        trial = self.trial(place)
        expected = bool(trial["decisions"] and trial["decisions"][-1]["signed"]) and not trial["erased"]
        act = lambda: deciding.reopen(  # noqa: E731
            self.program, trial["id"], reason="A value was found on the wrong line", by=STAFF[2], at=moment(self.now)
        )
        if self.allowed(act, expected=expected):
            trial["decisions"][-1] |= {"signed": False, "outcome": None}
            trial["signed_for"] = None

    # -- what the service does

    @rule(place=places, really=now_and_then)
    def erase(self, place: int, really: bool) -> None:
        if not really:
            return
        trial = self.trial(place)
        expected = oracle.state(model.told(trial)) == "closed"
        act = lambda: maintenance.erase(  # noqa: E731
            self.program, trial["id"], reason="asked for in writing", by=STAFF[0], at=moment(self.now)
        )
        if trial["erased"]:
            return
        if self.allowed(act, expected=expected):
            trial["erased"] = True
            self.gone += trial["secrets"]

    @rule()
    def stop_and_start(self) -> None:
        self.program.close()
        self.store = open_store(self.address)

    @rule()
    def move_to_another_database(self) -> None:
        """Back up, and restore into an empty database, of the other kind where there is one."""
        copy = [*maintenance.backup(self.program, by=STAFF[0], at=moment(self.now))]
        self.program.close()
        self.address = self.new_database()
        self.store = open_store(self.address)
        maintenance.restore(self.store, copy, by=STAFF[0])

    # -- the second opinion

    def trial(self, place: int) -> Row:
        return self.trials[place % len(self.trials)]

    def allowed(self, act: Callable[[], Any], *, expected: bool) -> bool:
        """Do what is expected to be done, or to be refused in a sentence."""
        try:
            act()
        except TrialError as refused:
            if expected:
                raise AssertionError(f"refused: {refused}") from refused
            return False
        assert expected, "done, although it should have been refused"
        return True

    def send(self, device: Browser, cell: tuple[str, ...], **what: Any) -> None:
        """Put a tap into the outbox of a device, a minute after whatever was done last."""
        if not device.dose:
            return
        self.now += 1
        self.made += 1
        tap = Tap(
            id=f"tap-{self.made:08}",
            dose=device.dose,
            tapped_at=moment(self.now + device.ahead),
            skew_seconds=-60 * device.ahead,
            **({"replaces": device.seen.get(cell, "")} | what),
        )
        device.outbox.append(tap)
        if cell:
            device.seen[cell], device.last = tap.id, cell

    def deliver(self, device: Browser, taps: list[Tap]) -> tuple[tuple[str, ...], dict[str, Any]]:
        trial = self.trials[device.trial]
        try:
            receipt = deliver(self.program, trial=trial["id"], taps=taps, by=device.who, received_at=moment(self.now))
        except TrialError as refused:
            if isinstance(refused, StoreUnavailable) or not trial["erased"]:
                raise
            return (), {}
        return receipt.acknowledged, receipt.refused

    def summary(self, trial: Row) -> Row:
        """What the program says of the doses that were delivered."""
        said = json.loads(json.dumps(as_json(summarise(self.program.trial(trial["id"])))))
        said["doses"] = [dose for dose in said["doses"] if trial["doses"][dose["number"] - 1]["given"]]
        return program_summary(said, CELLS)

    def covered_part(self, trial: Row) -> str:
        """What a signature covers of the summary: courses, tone and goals of its doses, not what is noted later."""
        doses, last = self.summary(trial)["doses"], trial["decisions"][-1]["covers"]
        return str([(doses[n]["tone"], doses[n]["goals"], doses[n]["series"]) for n in sorted(doses) if n <= last])

    @invariant()
    def hold(self) -> None:
        if self.store is None:
            return
        self.program.verify()
        before = [*every_row(self.program)]
        self.program.rebuild_worklist()
        assert [*every_row(self.program)] == before, "the list is not what the ledger makes of it"
        states = {row.trial: row.state for row in before}
        stored = Counter(self.stored_ids())
        assert [name for name in self.acknowledged if stored[name] != 1] == []
        for trial in self.trials:
            found = [*differences(expected_summary(trial, CELLS), self.summary(trial))]
            assert not found, "\n".join(found)
            assert states[trial["id"]] == oracle.state(model.told(trial))
            if trial["signed_for"] is not None:
                assert self.covered_part(trial) == trial["signed_for"], "not what was signed"
        if self.gone:
            everything = b"".join(maintenance.backup(self.program, by=STAFF[0], at=moment(self.now)))
            everything += b"".join(file.read_bytes() for file in _files_of(self.address))
            assert [text for text in self.gone if text.encode() in everything] == []

    def stored_ids(self) -> Iterator[str]:
        """The ids of the taps that recorded something, from the entries themselves."""
        for trial in self.trials:
            for entry in self.program.entries(stream_of(trial["id"])):
                stored = json.loads(entry.payload)
                yield from (stored[part].get("id", "") for part in RECORDING if isinstance(stored.get(part), dict))


def _goal(name: str) -> Goal:
    known = GOALS[name]
    target = known["target"] and dict(zip(("scale", "item", "rule", "amount"), known["target"], strict=True))
    return Goal(
        id=name, kind=known["kind"], words="As agreed with the family", testable=known.get("testable", "today"),
        target=target and Target(**target | {"amount": Decimal(target["amount"])}),
    )  # fmt: skip


def _files_of(address: str) -> list[Path]:
    """The files of a SQLite database; of a PostgreSQL none, whose backup is looked through instead."""
    if not address.startswith("sqlite:///"):
        return []
    place = Path(address.removeprefix("sqlite:///"))
    return [file for file in place.parent.glob(f"{place.name}*") if file.is_file()]


@contextmanager
def stopped_before_storing(store: Store) -> Iterator[None]:
    """The database goes away at the moment at which a transaction would be stored."""

    dialect = store.database.engine.dialect

    def fail(_connection: Any) -> None:
        raise dialect.loaded_dbapi.OperationalError("disk I/O error")

    with mock.patch.object(dialect, "do_commit", fail):
        yield


@contextmanager
def databases(postgresql: Callable[[], str] | None = None) -> Iterator[Callable[[], str]]:
    """Addresses of empty databases, a SQLite file and a PostgreSQL in turn if there is one."""
    folder, made = Path(tempfile.mkdtemp(prefix="itb-service-")), 0

    def new() -> str:
        nonlocal made
        made += 1
        if postgresql is not None and made % 2 == 0:
            return postgresql()
        return f"sqlite:///{folder / f'{made}.db'}"

    try:
        yield new
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def live(new_database: Callable[[], str], *, lives: int, steps: int = 40, seed: int = 7, shrinks: bool = True) -> None:
    """Run so many lives; raises AssertionError for one that goes wrong, in as few steps as can be found."""
    phases = (Phase.generate, Phase.shrink) if shrinks else (Phase.generate,)
    chosen = settings(
        max_examples=lives, stateful_step_count=steps, deadline=None, database=None, phases=phases,
        suppress_health_check=[*HealthCheck], print_blob=False, report_multiple_bugs=False,
    )  # fmt: skip
    run_state_machine_as_test(seeded(seed)(lambda: WholeService(new_database)), settings=chosen)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=7)
    chosen = parser.parse_args()
    until, lives = time.monotonic() + 60 * chosen.minutes, 0
    with databases() as new:
        while time.monotonic() < until:
            live(new, lives=10, seed=chosen.seed + lives)
            lives += 10
    print(f"{lives} lives of up to 40 steps: as they must be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
