"""The decision on the Summary: what was signed; or NOT YET DECIDED, what was typed so far, and lines to write on."""

from dataclasses import replace

from trial.files.imprint import UNDECIDED, Imprint, draft_of, outcome_words, standing_decision
from trial.files.type_width import width_of
from trial.files.workbook.blocks import COLUMNS, Block, Ruler
from trial.files.workbook.cells import Look
from trial.ledger.facts import Action, Decision
from trial.meaning.summary import Summary
from trial.wording.words import AGREES_WORDS, OUTCOME_WORDS, moment_text

PLAIN = Look(size=9.5)
LABEL = Look(size=9.5, down="bottom", wrap=False)
LINE = Look(size=9.5, below="thin", rule="555555", down="bottom")
HEAD = Look(size=11, bold=True)
MOST_LINES = 8
LEFT, RIGHT = 2, COLUMNS - 1  # inside the frame
OPTION_COLUMNS = (5, 7, 10, 9, 9, 6)


def write_decision(letter: Ruler, summary: Summary, imprint: Imprint, spare: float) -> None:
    """Set the box; `spare` points are shared among the lines that are left to write on."""
    letter.gap(4)
    top = letter.gap(3)
    decision = standing_decision(summary.trial)
    if decision is None:
        _undecided(letter, draft_of(summary.trial) or Decision(), min(spare / MOST_LINES, 9))
    else:
        came = summary.decisions.index(decision) in summary.trial.imported_signatures
        _decided(letter, decision, imprint, summary.trial.imported_by if came else "")
    letter.gap(3)
    letter.frame(top, letter.next_row - 1)


def _decided(letter: Ruler, decision: Decision, imprint: Imprint, imported_by: str) -> None:
    letter.row(_inside(f"Decision: {outcome_words(decision)}", HEAD.but(size=12.5)))
    when = moment_text(decision.signed_at, imprint.zone) if decision.signed_at else ""
    as_imported = f", as imported by {imported_by}" if imported_by else ""
    said = {
        "Because": decision.reason,
        "Person agrees": AGREES_WORDS[decision.person_agrees] if decision.person_agrees else "not recorded",
        "Their own view": decision.person_words,
        "Dissent": decision.dissent,
        "Conditions": decision.conditions,
        "Actions": "\n".join(_action(one) for one in decision.actions),
        "Present": ", ".join(decision.present),
        "Signed": f"{decision.signed_by}, {when}{as_imported}",
        "Before": "; ".join(
            f"signed {outcome_words(one.decision)}, reopened: {one.reason}" for one in decision.history
        ),
    }
    for label, text in said.items():
        if text:
            letter.row(
                Block(first=LEFT, last=LEFT + 7, text=label, look=PLAIN.but(bold=True)),
                Block(first=LEFT + 8, last=RIGHT, text=text, look=PLAIN, lines=4),
            )


def _undecided(letter: Ruler, draft: Decision, more: float) -> None:
    letter.row(_inside(f"Decision: {UNDECIDED}", HEAD), extra=2)
    blocks, first = [], LEFT
    for wide, (outcome, words) in zip(OPTION_COLUMNS, OUTCOME_WORDS.items(), strict=True):
        box = _ticked(outcome == draft.outcome)
        blocks.append(
            Block(first=first, last=first + wide - 1, text=f"{box} {words}", look=LABEL.but(bold=True, size=9))
        )
        first += wide
    letter.row(*blocks, extra=2)
    agrees = "   ".join(f"{_ticked(draft.person_agrees == key)} {words}" for key, words in AGREES_WORDS.items())
    actions = "; ".join(part for part in (draft.conditions, *(_action(one) for one in draft.actions)) if part)
    _line(letter, more, ("Because", draft.reason, RIGHT))
    _line(letter, more, ("The person's own view", draft.person_words, RIGHT))
    _line(letter, more, (f"The person agrees   {agrees}     Dissent", draft.dissent, RIGHT))
    _line(letter, more, ("Conditions and actions, who, by when", actions, RIGHT))
    _line(letter, more, ("", "", RIGHT))
    _line(letter, more, ("Present", ", ".join(draft.present), RIGHT))
    _line(letter, more, ("Signed", "", 18), ("Role", "", 31), ("Date, time", "", RIGHT))


def _line(letter: Ruler, more: float, *fields: tuple[str, str, int]) -> None:
    """Labels, each with what was typed on a line of its own up to a column."""
    blocks, first = [], LEFT
    for label, text, last in fields:
        if label:
            wide = Block(first=first, last=last, text=label, look=LABEL)
            share = width_of(label, LABEL.size) / (wide.width(letter.pixels) / (last - first + 1))
            end = first + int(share) + 1
            blocks.append(replace(wide, last=end))
            first = end + 1
        blocks.append(Block(first=first, last=last, text=text, look=LINE, lines=3))
        first = last + 2
    letter.row(*blocks, least=17 + more)


def _action(action: Action) -> str:
    by = f"by {action.by_date.day} {action.by_date:%b %Y}" if action.by_date else ""
    return ", ".join(part for part in (action.what, action.who, by) if part)


def _ticked(chosen: bool) -> str:
    return "☒" if chosen else "☐"


def _inside(text: str, look: Look) -> Block:
    return Block(first=LEFT, last=RIGHT, text=text, look=look)
