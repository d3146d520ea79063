"""The log of acts on the ledger: a line of JSON each, with kind, duration and outcome. It names nobody.

Who acted is logged as a keyed hash, which is the same during the life of this process and cannot be reversed.
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
def log_act(act: str, *, by: str, trial: str = "") -> Iterator[list[Fact]]:
    """Log one act when it ends; the caller adds the facts it wrote to the list. Only trials that exist are named."""
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
