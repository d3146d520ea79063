"""The copy for the person as a document of the record: its versions."""

from datetime import datetime

from trial.actions.act import NOW, Facts, act, zone_of
from trial.ledger.entries import CopyKept
from trial.ledger.facts import PersonCopy, Trial
from trial.rules.person_copy import check_copy


@act
def keep_copy(now: Trial, text: str, *, checked_by: str, by: str, at: datetime = NOW) -> Facts:
    """Keep one more version, also after the decision is signed: it voids no signature."""
    text, checked_by = text.strip(), " ".join(checked_by.split())
    check_copy(now, text, checked_by)
    return [
        CopyKept(copy=PersonCopy(text=text, checked_by=checked_by, kept_at=at.astimezone(zone_of(now)), kept_by=by))
    ]
