"""The first screenful of the Review page: who, the question, what comes first, goals by dose, facts, words, care."""

from collections.abc import Sequence
from datetime import tzinfo
from html import escape
from pathlib import Path

from trial.brief.deidentified import HIDDEN
from trial.elements.meeting.fit import Layout, layout, with_the_rest_below
from trial.elements.meeting.goal_table import goal_table
from trial.ledger.facts import Person, Trial, Words
from trial.meaning.state import is_decided
from trial.meaning.summary import DoseSummary, Summary
from trial.wording.letter import ASKED_OF_EVERYONE, called, speaker
from trial.wording.words import DIAGNOSIS_WORDS, GAP, OUTCOME_WORDS

STYLE = f"<style>{Path(__file__).with_name('review.css').read_text(encoding='utf-8')}</style>"
MOST_CAUTIONS = 10
"""On the first screen; beyond that those of earlier doses stand further down, and the page says so."""
QUOTES = 2
"""At most on the first screen; the rest stands further down."""


def boxed(html: str) -> str:
    """A piece of the page in its own measure, so that type follows the width that there is."""
    return f'<div class="rv-box"><div class="rv">{html}</div></div>'


def first_screen(trial: Trial, summary: Summary, zone: tzinfo, found: Layout | None = None) -> str:
    """The answer on one page, as HTML; every text escaped."""
    many = " many" if sum(dose.dose.delivered for dose in summary.doses) > 2 else ""
    found = found or layout_of(summary)
    quotes = in_their_words(trial, summary)[: found.quotes]
    care = care_list(_on_top(summary, found), two=not found.on_the_right)
    compact = (" compact" if found.compact else "") + (" brief" if found.brief else "")
    under, beside = ("", care) if found.on_the_right else (care, "")
    return (
        f'{STYLE}<div class="rv-box"><section class="rv{compact}" aria-label="Review" style="--k:{found.scale}">'
        f"{_who(trial)}{_question(trial)}{first_things(summary)}"
        f'<div class="cols{many}"><div>{goal_table(trial, summary, zone, brief=found.brief)}{under}</div>'
        f"<div>{_after(summary)}{''.join(quotes)}{beside}</div></div>"
        '<p class="more" role="status" hidden></p></section></div>'
    )


def layout_of(summary: Summary) -> Layout:
    """How the first screen is set; worked out once a page."""
    return layout(summary, _cautions(summary), _texts(summary)[:QUOTES])


def _on_top(summary: Summary, found: Layout) -> tuple[str, ...]:
    """The cautions of the first screen, and how many have no room there."""
    return with_the_rest_below(_cautions(summary), found.cautions)


def _texts(summary: Summary) -> list[str]:
    return [one.text for dose in reversed(summary.doses) for one in dose.words]


def _cautions(summary: Summary) -> tuple[str, ...]:
    """What is to be read with care, what bears on the latest dose first; of many about earlier ones only how many."""
    of_doses = sum(len(dose.cautions) for dose in summary.doses)
    about, of_trial = list(summary.cautions[:of_doses]), summary.cautions[of_doses:]
    newest_first: list[str] = []
    for dose in summary.doses:
        newest_first[:0], about = about[: len(dose.cautions)], about[len(dose.cautions) :]
    latest = summary.doses[-1].cautions if summary.doses else ()
    earlier = of_doses - len(latest)
    if len(summary.cautions) <= MOST_CAUTIONS or not earlier:
        return (*newest_first, *of_trial)
    return (*newest_first[: len(latest)], *of_trial, f"{earlier} more about earlier doses, further down.")


def cautions_below(summary: Summary, found: Layout) -> tuple[str, ...]:
    """What the first screen had no room for."""
    shown = _on_top(summary, found)
    return () if set(shown) == set(summary.cautions) else summary.cautions


