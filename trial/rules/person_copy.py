"""The copy for the person: the marks that its lines begin with, and when a version of it may be kept."""

from trial.ledger.facts import Trial
from trial.rules import invalid_if, not_now_if
from trial.rules.typed_input import check_text

HEADING, PICTURE, REWRITE = "#", "@", "?"
"""Of a heading; of the pictures of the goal with this id; of a team's note that is to be said in plain words."""


def check_copy(trial: Trial, text: str, checked_by: str) -> None:
    """Refuse an empty version, one that nobody checked, one with the team's notes as they were typed, or the same."""
    check_text(text, "text")
    check_text(checked_by, "checked_by")
    invalid_if(not text.strip(), "copy_is_empty", "text")
    left = sum(line.lstrip().startswith(REWRITE) for line in text.splitlines())
    not_now_if(left > 0, "copy_has_notes", "text", count=left)
    not_now_if(not checked_by.strip(), "copy_not_checked", "checked_by")
    same = trial.copies and (trial.copies[-1].text, trial.copies[-1].checked_by) == (text, checked_by)
    not_now_if(bool(same), "copy_is_kept", "text")
