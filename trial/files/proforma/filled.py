"""What a filled form means for its trial: readings with their boxes, and every box that cannot be read."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TypeVar
from zoneinfo import ZoneInfo

import scales
from scales.base import Item, ScaleError
from trial.errors import InvalidInput
from trial.files.proforma import answers
from trial.files.proforma.clock import day_of, moment_on, nearest, time_of
from trial.files.proforma.findings import Entered, Filled, Problem
from trial.files.proforma.layout import (
    EVENT_ROWS,
    SAID,
    SLOT,
    TO_RATE,
    VALUE,
    VOICE,
    WORD_ROWS,
    circled,
)
from trial.files.proforma.reading import Paper, Written
from trial.ledger.facts import Dose, Event, Rating, Reading, Words
from trial.meaning.schedule import BASELINE, EXTRA, slot_minutes
from trial.rules.readings import SLOT as SLOT_PATTERN
from trial.wording.words import CAUSE_WORDS, DELIVERY_WORDS, EVENT_WORDS, SEVERITY_WORDS, VOICE_WORDS

BEFORE = timedelta(minutes=30)
"""About when a baseline is taken: for the day that its clock time belongs to."""
Kind = TypeVar("Kind")


def filled(paper: Paper, zone: ZoneInfo, there: Dose | None = None) -> Filled:
    """Read a form on the ward's clock; `there` is the dose of that number in the trial, whose T0 stands in for none."""
    return _Form(paper, zone, there).read()


def dose_number(paper: Paper) -> int:
    """Which dose the form is for; raises InvalidInput."""
    text = paper.text("form|dose", VALUE)
    if not text.isdecimal() or not 1 <= int(text) <= 99:
        raise InvalidInput("The form must say which dose it is for: 1, 2 ...")
    return int(text)


