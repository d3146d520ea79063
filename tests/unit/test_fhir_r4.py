"""The FHIR bundle read as R4 proper (4.0.1), strictly: what R4 has not, types otherwise or needs is a fault."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.temporary_store import TemporaryStore
from trial.actions import exporting, importing
from trial.settings import DATA

models = pytest.importorskip("fhirclient.models.bundle", reason="fhirclient, the R4 models, is not installed")
DEMONSTRATION = sorted((DATA / "demo").glob("*.json"))
AT = datetime(2026, 11, 28, 9, 14, tzinfo=UTC)


@pytest.mark.parametrize("file", DEMONSTRATION, ids=lambda file: file.stem)
def test_every_demonstration_trial_is_valid_r4_and_comes_back_the_same(file: Path) -> None:
    store = TemporaryStore()
    trial = importing.import_file(store, file.read_bytes(), by="K Tan", at=AT).trial
    bundle = json.loads(exporting.export(store, trial, "fhir", by="K Tan", at=AT))
    read = models.Bundle(bundle, strict=True)
    assert read.as_json() == bundle


def test_what_r4_does_not_know_is_refused_here() -> None:
    with pytest.raises(Exception, match="medicationReference"):
        models.Bundle({
            "resourceType": "Bundle", "type": "document",
            "entry": [{"resource": {"resourceType": "Observation", "status": "final", "code": {"text": "x"},
                                    "medicationReference": {"reference": "x"}}}],
        }, strict=True)  # fmt: skip
