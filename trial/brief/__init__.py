"""The go/no-go brief: what the page holds, as typed blocks in the order of CONTRACT.md, built once.

Every face (Review, Decide, the printed page, the workbook's Summary, the FHIR document) sets these blocks and words
nothing itself. No block holds markup.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from trial.brief.deidentified import HIDDEN
from trial.brief.panels.axes import hours_of
from trial.brief.panels.pictures import Picture, picture_of
from trial.brief.panels.shapes import Hours
from trial.ledger.facts import Decision, Goal, Person
from trial.meaning.goals import Result
from trial.meaning.state import draft_decision, standing_decision
from trial.meaning.summary import DoseSummary, Summary
from trial.wording import phrases
from trial.wording.cost import cost_texts
from trial.wording.glance import Count, counts, glance_word
from trial.wording.goals import AGREED_LATER, agreed_then_text, asks, cell_word, headline, voices_text
from trial.wording.naming import goal_name
from trial.wording.plain_copy import Section, plain_copy
from trial.wording.prominent import ProminentText, prominent_text
from trial.wording.remarks import caution_texts
from trial.wording.sentences import Topic, topics_of
from trial.wording.words import AGREES_WORDS, OUTCOME_WORDS, capital

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
"""A square by its filling; circles are kept for charts. LOST is a word in white on black and has no square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose brief it is. `born` is empty where it is not known or names are hidden."""

    name: str
    born: str
    identifier: str
    about: str
    erased: bool = False

    @property
    def line(self) -> str:
        """The identifiers of a page header."""
        return ", ".join(part for part in (self.identifier, self.name, self.born) if part) or phrases.ERASED


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseColumn:
    """One dose: what happened, what was decided after it; if it was delivered, what its goals came to and its cost."""

    number: int
    delivered: bool
    failed: bool  # nothing was delivered
    title: str
    happened: str
    decided: str  # empty while a later dose is the one to decide on
    counts: tuple[Count, ...]
    word: str
    cost: tuple[Topic, ...]
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
    id: str
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
    """The decision that stands, or what has been typed so far and is no decision."""

    title: str
    box: str  # for the meeting: `DECIDED: GO`, or `NOT YET DECIDED`
    standing: str  # for every page of a file: `Signed: GO`, or `DRAFT: NOT YET DECIDED`
    signed: DecisionText | None
    voided: tuple[str, ...]  # signatures that reopening voided, of the decision that is being typed
    drafted: DecisionText  # what has been typed so far, under what was chosen
    draft: tuple[tuple[str, str], ...]  # the same for the lines to write on; a text may be empty
    options: tuple[tuple[str, bool], ...]  # every outcome, and whether it is chosen in the draft
    agrees_label: str
    agrees: tuple[tuple[str, bool], ...]
    every_signed: tuple[DecisionText, ...]

    @property
    def is_draft(self) -> bool:
        return self.signed is None


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
    topics: tuple[Topic, ...]
    quotations: tuple[Quotation, ...]  # the latest dose first, the person before the others
    cautions: tuple[str, ...]  # the latest dose first, then the trial's own, then earlier doses
    decision: DecisionBlock

    @property
    def persons_copy(self) -> tuple[Section, ...]:
        """The same for the person, in everyday words."""
        return plain_copy(self.summary)


def brief_of(summary: Summary, zone: tzinfo) -> Brief:
    """Build the brief of a trial. Clock times stand in `zone`."""
    trial, latest = summary.trial, summary.latest
    doses = tuple(_column(summary, one, zone) for one in summary.doses)
    return Brief(
        summary=summary,
        title=phrases.TITLE,
        identity=identity_of(trial.person),
        question=capital(phrases.question_text(trial)),
        prominent=tuple(map(prominent_text, summary.prominent)),
        doses=doses,
        goals=_goals(summary, doses, zone),
        topics_title=phrases.topics_title(latest.dose if latest else None),
        topics=_topics(summary),
        quotations=tuple(_quotations(summary)),
        cautions=_cautions(summary),
        decision=_decision(summary, zone),
    )


def identity_of(person: Person) -> Identity:
    """The identifiers of a person, as far as they are known and not hidden."""
    hidden = person.identifier == HIDDEN
    return Identity(
        name=person.name,
        born="" if hidden else phrases.born_text(person),
        identifier=person.identifier,
        about=phrases.about(person),
        erased=not (person.name or person.identifier),
    )


def _goals(summary: Summary, doses: Sequence[DoseColumn], zone: tzinfo) -> GoalTable:
    trial, shown = summary.trial, summary.delivered[-MOST_DOSES:]
    hours = hours_of(summary)
    shown_goals = [goal for goal in trial.goals if not goal.dropped_at or any(one.result_for(goal.id) for one in shown)]
    agreed_at = trial.record.agreed_at or max((goal.agreed_at for goal in trial.goals if goal.agreed_at), default=None)
    return GoalTable(
        title=phrases.goals_title(trial.person),
        agreed=phrases.agreed_text(agreed_at, zone) if agreed_at and trial.goals else "",
        not_given=tuple(phrases.of_dose(dose.number, dose.happened) for dose in doses if dose.failed),
        columns=tuple(dose for dose in doses if dose.delivered)[-MOST_DOSES:],
        rows=tuple(_row(number, goal, shown, hours) for number, goal in enumerate(shown_goals, start=1)),
    )


def _column(summary: Summary, one: DoseSummary, zone: tzinfo) -> DoseColumn:
    latest = one is summary.latest
    decided = "; ".join(phrases.decided(decision, zone) for decision in one.decisions)
    undecided = latest and standing_decision(summary.trial) is None
    return DoseColumn(
        number=one.dose.number,
        delivered=one.dose.delivered,
        failed=one.dose.delivery == "none",
        title=phrases.dose_title(one.dose),
        happened=phrases.happened(one.dose, zone),
        decided=decided or (phrases.NOT_YET if undecided else ""),
        counts=counts(one.glance) if one.glance else (),
        word=glance_word(one.glance) if one.glance else "",
        cost=cost_texts(one) if one.dose.delivered else (),
        latest=latest,
    )


def _row(number: int, goal: Goal, shown: Sequence[DoseSummary], hours: Hours) -> GoalRow:
    cells = tuple(_cell(number, goal, one, hours, latest=one is shown[-1]) for one in shown)
    return GoalRow(number=number, id=goal.id, words=goal_name(goal), asks=asks(goal), cells=cells)


def _cell(number: int, goal: Goal, one: DoseSummary, hours: Hours, *, latest: bool) -> GoalCell:
    result = one.result_for(goal.id)
    if result is None:
        return GoalCell(word="", mark="", reading=AGREED_LATER)
    tested = result.result != "not_today"
    return GoalCell(
        word=cell_word(result) if tested else "",
        mark=MARKS[result.result],
        reading="" if result.to_come else headline(result),
        picture=picture_of(one, result, hours, number, latest=latest) if tested else None,
        voices=voices_text(result),
        agreed_then=agreed_then_text(result),
    )


def _topics(summary: Summary) -> tuple[Topic, ...]:
    latest = summary.latest
    return tuple(Topic(name, capital(text)) for name, text in topics_of(latest)) if latest else ()


def _quotations(summary: Summary) -> Iterator[Quotation]:
    for one in reversed(summary.doses):
        for said in sorted(one.dose.words, key=lambda words: words.by != "person"):
            speaker = phrases.speaker(said, one.dose, summary.trial.person)
            yield Quotation(text=phrases.quoted(said), speaker=speaker)


def _cautions(summary: Summary) -> tuple[str, ...]:
    several = len(summary.doses) > 1
    of_doses = [
        tuple(phrases.of_dose(one.dose.number, text) if several else text for text in caution_texts(one.cautions))
        for one in reversed(summary.doses)
    ]
    latest, *earlier = of_doses or [()]
    return (*latest, *caution_texts(summary.cautions), *(text for texts in earlier for text in texts))


def _decision(summary: Summary, zone: tzinfo) -> DecisionBlock:
    trial = summary.trial
    standing, draft = standing_decision(trial), draft_decision(trial) or Decision()
    signed = {place: _signed(summary, place, zone) for place, one in enumerate(trial.decisions) if one.signed}
    return DecisionBlock(
        title=phrases.decision_title(standing),
        box=phrases.box_text(standing),
        standing=phrases.standing_text(standing),
        signed=signed[len(trial.decisions) - 1] if standing else None,
        voided=tuple(phrases.voided_text(was, zone) for was in draft.history),
        drafted=DecisionText(title=phrases.outcome_text(draft), lines=phrases.decision_lines(draft, zone)),
        draft=phrases.draft_lines(draft, trial.person),
        options=tuple((words, key == draft.outcome) for key, words in OUTCOME_WORDS.items()),
        agrees_label=phrases.agrees_label(trial.person),
        agrees=tuple((words, key == draft.person_agrees) for key, words in AGREES_WORDS.items()),
        every_signed=tuple(signed.values()),
    )


def _signed(summary: Summary, place: int, zone: tzinfo) -> DecisionText:
    decision, trial = summary.trial.decisions[place], summary.trial
    imported_by = trial.imported_by if place in trial.imported_signatures else ""
    lines = phrases.decision_lines(decision, zone, imported_by)
    return DecisionText(title=phrases.decided(decision, zone), lines=lines)
