"""The Events sheet: everything that happened beside the readings, in order of time, one thing a row."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

from trial.files.workbook.readings_sheet import ONE_PLACE
from trial.files.workbook.sheet import Sheet
from trial.files.workbook.table import Column, Columns, write_table
from trial.ledger.facts import Dose, Rise, Trial
from trial.meaning.schedule import elapsed
from trial.wording.in_words import in_words
from trial.wording.phrases import WANTS_WORDS
from trial.wording.words import CAUSE_WORDS, DELIVERY_WORDS, EVENT_WORDS, SEVERITY_WORDS, VOICE_WORDS, number_text


@dataclass(frozen=True, slots=True)
class Happening:
    """One row: what it was, when, and what was said of it. Without a dose: of the whole trial."""

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


def write_events(sheet: Sheet, trial: Trial, zone: ZoneInfo) -> Columns[Happening]:
    """Fill the sheet."""
    columns: Columns[Happening] = Columns(
        printed=[
            Column("dose", 6, "number of the dose", lambda row: row.dose.number if row.dose else None),
            Column("what", 17, "adverse event, dose, words, rating, medicine, call ...", lambda row: row.what),
            Column("kind", 20, "the event in words", lambda row: row.kind),
            Column("severity", 11, "mild, moderate, severe or life-threatening", lambda row: row.severity),
            Column("cause", 17, "what the team thought caused it", lambda row: row.cause),
            Column("action", 24, "what was done", lambda row: row.action),
            Column(f"began ({zone.key})", 16, "when it began, on the ward's clock", lambda row: row.began_at),
            Column(f"ended ({zone.key})", 16, "when it ended; empty if it had not", lambda row: row.ended_at),
            Column("elapsed minutes", 9, "minutes from T0 to its beginning", lambda row: row.minutes, ONE_PLACE),
            Column("slot", 8, "the planned moment it belongs to, if any", lambda row: row.slot),
            Column("by", 13, "who said, noted or did it", lambda row: row.by),
            Column("words", 36, "free text, as it was typed", lambda row: row.words),
        ],
        behind=[Column("code", 22, "the event's key in the record file", lambda row: row.code)],
    )
    write_table(sheet, columns, _happenings(trial), zone=zone, nothing="Nothing noted yet.")
    return columns


def _happenings(trial: Trial) -> Iterator[Happening]:
    """Everything of the day but readings: dose by dose in order of time, what has no time first."""
    for dose in trial.doses:
        found = (*_noted(dose), *_done(dose), _injection(dose))
        yield from sorted(found, key=lambda row: (row.began_at is not None, row.began_at or 0))
    for edit in trial.plan_edits:
        yield Happening(None, "plan edited", edit.at, by=edit.by, kind=edit.what, words=edit.reason)


def _noted(dose: Dose) -> Iterator[Happening]:
    """What was noted, said and rated."""
    row = partial(Happening, dose)
    if not dose.events_asked:
        yield row("adverse events", kind="not asked about")
    elif not any(event.severity for event in dose.events):
        yield row("adverse events", kind="asked: none")
    for event in dose.events:
        yield row(
            "adverse event" if event.severity else "mark",
            event.began_at,
            event.ended_at,
            code=event.kind,
            kind=EVENT_WORDS[event.kind],
            severity=SEVERITY_WORDS[event.severity] if event.severity else "",
            cause=CAUSE_WORDS[event.cause],
            action=event.action,
            by=event.noted_by,
            words=event.words,
        )
    for said in dose.words:
        wants = WANTS_WORDS[said.wants_daily] if said.wants_daily else ""
        yield row("words", said.said_at, slot=said.slot, by=VOICE_WORDS[said.by], words=said.text, action=wants)
    for rating in dose.ratings:
        level = "withdrawn" if rating.level is None else f"level {number_text(rating.level)}"
        by, kind = VOICE_WORDS[rating.by], f"goal {rating.goal}: {level}"
        yield row("goal rating", rating.rated_at, slot=rating.slot, by=by, kind=kind)
    for call in dose.follow_up:
        yield row("later call", call.called_at, by=call.by, words=call.text)


def _done(dose: Dose) -> Iterator[Happening]:
    """What was given and ticked, how the person rose, what was taken back."""
    row = partial(Happening, dose)
    for medicine in dose.medicines:
        kind = f"last taken, {medicine.status}" if medicine.status else ""
        yield row("medicine", medicine.last_taken_at, kind=kind, words=medicine.name, action=medicine.dose)
    for undone in dose.withdrawn:
        slot, kind = undone.reading.slot, f"{undone.reading.scale}, {undone.reading.item}"
        yield row("reading taken back", undone.at, slot=slot, by=undone.by, kind=kind, words=undone.reason)
    for earlier in dose.earlier_t0:
        what = "T0 before it was corrected"
        yield row(what, earlier.given_at, earlier.until_at, by=earlier.by, words=earlier.reason)
    for tick in dose.ticks:
        yield row("checklist", tick.at, by=tick.by, kind=tick.what)
    for rise in dose.rises:
        yield row(f"first {rise.kind}", rise.at, by=rise.by, kind=_rose(rise), words=rise.staff)
    told = {f"first {rise.kind}" for rise in dose.rises}
    others = {"first sit": dose.first_sit_at, "first stand": dose.first_stand_at, "end of observation": dose.ended_at}
    for what, at in others.items():
        if at is not None and what not in told:
            yield row(what, at)


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
    at = dose.given_at or dose.tried_at
    how = f"micrograms, {DELIVERY_WORDS[dose.delivery]}" if at else "micrograms planned"
    return Happening(
        dose,
        "dose" if dose.delivered or dose.delivery == "none" else "dose, not given yet",
        at,
        kind=f"{number_text(dose.micrograms)} {how}",
        by=dose.injected_by,
        action="\n".join(f"{name}: {in_words(value)}" for name, value in details.items() if value),
        words=dose.reason,
    )
