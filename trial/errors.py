"""Sentences for people: what is wrong, what to do. Pages and commands catch these and nothing else."""


class TrialError(Exception):
    """Shown as one sentence, without a traceback. Carries no patient data beyond what the reader just typed."""


class InvalidInput(TrialError):
    """What was typed or filed cannot be; nothing was changed."""


class NotAllowedNow(TrialError):
    """A rule stands against this act at this moment."""


class NotFound(TrialError):
    """There is no such trial, dose, goal or reading."""


class StoreUnavailable(TrialError):
    """The database cannot be read or written now; nothing was changed."""


class LedgerBroken(TrialError):
    """The ledger is not what was written: the text names the first entry that is not."""
