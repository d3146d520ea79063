"""Trials as files: record, readings, workbook, page, FHIR bundle and the blank paper twin; one trial, or every one.

An export is an entry of the service chain. It still works when that cannot be written, and says so.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, Literal
from zipfile import ZIP_DEFLATED, ZipFile
from zoneinfo import ZoneInfo

from trial.actions.act import clock
from trial.errors import NotFound, StoreUnavailable
from trial.files.dictionary import write_dictionary
from trial.files.erased import record_of
from trial.files.imprint import Imprint, imprint_of
from trial.files.plans import templates
from trial.files.record import write_line, write_record
from trial.files.table import write_readings
from trial.ledger.entries import Noted
from trial.ledger.facts import Trial
from trial.meaning.summary import Summary, summarise
from trial.settings import VERSION, settings
from trial.store.base import Store, Watch, unwatched

if TYPE_CHECKING:
    from trial.files.proforma import Printed

Say = Callable[[str], None]
"""Takes a sentence for whoever asked for a file."""


def export_record(store: Store, trial: str, *, by: str, at: datetime | None = None, say: Say | None = None) -> bytes:
    """One trial as the bytes of a record file."""
    data = write_record(record_of(store.trial(trial)))
    note_export(store, trial, "json", by=by, at=at, say=say)
    return data


def export_readings(store: Store, trial: str, *, by: str, at: datetime | None = None, say: Say | None = None) -> bytes:
    """One trial's readings as a CSV table."""
    moment = at or clock()
    data = "".join(write_readings([store.trial(trial)], partial(imprinted, by=by, at=moment))).encode()
    note_export(store, trial, "csv", by=by, at=moment, say=say)
    return data


def export_workbook(store: Store, trial: str, *, by: str, at: datetime | None = None, say: Say | None = None) -> bytes:
    """One trial as a workbook: summary, charts, readings, audit."""
    from trial.files.workbook import write_workbook  # brings openpyxl, which nothing else here needs

    def write(summary: Summary, imprint: Imprint) -> bytes:
        return write_workbook(summary, imprint, store.facts(trial))

    return _summarised(store, trial, "xlsx", write, by=by, at=at, say=say)


def export_all(
    store: Store,
    form: Literal["json", "csv"],
    *,
    by: str,
    at: datetime | None = None,
    say: Say | None = None,
    watch: Watch = unwatched,
) -> Iterator[bytes]:
    """Every trial, one at a time in memory: records as JSON Lines, or one table of all readings."""
    moment = at or clock()
    note_export(store, "", f"{form}, every trial", by=by, at=moment, say=say)
    ids = [*store.trials()]
    everyone = map(store.trial, watch(ids, len(ids)))
    if form == "json":
        yield from (write_line(record_of(one)) for one in everyone)
    else:
        yield from (rows.encode() for rows in write_readings(everyone, partial(imprinted, by=by, at=moment)))


def export_table(
    store: Store,
    file: BinaryIO,
    *,
    by: str,
    at: datetime | None = None,
    say: Say | None = None,
    watch: Watch = unwatched,
) -> None:
    """The readings of every trial and their data dictionary, two tables in one zip file."""
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("dictionary.csv", "".join(write_dictionary()))
        with packed.open("readings.csv", "w", force_zip64=True) as table:
            table.writelines(export_all(store, "csv", by=by, at=at, say=say, watch=watch))


def export_page(store: Store, trial: str, *, by: str, at: datetime | None = None, say: Say | None = None) -> bytes:
    """One trial as a page that stands alone and prints on A4: the go/no-go summary, charts, words and cautions."""
    from trial.files.page import write_page  # brings openpyxl, which most commands do not need

    return _summarised(store, trial, "html", write_page, by=by, at=at, say=say)


def export_fhir(store: Store, trial: str, *, by: str, at: datetime | None = None, say: Say | None = None) -> bytes:
    """One trial as a FHIR document bundle of the elements that R4 and R4B share."""
    from trial.files.fhir import write_bundle

    return _summarised(store, trial, "fhir", write_bundle, by=by, at=at, say=say)


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


def _summarised(
    store: Store, trial: str, form: str, write: Callable[..., bytes], *, by: str, at: datetime | None, say: Say | None
) -> bytes:
    """A file that says what a trial means, and of itself who made it, when, and of which state."""
    found, moment = store.trial(trial), at or clock()
    data = write(summarise(found), imprinted(found, by, moment))
    note_export(store, trial, form, by=by, at=moment, say=say)
    return data


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
