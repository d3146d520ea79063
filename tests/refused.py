"""What is refused, as a person reads it: like `pytest.raises`, matching the sentence that a refusal has."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from trial.errors import TrialError
from trial.wording.refusals import sentence_of


@contextmanager
def refused(kind: type[TrialError], match: str = "") -> Iterator[pytest.ExceptionInfo[TrialError]]:
    """What stands within raises this kind of error, whose sentence this pattern is found in."""
    with pytest.raises(kind) as found:
        yield found
    said = sentence_of(found.value)
    assert re.search(match, said), f"{match!r} is not found in {said!r}"
