"""One trial as a FHIR document bundle, of the elements that R4 and R4B share; plain JSON, nothing needed to read it."""

from trial.files.fhir.bundle import Bundle, instant
from trial.files.fhir.composition import add_composition, add_provenance
from trial.files.fhir.course import TRIAL, add_dose, add_events, add_goals, add_patient, add_results
from trial.files.fhir.observations import add_observations
from trial.files.imprint import Imprint
from trial.files.json_text import written
from trial.meaning.summary import Summary


def write_bundle(summary: Summary, imprint: Imprint) -> bytes:
    """The bundle as UTF-8 JSON. Every reference in it finds its target in it; no address is fetched by anybody."""
    trial = summary.trial
    bundle = Bundle(trial.id)
    add_patient(bundle, trial)
    for dose in trial.doses:
        add_dose(bundle, dose)
    add_goals(bundle, trial)
    for one in summary.doses:
        add_observations(bundle, one)
        add_events(bundle, one)
    add_results(bundle, summary)
    add_provenance(bundle, summary, imprint)
    add_composition(bundle, summary, imprint)
    tree = {
        "resourceType": "Bundle",
        "identifier": {"system": TRIAL, "value": f"{trial.id}/{trial.fingerprint or trial.entries}"},
        "type": "document",
        "timestamp": instant(imprint.made_at),
        "entry": bundle.entries("composition"),
    }
    return (written(tree) + "\n").encode()
