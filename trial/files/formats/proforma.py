"""The blank paper form of a trial's plan, for its dose under way or its next one."""

from trial.files.formats import XLSX, Format, Source


def write(source: Source) -> bytes:
    from trial.files.proforma.form_writer import write_proforma

    return write_proforma(source.trial.plan, source.made, source.trial)


FORMAT = Format(
    key="proforma",
    name="the blank paper form, by the command `proforma`; filled in, `import` takes it",
    button="Download the blank form",
    suffix="-proforma.xlsx",
    media_type=XLSX,
    write=write,
    place=6,
    binary=True,
    blank=True,
)
