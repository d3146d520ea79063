"""The first sheet: the go/no-go summary in the order of CONTRACT.md."""

from collections.abc import Sequence
from html import escape

from trial.brief.panels.shapes import Panel
from trial.charts.small import small_drawing
from trial.files.imprint import ERASED, UNDECIDED, Imprint, outcome_words, shortened, standing_decision
from trial.files.page.content import (
    ACTION_LINES,
    AIM_LINES,
    FACT_LINES,
    FIRST_LINES,
    GOAL_LINES,
    QUESTION_LINES,
    QUOTE_LINES,
    READING_LINES,
    Column,
    Content,
    Row,
)
from trial.files.page.words import MARKS, counted, cut, plain
from trial.ledger.facts import Person
from trial.meaning.goals import GoalResult
from trial.meaning.summary import Summary
from trial.wording.letter import capital, whose
from trial.wording.words import AGREES_WORDS, OUTCOME_WORDS, RESULT_WORDS

SMALL_PANELS = 4
LOUD = ("LOST", "Severe", "Life-threatening")


def first_sheet(content: Content, summary: Summary, imprint: Imprint, panels: Sequence[Panel]) -> str:
    """The sheet as HTML, every text escaped; with a row of small charts if there are panels."""
    person = summary.trial.person
    return "".join(
        (
            _identity(person, imprint),
            cut(content.about, 3, "p").replace('class="', 'class="who ', 1),
            f'<p class="q cut" style="--n:{QUESTION_LINES}"><b>The question:</b> {plain(content.question)}</p>',
            _first(content.first),
            _table(content, person),
            _facts(content),
            _strip(panels),
            _words_and_care(content),
            _decided(content, summary) if content.decision else _undecided(content, person),
        )
    )


def _identity(person: Person, imprint: Imprint) -> str:
    name = shortened(person.name or person.identifier or ERASED, 60)
    born = f"<b>born {person.born:%d %b %Y}</b>" if person.born else ""
    number = f"<b>{escape(shortened(person.identifier))}</b>" if person.name else "<b>name not recorded</b>"
    standing = f'<span class="nyd">{escape(imprint.standing)}</span>'
    return f'<div class="id"><h1>{escape(name)}</h1>{born}{number}{standing}</div>'


def _first(sentences: Sequence[str]) -> str:
    """Goals lost and severe events, before anything else and whatever the rest says."""
    if not sentences:
        return ""
    lines = []
    for sentence in sentences:
        label, found, rest = sentence.partition(": ")
        mark = f'<span class="inv">{escape(label)}</span> ' if label in LOUD else f"<b>{escape(label)}{found}</b>"
        lines.append(f'<li><span class="cut" style="--n:{FIRST_LINES}">{mark}{plain(capital(rest))}</span></li>')
    return f'<ul class="loud" aria-label="First">{"".join(lines)}</ul>'


def _table(content: Content, person: Person) -> str:
    columns = content.columns
    heads = "".join(_head(one, now=one is columns[-1] and len(columns) > 1) for one in columns)
    rows = "".join(_row(number, one, columns) for number, one in enumerate(content.goals, 1))
    foot = "".join(_glance(one, now=one is columns[-1] and len(columns) > 1) for one in columns)
    if not columns:
        heads, foot = '<th scope="col"><b class="t">No dose yet</b></th>', "<td>nothing to count</td>"
    if not content.goals:
        rows = f'<tr><td colspan="{2 + max(len(columns), 1)}">No goals agreed yet.</td></tr>'
    return (
        f'<table class="goals d{len(columns)}"><caption class="hide">Goals by dose</caption>'
        '<colgroup><col class="n"><col class="w"></colgroup><thead><tr><th colspan="2" scope="col">'
        f'<b class="t">Goals, in {escape(whose(person))} order</b><small>{escape(content.agreed)}</small></th>{heads}'
        f'</tr></thead><tbody>{rows}</tbody><tfoot><tr><th colspan="2" scope="row"><b>At a glance</b>'
        f"<small>the team’s own criteria, counted</small></th>{foot}</tr></tfoot></table>"
    )


def _now(now: bool) -> str:
    return ' class="now"' if now else ""


def _head(one: Column, *, now: bool) -> str:
    said = f" <strong>{escape(one.decided)}</strong>" if one.decided else ""
    return (
        f'<th scope="col"{_now(now)}><b class="t">{escape(one.title)}</b>'
        f'<small class="cut" style="--n:6">{plain(one.happened)}{said}</small></th>'
    )


def _row(number: int, row: Row, columns: Sequence[Column]) -> str:
    cells = "".join(
        f"<td{_now(place == len(columns) - 1 > 0)}>{_result(result)}{cut(reading, READING_LINES, 'small')}</td>"
        for place, (result, reading) in enumerate(zip(row.results, row.readings, strict=True))
    )
    empty = "<td></td>" if not columns else ""
    return (
        f'<tr><th class="n" scope="row">{number}</th><td class="w"><b class="cut" style="--n:{GOAL_LINES}">'
        f"{plain(row.words)}</b>{cut(row.aim, AIM_LINES, 'small')}</td>{cells}{empty}</tr>"
    )


