"""The go/no-go brief: what the page holds, as typed blocks in the order of files/FORMATS.md, built once.

Every face (Review, Decide, the printed page, the workbook's Summary, the FHIR document) sets these blocks and words
nothing itself. No block holds markup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import chain
from typing import Literal

from trial.brief.panels import pictures
from trial.brief.panels.axes import ages_of, hours_of
from trial.brief.panels.pictures import Picture
from trial.brief.panels.shapes import Hours
from trial.ledger.facts import Decision, Goal, Person, Trial
from trial.meaning.goals import Result
from trial.meaning.state import draft_decision, standing_decision
from trial.meaning.summary import DoseSummary, Summary
from trial.wording import phrases
from trial.wording.dose_summary import ALERTNESS, EVENT, POWER, PRESSURE, Topic, cost_texts, topics_beside_goals
from trial.wording.glance import Count, ProminentText, counts, glance_word, prominent_text
from trial.wording.goals import AGREED_LATER, agreed_then_text, asks, cell_word, headline, voices_text
from trial.wording.person_copy import Section, plain_copy
from trial.wording.remarks import caution_texts
from trial.wording.result_text import goal_name
from trial.wording.words import AGREES_WORDS, NAME_HIDDEN, OUTCOME_WORDS, capital, joined

MOST_DOSES = 3
"""Columns that the table bears; earlier doses are in the workbook."""
Mark = Literal["full", "half", "empty", "dash", "lost", ""]
MARKS: dict[Result, Mark] = {
    "met": "full",
    "kept": "full",
    "partly_met": "half",
    "not_met": "empty",
    "not_assessed": "dash",
    "lost": "lost",
    "not_today": "",
}
"""The fill of a result's square; circles are for charts. LOST is shown as a word, white on black, without a square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose brief it is. `born` is empty where it is not known or names are hidden."""

    name: str
    born: str
    identifier: str
    about: str

    @property
    def line(self) -> str:
        """The identifiers of a page header."""
        return joined(self.identifier, self.name, self.born) or phrases.ERASED


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """One thing that a dose cost, in words and on the hours of the goals' pictures."""

    name: str
    text: str
    picture: Picture | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseColumn:
    """One dose: what happened and what was decided after it; if delivered, the results of its goals and its cost."""

    number: int
    title: str
    happened: str
    decided: str  # empty while a later dose is the one to decide on
    counts: tuple[Count, ...]
    word: str
    cost: tuple[Cost, ...]
    latest: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCell:
    """One goal at one dose. `mark` "lost" is printed white on black; no mark: it was not tested."""

    word: str
    mark: Mark
    reading: str
    picture: Picture | None = None
    voices: str = ""  # the other ratings, where the reading does not say them
    agreed_then: str = ""  # what the goal asked when this dose was given, if it was edited since


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRow:
    """One goal in the person's order, with a cell for each dose of the table."""

    number: int
    words: str
    asks: str
    cells: tuple[GoalCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalTable:
    """Doses are columns, goals are rows, the foot is what they come to."""

    title: str
    agreed: str
    not_given: tuple[str, ...]  # punctures that failed
    columns: tuple[DoseColumn, ...]  # the last doses that were delivered
    rows: tuple[GoalRow, ...]

    @property
    def costs(self) -> Iterator[tuple[str, tuple[Cost | None, ...]]]:
        """The rows of what the doses cost: a name, and its cell for each dose."""
        for name in dict.fromkeys(cost.name for column in self.columns for cost in column.cost):
            cells = (next((cost for cost in column.cost if cost.name == name), None) for column in self.columns)
            yield name, tuple(cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """What somebody said, in quotation marks, and who, when."""

    text: str
    speaker: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionText:
    """One decision, label by label; labels without a text are left out."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionBlock:
    """The decision in force, or the draft, which is no decision."""

    title: str
    box: str  # for the meeting: `DECIDED: GO`, or `NOT YET DECIDED`
    standing: str  # for every page of a file: `Signed: GO`, or `DRAFT: NOT YET DECIDED`
    signed: DecisionText | None
    drafted: DecisionText  # the draft, below the chosen outcome
    draft: tuple[tuple[str, str], ...]  # the same for the lines to write on; a text may be empty
    options: tuple[tuple[str, bool], ...]  # every outcome, and whether it is chosen in the draft
    agrees_label: str
    agrees: tuple[tuple[str, bool], ...]
    every_signed: tuple[DecisionText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """The whole document. `summary` is what it was built from, for what a face draws beside it."""

    summary: Summary
    title: str
    identity: Identity
    question: str
    prominent: tuple[ProminentText, ...]
    doses: tuple[DoseColumn, ...]  # every dose
    goals: GoalTable
    topics_title: str  # of which dose the topics speak
    topics: tuple[Topic, ...]  # what neither `prominent` nor `goals` says
    quotations: tuple[Quotation, ...]  # the latest dose first, the person before the others
    cautions: tuple[str, ...]
    decision: DecisionBlock

    @property
    def persons_copy(self) -> tuple[Section, ...]:
        """The same for the person, in everyday words."""
        return plain_copy(self.summary)


def brief_of(summary: Summary, zone: tzinfo) -> Brief:
    """Build the brief of a trial. Clock times are in `zone`."""
    trial, latest = summary.trial, summary.latest
    doses = tuple(_column(summary, dose, zone) for dose in summary.doses)
    topics = topics_beside_goals(latest) if latest else ()
    return Brief(
        summary=summary,
        title=phrases.TITLE,
        identity=identity_of(trial.person),
        question=capital(phrases.question_text(trial)),
        prominent=tuple(map(prominent_text, summary.prominent)),
        doses=doses,
        goals=_goals(summary, doses, zone),
        topics_title=phrases.topics_title(latest.dose if latest else None),
        topics=tuple(Topic(name, capital(text)) for name, text in topics),
        quotations=tuple(
            Quotation(text=phrases.quoted(words), speaker=phrases.speaker(words, dose, trial.person))
            for dose in reversed(trial.doses)
            for words in sorted(dose.words, key=lambda words: words.by != "person")
        ),
        cautions=_cautions(summary, zone),
        decision=_decision(trial, zone),
    )


def identity_of(person: Person) -> Identity:
    """The identifiers of a person, as far as they are known and not hidden."""
    return Identity(
        name=person.name,
        born=phrases.born_text(person) if person.identifier != NAME_HIDDEN else "",
        identifier=person.identifier,
        about=phrases.about(person),
    )


def _goals(summary: Summary, doses: Sequence[DoseColumn], zone: tzinfo) -> GoalTable:
    trial, shown = summary.trial, summary.delivered[-MOST_DOSES:]
    hours, ages = hours_of(summary), ages_of(summary)
    listed = [goal for goal in trial.goals if not goal.dropped_at or any(dose.result_for(goal.id) for dose in shown)]
    agreed_at = trial.record.agreed_at or max((goal.agreed_at for goal in trial.goals if goal.agreed_at), default=None)
    columns = list(zip((found.dose for found in summary.doses), doses, strict=True))
    failed = [column for dose, column in columns if dose.delivery == "none"]
    return GoalTable(
        title=phrases.goals_title(trial.person),
        agreed=phrases.agreed_text(agreed_at, zone) if agreed_at and trial.goals else "",
        not_given=tuple(phrases.of_dose(column.number, column.happened) for column in failed),
        columns=tuple(column for dose, column in columns if dose.delivered)[-MOST_DOSES:],
        rows=tuple(
            GoalRow(
                number=number,
                words=goal_name(goal),
                asks=asks(goal),
                cells=tuple(_cell(number, goal, dose, hours, ages[dose.dose.number]) for dose in shown),
            )
            for number, goal in enumerate(listed, start=1)
        ),
    )


def _column(summary: Summary, dose: DoseSummary, zone: tzinfo) -> DoseColumn:
    latest = dose is summary.latest
    decided = "; ".join(phrases.decided(decision, zone) for decision in dose.decisions)
    undecided = phrases.NOT_YET if latest and standing_decision(summary.trial) is None else ""
    return DoseColumn(
        number=dose.dose.number,
        title=phrases.dose_title(dose.dose),
        happened=phrases.happened(dose.dose, zone),
        decided=decided or undecided,
        counts=counts(dose.glance) if dose.glance else (),
        word=glance_word(dose.glance) if dose.glance else "",
        cost=_costs(dose, hours_of(summary), ages_of(summary)[dose.dose.number]) if dose.dose.delivered else (),
        latest=latest,
    )


def _costs(dose: DoseSummary, hours: Hours, age: int) -> tuple[Cost, ...]:
    drawn = {
        POWER: pictures.power_picture(dose, hours, age=age),
        PRESSURE: pictures.pressure_picture(dose, hours, age=age),
        ALERTNESS: pictures.alertness_picture(dose, hours),
        EVENT: pictures.events_picture(dose, hours),
    }
    return tuple(Cost(name=name, text=text, picture=drawn[name]) for name, text in cost_texts(dose))


def _cell(number: int, goal: Goal, dose: DoseSummary, hours: Hours, age: int) -> GoalCell:
    result = dose.result_for(goal.id)
    if result is None:
        return GoalCell(word="", mark="", reading=AGREED_LATER)
    tested = result.result != "not_today"
    return GoalCell(
        word=cell_word(result) if tested else "",
        mark=MARKS[result.result],
        reading="" if result.to_come else headline(result),
        picture=pictures.picture_of(dose, result, hours, number, age=age) if tested else None,
        voices=voices_text(result),
        agreed_then=agreed_then_text(result),
    )


def _cautions(summary: Summary, zone: tzinfo) -> tuple[str, ...]:
    """Order: voided signatures, the latest dose, what applies to all doses, the other doses."""
    of_doses = {
        dose.dose.number: [
            phrases.of_dose(dose.dose.number, text) if len(summary.doses) > 1 else text
            for text in caution_texts(dose.cautions)
        ]
        for dose in reversed(summary.doses)
    }
    draft = draft_decision(summary.trial) or Decision()
    voided = (phrases.voided_text(was, zone) for was in draft.history)
    first = summary.latest or next(reversed(summary.doses), None)
    latest = of_doses.pop(first.dose.number) if first else ()
    return (*voided, *latest, *caution_texts(summary.cautions), *chain(*of_doses.values()))


def _decision(trial: Trial, zone: tzinfo) -> DecisionBlock:
    standing, draft = standing_decision(trial), draft_decision(trial) or Decision()
    signed = {place: _signed(trial, place, zone) for place, found in enumerate(trial.decisions) if found.signed}
    return DecisionBlock(
        title=phrases.decision_title(standing),
        box=phrases.box_text(standing),
        standing=phrases.standing_text(standing),
        signed=signed[len(trial.decisions) - 1] if standing else None,
        drafted=DecisionText(title=phrases.outcome_text(draft), lines=phrases.decision_lines(draft, zone)),
        draft=phrases.draft_lines(draft, trial.person),
        options=tuple((words, key == draft.outcome) for key, words in OUTCOME_WORDS.items()),
        agrees_label=phrases.agrees_label(trial.person),
        agrees=tuple((words, key == draft.person_agrees) for key, words in AGREES_WORDS.items()),
        every_signed=tuple(signed.values()),
    )


def _signed(trial: Trial, place: int, zone: tzinfo) -> DecisionText:
    decision, imported_by = trial.decisions[place], trial.imported_by if place in trial.imported_signatures else ""
    lines = phrases.decision_lines(decision, zone, imported_by)
    return DecisionText(title=phrases.decided(decision, zone), lines=lines)
