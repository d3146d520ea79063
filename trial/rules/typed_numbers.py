"""Numbers as people type them: "50", "12.5", "12,5"; nothing that only a computer would call a number."""

import re
from decimal import Decimal

from trial.errors import InvalidInput

NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?[0-9]{1,9}(?:[.,][0-9]{1,6})?")


def number_of(text: str, sentence: str) -> Decimal:
    """The number that `text` means; raises InvalidInput with this sentence.

    >>> number_of(" 12,5 ", "Type a number.")
    Decimal('12.5')
    """
    typed = text.strip()
    if not NUMBER.fullmatch(typed):
        raise InvalidInput(sentence)
    return Decimal(typed.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
