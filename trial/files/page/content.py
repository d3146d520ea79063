"""What the first sheet says, before it is set: the same texts are measured and printed."""

from dataclasses import dataclass

from trial.files.imprint import Imprint, draft_of, standing_decision
from trial.ledger.facts import Decision
from trial.meaning.goals import GoalResult
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.letter import (
    ASKED_OF_EVERYONE,
    about,
    action_text,
    aim,
    called,
    capital,
    decided,
    dose_title,
    happened,
    speaker,
    whose,
)
from trial.wording.words import AGREES_WORDS, moment_text

DOSES_SHOWN = 3
MOST_FIRST = 5
QUESTION_LINES, FIRST_LINES, GOAL_LINES, AIM_LINES, READING_LINES = 2, 2, 2, 2, 3
FACT_LINES, QUOTE_LINES, ACTION_LINES = 3, 3, 4

Said = tuple[str, str]
"""What it is, and the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One dose of the table."""

    dose: DoseSummary
    title: str
    happened: str
    decided: str
    glance: tuple[str, ...]  # the counts, then the word


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One goal with its result at each dose of the table; None where it was agreed later."""

    words: str
    aim: str
    results: tuple[GoalResult | None, ...]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    about: str
    question: str
    first: tuple[str, ...]
    agreed: str
    columns: tuple[Column, ...]
    goals: tuple[Row, ...]
    facts: tuple[Said, ...]
    quotes: tuple[Said, ...]  # words, speaker
    cautions: tuple[str, ...]
    decision: tuple[Said, ...]  # what was signed; empty while nothing answers for the trial as it is
    draft: tuple[Said, ...]  # what was typed so far
    drafted: Decision


def content_of(summary: Summary, imprint: Imprint, cautions: int, quotes: int) -> Content:
    """Everything on the first sheet, in words, with at most so many cautions and quotations."""
    trial, latest = summary.trial, summary.latest
    shown = [one for one in summary.doses if one.dose.given_at or one.dose.delivery == "none"][-DOSES_SHOWN:]
    columns = tuple(_column(one, imprint, last=one is shown[-1]) for one in shown)
    made = f"Intrathecal baclofen trial, go/no-go summary, made {imprint.made}."
    question = trial.plan.question or ASKED_OF_EVERYONE.format(who=called(trial.person))
    standing, draft = standing_decision(summary.trial), draft_of(summary.trial)
    agreed_at = trial.record.agreed_at
    first = summary.first[:MOST_FIRST]
    if len(summary.first) > MOST_FIRST:
        first = (*first[:-1], f"{len(summary.first) - MOST_FIRST + 1} more like these, on the last sheet.")
    return Content(
        about=f"{about(trial.person)} {made}".strip(),
        question=question,
        first=first,
        agreed=f"agreed {moment_text(agreed_at, imprint.zone).split(',')[0]}" if agreed_at else "",
        columns=columns,
        goals=tuple(_row(goal.id, goal.words or goal.area or goal.id, aim(goal), shown) for goal in trial.goals),
        facts=_facts(latest, several=len(columns) > 1) if latest else (),
        quotes=quotes_of(summary)[:quotes],
        cautions=_cautions(summary, cautions),
        decision=signed_text(standing, summary, imprint) if standing else (),
        draft=_drafted(draft, summary) if draft else (),
        drafted=draft or Decision(),
    )


def _column(one: DoseSummary, imprint: Imprint, *, last: bool) -> Column:
    said = "; ".join(decided(each, imprint.zone) for each in one.decisions)
    glance = one.glance
    return Column(
        dose=one,
        title=dose_title(one),
        happened=happened(one, imprint.zone),
        decided=said or ("Not yet decided" if last and one.dose.delivered else ""),
        glance=(*(capital(line) for line in glance.counts), glance.word) if glance else (),
    )


def _row(goal: str, words: str, asks: str, shown: list[DoseSummary]) -> Row:
    results = tuple(next((one for one in dose.results if one.goal.id == goal), None) for dose in shown)
    readings = tuple(_reading(one, dose) for one, dose in zip(results, shown, strict=True))
    return Row(words=words, aim=asks, results=results, readings=readings)


def _reading(result: GoalResult | None, dose: DoseSummary) -> str:
    if result is None:
        return "agreed after this dose" if dose.dose.delivered else "no result"
    then = f"; agreed then: {aim(result.goal)}" if result.edited_after else ""
    return result.headline + then


def quotes_of(summary: Summary) -> tuple[Said, ...]:
    """What was said, the latest dose first, the person before the others."""
    return tuple(
        (f"“{' '.join(words.text.split())}”", speaker(words, one, summary.trial.person))
        for one in reversed(summary.doses)
        for words in sorted(one.words, key=lambda said: said.by != "person")
    )


def _facts(latest: DoseSummary, *, several: bool) -> tuple[Said, ...]:
    """A sentence a topic; the first says of which dose they speak."""
    told = [(fact.topic, capital(fact.text)) for fact in latest.facts]
    if told and several:
        topic, text = told[0]
        told[0] = topic, f"After dose {latest.dose.number}: {text[:1].lower()}{text[1:]}"
    return tuple(told)


def _cautions(summary: Summary, most: int) -> tuple[str, ...]:
    """Those of the latest dose and of the whole trial; how many more there are, and where."""
    every, latest = summary.cautions, summary.latest
    if len(every) <= most or latest is None:
        return every[:most]
    of_doses = sum(len(one.cautions) for one in summary.doses)
    near = (*latest.cautions, *every[of_doses:])[: most - 1]
    return (*near, f"{len(every) - len(near)} more on the last sheet.")


def signed_text(decision: Decision, summary: Summary, imprint: Imprint) -> tuple[Said, ...]:
    """A signed decision, label by label; labels without a text are left out."""
    when = moment_text(decision.signed_at, imprint.zone) if decision.signed_at else ""
    came = summary.decisions.index(decision) in summary.trial.imported_signatures
    imported = f", as imported by {summary.trial.imported_by}" if came else ""
    voided = decision.history
    said = (
        ("Because", decision.reason),
        ("Person agrees", AGREES_WORDS[decision.person_agrees] if decision.person_agrees else "not recorded"),
        ("Their own view", decision.person_words),
        ("Dissent", decision.dissent),
        ("Conditions", decision.conditions),
        ("Actions", "; ".join(action_text(one) for one in decision.actions)),
        ("Present", ", ".join(decision.present)),
        ("Signed", f"{decision.signed_by}, {when}{imported}"),
        ("Before", "; ".join(f"{decided(one.decision, imprint.zone)}, reopened: {one.reason}" for one in voided)),
    )
    return tuple((label, text) for label, text in said if text)


def _drafted(draft: Decision, summary: Summary) -> tuple[Said, ...]:
    actions = "; ".join(part for part in (draft.conditions, *(action_text(one) for one in draft.actions)) if part)
    return (
        ("Because", draft.reason),
        (f"{capital(whose(summary.trial.person))} own view", draft.person_words),
        ("Dissent", draft.dissent),
        ("Conditions and actions, who, by when", actions),
        ("Present", ", ".join(draft.present)),
    )
