"""Whole lives of a service at random, against a second opinion: see `whole_service`."""

from collections.abc import Callable

import pytest

from tests.conftest import PostgreSQL
from tests.faults.whole_service import databases, live
from trial.actions import entry_sheet
from trial.meaning import timeline


def test_whole_lives_of_a_service_on_both_databases_are_as_the_rules_say(postgresql_server: PostgreSQL) -> None:
    with databases(postgresql_server.new) as new:
        live(new, lives=10)


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (entry_sheet, "recorded_by_id", lambda _trial, _ids: {}),
        (timeline, "not_alert_at", lambda _dose: ()),
    ],
    ids=["a tap sent twice is stored twice", "sedation confounds nothing"],
)
def test_a_fault_that_is_put_in_is_found(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, broken: Callable[..., object]
) -> None:
    monkeypatch.setattr(module, name, broken)
    with databases() as new, pytest.raises(Exception):  # noqa: B017, PT011 - a second row, or another opinion
        live(new, lives=60, shrinks=False)