def decided(trial: Trial) -> str:
    """What stands in the box: the last signed decision, or NOT YET DECIDED."""
    last = trial.decisions[-1] if trial.decisions else None
    if last is None or not last.signed or last.outcome is None:
        return "NOT YET DECIDED"
    return f"DECIDED: {OUTCOME_WORDS[last.outcome]}" if is_decided(trial) else "NOT YET DECIDED"


def identity(trial: Trial) -> str:
    """The short identity line that opens every further screenful."""
    name = f"<b>{escape(trial.person.name)}</b>" if trial.person.name else ""
    two = "".join(f"<span>{escape(text)}</span>" for text in _two(trial.person))
    return f"{name}{two}<b>{escape(decided(trial))}</b>"


def _two(person: Person) -> list[str]:
    """The identifiers beside the name; where it is hidden, that it is."""
    born = [f"born {person.born:%d %b %Y}"] if person.born and person.identifier != HIDDEN else []
    return [*born, person.identifier]


def _who(trial: Trial) -> str:
    person = trial.person
    about = [person.diagnosis or (DIAGNOSIS_WORDS[person.diagnosis_group] if person.diagnosis_group else "")]
    about += [one for one in (_cord(person.cord_level), person.usual_aid) if one.lower() not in about[0].lower()]
    said = ". ".join(
        part.strip().rstrip(".")[:1].upper() + part.strip().rstrip(".")[1:] for part in about if part.strip()
    )
    cells = "".join(f'<span class="two">{escape(text)}</span>' for text in _two(person))
    return (
        f'<div class="id"><h1>{escape(person.name or "Name not given")}</h1>{cells}'
        f'<span class="dx">{escape(said)}{"." if said else ""}</span>'
        f'<span class="nyd">{escape(decided(trial).replace(" ", GAP))}</span></div>'
    )


def _cord(level: str) -> str:
    return f"Cord level {level}" if level else ""


def _question(trial: Trial) -> str:
    question = trial.plan.question or ASKED_OF_EVERYONE.format(who=called(trial.person))
    return f'<p class="q"><b>The question:</b> {escape(question)}</p>'


def first_things(summary: Summary) -> str:
    """Lost goals, severe events, and tone one way with function the other: before anything else."""
    if not summary.first:
        return ""
    lines = "".join(f"<li>{_loud(text)}</li>" for text in summary.first)
    return f'<ul class="first" aria-label="First">{lines}</ul>'


def _loud(text: str) -> str:
    """LOST is the only white on black of the page."""
    head, found, tail = text.partition("LOST: ")
    return (
        f'{escape(head)}<span class="inv">LOST</span> {escape(tail.replace(", lost ", ", "))}'
        if found and not head
        else escape(text)
    )


def _after(summary: Summary) -> str:
    latest = summary.latest
    if latest is None:
        return '<h2 class="hd">No dose has been given yet</h2>'
    facts = "".join(f'<p class="s"><b>{escape(one.topic)}</b> {escape(one.text)}</p>' for one in latest.facts)
    return f'<h2 class="hd">After dose {latest.dose.number}</h2>{facts}'


def in_their_words(trial: Trial, summary: Summary) -> list[str]:
    """What the person and those with them said, each as HTML: the latest dose first, the person before the others."""
    given = [one for one in reversed(summary.doses) if one.dose.delivered]
    return [
        _said(trial, one, said) for one in given for said in sorted(one.words, key=lambda said: said.by != "person")
    ]


def _said(trial: Trial, one: DoseSummary, words: Words) -> str:
    who = speaker(words, one, trial.person).replace(" h after", f"{GAP}h after")
    return f'<p class="say">“{escape(words.text)}” <span>{escape(who)}</span></p>'


def care_list(cautions: Sequence[str], *, two: bool = True) -> str:
    """ "Read with care", in two columns where there is the width."""
    if not cautions:
        return ""
    lines = "".join(f"<li>{escape(text)}</li>" for text in cautions)
    columns = " two" if two and len(cautions) > 3 else ""
    return f'<div class="aside"><h2 class="care">Read with care</h2><ul class="care{columns}">{lines}</ul></div>'
