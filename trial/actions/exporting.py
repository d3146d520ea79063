"""Files for people who have no access to the program: a page to print, a FHIR bundle, the blank paper twin.

An export is an entry of the service chain. It still works when that cannot be written, and says so.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from trial.actions.act import clock
from trial.errors import NotFound, StoreUnavailable
from trial.files.imprint import Imprint, imprint_of
from trial.files.plans import templates
from trial.ledger.entries import Noted
from trial.ledger.facts import Trial
from trial.meaning.summary import summarise
from trial.settings import VERSION, settings
from trial.store.base import Store

if TYPE_CHECKING:
    from trial.files.proforma import Printed

Say = Callable[[str], None]
"""Takes a sentence for whoever asked for a file."""


def export_page(store: Store, trial: str, *, by: str, at: datetime | None = None, say: Say | None = None) -> bytes:
    """One trial as a page that stands alone and prints on A4: the go/no-go summary, charts, words and cautions."""
    from trial.files.page import write_page  # brings openpyxl, which most commands do not need

    found, moment = store.trial(trial), at or clock()
    data = write_page(
        found,
        summarise(found),
        service_name=settings().service_name,
        version=VERSION,
        zone=zone_of(found),
        made_at=moment,
        made_by=by,
    )
    note_export(store, trial, "html", by=by, at=moment, say=say)
    return data


def export_fhir(store: Store, trial: str, *, by: str, at: datetime | None = None, say: Say | None = None) -> bytes:
    """One trial as a FHIR document bundle of the elements that R4 and R4B share."""
    from trial.files.fhir import write_bundle

    found, moment = store.trial(trial), at or clock()
    data = write_bundle(
        found,
        summarise(found),
        service_name=settings().service_name,
        version=VERSION,
        zone=zone_of(found),
        made_at=moment,
        made_by=by,
    )
    note_export(store, trial, "fhir", by=by, at=moment, say=say)
    return data


def export_form(store: Store, trial: str, *, by: str, at: datetime | None = None, say: Say | None = None) -> bytes:
    """The blank paper twin of a trial's plan, for its dose under way or its next one."""
    from trial.files.proforma import write_proforma

    found, moment = store.trial(trial), at or clock()
    record = replace(found.record, zone=zone_of(found).key)
    data = write_proforma(found.plan, found.goals, _printed(by, moment, found), record)
    note_export(store, trial, "proforma", by=by, at=moment, say=say)
    return data


def form_of_template(name: str, *, by: str, at: datetime | None = None) -> bytes:
    """The blank paper twin of a template, for whoever has no trial yet; raises NotFound naming those that there are."""
    from trial.files.proforma import write_proforma

    offered = templates(settings().plans_dir)
    if name not in offered:
        raise NotFound(f"There is no template {name}; there are {', '.join(offered)}.")
    return write_proforma(offered[name].plan(), (), _printed(by, at or clock()))


def imprinted(trial: Trial, by: str, at: datetime) -> Imprint:
    """What a file of this trial says of itself when `by` asks for it."""
    return imprint_of(
        trial, service_name=settings().service_name, version=VERSION, zone=zone_of(trial), made_at=at, made_by=by
    )


def zone_of(trial: Trial) -> ZoneInfo:
    """The zone on whose clock a trial's times are shown: its own, else the ward's."""
    return ZoneInfo(trial.record.zone) if trial.record.zone else settings().zone


def note_export(
    store: Store, trial: str, detail: str, *, by: str, at: datetime | None = None, say: Say | None = None
) -> None:
    """Enter an export in the service chain; where that cannot be written, say so and let the file go out."""
    try:
        store.note(Noted(what="exported", trial=trial, detail=detail), at=at or clock(), by=by)
    except StoreUnavailable as why:
        told = say or logging.getLogger(__name__).warning
        told(f"The file is complete, but that it was exported could not be entered in the service's own ledger: {why}")


def _printed(by: str, at: datetime, trial: Trial | None = None) -> "Printed":
    from trial.files.proforma import Printed

    return Printed(
        service_name=settings().service_name,
        version=VERSION,
        zone=zone_of(trial) if trial else settings().zone,
        made_at=at,
        made_by=by,
        fingerprint=trial.fingerprint if trial else "",
    )
