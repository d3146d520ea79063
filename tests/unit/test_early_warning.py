"""NEWS2 sets: filled up from readings taken near it in time, the same as by looking at every reading (rule 28)."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from scales.news2 import PARTS
from tests.unit.building import reading
from trial.ledger.facts import Reading
from trial.meaning.limits import LIMITS
from trial.meaning.safety import _filled

VALUES: dict[str, object] = dict.fromkeys(PARTS, 50) | {"on_oxygen": False, "consciousness": "A"}
ONE = st.tuples(st.sampled_from(PARTS), st.integers(0, 40))


def by_looking_at_all(round_: list[Reading], readings: Sequence[Reading]) -> list[Reading]:
    whole = list(round_)
    last = max(one.taken_at for one in round_)
    for other in sorted(readings, key=lambda reading: abs(reading.taken_at - last)):
        times = [one.taken_at for one in (*whole, other)]
        if all(one.item != other.item for one in whole) and max(times) - min(times) <= LIMITS.one_set_within:
            whole.append(other)
    return whole


@settings(max_examples=100, deadline=None)
@given(st.lists(ONE, min_size=1, max_size=25), st.data())
def test_rule_28_a_set_is_filled_from_the_nearest_that_still_lie_within_15_minutes(
    taken: list[tuple[str, int]], data: st.DataObject
) -> None:
    ordered = sorted(taken, key=lambda part: part[1])
    readings = [reading("observations", part, VALUES[part], minutes, "extra") for part, minutes in ordered]
    round_ = [readings[data.draw(st.integers(0, len(readings) - 1))]]
    found = {(one.item, one.taken_at) for one in _filled(round_, readings)}
    assert found == {(one.item, one.taken_at) for one in by_looking_at_all(round_, readings)}
