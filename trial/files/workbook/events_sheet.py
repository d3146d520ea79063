"""The Events sheet: everything that happened beside the readings, in order of time, one thing a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from openpyxl.worksheet.worksheet import Worksheet

from trial.files.workbook.readings_sheet import ONE_PLACE
from trial.files.workbook.table import Column, write_table
from trial.ledger.facts import Dose, Rise, Trial
from trial.meaning.schedule import elapsed
from trial.wording.in_words import in_words
from trial.wording.words import AGREES_WORDS, CAUSE_WORDS, DELIVERY_WORDS, EVENT_WORDS, SEVERITY_WORDS, VOICE_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One row: what it was, when, and what was said of it."""

    dose: Dose | None
    what: str
    began_at: datetime | None = None
    ended_at: datetime | None = None
    slot: str = ""
    code: str = ""
    kind: str = ""
    severity: str = ""
    cause: str = ""
    action: str = ""
    by: str = ""
    words: str = ""

    @property
    def minutes(self) -> Decimal | None:
        return elapsed(self.began_at, self.dose.given_at) if self.dose and self.began_at else None


def write_events(sheet: Worksheet, trial: Trial, zone: ZoneInfo) -> None:
    """Fill the sheet."""
    write_table(sheet, columns(zone), happenings(trial), zone=zone, nothing="Nothing noted yet.")


def columns(zone: ZoneInfo) -> tuple[Column[Happening], ...]:
    """What the sheet shows of an event."""
    return (
        Column("dose", 6, "number of the dose", of=lambda row: row.dose and row.dose.number),
        Column("what", 17, "adverse event, dose, words, rating, medicine, call ...", of=lambda row: row.what),
        Column("kind", 20, "the event in words", of=lambda row: row.kind),
        Column("severity", 11, "mild, moderate, severe or life-threatening", of=lambda row: row.severity),
        Column("cause", 17, "what the team thought caused it", of=lambda row: row.cause),
        Column("action", 24, "what was done", of=lambda row: row.action),
        Column(f"began ({zone.key})", 16, "when it began, on the ward's clock", of=lambda row: row.began_at),
        Column(f"ended ({zone.key})", 16, "when it ended; empty if it had not", of=lambda row: row.ended_at),
        Column("elapsed minutes", 9, "minutes from T0 to its beginning", look=ONE_PLACE, of=lambda row: row.minutes),
        Column("slot", 8, "the planned moment it belongs to, if any", of=lambda row: row.slot),
        Column("by", 13, "who said, noted or did it", of=lambda row: row.by),
        Column("words", 36, "free text, as it was typed", of=lambda row: row.words),
        Column("code", 22, "the event's key in the record file", printed=False, of=lambda row: row.code),
    )


def happenings(trial: Trial) -> Iterator[Happening]:
    """Everything of the day but readings: dose by dose in order of time, what has no time first."""
    for dose in trial.doses:
        yield from sorted(_of(dose), key=lambda one: (one.began_at is not None, one.began_at or 0))
    for edit in trial.plan_edits:
        yield Happening(dose=None, what="plan edited", began_at=edit.at, by=edit.by, kind=edit.what, words=edit.reason)


def _of(dose: Dose) -> Iterator[Happening]:
    if dose.events_asked and not any(event.severity for event in dose.events):
        yield Happening(dose=dose, what="adverse events", kind="asked: none")
    elif not dose.events_asked:
        yield Happening(dose=dose, what="adverse events", kind="not asked about")
    for event in dose.events:
        yield Happening(
            dose=dose,
            what="adverse event" if event.severity else "mark",
            code=event.kind,
            kind=EVENT_WORDS[event.kind],
            severity=SEVERITY_WORDS[event.severity] if event.severity else "",
            cause=CAUSE_WORDS[event.cause],
            action=event.action,
            began_at=event.began_at,
            ended_at=event.ended_at,
            by=event.noted_by,
            words=event.words,
        )
    for said in dose.words:
        wants = f"Would want this every day: {AGREES_WORDS[said.wants_daily]}." if said.wants_daily else ""
        yield Happening(
            dose=dose,
            what="words",
            slot=said.slot,
            by=VOICE_WORDS[said.by],
            began_at=said.said_at,
            words=said.text,
            action=wants,
        )
    for rating in dose.ratings:
        level = "withdrawn" if rating.level is None else f"level {in_words(rating.level)}"
        yield Happening(
            dose=dose,
            what="goal rating",
            slot=rating.slot,
            by=VOICE_WORDS[rating.by],
            began_at=rating.rated_at,
            kind=f"goal {rating.goal}: {level}",
        )
    for medicine in dose.medicines:
        yield Happening(
            dose=dose,
            what="medicine",
            kind=f"last taken, {medicine.status}" if medicine.status else "",
            began_at=medicine.last_taken_at,
            words=medicine.name,
            action=medicine.dose,
        )
    for call in dose.follow_up:
        yield Happening(dose=dose, what="later call", began_at=call.called_at, by=call.by, words=call.text)
    for one in dose.withdrawn:
        yield Happening(
            dose=dose,
            what="reading taken back",
            began_at=one.at,
            by=one.by,
            slot=one.reading.slot,
            kind=f"{one.reading.scale}, {one.reading.item}",
            words=one.reason,
        )
    for earlier in dose.earlier_t0:
        yield Happening(
            dose=dose,
            what="T0 before it was corrected",
            began_at=earlier.given_at,
            ended_at=earlier.until_at,
            by=earlier.by,
            words=earlier.reason,
        )
    for tick in dose.ticks:
        yield Happening(dose=dose, what="checklist", began_at=tick.at, by=tick.by, kind=tick.what)
    for rise in dose.rises:
        yield Happening(
            dose=dose, what=f"first {rise.kind}", began_at=rise.at, by=rise.by, kind=_rose(rise), words=rise.staff
        )
    told = {rise.kind for rise in dose.rises}
    for what, at in (
        ("first sit", None if "sit" in told else dose.first_sit_at),
        ("first stand", None if "stand" in told else dose.first_stand_at),
        ("end of observation", dose.ended_at),
    ):
        if at is not None:
            yield Happening(dose=dose, what=what, began_at=at)
    yield _injection(dose)


def _rose(rise: Rise) -> str:
    """What was seen when somebody rose; of what nobody said, nothing."""
    seen = {"light-headed": rise.light_headed, "knees gave way": rise.knees_gave}
    return ", ".join(f"{what}: {in_words(answer)}" for what, answer in seen.items() if answer is not None)


def _injection(dose: Dose) -> Happening:
    details = {
        "route": dose.route.replace("_", " "),
        "level": dose.level,
        "attempts": dose.attempts,
        "batch": dose.batch,
        "micrograms per mL": dose.concentration,
        "mL": dose.volume_ml,
        "checked by": dose.checked_by,
        "bladder": dose.bladder,
        "checklist": {name.replace("_", " "): done for name, done in dose.checklist.items()},
    }
    return Happening(
        dose=dose,
        what="dose" if dose.delivered or dose.delivery == "none" else "dose, not given yet",
        kind=f"{in_words(dose.micrograms)} micrograms, {DELIVERY_WORDS[dose.delivery]}"
        if dose.given_at or dose.tried_at
        else f"{in_words(dose.micrograms)} micrograms planned",
        began_at=dose.given_at or dose.tried_at,
        by=dose.injected_by,
        action="\n".join(f"{name}: {in_words(value)}" for name, value in details.items() if value),
        words=dose.reason,
    )