class _Form:
    def __init__(self, paper: Paper, zone: ZoneInfo, there: Dose | None) -> None:
        self.paper, self.zone, self.there = paper, zone, there
        self.problems: list[Problem] = []
        for box in paper.twice:
            self.refuse(box, "The same box is on the form twice; keep one of them.")

    def read(self) -> Filled:
        number = dose_number(self.paper)
        self.day = self.get("form|day", VALUE, day_of)
        self.given_at = self.moment("form|given_at", VALUE, self.day)
        t0 = self.given_at or (self.there.given_at if self.there else None)
        self.t0 = t0.astimezone(UTC) if t0 else None  # hours are added on UTC: one night a year has two of one
        dose = self.dose(number)
        entered = [*self.readings(), *self.ratings(), *self.events(), *self.words()]
        asked = self.get("form|asked", VALUE, answers.yes) or any(isinstance(one.fact, Event) for one in entered)
        return Filled(
            trial=self.paper.text("form|trial", VALUE),
            identifier=self.paper.text("form|identifier", VALUE),
            dose=dose,
            asked=bool(asked),
            entered=tuple(entered),
            problems=tuple(dict.fromkeys(self.problems)),
        )

    def refuse(self, box: Written, sentence: str) -> None:
        self.problems.append(Problem(sheet=box.sheet, cell=box.cell, sentence=sentence))

    def get(self, row: str, column: str, read: Callable[[Written], Kind]) -> Kind | None:
        """What a box says, or None: empty, or refused with its place."""
        box = self.paper.at(row, column)
        if box is None:
            return None
        try:
            return read(box)
        except (InvalidInput, ScaleError) as problem:
            self.refuse(box, str(problem))
            return None

    def moment(self, row: str, column: str, day: date | None, expected: datetime | None = None) -> datetime | None:
        """The moment of a clock time: on the day written with it, else on `day`, else nearest to the expected one."""

        def read(box: Written) -> datetime:
            own, clock = time_of(box)
            on = own or (None if expected else day)
            if on is not None:
                return moment_on(on, clock, self.zone)
            if expected is None:
                raise InvalidInput("Write the day of the dose as well, or this time cannot be placed.")
            return nearest(clock, expected, self.zone)

        return self.get(row, column, read)

    # The dose sheet

    def dose(self, number: int) -> Dose | None:
        """The dose as the form has it; None when neither form nor trial says what was given."""
        micrograms = self.get("form|micrograms", VALUE, answers.number)
        delivery = self.get("form|delivery", VALUE, lambda box: answers.one_of(box, DELIVERY_WORDS)) or "full"
        if micrograms is None:
            return self.there
        failed = delivery == "none"
        return Dose(
            number=number,
            micrograms=micrograms,
            delivery=delivery,
            given_at=None if failed else self.given_at,
            tried_at=self.given_at if failed else None,
            reason=self.paper.text("form|reason", VALUE),
            checked_by=self.paper.text("form|checked_by", VALUE),
            injected_by=self.paper.text("form|injected_by", VALUE),
            batch=self.paper.text("form|batch", VALUE),
            level=self.paper.text("form|level", VALUE),
            attempts=self.get("form|attempts", VALUE, answers.whole),
            ended_at=self.moment("form|ended_at", VALUE, self.day, self.t0 + timedelta(hours=8) if self.t0 else None),
        )

    # Readings

    def readings(self) -> Iterator[Entered]:
        for (row, slot), box in self.paper.boxes.items():
            scale_key, bar, item_key = row.partition("|")
            if not bar or scale_key in ("form", "set", "event", "words") or ":" in scale_key:
                continue
            scale = scales.catalogue().get(scale_key)
            item = scale.item(item_key) if scale else None
            if item is None or not SLOT_PATTERN.fullmatch(slot):
                self.refuse(box, "This box belongs to no item and slot of a plan; its row or column was changed.")
            elif box.text.split() != circled(item).split():
                entered = self.reading(scale_key, item, slot, box)
                if entered is not None:
                    yield entered

    def reading(self, scale: str, item: Item, slot: str, box: Written) -> Entered | None:
        try:
            value, status, note = answers.answer(item, box)
        except (InvalidInput, ScaleError) as problem:
            self.refuse(box, str(problem))
            return None
        taken_at = self.set_moment(scale, slot, box)
        by = self.paper.text(f"set:{scale}|by", slot) or self.paper.text(f"set|{slot}", "by")
        if not by:
            self.refuse(box, f"Nobody is named as assessor of {slot}: write a name beside its time on the sheet Dose.")
        if taken_at is None or not by:
            return None
        reading = Reading(
            slot=slot, taken_at=taken_at, scale=scale, item=item.key, value=value, status=status, by=by,
            note=note, transcribed=True,
        )  # fmt: skip
        return Entered(box=box, fact=replace(reading, id=_id(self.paper, box, reading)))

    def set_moment(self, scale: str, slot: str, box: Written) -> datetime | None:
        """When a set was taken: the time above its own block, else that of the slot on the first sheet."""
        row, column = (
            (f"set:{scale}|time", slot) if self.paper.at(f"set:{scale}|time", slot) else (f"set|{slot}", "time")
        )
        if self.paper.at(row, column) is None:
            self.refuse(box, f"There is no time for {slot}: write one on the sheet Dose.")
            return None
        minutes = slot_minutes(slot)
        expected = self.t0 + timedelta(minutes=float(minutes)) if self.t0 and minutes is not None else None
        if slot == BASELINE and self.t0:
            expected = self.t0 - BEFORE
        if slot == EXTRA and self.t0:
            expected = self.t0 + timedelta(hours=11)
        own_day = self.get(f"set|{slot}", VALUE, day_of)
        if own_day is not None:
            return self.moment(row, column, own_day)
        return self.moment(row, column, self.day, expected)

    # Ratings, events, words

    def ratings(self) -> Iterator[Entered]:
        for (row, slot), box in self.paper.boxes.items():
            key, _, voice_key = row.partition("|")
            if not key.startswith("goal:") or box.text.split() == TO_RATE.split():
                continue
            level = self.get(row, slot, answers.level)
            rated_at = self.set_moment("goals", slot, box) if level is not None else None
            voice = next((one for one in VOICE_WORDS if one == voice_key), None)
            if level is not None and rated_at is not None and voice is not None:
                rating = Rating(goal=key.removeprefix("goal:"), slot=slot, by=voice, level=level, rated_at=rated_at)
                yield Entered(box=box, fact=replace(rating, id=_id(self.paper, box, rating)))

    def events(self) -> Iterator[Entered]:
        for number in range(1, EVENT_ROWS + 1):
            row = f"event|{number}"
            boxes = [box for (key, _), box in self.paper.boxes.items() if key == row]
            if not boxes:
                continue
            expected = self.t0 + timedelta(hours=11) if self.t0 else None
            began_at = self.moment(row, "time", self.day, expected)
            kind = self.get(row, "kind", lambda box: answers.one_of(box, EVENT_WORDS))
            if self.paper.at(row, "time") is None or self.paper.at(row, "kind") is None:
                self.refuse(boxes[0], "An event needs its time and what it was.")
            severity = self.get(row, "severity", lambda box: answers.one_of(box, SEVERITY_WORDS))
            cause = self.get(row, "cause", lambda box: answers.one_of(box, CAUSE_WORDS)) or "unclear"
            ended_at = self.moment(row, "ended", None, began_at) if began_at else None
            if began_at is not None and kind is not None:
                event = Event(
                    kind=kind, severity=severity, cause=cause, began_at=began_at, ended_at=ended_at,
                    words=self.paper.text(row, "words"), action=self.paper.text(row, "action"),
                )  # fmt: skip
                yield Entered(box=boxes[0], fact=replace(event, id=_id(self.paper, boxes[0], event)))

    def words(self) -> Iterator[Entered]:
        for number in range(1, WORD_ROWS + 1):
            row = f"words|{number}"
            box = self.paper.at(row, SAID)
            voice = self.get(row, VOICE, lambda box: answers.one_of(box, VOICE_WORDS))
            slot = self.paper.text(row, SLOT)
            if box is None:
                continue
            if voice is None and self.paper.at(row, VOICE) is None:
                self.refuse(box, "Say whose words these are: team, person, parent, carer or interpreter.")
            if slot and not SLOT_PATTERN.fullmatch(slot):
                self.refuse(box, f"{slot[:40]} is no slot; write one such as +4h, or leave it empty.")
            elif voice is not None:
                words = Words(by=voice, slot=slot, text=box.text)
                yield Entered(box=box, fact=replace(words, id=_id(self.paper, box, words)))


def _id(paper: Paper, box: Written, fact: Reading | Rating | Event | Words) -> str:
    """The same for the same box of the same form with the same answer: a form that comes twice adds nothing."""
    said = f"{paper.text('form|trial', VALUE)}|{paper.text('form|dose', VALUE)}|{box.row}|{box.column}|{fact!r}"
    return f"paper-{sha256(said.encode('utf-8', 'replace')).hexdigest()[:32]}"
