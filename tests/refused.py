"""What is refused, as a person reads it: like `pytest.raises`, matching the sentence that a refusal has."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from trial.errors import TrialError
from trial.wording.refusals import sentence_of


@contextmanager
def refused(kind: type[TrialError], match: str = "") -> Iterator[pytest.ExceptionInfo[TrialError]]:
    """The block raises this kind of error, and this pattern is found in its sentence."""
    with pytest.raises(kind) as found:
        yield found
    said = sentence_of(found.value)
    assert re.search(match, said), f"{match!r} is not found in {said!r}"
