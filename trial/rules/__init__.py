"""What may be done now: each rule once, as a check that refuses an act and also decides whether its button is shown.

A check raises InvalidInput for what can never be, and NotAllowedNow for what cannot be at this moment.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, ParamSpec

from trial.errors import InvalidInput, NotAllowedNow, Refusal, TrialError, refusal

P = ParamSpec("P")


def may(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether this check would let the act pass."""
    return why_not(check, *args, **kwargs) is None


def why_not(check: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> Refusal | None:
    """The refusal that this check would raise, or None."""
    try:
        check(*args, **kwargs)
    except TrialError as error:
        return error.refusal
    return None


def invalid_if(wrong: object, code: str, field: str = "", **values: Any) -> None:
    """Raise InvalidInput with this refusal if something is wrong; the rest as for `refusal`."""
    if wrong:
        raise InvalidInput(refusal(code, field, **values))


def not_now_if(wrong: object, code: str, field: str = "", **values: Any) -> None:
    """Raise NotAllowedNow with this refusal if something is wrong; the rest as for `refusal`."""
    if wrong:
        raise NotAllowedNow(refusal(code, field, **values))


class within(AbstractContextManager[None]):  # noqa: N801  like contextlib.suppress
    """Make refusals raised inside name the field by its place, `goals[0].target` for example."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, TrialError):
            raise type(error)(error.refusal.within(self._place)) from None
