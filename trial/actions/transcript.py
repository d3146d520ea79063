"""What a filled form would add to its trial as it stands, judged by the same rules as what is typed at the bed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from trial.actions.planning import giving
from trial.actions.recording import sheet_of
from trial.actions.tapping import arrived
from trial.errors import InvalidInput, TrialError
from trial.files.proforma import Filled, Paper, Problem, Written, dose_number, filled
from trial.files.proforma.layout import VALUE
from trial.ledger.entries import DoseSet, EventNoted, EventsAsked, Fact, Rated, ReadingTaken, Said
from trial.ledger.facts import Dose, Event, Rating, Reading, Trial, Words
from trial.rules import bedside, decisions
from trial.rules.plans import rating_problems
from trial.rules.readings import check_reading, unusual
from trial.rules.text import check_text
from trial.settings import settings
from trial.wording.refusals import sentence_of
from trial.wording.words import count_text, moment_text, number_text

SHEET_FIELDS = ("reason", "checked_by", "injected_by", "batch", "level", "attempts", "ended_at")
"""What the form may add to a dose that is recorded already, where nothing stands yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """What a form would add, a line each, and what is wrong with it. With a problem nothing is added."""

    trial: str
    says: tuple[str, ...]
    problems: tuple[Problem, ...]
    facts: tuple[Fact, ...]


def transcript_of(now: Trial, paper: Paper, by: str, at: datetime) -> Transcript:
    """Judge a form by the trial as it stands."""
    return _Transcribing(now, paper, by, at).transcript()


