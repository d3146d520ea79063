"""Filled paper forms: what a form adds to its trial, checked by the rules for what is typed at the bedside."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from trial.actions.act import trial_with, zone_of
from trial.actions.bedside_notes import sheet_of
from trial.actions.entry_sheet import recorded_by_id
from trial.actions.planning import agreement, given_dose_entries
from trial.errors import InvalidInput, TrialError
from trial.files.proforma.boxes import Box, Boxes
from trial.files.proforma.form_reader import TEXTS, FilledForm, dose_number
from trial.ledger.entries import DoseSet, EventNoted, EventsAsked, Fact, Rated, ReadingTaken, Said
from trial.ledger.facts import Dose, Event, Rating, Reading, Trial, Words
from trial.rules import bedside, lifecycle
from trial.rules.bedside import check_reading, marked
from trial.rules.record import check_rating
from trial.rules.typed_input import check_text
from trial.wording.refusals import sentence_of
from trial.wording.words import DELIVERY_WORDS, amount_text, count_text, moment_text


class Transcription:
    """A filled form compared with its trial.

    `facts` are what it adds; `problems` are sentences about boxes that cannot be taken over, each naming its box.
    """

    def __init__(self, now: Trial, boxes: Boxes, by: str, at: datetime) -> None:
        self.now, self.boxes, self.by, self.at, self.zone = now, boxes, by, at, zone_of(now)
        self.facts: list[Fact] = []
        self.there_already = 0
        try:
            number = dose_number(boxes)
        except InvalidInput as problem:
            self.problems: list[str] = [boxes.field("dose").problem(sentence_of(problem))]
            return
        there = next((dose for dose in now.doses if dose.number == number), None)
        self.form = FilledForm(boxes, self.zone, there)
        self.problems = self.form.problems
        own, said = (text.strip().casefold() for text in (now.person.identifier, self.form.identifier))
        if said != own:  # the form of another person adds nothing
            why = "is not the number of this trial" if said else "must be that of this trial; it is empty"
            self._refuse("identifier", f"The hospital number {why}.")
        with self._naming(boxes.field("dose")):
            lifecycle.check_dose_open(now, number)
        if (dose := self._dose(there)) is not None:
            self._add_findings(dose)

    def says(self) -> Iterator[str]:
        """Yield what would be added, a sentence each, to be compared with the paper."""
        sets: dict[tuple[str, datetime, str], list[Reading]] = {}
        for fact in self.facts:
            if isinstance(fact, DoseSet):
                dose = fact.dose
                yield self._says_of(dose, is_new=fact.act == "given")
            elif isinstance(fact, ReadingTaken):
                reading = fact.reading
                sets.setdefault((reading.slot, reading.taken_at, reading.by), []).append(reading)
        for (slot, taken_at, assessor), readings in sets.items():
            reasons = sum(not reading.measured for reading in readings)
            odd = sum(reading.unusual for reading in readings)
            parts = [count_text(len(readings) - reasons, "value")]
            parts += [count_text(reasons, "reason for none", "reasons for none")] if reasons else []
            parts += [f"{odd} unusual: look again at the paper"] if odd else []
            yield f"{slot}, {moment_text(taken_at, self.zone)}, assessed by {assessor}: {', '.join(parts)}."
        for name, kind in (("rating", Rated), ("event", EventNoted), ("quotation", Said)):
            if count := sum(isinstance(fact, kind) for fact in self.facts):
                yield f"{count_text(count, name)}."
        if any(isinstance(fact, EventsAsked) for fact in self.facts):
            yield "Adverse events were asked about."
        if self.there_already:
            yield f"Already there, and left as they are: {count_text(self.there_already, 'entry', 'entries')}."
        elif not self.facts:
            yield "The form is empty: it adds nothing."

    def _says_of(self, dose: Dose, *, is_new: bool) -> str:
        if dose.delivery == "none":
            tried = f", tried {moment_text(dose.tried_at, self.zone)}" if dose.tried_at else ""
            return f"Dose {dose.number}{tried}: {DELIVERY_WORDS['none']}."
        when = f", T0 {moment_text(dose.given_at, self.zone)}" if dose.given_at else ""
        act = "recorded as given" if is_new else "its sheet completed"
        return f"Dose {dose.number}, {amount_text(dose)}{when}: {act}."

    def _refuse(self, name: str, sentence: str) -> None:
        """Note a problem of one box of the dose sheet."""
        self.form.refuse(self.boxes.field(name), sentence)

    @contextmanager
    def _naming(self, box: Box) -> Iterator[None]:
        """Turn an error raised inside into a problem of this box."""
        try:
            yield
        except TrialError as refusal:
            self.form.refuse(box, sentence_of(refusal))

    def _dose(self, there: Dose | None) -> Dose | None:
        """Return the dose that the readings belong to, completed by the form's dose sheet; None if there is none."""
        form = self.form.dose
        if there is not None and there.happened:
            return there if form is None or form is there else self._completed(there, form)
        if form is None or not form.happened:
            if there is None:
                self._refuse("dose", "This dose is not in the trial: write micrograms, day and T0.")
            return there
        given = replace(form, readings=there.readings if there else ())
        now = self._agreed()
        with self._naming(self.boxes.field("given_at")):
            self.facts += given_dose_entries(now, given, by=self.by, at=self.at)
            return given
        return None

    def _agreed(self) -> Trial:
        """Add when the goals were agreed, if the form says so and nobody has yet; return the trial as it then is."""
        agreed_at, now = self.form.agreed_at, self.now
        if agreed_at is None:
            return now
        if now.record.agreed_at is not None:
            if now.record.agreed_at != agreed_at:
                said = moment_text(now.record.agreed_at, self.zone)
                self._refuse("agreed_at", f"The trial has the goals agreed {said}; one of them is wrong.")
            return now
        with self._naming(self.boxes.field("agreed_at")):
            check_text(self.form.agreed_by, "name")
            lifecycle.check_agreement(now)
            agreed = agreement(now, agreed_at, self.form.agreed_by or self.by, self.at)
            self.facts += agreed
            return trial_with(now, agreed, self.at, self.by)
        return now

    def _completed(self, there: Dose, form: Dose) -> Dose:
        """Add what the dose sheet lacks; a form never changes what is recorded already."""
        if amount_text(form) != amount_text(there):
            self._refuse("micrograms", f"The trial has {amount_text(there)} for this dose; one of them is wrong.")
        if form.given_at and there.given_at and form.given_at != there.given_at.replace(second=0, microsecond=0):
            said = moment_text(there.given_at)
            self._refuse("given_at", f"The trial has T0 {said} for this dose; one of them is wrong.")
        changes = {}
        for name in (*TEXTS, "attempts", "ended_at"):
            new, old = getattr(form, name), getattr(there, name)
            if new in ("", None) or new == old:
                continue
            if old not in ("", None):
                self._refuse(name, "The trial has another answer here; correct it there, with a reason.")
            changes[name] = new
        if not changes:
            return there
        dose = replace(there, **changes)
        with self._naming(self.boxes.field("ended_at")):
            if dose.ended_at is not None:
                bedside.check_end(dose, dose.ended_at, self.at)
            for name in TEXTS:
                check_text(getattr(dose, name), name)
        self.facts.append(DoseSet(act="noted", dose=sheet_of(dose)))
        return dose

    def _add_findings(self, dose: Dose) -> None:
        """Add the findings that the trial lacks, each checked together with all readings of its dose."""
        known = recorded_by_id(self.now, {found.id for _, found in self.form.findings})
        new = [(box, found) for box, found in self.form.findings if found.id not in known]
        self.there_already = len(self.form.findings) - len(new)
        readings = [found for _, found in new if isinstance(found, Reading)]
        dose = replace(dose, readings=(*dose.readings, *readings))
        for box, found in new:
            with self._naming(box):
                self.facts.extend(self._fact(box, found, dose))
        if self.form.asked and not dose.events_asked:
            self.facts.append(EventsAsked(dose=dose.number))

    def _fact(self, box: Box, found: Reading | Rating | Event | Words, dose: Dose) -> Iterator[Fact]:
        """Yield the entry that records one finding, if there is any; raises TrialError for one that is refused."""
        match found:
            case Reading():
                bedside.check_not_to_come(found.taken_at, self.at)
                check_reading(self.now.record, dose, found)
                reading = marked(self.now.record, dose, found, confirmed=True)  # by the writer; the preview names it
                yield ReadingTaken(dose=dose.number, reading=replace(reading, typed_at=self.at, typed_by=self.by))
            case Rating():
                check_rating(found, {goal.id for goal in self.now.goals})
                cell = found.goal, found.slot, found.by
                same = [rating for rating in dose.ratings if (rating.goal, rating.slot, rating.by) == cell]
                if any(rating.level not in (None, found.level) for rating in same):
                    self.form.refuse(box, "The trial has another rating here; correct it there, with a reason.")
                if not same:
                    yield Rated(dose=dose.number, rating=replace(found, typed_by=self.by))
            case Event():
                event = replace(found, noted_at=self.at, noted_by=self.by)
                bedside.check_event(event, self.at)
                yield EventNoted(dose=dose.number, event=event)
            case Words():
                words = replace(found, said_at=self.at)
                bedside.check_words(words)
                yield Said(dose=dose.number, words=words)
