"""The card for the ward: how a set is recorded and what to look out for, on one page of A5."""

from trial.files.templates import render
from trial.settings import VERSION, settings
from trial.wording.guide import guide
from trial.wording.warning_signs import DYSREFLEXIA, SIGNS


def write_ward_card() -> bytes:
    """Return the card as one HTML file, as UTF-8; it holds nothing of any person."""
    signs = [*SIGNS.items(), DYSREFLEXIA]
    page = render("ward_card.html", card=guide().card, signs=signs, service=settings().service_name, version=VERSION)
    return page.encode()
