"""What a filled form means for its trial: readings with their boxes, and every box that cannot be read."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import scales
from scales.base import Item, ScaleError
from trial.errors import InvalidInput
from trial.files.proforma.boxes import Box, Boxes, moment_on, nearest
from trial.files.proforma.layout import SAID, SLOT, TO_RATE, VALUE, VOICE, circled
from trial.ledger.facts import Dose, Event, Rating, Reading, Words
from trial.meaning.schedule import BASELINE, EXTRA, slot_minutes
from trial.rules.bedside import SLOT as SLOT_PATTERN
from trial.wording.refusals import sentence_of
from trial.wording.words import CAUSE_WORDS, DELIVERY_WORDS, EVENT_WORDS, SEVERITY_WORDS, VOICE_WORDS

ABOUT = {BASELINE: timedelta(minutes=-30), EXTRA: timedelta(hours=11)}
"""About when, from T0, what no slot plans was taken: it tells the day that a clock time belongs to."""
TEXTS = ("reason", "checked_by", "injected_by", "batch", "level")
"""Boxes of the dose sheet that are fields of the dose, as they are written."""
Finding = Reading | Rating | Event | Words
Answer = TypeVar("Answer")


def dose_number(boxes: Boxes) -> int:
    """Which dose the form is for; raises InvalidInput."""
    text = boxes.text("form|dose")
    if not text.isdecimal() or not 1 <= int(text) <= 99:
        raise InvalidInput("The form must say which dose it is for: 1, 2 ...")
    return int(text)


@dataclass
class FilledForm:
    """A parsed form, on the ward's clock: its dose sheet, its findings, each with its box, and problems.

    `there` is the dose of that number in the trial, whose T0 is used where the form has none.
    """

    boxes: Boxes
    zone: ZoneInfo
    there: Dose | None = None

    def __post_init__(self) -> None:
        self.problems: list[str] = []
        for box in self.boxes.twice:
            self.refuse(box, "The same box is on the form twice; keep one of them.")
        self.identifier = self.boxes.text("form|identifier")
        self.day = self.get("form|day", Box.day)
        given_at = self.moment("form|given_at")
        t0 = given_at or (self.there.given_at if self.there else None)
        self.t0 = t0.astimezone(UTC) if t0 else None  # where hours are added to it: one night a year has two of one
        self.dose = self.read_dose(given_at)
        found: tuple[tuple[Box, Finding], ...] = (*self.readings(), *self.ratings(), *self.events(), *self.words())
        self.findings = [(box, self.with_id(box, finding)) for box, finding in found]
        has_event = any(isinstance(finding, Event) for _, finding in found)
        self.asked = self.get("form|asked", Box.yes) or has_event
        self.agreed_at = self.moment("form|agreed_at")
        self.agreed_by = self.boxes.text("form|agreed_by")

    def refuse(self, box: Box, sentence: str) -> None:
        self.problems.append(box.problem(sentence))

    def get(self, row: str, read: Callable[[Box], Answer], column: str = VALUE) -> Answer | None:
        """Return the value of a box; None if it is empty or refused, which is noted with its place."""
        box = self.boxes.at(row, column)
        if box is None:
            return None
        try:
            return read(box)
        except InvalidInput as problem:
            self.refuse(box, sentence_of(problem))
        except ScaleError as problem:
            self.refuse(box, str(problem))
        return None

    def moment(
        self, row: str, column: str = VALUE, *, day: date | None = None, near: datetime | None = None
    ) -> datetime | None:
        """The moment of a clock time: on the day beside it, else on `day`, else nearest to `near`, else on T0's."""

        def read(box: Box) -> datetime:
            written, clock = box.clock()
            on = written or day or (None if near else self.day)
            if on is not None:
                return moment_on(on, clock, self.zone)
            if near is None:
                raise InvalidInput("Write the day of the dose as well, or this time cannot be placed.")
            return nearest(clock, near, self.zone)

        return self.get(row, read, column)

    def after(self, passed: timedelta) -> datetime | None:
        return self.t0 + passed if self.t0 else None

    def read_dose(self, given_at: datetime | None) -> Dose | None:
        """The dose as the form has it; the trial's own where it says neither what was given nor that it failed."""
        micrograms = self.get("form|micrograms", Box.number)
        delivery = self.get("form|delivery", lambda box: box.one_of(DELIVERY_WORDS)) or "full"
        if micrograms is None and delivery != "none":
            return self.there
        texts: dict[str, Any] = {name: self.boxes.text(f"form|{name}") for name in TEXTS}
        return Dose(
            number=dose_number(self.boxes),
            micrograms=None if delivery == "none" else micrograms,
            delivery=delivery,
            given_at=None if delivery == "none" else given_at,
            tried_at=given_at if delivery == "none" else None,
            attempts=self.get("form|attempts", Box.whole),
            ended_at=self.moment("form|ended_at", near=self.after(timedelta(hours=8))),
            **texts,
        )

    def readings(self) -> Iterator[tuple[Box, Reading]]:
        for box in self.boxes:
            scale_key, _, item_key = box.row.partition("|")
            if scale_key in ("form", "set", "event", "words") or ":" in scale_key or not item_key:
                continue
            scale = scales.catalogue().get(scale_key)
            item = scale.item(item_key) if scale else None
            if item is None or not SLOT_PATTERN.fullmatch(box.column):
                self.refuse(box, "This box belongs to no item and slot of a plan; its row or column was changed.")
            elif box.text.split() != circled(item).split() and (reading := self.reading(scale_key, item, box)):
                yield box, reading

    def reading(self, scale: str, item: Item, box: Box) -> Reading | None:
        slot = box.column
        answer = self.get(box.row, lambda box: box.answer(item), slot)
        if answer is None:
            return None
        taken_at = self.taken_at(scale, box)
        by = self.boxes.text(f"set:{scale}|by", slot) or self.boxes.text(f"set|{slot}", "by")
        if not by:
            self.refuse(box, f"Nobody is named as assessor of {slot}: write a name beside its time on the sheet Dose.")
        if taken_at is None or not by:
            return None
        value, status, note = answer
        return Reading(
            slot=slot, taken_at=taken_at, scale=scale, item=item.key, value=value, status=status, by=by,
            note=note, transcribed=True,
        )  # fmt: skip

    def taken_at(self, scale: str, box: Box) -> datetime | None:
        """When a set was taken: the time above its own block, else that of the slot on the first sheet."""
        slot = box.column
        own, general = (f"set:{scale}|time", slot), (f"set|{slot}", "time")
        at = own if self.boxes.at(*own) else general
        if self.boxes.at(*at) is None:
            self.refuse(box, f"There is no time for {slot}: write one on the sheet Dose.")
            return None
        minutes = slot_minutes(slot)
        passed = timedelta(minutes=float(minutes)) if minutes is not None else ABOUT.get(slot)
        near = self.after(passed) if passed is not None else None
        return self.moment(*at, day=self.get(f"set|{slot}", Box.day), near=near)

    def ratings(self) -> Iterator[tuple[Box, Rating]]:
        for box in self.boxes:
            key, _, voice_key = box.row.partition("|")
            if not key.startswith("goal:") or box.text.split() == TO_RATE.split():
                continue
            level = self.get(box.row, Box.number, box.column)
            rated_at = self.taken_at("goals", box) if level is not None else None
            voice = next((voice for voice in VOICE_WORDS if voice == voice_key), None)
            if level is not None and rated_at is not None and voice is not None:
                goal = key.removeprefix("goal:")
                yield box, Rating(goal=goal, slot=box.column, by=voice, level=level, rated_at=rated_at)

    def events(self) -> Iterator[tuple[Box, Event]]:
        for row, boxes in self.rows("event|"):
            first = next(iter(boxes.values()))
            began_at = self.moment(row, "time", near=self.after(ABOUT[EXTRA]))
            kind = self.get(row, lambda box: box.one_of(EVENT_WORDS), "kind")
            if "time" not in boxes or "kind" not in boxes:
                self.refuse(first, "An event needs its time and what it was.")
            severity = self.get(row, lambda box: box.one_of(SEVERITY_WORDS), "severity")
            cause = self.get(row, lambda box: box.one_of(CAUSE_WORDS), "cause") or "unclear"
            ended_at = self.moment(row, "ended", near=began_at) if began_at else None
            if began_at is not None and kind is not None:
                yield first, Event(
                    kind=kind, severity=severity, cause=cause, began_at=began_at, ended_at=ended_at,
                    words=self.boxes.text(row, "words"), action=self.boxes.text(row, "action"),
                )  # fmt: skip

    def words(self) -> Iterator[tuple[Box, Words]]:
        for row, boxes in self.rows("words|"):
            box, slot = boxes.get(SAID), self.boxes.text(row, SLOT)
            voice = self.get(row, lambda box: box.one_of(VOICE_WORDS), VOICE)
            if box is None:
                continue
            if VOICE not in boxes:
                self.refuse(box, "Say whose words these are: team, person, parent, carer or interpreter.")
            if slot and not SLOT_PATTERN.fullmatch(slot):
                self.refuse(box, f"{slot[:40]} is no slot; write one such as +4h, or leave it empty.")
            elif voice is not None:
                yield box, Words(by=voice, slot=slot, text=box.text)

    def rows(self, prefix: str) -> Iterator[tuple[str, Mapping[str, Box]]]:
        """The rows whose keys begin so, in the order of the form: key, and boxes by their columns."""
        return ((row, boxes) for row, boxes in self.boxes.rows.items() if row.startswith(prefix))

    def with_id(self, box: Box, found: Finding) -> Finding:
        """The same id for the same box of the same form with the same answer: importing a form twice adds nothing."""
        form = f"{self.boxes.text('form|trial')}|{self.boxes.text('form|dose')}"
        said = f"{form}|{box.row}|{box.column}|{found!r}"
        return replace(found, id=f"paper-{sha256(said.encode('utf-8', 'replace')).hexdigest()[:32]}")
