"""Whatever a record may hold, it has a meaning: no exception, no NaN, counts that add up."""

import json
from decimal import Decimal
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scales
from scales.base import Grade, Item, Number, Value, YesNo
from tests.unit.building import achieve, dose, keep, reading, trial
from tests.unit.worded import at_a_glance, because, why
from trial.files.summary import as_json
from trial.ledger.facts import Reading, Rule, Status
from trial.meaning.summary import summarise

SLOTS = ("baseline", "+1h", "+4h", "+5h", "extra")
KEYS = tuple((scale.key, item.key) for scale in scales.catalogue().values() for item in scale.items)
TARGETS = tuple((scale.key, one.key) for scale in scales.catalogue().values() for one in (*scale.items, *scale.derived))


def values(item: Item) -> st.SearchStrategy[Value]:
    if isinstance(item, Grade):
        return st.sampled_from([level.token for level in item.levels])
    if isinstance(item, Number):
        low, high = item.hard
        return st.sampled_from([low, high, (low + high) / 2, max(low, Decimal(0)), max(low, Decimal(7))])
    assert isinstance(item, YesNo)
    return st.booleans()


@st.composite
def readings(draw: st.DrawFn, keys: tuple[tuple[str, str], ...]) -> Reading:
    scale, key = draw(st.sampled_from(keys))
    item = scales.get(scale).item(key)
    assert item is not None
    slot = draw(st.sampled_from(SLOTS))
    early, late = (-1500, -1) if slot == "baseline" else (0, 900)
    value: Any = draw(st.one_of(values(item), st.sampled_from([one for one in get_args(Status) if one != "measured"])))
    by = draw(st.sampled_from(["K Tan", "A Osei", ""]))
    return reading(scale, key, value, draw(st.integers(early, late)), slot, by=by)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_record_has_a_meaning(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(sorted({scale for scale, _ in KEYS})), min_size=1, max_size=3))
    keys = tuple(key for key in KEYS if key[0] in chosen)[:40]
    taken = data.draw(st.lists(readings(keys), max_size=30))
    targets = [one for one in TARGETS if one[0] in chosen]
    goals = []
    for place in range(data.draw(st.integers(0, 3))):
        scale, item = data.draw(st.sampled_from(targets)) if targets else ("pain", "rating")
        rule = data.draw(st.sampled_from(get_args(Rule)))
        amount = data.draw(st.sampled_from(["1", "20", "0.5"]))
        make = data.draw(st.sampled_from([achieve, keep]))
        goals.append(make(scale, item, rule, amount, f"g{place}"))
    group = data.draw(st.sampled_from(["ms", "stroke", None]))
    summary = summarise(trial(dose(taken, events_asked=True), goals=goals, group=group))
    text = json.dumps(as_json(summary), allow_nan=False)
    assert "\N{NO-BREAK SPACE}" not in "".join(because(one) for one in summary.goals)
    assert summary == summarise(summary.trial)
    assert text
    (glance,) = at_a_glance(summary)
    counted = (glance.met, glance.partly_met, glance.not_met, glance.kept, glance.lost, glance.not_assessed)
    assert sum(counted) == len(goals)
    for measure in summary.doses[0].series:
        if measure.best is not None:
            assert measure.best.of >= 1
            assert measure.best.point.comparable
        if measure.course_at_peak == "not_comparable":
            assert (measure.steps_at_peak, measure.change_at_peak, measure.percent_at_peak) == (None, None, None)
            assert why(measure)
