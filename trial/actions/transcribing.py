"""From paper into the ledger: a filled form, judged by the rules of the bedside, is added to its trial or refused."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from trial.actions.act import clock, on_trial
from trial.actions.importing import Addition
from trial.actions.planning import giving
from trial.actions.recording import sheet_of
from trial.actions.tapping import arrived
from trial.errors import InvalidInput, NotFound, TrialError
from trial.files.proforma.boxes import Box, Boxes, read_proforma
from trial.files.proforma.form_reader import TEXTS, FilledForm, dose_number
from trial.ledger.entries import DoseSet, EventNoted, EventsAsked, Fact, Noted, Rated, ReadingTaken, Said
from trial.ledger.facts import Dose, Event, Rating, Reading, Trial, Words
from trial.rules import bedside, decisions
from trial.rules.plans import rating_problems
from trial.rules.readings import check_reading, unusual
from trial.rules.text import check_text
from trial.settings import settings
from trial.store.base import Store
from trial.wording.refusals import sentence_of
from trial.wording.words import count_text, moment_text, number_text

MOST_NAMED = 8
"""Boxes that one sentence names; the preview names every one."""


def preview_form(store: Store, data: bytes, *, by: str, at: datetime | None = None) -> Addition:
    """Look at a filled form without writing; raises InvalidInput for a file that is none, NotFound for its trial."""
    boxes = read_proforma(data)
    return _judged(store.trial(_trial_of(boxes)), boxes, by, at or clock())


def import_form(store: Store, data: bytes, *, by: str, at: datetime | None = None, where: str = "") -> Addition:
    """Add a filled form to its trial, all of it or nothing; answers what it added.

    Raises InvalidInput naming sheet and cell of what cannot be read or kept. `where` is the file's name.
    """
    done, moment = Addition(), at or clock()

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        nonlocal done
        done = _judged(now, boxes, by, moment)
        if done.problems:
            raise InvalidInput(_refusal(done.problems))
        return done.facts

    try:
        boxes = read_proforma(data)
        trial = _trial_of(boxes)
        on_trial(store, trial, make, by=by, at=moment, noting=Noted(what="imported", trial=trial, detail="proforma"))
    except (InvalidInput, NotFound) as refusal:
        said = sentence_of(refusal)
        raise type(refusal)(f"{where}: {said}" if where else said) from None
    return done


def _refusal(problems: Sequence[str]) -> str:
    named = " ".join(problems[:MOST_NAMED])
    left = len(problems) - MOST_NAMED
    more = f" And {count_text(left, 'more box', 'more boxes')}." if left > 0 else ""
    return f"Nothing was added. {named}{more}"


def _trial_of(boxes: Boxes) -> str:
    trial = boxes.text("form|trial")
    if not trial:
        raise InvalidInput("The form does not say which trial it belongs to: write its id on the sheet Dose.")
    return trial


def _judged(now: Trial, boxes: Boxes, by: str, at: datetime) -> Addition:
    """What a form adds to the trial as it stands, and each box that cannot be kept."""
    zone = ZoneInfo(now.record.zone) if now.record.zone else settings().zone
    try:
        number = dose_number(boxes)
    except InvalidInput as problem:
        return Addition(trial=now.id, problems=(boxes.field("dose").problem(sentence_of(problem)),))
    there = next((dose for dose in now.doses if dose.number == number), None)
    form = FilledForm(boxes, zone, there)
    judging = _Judging(now, form, by, at)
    judging.judge(number, there)
    if form.problems:
        return Addition(trial=now.id, problems=tuple(dict.fromkeys(form.problems)))
    says = tuple(judging.says()) or ("The form is empty: it adds nothing.",)
    return Addition(trial=now.id, says=says, facts=tuple(judging.facts))


@dataclass
class _Judging:
    """One form on its way into one trial as it stands."""

    now: Trial
    form: FilledForm
    by: str
    at: datetime
    facts: list[Fact] = field(default_factory=list)
    there_already: int = 0

    def judge(self, number: int, there: Dose | None) -> None:
        self.check_person()
        self.passes(self.form.boxes.field("dose"), lambda: decisions.check_dose_open(self.now, number))
        dose = self.dose(there)
        if dose is None:
            return
        known = arrived(self.now)
        new = [(box, found) for box, found in self.form.findings if found.id not in known]
        self.there_already = len(self.form.findings) - len(new)
        readings = [
            (box, replace(found, typed_at=self.at, typed_by=self.by))
            for box, found in new
            if isinstance(found, Reading)
        ]
        self.readings(dose, readings)
        for box, found in new:
            if not isinstance(found, Reading) and (fact := self.fact(box, found, dose)) is not None:
                self.facts.append(fact)
        if self.form.asked and not dose.events_asked:
            self.facts.append(EventsAsked(dose=dose.number))

    def refuse(self, name: str, sentence: str) -> None:
        """Name a box of the dose sheet with what is wrong."""
        self.form.refuse(self.form.boxes.field(name), sentence)

    def passes(self, box: Box, check: Callable[[], object]) -> bool:
        """Whether a check lets it pass; what it says otherwise is said of the box."""
        try:
            check()
        except TrialError as refusal:
            self.form.refuse(box, sentence_of(refusal))
            return False
        return True

    def check_person(self) -> None:
        """The number on the form is that of the trial: a form of somebody else adds nothing."""
        own, said = (text.strip().casefold() for text in (self.now.person.identifier, self.form.identifier))
        if said != own:
            why = "is not the number of this trial" if said else "must be that of this trial; it is empty"
            self.refuse("identifier", f"The hospital number {why}.")

    def dose(self, there: Dose | None) -> Dose | None:
        """The dose that the readings belong to, with what the form adds to its sheet; None if there is none."""
        form = self.form.dose
        if there is not None and (there.given_at is not None or there.delivery == "none"):
            return there if form is None or form is there else self.completed(there, form)
        if form is None or (form.given_at is None and form.delivery != "none"):
            if there is None:
                self.refuse("dose", "This dose is not in the trial: write micrograms, day and T0.")
            return there
        given = replace(form, readings=there.readings if there else ())

        def give() -> None:
            self.facts += giving(self.now, given, by=self.by, at=self.at)

        return given if self.passes(self.form.boxes.field("given_at"), give) else None

    def completed(self, there: Dose, form: Dose) -> Dose:
        """What stands is never changed by a form; what it says besides is added."""
        if form.micrograms != there.micrograms:
            said = number_text(there.micrograms)
            self.refuse("micrograms", f"The trial has {said} micrograms for this dose; one of them is wrong.")
        if form.given_at and there.given_at and form.given_at != there.given_at.replace(second=0, microsecond=0):
            said = moment_text(there.given_at)
            self.refuse("given_at", f"The trial has T0 {said} for this dose; one of them is wrong.")
        changes = {}
        for name in (*TEXTS, "attempts", "ended_at"):
            new, old = getattr(form, name), getattr(there, name)
            if new in ("", None) or new == old:
                continue
            if old not in ("", None):
                self.refuse(name, "The trial has another answer here; correct it there, with a reason.")
            changes[name] = new
        if not changes:
            return there
        dose = replace(there, **changes)
        self.passes(self.form.boxes.field("ended_at"), lambda: _check_sheet(dose, self.at))
        self.facts.append(DoseSet(act="noted", dose=sheet_of(dose)))
        return dose

    def readings(self, dose: Dose, new: Sequence[tuple[Box, Reading]]) -> None:
        whole = replace(dose, readings=(*dose.readings, *(reading for _, reading in new)))
        others = (other for other in self.now.doses if other.number != dose.number)
        record = replace(self.now.record, doses=tuple(sorted((*others, whole), key=lambda one: one.number)))

        def check(reading: Reading) -> None:
            bedside.check_not_to_come(reading.taken_at, self.at)
            check_reading(record, whole, reading)

        for box, reading in new:
            if self.passes(box, partial(check, reading)):
                is_unusual = unusual(record, whole, reading) is not None
                self.facts.append(ReadingTaken(dose=dose.number, reading=replace(reading, unusual=is_unusual)))

    def fact(self, box: Box, found: Rating | Event | Words, dose: Dose) -> Fact | None:
        match found:
            case Rating():
                for problem in rating_problems(found, {goal.id for goal in self.now.goals}):
                    self.form.refuse(box, sentence_of(problem))
                cell = found.goal, found.slot, found.by
                same = [rating for rating in dose.ratings if (rating.goal, rating.slot, rating.by) == cell]
                if any(rating.level not in (None, found.level) for rating in same):
                    why = "The trial has another rating here; correct it there, with a reason."
                    self.form.refuse(box, why)
                return None if same else Rated(dose=dose.number, rating=replace(found, typed_by=self.by))
            case Event():
                event = replace(found, noted_at=self.at, noted_by=self.by)
                good = self.passes(box, lambda: bedside.check_event(event, self.at))
                return EventNoted(dose=dose.number, event=event) if good else None
            case Words():
                words = replace(found, said_at=self.at)
                good = self.passes(box, lambda: bedside.check_words(words))
                return Said(dose=dose.number, words=words) if good else None

    def says(self) -> Iterator[str]:
        """What would be added, for somebody who holds the paper beside it."""
        sets: dict[tuple[str, datetime, str], list[Reading]] = {}
        for fact in self.facts:
            if isinstance(fact, DoseSet):
                dose = fact.dose
                when = f", T0 {moment_text(dose.given_at, self.form.zone)}" if dose.given_at else ""
                act = "recorded as given" if fact.act == "given" else "its sheet completed"
                yield f"Dose {dose.number}, {number_text(dose.micrograms)} micrograms{when}: {act}."
            elif isinstance(fact, ReadingTaken):
                reading = fact.reading
                sets.setdefault((reading.slot, reading.taken_at, reading.by), []).append(reading)
        for (slot, taken_at, assessor), found in sets.items():
            reasons = sum(not reading.measured for reading in found)
            odd = sum(reading.unusual for reading in found)
            parts = [count_text(len(found) - reasons, "value")]
            parts += [count_text(reasons, "reason for none", "reasons for none")] if reasons else []
            parts += [f"{odd} unusual: look again at the paper"] if odd else []
            yield f"{slot}, {moment_text(taken_at, self.form.zone)}, assessed by {assessor}: {', '.join(parts)}."
        for name, kind in (("rating", Rated), ("event", EventNoted), ("quotation", Said)):
            if count := sum(isinstance(fact, kind) for fact in self.facts):
                yield f"{count_text(count, name)}."
        if any(isinstance(fact, EventsAsked) for fact in self.facts):
            yield "Adverse events were asked about."
        if self.there_already:
            yield f"Already there, and left as they are: {count_text(self.there_already, 'entry', 'entries')}."


def _check_sheet(dose: Dose, now: datetime) -> None:
    """The end and the texts of a dose sheet to which a form adds."""
    if dose.ended_at is not None:
        bedside.check_end(dose, dose.ended_at, now)
    for name in TEXTS:
        check_text(getattr(dose, name), name)
