"""From paper into the ledger: a filled proforma, looked at first, then added to the trial it belongs to, or refused."""

from collections.abc import Sequence
from datetime import datetime

from trial.actions.act import clock, on_trial
from trial.actions.transcript import Transcript, transcript_of
from trial.errors import InvalidInput
from trial.files.proforma import Paper, Problem, read_proforma
from trial.files.proforma.layout import VALUE
from trial.ledger.entries import Fact, Noted
from trial.ledger.facts import Trial
from trial.store.base import Store
from trial.wording.words import count_text

MOST_NAMED = 8
"""Boxes that one sentence names; the preview names every one."""


def preview_form(store: Store, data: bytes, *, by: str, at: datetime | None = None, where: str = "") -> Transcript:
    """Look at a filled form without writing; raises InvalidInput for a file that is none, NotFound for its trial."""
    paper = read_proforma(data, where)
    return transcript_of(store.trial(_trial_of(paper, where)), paper, by, at or clock())


def import_form(store: Store, data: bytes, *, by: str, at: datetime | None = None, where: str = "") -> Transcript:
    """Add a filled form to its trial, all of it or nothing; answers what it added.

    Raises InvalidInput naming sheet and cell of what cannot be read or kept.
    """
    paper, moment = read_proforma(data, where), at or clock()
    done: list[Transcript] = []

    def make(now: Trial, _: datetime) -> Sequence[Fact]:
        found = transcript_of(now, paper, by, moment)
        if found.problems:
            raise InvalidInput(_refusal(found.problems, where))
        done[:] = [found]
        return found.facts

    trial = _trial_of(paper, where)
    on_trial(store, trial, make, by=by, at=moment, noting=Noted(what="imported", trial=trial, detail="proforma"))
    return done[0]


def _named(sentence: str, where: str) -> str:
    return f"{where}: {sentence}" if where else sentence


def _refusal(problems: Sequence[Problem], where: str) -> str:
    named = "; ".join(str(one).rstrip(".") for one in problems[:MOST_NAMED])
    more = (
        f"; and {count_text(len(problems) - MOST_NAMED, 'more box', 'more boxes')}"
        if len(problems) > MOST_NAMED
        else ""
    )
    return _named(f"Nothing was added. {named}{more}.", where)


def _trial_of(paper: Paper, where: str) -> str:
    trial = paper.text("form|trial", VALUE)
    if not trial:
        sentence = "The form does not say which trial it belongs to: write its id on the sheet Dose."
        raise InvalidInput(_named(sentence, where))
    return trial
