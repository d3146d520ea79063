"""Export of one trial or all, and blank forms. Each export is entered in the service chain."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from trial.actions.act import clock
from trial.actions.rights import check_right
from trial.errors import NotFound, StoreUnavailable
from trial.files import formats
from trial.files.data_dictionary import write_dictionary
from trial.files.formats import Source
from trial.files.imprint import Made
from trial.files.plan_templates import templates
from trial.ledger.entries import Noted
from trial.settings import VERSION, settings
from trial.store import Store, Watch, unwatched

LOG = logging.getLogger(__name__)
Say = Callable[[str], object]
"""Shows a sentence to whoever asked for a file."""


def export(store: Store, trial: str, key: str, *, by: str, at: datetime | None = None, say: Say = LOG.warning) -> bytes:
    """Return one trial as a file in the format with this key; raises NotFound for an unknown trial or format."""
    form, made = formats.get(key), _made(by, at)
    check_right(store, form.right)
    found = store.trial(trial)
    data = form.write(Source(trial=found, entries=partial(store.facts, trial), made=made))
    _note(store, trial, key, made, say)
    return data


def export_all(
    store: Store, key: str, *, by: str, at: datetime | None = None, say: Say = LOG.warning, watch: Watch = unwatched
) -> Iterator[bytes]:
    """Yield one file with every trial, one trial at a time in memory; raises NotFound for a format of single trials."""
    form, made = formats.get(key), _made(by, at)
    if form.write_all is None:
        raise NotFound(f"A file of the format {key} holds one trial.")
    check_right(store, form.right)
    _note(store, "", f"{key}, every trial", made, say)
    ids = [*store.trials()]
    yield from form.write_all(map(store.trial, watch(ids, len(ids))), made)


def export_table(store: Store, file: BinaryIO, *, by: str, say: Say = LOG.warning, watch: Watch = unwatched) -> None:
    """Write a zip file with two tables: the readings of every trial, and their data dictionary."""
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("dictionary.csv", "".join(write_dictionary()))
        with packed.open("readings.csv", "w", force_zip64=True) as table:
            table.writelines(export_all(store, "csv", by=by, say=say, watch=watch))


def form_of_template(name: str, *, by: str, at: datetime | None = None) -> bytes:
    """Return the blank paper form of a template, without a trial; raises NotFound naming the existing templates."""
    from trial.files.proforma.form_writer import write_proforma  # here: imports XlsxWriter, which few commands need

    offered = templates(settings().plans_dir)
    if name not in offered:
        raise NotFound(f"There is no template {name}; there are {', '.join(offered)}.")
    return write_proforma(offered[name].plan(), _made(by, at))


def _made(by: str, at: datetime | None) -> Made:
    present = settings()
    return Made(
        service_name=present.service_name, version=VERSION, zone=present.zone, made_at=at or clock(), made_by=by
    )


def _note(store: Store, trial: str, detail: str, made: Made, say: Say) -> None:
    """Enter an export in the service chain; if that cannot be written, say so, and export all the same."""
    try:
        store.note(Noted(what="exported", trial=trial, detail=detail), at=made.made_at, by=made.made_by)
    except StoreUnavailable as why:
        say(f"The file is complete, but that it was exported could not be entered in the service's own ledger: {why}")
