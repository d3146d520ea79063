"""The go/no-go summary as a page that stands alone and prints on A4."""

from trial.files.formats import Format, Source


def write(source: Source) -> bytes:
    from trial.files.page import write_page

    return write_page(source.summary(), source.imprint())


FORMAT = Format(
    key="html",
    name="the go/no-go summary as one page to read or to print on A4",
    button="Download the page to print (HTML)",
    suffix="-go-no-go.html",
    media_type="text/html",
    write=write,
    place=2,
)