@dataclass
class _Transcribing:
    """One form on its way into one trial as it stands."""

    now: Trial
    paper: Paper
    by: str
    at: datetime
    problems: list[Problem] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    there_already: int = 0

    def transcript(self) -> Transcript:
        try:
            number = dose_number(self.paper)
        except InvalidInput as problem:
            self._refuse(self._box("dose"), sentence_of(problem))
            return Transcript(trial=self.now.id, says=(), problems=tuple(self.problems), facts=())
        zone = ZoneInfo(self.now.record.zone) if self.now.record.zone else settings().zone
        there = next((one for one in self.now.doses if one.number == number), None)
        form = filled(self.paper, zone, there)
        self.problems += form.problems
        self._check_person(form)
        self._try(self._box("dose"), lambda: decisions.check_dose_open(self.now, number))
        dose = self._dose(form, there)
        if dose is not None:
            self._readings(form, dose)
            self._rest(form, dose)
        says = () if self.problems or dose is None else tuple(self._says(dose, zone))
        facts = () if self.problems else tuple(self.facts)
        return Transcript(trial=self.now.id, says=says, problems=tuple(self.problems), facts=facts)

    def _box(self, key: str) -> Written:
        """A box of the first sheet, or where it would be."""
        found = self.paper.at(f"form|{key}", VALUE)
        return found or Written(sheet="Dose", cell=key.replace("_", " "), row="", column="", text="")

    def _refuse(self, box: Written, sentence: str) -> None:
        self.problems.append(Problem(sheet=box.sheet, cell=box.cell, sentence=sentence))

    def _try(self, box: Written, check: Callable[[], object]) -> bool:
        """Whether a check lets it pass; what it says otherwise is said of the box."""
        try:
            check()
        except TrialError as refusal:
            self._refuse(box, sentence_of(refusal))
            return False
        return True

    def _check_person(self, form: Filled) -> None:
        """The number on the form is that of the trial: a form of somebody else adds nothing."""
        own, said = self.now.person.identifier.strip().casefold(), form.identifier.strip().casefold()
        if said != own:
            why = "is not the number of this trial" if said else "must be that of this trial; it is empty"
            self._refuse(self._box("identifier"), f"The hospital number {why}.")

    # The dose

    def _dose(self, form: Filled, there: Dose | None) -> Dose | None:
        """The dose that the readings belong to, with what the form adds to its sheet; None if there is none."""
        over = there is not None and (there.given_at is not None or there.delivery == "none")
        if there is not None and over:
            return self._compared(there, form.dose)
        if form.dose is None or (form.dose.given_at is None and form.dose.delivery != "none"):
            if there is None:
                self._refuse(self._box("dose"), "This dose is not in the trial: write micrograms, day and T0.")
            return there
        given = replace(form.dose, readings=there.readings if there else ())

        def give() -> None:
            self.facts += giving(self.now, given, by=self.by, at=self.at)

        return given if self._try(self._box("given_at"), give) else None

    def _compared(self, there: Dose, form: Dose | None) -> Dose:
        """What stands is never changed by a form; what it says besides is added."""
        if form is None or form is there:
            return there
        if form.micrograms != there.micrograms:
            said = number_text(there.micrograms)
            self._refuse(
                self._box("micrograms"), f"The trial has {said} micrograms for this dose; one of them is wrong."
            )
        if (
            form.given_at is not None
            and there.given_at is not None
            and _minute(form.given_at) != _minute(there.given_at)
        ):
            said = moment_text(there.given_at)
            self._refuse(self._box("given_at"), f"The trial has T0 {said} for this dose; one of them is wrong.")
        changes = {}
        for name in SHEET_FIELDS:
            new, old = getattr(form, name), getattr(there, name)
            if new in ("", None) or new == old:
                continue
            if old not in ("", None):
                self._refuse(self._box(name), "The trial has another answer here; correct it there, with a reason.")
            changes[name] = new
        if not changes:
            return there
        dose = replace(there, **changes)
        self._try(self._box("ended_at"), lambda: _check_end(dose, self.at))
        self.facts.append(DoseSet(act="noted", dose=sheet_of(dose)))
        return dose

    # What was found

    def _readings(self, form: Filled, dose: Dose) -> None:
        known = arrived(self.now)
        new = [
            (one.box, replace(one.fact, typed_at=self.at, typed_by=self.by))
            for one in form.entered
            if isinstance(one.fact, Reading) and one.fact.id not in known
        ]
        self.there_already += sum(isinstance(one.fact, Reading) and one.fact.id in known for one in form.entered)
        whole = replace(dose, readings=(*dose.readings, *(reading for _, reading in new)))
        others = (one for one in self.now.doses if one.number != dose.number)
        record = replace(self.now.record, doses=tuple(sorted((*others, whole), key=lambda one: one.number)))
        for box, reading in new:

            def check(reading: Reading = reading) -> None:
                bedside.check_not_to_come(reading.taken_at, self.at)
                check_reading(record, whole, reading)

            if self._try(box, check):
                odd = unusual(record, whole, reading) is not None
                self.facts.append(ReadingTaken(dose=dose.number, reading=replace(reading, unusual=odd)))

    def _rest(self, form: Filled, dose: Dose) -> None:
        known = arrived(self.now)
        for one in form.entered:
            if isinstance(one.fact, Reading):
                continue
            if one.fact.id in known:
                self.there_already += 1
            elif (fact := self._fact(one.box, one.fact, dose)) is not None:
                self.facts.append(fact)
        if form.asked and not dose.events_asked:
            self.facts.append(EventsAsked(dose=dose.number))

    def _fact(self, box: Written, found: Rating | Event | Words, dose: Dose) -> Fact | None:
        match found:
            case Rating():
                for problem in rating_problems(found, {goal.id for goal in self.now.goals}):
                    self._refuse(box, sentence_of(problem))
                same = [
                    one for one in dose.ratings if (one.goal, one.slot, one.by) == (found.goal, found.slot, found.by)
                ]
                if any(one.level is not None and one.level != found.level for one in same):
                    self._refuse(box, "The trial has another rating here; correct it there, with a reason.")
                return None if same else Rated(dose=dose.number, rating=replace(found, typed_by=self.by))
            case Event():
                event = replace(found, noted_at=self.at, noted_by=self.by)
                good = self._try(box, lambda: bedside.check_event(event, self.at))
                return EventNoted(dose=dose.number, event=event) if good else None
            case Words():
                said = replace(found, said_at=self.at)
                good = self._try(box, lambda: bedside.check_words(said))
                return Said(dose=dose.number, words=said) if good else None

    # In words

    def _says(self, dose: Dose, zone: ZoneInfo) -> Iterator[str]:
        """What would be added, for somebody who holds the paper beside it."""
        for fact in self.facts:
            if isinstance(fact, DoseSet):
                when = f", T0 {moment_text(dose.given_at, zone)}" if dose.given_at else ""
                act = "recorded as given" if fact.act == "given" else "its sheet completed"
                yield f"Dose {dose.number}, {number_text(dose.micrograms)} micrograms{when}: {act}."
        sets: dict[tuple[str, datetime, str], list[Reading]] = {}
        for fact in self.facts:
            if isinstance(fact, ReadingTaken):
                one = fact.reading
                sets.setdefault((one.slot, one.taken_at, one.by), []).append(one)
        for (slot, taken_at, assessor), found in sets.items():
            reasons = sum(not one.measured for one in found)
            odd = sum(one.unusual for one in found)
            parts = [count_text(len(found) - reasons, "value")]
            parts += [count_text(reasons, "reason for none", "reasons for none")] if reasons else []
            parts += [f"{odd} unusual: look again at the paper"] if odd else []
            yield f"{slot}, {moment_text(taken_at, zone)}, assessed by {assessor}: {', '.join(parts)}."
        others = {"rating": Rated, "event": EventNoted, "quotation": Said}
        for name, kind in others.items():
            if count := sum(isinstance(fact, kind) for fact in self.facts):
                yield f"{count_text(count, name)}."
        if any(isinstance(fact, EventsAsked) for fact in self.facts):
            yield "Adverse events were asked about."
        if self.there_already:
            yield f"Already there, and left as they are: {count_text(self.there_already, 'entry', 'entries')}."


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _check_end(dose: Dose, now: datetime) -> None:
    if dose.ended_at is not None:
        bedside.check_end(dose, dose.ended_at, now)
    for name in SHEET_FIELDS:
        value = getattr(dose, name)
        if isinstance(value, str):
            check_text(value, name)
