"""A FHIR document bundle of the elements that R4 and R4B share."""

from trial.files.formats import Format, Source


def write(source: Source) -> bytes:
    from trial.files.fhir import write_bundle

    return write_bundle(source.summary(), source.imprint())


FORMAT = Format(
    key="fhir",
    name="a FHIR document bundle (R4, R4B) for a records system",
    button="Download for a records system (FHIR)",
    suffix="-fhir.json",
    media_type="application/fhir+json",
    write=write,
    place=4,
)
