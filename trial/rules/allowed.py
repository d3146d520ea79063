"""One rule, two uses: the same check that refuses an act also says whether its button is worth showing."""

from collections.abc import Callable
from typing import ParamSpec

from trial.errors import TrialError

Asked = ParamSpec("Asked")


def may(check: Callable[Asked, None], *args: Asked.args, **kwargs: Asked.kwargs) -> bool:
    """Whether this check would let the act pass."""
    return why_not(check, *args, **kwargs) is None


def why_not(check: Callable[Asked, None], *args: Asked.args, **kwargs: Asked.kwargs) -> str | None:
    """The sentence with which this check would refuse, or None."""
    try:
        check(*args, **kwargs)
    except TrialError as refusal:
        return str(refusal)
    return None