def _result(result: GoalResult | None) -> str:
    if result is None or result.result == "not_today":
        return ""
    word = escape(RESULT_WORDS[result.result])
    if result.result == "lost":
        return f'<span class="inv">{word.upper()}</span>'
    return f'<i class="mk {MARKS[result.result]}" aria-hidden="true"></i><b>{word}</b>'


def _glance(one: Column, *, now: bool) -> str:
    if not one.glance:
        return f"<td{_now(now)}></td>"
    *counts, word = one.glance
    return f"<td{_now(now)}>{'<br>'.join(counted(line) for line in counts)}<br><b>{escape(word)}</b></td>"


def _facts(content: Content) -> str:
    rows = "".join(f"<dt>{escape(topic)}</dt><dd>{cut(text, FACT_LINES)}</dd>" for topic, text in content.facts)
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def _strip(panels: Sequence[Panel]) -> str:
    """A row of small charts: goals first, then the tone that moved most, then blood pressure."""
    if not panels:
        return ""
    chosen = [one for one in panels if one.group == "goal"][:2]
    chosen += [one for one in panels if one.group == "tone"][:1]
    chosen += [one for one in panels if one.item == "systolic" and one not in chosen]
    chosen += [one for one in panels if one not in chosen][: SMALL_PANELS - len(chosen)]
    figures = "".join(
        f'<figure><figcaption><b class="cut" style="--n:2">{plain(one.title)}</b>{cut(one.subtitle, 2, "small")}'
        f"</figcaption>{small_drawing(one)}</figure>"
        for one in chosen[:SMALL_PANELS]
    )
    earlier = sorted({line.dose for one in chosen for line in one.lines if not line.latest})
    hollow = f", dose {' and '.join(str(one) for one in earlier)} hollow and dashed" if earlier else ""
    return (
        f'<div class="strip">{figures}</div><p class="cap">Hours from the end of injection{hollow}; shaded: goal; '
        "hatched: within error of baseline; circle better, bar no real change, triangle worse, cross not comparable; "
        "marks on the base line: could not.</p>"
    )


def _words_and_care(content: Content) -> str:
    said = "".join(
        f'<p class="cut" style="--n:{QUOTE_LINES}"><i>{plain(words)}</i> {escape(who)}.</p>'
        for words, who in content.quotes
    )
    care = "".join(f"<li>{cut(one, QUOTE_LINES)}</li>" for one in content.cautions)
    left = f"<div><h2>In their words</h2>{said}</div>" if said else ""
    right = f"<div><h2>Read with care</h2><ul>{care}</ul></div>" if care else ""
    return f'<div class="two">{left}{right}</div>' if left or right else ""


def _decided(content: Content, summary: Summary) -> str:
    decision = standing_decision(summary.trial)
    rows = "".join(f"<dt>{escape(label)}</dt><dd>{cut(text, ACTION_LINES)}</dd>" for label, text in content.decision)
    return f'<section class="dec"><h2>Decision: {escape(outcome_words(decision))}</h2><dl>{rows}</dl></section>'


def _undecided(content: Content, person: Person) -> str:
    """Boxes to tick and lines to write on; what was typed so far stands on them and is no decision."""
    draft, typed = content.drafted, dict(content.draft)
    options = "".join(f"<span>{_box(key == draft.outcome)}{words}</span>" for key, words in OUTCOME_WORDS.items())
    agrees = " ".join(f"{_box(draft.person_agrees == key)}{words}" for key, words in AGREES_WORDS.items())
    own = f"{capital(whose(person))} own view"
    who = capital(whose(person)).removesuffix("’s")
    dissent = _typed(typed, "Dissent")
    actions = "Conditions and actions, who, by when"
    return (
        f'<section class="dec"><h2>Decision: {UNDECIDED}</h2><div class="opts">{options}</div>'
        f"{_line('Because', typed)}{_line(own, typed)}"
        f'<div class="ln"><span>{escape(who)} agrees {agrees}</span><span>Dissent</span>{dissent}</div>'
        f"{_line(actions, typed)}<div class='ln'><u></u></div>{_line('Present', typed)}"
        '<div class="ln"><span>Signed</span><u></u><span>Role</span><u></u><span>Date, time</span><u></u></div>'
        "</section>"
    )


def _line(label: str, typed: dict[str, str]) -> str:
    return f'<div class="ln"><span>{escape(label)}</span>{_typed(typed, label)}</div>'


def _typed(typed: dict[str, str], label: str) -> str:
    return f"<u>{cut(typed.get(label, ''), ACTION_LINES)}</u>" if typed.get(label) else "<u></u>"


def _box(ticked: bool) -> str:
    cross = "×" if ticked else ""
    return f'<i class="bx" role="img" aria-label="{"chosen" if ticked else "not chosen"}">{cross}</i>'
