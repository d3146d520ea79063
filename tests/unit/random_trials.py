"""Random trials, rich and odd: every status, kind of item, slot, delivery, event, decision and sort of text.

`random_trial(seed)` gives the same trial for the same seed. `python -m tests.unit.random_trials 500` writes as many in
every format, and what the screens set from their briefs; `python -m tests.app.random_screens` runs the screens.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any, TypeVar, get_args
from zoneinfo import ZoneInfo

from openpyxl import load_workbook

import scales
from scales.base import Grade, Item, Number, Numbers, Scale, Value
from tests.unit.building import T0
from trial.brief import brief_of
from trial.brief.panels import panels_of
from trial.brief.panels.shapes import RAMP, WHITE_FROM
from trial.brief.panels.tables import dose_comparison, events_by_dose, figure_key, markers_of, observed_of, strips_of
from trial.brief.persons_page import as_text
from trial.charts.goal_picture import picture_address
from trial.charts.plot import UnvalidatedFigure
from trial.files.formats import FORMATS, Source
from trial.files.imprint import Made, imprint_of
from trial.files.json_toml import written
from trial.files.summary import as_json
from trial.files.templates import render
from trial.files.workbook import write_workbook
from trial.ledger import facts as f
from trial.meaning.schedule import BASELINE, EXTRA, slot_minutes
from trial.meaning.summary import summarise

SLOTS = (BASELINE, "+0.25h", "+1h", "+2h", "+3h", "+4h", "+5h", "+8h", "+24h", EXTRA)
TEXTS = (
    "", "Both legs would not hold", "=1+1", "+1", "@SUM(A1)", "<r>tagged</r>", "<b>&amp;</b>", "_x0041_x0042_",
    "🦿 שלום", "two\nlines\tand a tab", "&G &[Date] && &", "Donaudampfschifffahrtsgesellschaftskapitän " * 40,
    "x" * 3_000,
)  # fmt: skip
T = TypeVar("T")


class _Maker:
    """One trial being made."""

    def __init__(self, seed: int, texts: Sequence[str]) -> None:
        self.random, self.texts = Random(seed), texts
        self.scales = self.random.sample(list(scales.catalogue().values()), self.random.randint(1, 6))

    def one_of(self, kind: Any) -> Any:
        return self.random.choice(get_args(kind))

    def maybe(self, make: Callable[[], T], likely: float = 0.5) -> T | None:
        return make() if self.random.random() < likely else None

    def text(self) -> str:
        return self.random.choice(self.texts)

    def some(self, make: Callable[[], T], most: int) -> tuple[T, ...]:
        return tuple(make() for _ in range(self.random.randint(0, most)))

    def after(self, given_at: datetime) -> datetime:
        return given_at + timedelta(minutes=self.random.randint(0, 1800))

    def trial(self) -> f.Trial:
        slots = (BASELINE, *sorted(self.random.sample(SLOTS[1:-1], 5), key=lambda slot: slot_minutes(slot) or 0))
        plan = f.Plan(
            slots=slots, peak_slot=self.random.choice(slots[1:]), measures=tuple(map(self.measure, self.scales)),
            question=self.text(),
        )  # fmt: skip
        person = f.Person(
            identifier=self.random.choice(("RX1", "", "M&G 7")), name=self.text()[:80], diagnosis=self.text(),
            born=self.maybe(lambda: date(self.random.randint(1920, 2020), 5, 4)),
            diagnosis_group=self.maybe(lambda: self.one_of(f.DiagnosisGroup)),
        )  # fmt: skip
        self.goals = tuple(f"g{number}" for number in range(1, self.random.randint(0, 6) + 1))
        goals = tuple(map(self.goal, self.goals))
        doses = tuple(self.dose(number) for number in range(1, self.random.randint(0, 3) + 1))
        record = f.Record(
            trial="T-0001", person=person, plan=plan, goals=goals, doses=doses, decisions=self.some(self.decision, 2)
        )
        return f.Trial(record=record, entries=self.random.randint(0, 900), fingerprint="ab" * 32)

    def measure(self, scale: Scale) -> f.Measure:
        items = [item.key for item in scale.items if item.role == "measure"]
        chosen = self.random.sample(items, self.random.randint(0, len(items)))
        return f.Measure(scale=scale.key, items=tuple(chosen), contractures=tuple(chosen[:1]) if scale.coding else ())

    def dose(self, number: int) -> f.Dose:
        given_at = T0 + timedelta(days=7 * number)
        delivery = self.one_of(f.Delivery)
        is_given = delivery != "none" and self.random.random() < 0.9
        statuses = self.random.choice((get_args(f.Status), ("measured",), (self.one_of(f.Status),)))
        readings = [
            self.reading(scale, item, slot, given_at, statuses)
            for scale in self.scales
            for item in scale.items[: self.random.randint(1, 8)]
            for slot in SLOTS
            if self.random.random() < 0.6
        ]
        return f.Dose(
            number=number,
            micrograms=self.random.choice((Decimal(25), Decimal("37.5"), Decimal(100))),
            delivery=delivery,
            given_at=given_at if is_given else None,
            tried_at=None if is_given else given_at,
            readings=tuple(sorted(readings, key=lambda reading: reading.taken_at)),
            ratings=self.some(lambda: self.rating(given_at), 6) if self.goals else (),
            events_asked=self.random.random() < 0.5,
            events=self.some(lambda: self.event(given_at), 5),
            words=self.some(lambda: self.words(given_at), 4),
            medicines=self.some(lambda: f.Medicine(name=self.text() or "Baclofen", status="held"), 2),
            follow_up=self.some(lambda: f.Call(called_at=self.after(given_at), text=self.text()), 2),
            rises=self.some(lambda: f.Rise(kind="sit", at=self.after(given_at), light_headed=True), 1),
            ended_at=self.maybe(lambda: given_at + timedelta(hours=9)),
            attempts=self.maybe(lambda: self.random.randint(1, 4)),
            reason=self.text(),
        )

    def reading(
        self, scale: Scale, item: Item, slot: str, given_at: datetime, statuses: tuple[f.Status, ...]
    ) -> f.Reading:
        planned = slot_minutes(slot)
        minutes = (
            self.random.randint(-200, -1) if slot == BASELINE else int(planned or 100) + self.random.randint(0, 40)
        )
        status = self.random.choice(statuses)
        return f.Reading(
            slot=slot, taken_at=given_at + timedelta(minutes=minutes, seconds=self.random.randint(0, 59)),
            scale=scale.key, item=item.key, value=self.value(item) if status == "measured" else None, status=status,
            by=self.random.choice(("K Tan", "A Osei", "")), note=self.text() if self.random.random() < 0.05 else "",
            skew_seconds=self.random.choice((0, 90)), unusual=self.random.random() < 0.1,
        )  # fmt: skip

    def value(self, item: Item) -> Value:
        match item:
            case Grade():
                return self.random.choice(item.levels).token
            case Number():
                low, high = item.hard
                return self.random.choice((low, high, (low + high) / 2, max(low, Decimal(7)), max(low, Decimal(1))))
            case Numbers():
                return "0 1"
        return self.random.random() < 0.5

    def goal(self, key: str) -> f.Goal:
        known = [(scale, item) for scale in self.scales for item in (*scale.items, *scale.derived)]
        scale, item = self.random.choice(known or [(scales.get("pain"), scales.get("pain").items[0])])
        amount = Decimal(self.random.choice(("0", "1", "20", "0.5")))
        target = f.Target(scale=scale.key, item=item.key, rule=self.one_of(f.Rule), amount=amount)
        return f.Goal(
            id=key, kind=self.one_of(f.GoalKind), words=self.text(), testable=self.one_of(f.Testable),
            target=self.maybe(lambda: target, 0.7), agreed_at=self.maybe(lambda: T0 - timedelta(days=1)),
            proxy=self.text()[:40],
        )  # fmt: skip

    def rating(self, given_at: datetime) -> f.Rating:
        level = self.random.choice((None, *(Decimal(level) for level in ("-2", "-1", "-0.5", "0", "1", "2"))))
        return f.Rating(
            goal=self.random.choice(self.goals), slot=self.random.choice(SLOTS), by=self.one_of(f.Voice), level=level,
            rated_at=self.maybe(lambda: self.after(given_at)),
        )  # fmt: skip

    def event(self, given_at: datetime) -> f.Event:
        return f.Event(
            kind=self.one_of(f.EventKind), severity=self.maybe(lambda: self.one_of(f.Severity), 0.8),
            cause=self.one_of(f.Cause), began_at=self.after(given_at), words=self.text(), action=self.text(),
        )  # fmt: skip

    def words(self, given_at: datetime) -> f.Words:
        return f.Words(
            by=self.one_of(f.Voice), slot=self.random.choice(SLOTS), text=self.text() or "My legs feel light",
            said_at=self.maybe(lambda: self.after(given_at)), wants_daily=self.maybe(lambda: self.one_of(f.Agrees)),
        )  # fmt: skip

    def decision(self) -> f.Decision:
        signed_at = self.maybe(lambda: T0 + timedelta(days=self.random.randint(8, 40)))
        return f.Decision(
            outcome=self.one_of(f.Outcome), reason=self.text(), person_agrees=self.maybe(lambda: self.one_of(f.Agrees)),
            person_words=self.text(), dissent=self.text(), conditions=self.text(), signed_at=signed_at,
            signed_by="J Marsh" if signed_at else "", actions=self.some(lambda: f.Action(what=self.text()), 3),
        )  # fmt: skip


def random_trial(seed: int, texts: Sequence[str] = TEXTS) -> f.Trial:
    """A trial that no file and no screen may stumble over; what people typed in it is among `texts`."""
    return _Maker(seed, texts).trial()


MADE = Made(service_name="Ward 7", version="0", zone=ZoneInfo("Europe/London"), made_at=T0, made_by="K Tan")


def workbook_of(trial: f.Trial) -> bytes:
    return write_workbook(summarise(trial), imprint_of(trial, MADE), ())


def faces_of(trial: f.Trial) -> Iterator[tuple[str, bytes]]:
    """Every file that this trial leaves as, and what the screens set from its brief, each with its name."""
    for form in FORMATS:
        yield form.key, form.write(Source(trial, tuple, MADE))
    summary = summarise(trial)
    yield "summary", written(as_json(summary)).encode()
    brief = brief_of(summary, MADE.zone)
    for name in ("review_first.html", "decide_facts.html"):
        yield name, render(name, brief=brief, address=picture_address).encode()
    panels = panels_of(summary)
    parts: dict[str, Any] = {
        "words": figure_key(panels),
        "events": events_by_dose(markers_of(trial.doses)),
        "strips": strips_of(summary),
        "observed": observed_of(summary),
        "comparison": dose_comparison(summary, panels),
        "panels": panels,
        "brief": brief,
    }
    for name, part in parts.items():
        texts = {"ramp": RAMP, "white_from": WHITE_FROM, "address": picture_address, name: part}
        yield name, render("details_section.html", **texts).encode()
    for panel in panels:
        yield panel.key, UnvalidatedFigure(panel).to_json().encode()
    yield "person", as_text(brief.persons_copy).encode()


def main(count: int) -> None:
    """Write this many trials in every format and on every page; print the seed of each one that fails."""
    failed = []
    for seed in range(count):
        try:
            for name, data in faces_of(random_trial(seed)):
                if not data:
                    raise ValueError(f"{name} is empty")
                if name in ("xlsx", "proforma"):
                    load_workbook(BytesIO(data))
        except Exception as why:  # noqa: BLE001 - the other seeds are tried all the same
            failed.append(seed)
            print(f"seed {seed}: {why!r}")
    print(f"{count - len(failed)} of {count} trials were written in every format and on every page.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main(int(sys.argv[1]))
