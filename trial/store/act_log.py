"""One line of JSON for each act on the ledger, to the log: what kind, how long, how it ended. It names nobody.

Who acted is a word that means the same for as long as this process runs, and nothing to anybody outside it.
"""

import hashlib
import hmac
import json
import logging
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from trial.errors import TrialError
from trial.ledger.entries import Fact, Noted

LOG = logging.getLogger("trial.acts")
_KEY = secrets.token_bytes(16)


@contextmanager
def logged(act: str, *, by: str, trial: str = "") -> Iterator[list[Fact]]:
    """Log one act once it is over; what was written goes into the list. A trial is named only if it exists."""
    began, facts, outcome = time.perf_counter(), list[Fact](), "fault"
    try:
        yield facts
        outcome = "done"
    except TrialError as error:
        outcome = type(error).__name__
        raise
    finally:
        if LOG.isEnabledFor(logging.INFO):
            line = {
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "act": act,
                "kinds": Counter(fact.what if isinstance(fact, Noted) else fact.kind for fact in facts),
                "trial": trial if outcome == "done" else "",
                "who": hmac.new(_KEY, by.encode(errors="backslashreplace"), hashlib.sha256).hexdigest()[:12],
                "ms": round((time.perf_counter() - began) * 1000, 1),
                "outcome": outcome,
            }
            LOG.info(json.dumps({name: value for name, value in line.items() if value not in ("", {})}))
