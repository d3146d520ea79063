"""The go/no-go summary as a workbook."""

from trial.files.formats import XLSX, Format, Source


def write(source: Source) -> bytes:
    from trial.files.workbook import write_workbook

    return write_workbook(source.summary(), source.imprint(), source.entries())


FORMAT = Format(
    key="xlsx",
    name="the go/no-go summary as a workbook, with charts, readings and audit",
    button="Download the go/no-go summary",
    suffix="-go-no-go.xlsx",
    media_type=XLSX,
    write=write,
    place=1,
    binary=True,
)
