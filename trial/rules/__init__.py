"""What may be done now: each rule once, as a check that refuses an act and also says whether its button is shown."""

from collections.abc import Callable
from typing import ParamSpec

from trial.errors import Refusal, TrialError

P = ParamSpec("P")


def may(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> bool:
    """Whether this check would let the act pass."""
    return why_not(check, *args, **kwargs) is None


def why_not(check: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> Refusal | None:
    """The refusal that this check would raise, or None."""
    try:
        check(*args, **kwargs)
    except TrialError as error:
        return error.refusal
    return None
