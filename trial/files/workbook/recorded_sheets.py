"""The sheets of what was recorded: the readings, the events and all else of the day, and the audit of the ledger."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from operator import attrgetter
from typing import NamedTuple

import scales
from scales.base import Scale
from trial.files.table import COLUMNS, ReadingRow, cell_text, row_of
from trial.files.workbook.sheet import Look
from trial.files.workbook.table import BODY, NUMBER, Column, Table
from trial.ledger.entries import Entry, Fact
from trial.ledger.facts import Dose, Reading, Rise, Trial
from trial.meaning.limits import LIMITS
from trial.meaning.schedule import elapsed
from trial.wording import words
from trial.wording.audit import Act, acts, in_words
from trial.wording.phrases import WANTS_WORDS
from trial.wording.safety import event_words
from trial.wording.words import STATUS_WORDS, meaning_text

ONE_PLACE = NUMBER.but(num_format="0.0")
DECLARED = {column.name: column for column in COLUMNS}


class ReadingCells(NamedTuple):
    """One reading: its cells in the table of readings, and the reading itself."""

    cells: ReadingRow
    reading: Reading

    @property
    def scale(self) -> Scale:
        return scales.get(self.reading.scale)


def readings_table(trial: Trial, clock: str) -> Table[ReadingCells]:
    """Every reading that counts, as people read it; what programs need is not printed."""
    off = f"seconds by which the browser's clock was off, if more than {LIMITS.clock_marked_beyond_seconds}"
    printed: list[Column[ReadingCells]] = [
        _declared("dose", 6),
        _declared("slot", 9),
        Column("measure", 31, "the item in words", lambda row: row.scale.label_for(row.reading.item)),
        _declared("value", 11, look=NUMBER),
        _declared("unit", 13),
        Column("status in words", 20, "the status, as people say it", lambda row: STATUS_WORDS[row.reading.status]),
        _declared("minutes", 9, "elapsed minutes", ONE_PLACE),
        _declared("taken_at", 17, f"taken at ({clock})"),
        _declared("by", 14, "assessed by"),
        _declared("typed_at", 17, f"typed at ({clock})"),
        _declared("note", 28),
        Column("corrected", 28, "what it replaced, who replaced it, when and why", _corrected),
    ]
    extra: list[Column[ReadingCells]] = [
        _declared("trial", 12),
        _declared("scale", 20),
        _declared("item", 26),
        Column("side", 7, "left or right, where the item has one", _side),
        _declared("number", 9, look=NUMBER),
        _declared("rank", 7, look=NUMBER),
        Column(
            "meaning", 34, "the grade in words", lambda row: meaning_text(row.scale, row.cells.item, row.cells.value)
        ),
        _declared("status", 19),
        Column("taken at (exact)", 25, DECLARED["taken_at"].means, lambda row: in_words(row.reading.taken_at)),
        _declared("typed_by", 15, "typed by"),
        _declared("conditions", 30),
        _declared("trials", 16, "stopwatch times"),
        _declared("unusual", 9),
        _declared("transcribed", 11),
        _declared("copied_from", 16, "copied from"),
        Column("clock off", 9, off, _clock_off, NUMBER),
    ]
    rows = (ReadingCells(row_of(trial.id, dose, reading), reading) for dose in trial.doses for reading in dose.readings)
    return Table(rows=rows, nothing="No readings yet.", frozen=3, printed=printed, extra=extra)


def _declared(name: str, width: float, title: str = "", look: Look = BODY) -> Column[ReadingCells]:
    """A column of the table of readings, under a title for people."""
    return Column(title or name, width, DECLARED[name].means, attrgetter(f"cells.{name}"), look)


def _side(row: ReadingCells) -> str:
    item = row.scale.item(row.reading.item)
    return item.side if item else ""


def _clock_off(row: ReadingCells) -> int | None:
    seconds = row.reading.skew_seconds
    return seconds if abs(seconds) > LIMITS.clock_marked_beyond_seconds else None


def _corrected(row: ReadingCells) -> str:
    lines = []
    for earlier in row.reading.corrected:
        reading = earlier.reading
        was = STATUS_WORDS[reading.status] if reading.value is None else cell_text(reading.value)
        was = was if reading.slot == row.reading.slot else f"{was} at {reading.slot}"
        who, why = earlier.by or "someone", earlier.reason or "no reason given"
        lines.append(f"was {was}; {who}, {in_words(earlier.at)}: {why}")
    return "\n".join(lines)


class DayRow(NamedTuple):
    """One thing that happened: what it was, when, and what was said of it. Without a dose: of the whole trial."""

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


def events_table(trial: Trial, clock: str) -> Table[DayRow]:
    """Everything that happened beside the readings, in order of time."""
    printed: list[Column[DayRow]] = [
        Column("dose", 6, "number of the dose", lambda row: row.dose.number if row.dose else None),
        Column("what", 17, "adverse event, dose, words, rating, medicine, call ...", lambda row: row.what),
        Column("kind", 20, "the event in words", lambda row: row.kind),
        Column("severity", 11, "mild, moderate, severe or life-threatening", lambda row: row.severity),
        Column("cause", 17, "what the team thought caused it", lambda row: row.cause),
        Column("action", 24, "what was done", lambda row: row.action),
        Column(f"began ({clock})", 16, "when it began, on the ward's clock", lambda row: row.began_at),
        Column(f"ended ({clock})", 16, "when it ended; empty if it had not", lambda row: row.ended_at),
        Column("elapsed minutes", 9, "minutes from T0 to its beginning", lambda row: row.minutes, ONE_PLACE),
        Column("slot", 8, "the planned moment it belongs to, if any", lambda row: row.slot),
        Column("by", 13, "who said, noted or did it", lambda row: row.by),
        Column("words", 36, "free text, as it was typed", lambda row: row.words),
    ]
    extra: list[Column[DayRow]] = [Column("code", 22, "the event's key in the record file", lambda row: row.code)]
    return Table(rows=_happenings(trial), nothing="Nothing noted yet.", printed=printed, extra=extra)


def _happenings(trial: Trial) -> Iterator[DayRow]:
    """Everything of the day but readings: dose by dose in order of time, what has no time first."""
    for dose in trial.doses:
        found = (*_noted(dose), *_done(dose), _injection(dose))
        yield from sorted(found, key=lambda row: (row.began_at is not None, row.began_at or 0))
    for edit in trial.plan_edits:
        yield DayRow(None, "plan edited", edit.at, by=edit.by, kind=edit.what, words=edit.reason)


def _noted(dose: Dose) -> Iterator[DayRow]:
    """Yield events, quotations and ratings."""
    row = partial(DayRow, dose)
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
            kind=words.EVENT_WORDS[event.kind],
            severity=words.SEVERITY_WORDS[event.severity] if event.severity else "",
            cause=words.CAUSE_WORDS[event.cause],
            action=event.action,
            by=event.noted_by,
            words=event_words(event),
        )
    for said in dose.words:
        wants = WANTS_WORDS[said.wants_daily] if said.wants_daily else ""
        yield row("words", said.said_at, slot=said.slot, by=words.VOICE_WORDS[said.by], words=said.text, action=wants)
    for rating in dose.ratings:
        level = "withdrawn" if rating.level is None else f"level {words.number_text(rating.level)}"
        by, kind = words.VOICE_WORDS[rating.by], f"goal {rating.goal}: {level}"
        yield row("goal rating", rating.rated_at, slot=rating.slot, by=by, kind=kind)
    for call in dose.follow_up:
        yield row("later call", call.called_at, by=call.by, words=call.text)


def _done(dose: Dose) -> Iterator[DayRow]:
    """Yield medicines, ticks, first sit and stand, withdrawn readings."""
    row = partial(DayRow, dose)
    for medicine in dose.medicines:
        kind = f"last taken, {medicine.status}" if medicine.status else ""
        yield row("medicine", medicine.last_taken_at, kind=kind, words=medicine.name, action=medicine.dose)
    for undone in dose.withdrawn:
        slot, kind = undone.reading.slot, f"{undone.reading.scale}, {undone.reading.item}"
        what = "wrong person" if undone.wrong_person else "reading taken back"
        yield row(what, undone.at, slot=slot, by=undone.by, kind=kind, words=undone.reason)
    for earlier in dose.earlier_t0:
        what = "T0 before it was corrected"
        yield row(what, earlier.given_at, earlier.until_at, by=earlier.by, words=earlier.reason)
    for tick in dose.ticks:
        yield row("checklist", tick.at, by=tick.by, kind=tick.what)
    for ended in dose.earlier_ends:
        yield row("end that was reopened", ended.ended_at, ended.until_at, by=ended.by, words=ended.reason)
    for asked in (*(ended.going_home for ended in dose.earlier_ends), dose.going_home):
        if asked is None:
            continue
        for question, answer in asked.answers.items():
            kind = f"{words.HOME_QUESTIONS[question]}: {words.HOME_ANSWERS[answer]}"
            yield row("before going home", asked.asked_at, by=asked.by, code=question, kind=kind, words=asked.words)
    for rise in dose.rises:
        yield row(f"first {rise.kind}", rise.at, by=rise.by, kind=_rose(rise), words=rise.staff)
    described = {f"first {rise.kind}" for rise in dose.rises}
    others = {"first sit": dose.first_sit_at, "first stand": dose.first_stand_at, "end of observation": dose.ended_at}
    for what, at in others.items():
        if at is not None and what not in described:
            yield row(what, at)


def _rose(rise: Rise) -> str:
    """Return the findings at a first sit or stand; those not reported are left out."""
    seen = {"light-headed": rise.light_headed, "knees gave way": rise.knees_gave}
    return ", ".join(f"{what}: {in_words(answer)}" for what, answer in seen.items() if answer is not None)


def _injection(dose: Dose) -> DayRow:
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
    if dose.delivery == "none":
        kind = words.DELIVERY_WORDS["none"]
    else:
        kind = f"{words.amount_text(dose)}{f', {words.DELIVERY_WORDS[dose.delivery]}' if at else ' planned'}"
    return DayRow(
        dose,
        "dose" if dose.delivered or dose.delivery == "none" else "dose, not given yet",
        at,
        kind=kind,
        by=dose.injected_by,
        action="\n".join(f"{name}: {in_words(value)}" for name, value in details.items() if value),
        words=dose.reason,
    )


def audit_table(audit: Iterable[tuple[Entry, Fact]], clock: str) -> Table[Act]:
    """Every entry of the trial's ledger in order, with values before and after it, and the reason."""
    printed: list[Column[Act]] = [
        Column("entry", 7, "number in the trial's own chain", lambda act: act.entry.seq),
        Column(f"received ({clock})", 17, "when the server had it", lambda act: act.entry.at),
        Column("typed by", 15, "who typed, which may not be who assessed", lambda act: act.entry.by),
        Column("act", 14, "the kind of entry", lambda act: act.kind),
        Column("about", 26, "what it speaks of", lambda act: act.about),
        Column("before", 34, "what stood there until then; empty if nothing", lambda act: act.before),
        Column("after", 56, "what stands there from then on", lambda act: act.after),
        Column("reason", 22, "why it replaces something", lambda act: act.reason),
    ]
    extra: list[Column[Act]] = [
        Column("received (UTC)", 25, "the same moment, exact", lambda act: in_words(act.entry.at)),
        Column("hash", 66, "sha256 of the entry and of the one before it: the chain", lambda act: act.entry.hash),
    ]
    return Table(rows=acts(audit), nothing="No entries were handed over with this file.", printed=printed, extra=extra)
