"""What can be wrong: errors that pages and commands catch, and refusals, which `trial.wording.refusals` words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Allows = Literal["", "reason", "confirm"]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an act is refused, or what a rule points out; made by `refusal`.

    `field` is the field or place that it is about; `allows` is what would allow the act: giving a reason, or
    confirming what is unusual. `values` are what its sentence needs.
    """

    code: str
    field: str
    allows: Allows
    values: Mapping[str, Any]

    def within(self, place: str) -> "Refusal":
        """Return the refusal with its field inside `place`."""
        return replace(self, field=f"{place}.{self.field}" if self.field else place)


def refusal(code: str, field: str = "", *, allows: Allows = "", **values: Any) -> Refusal:
    """The refusal with this code, which has its sentence in `trial.wording.refusals`."""
    return Refusal(code, field, allows, values)


class TrialError(Exception):
    """Shown as one sentence, without a traceback. Carries no patient data beyond what the reader just typed.

    Raised with a refusal where it is about a trial, with its sentence where it is about a file, a setting or the
    database.
    """

    def __init__(self, why: Refusal | str) -> None:
        super().__init__(why if isinstance(why, str) else why.code)
        self.refusal = refusal("fault", sentence=why) if isinstance(why, str) else why


class InvalidInput(TrialError):
    """What was typed or filed is impossible; nothing was changed."""


class NotAllowedNow(TrialError):
    """A rule does not allow this act at this moment."""


class NotFound(TrialError):
    """There is no such trial, dose, goal or reading."""


class StoreUnavailable(TrialError):
    """The database cannot be read or written now; nothing was changed."""


class LedgerBroken(TrialError):
    """The ledger was changed: the text names the first entry that is not intact."""
