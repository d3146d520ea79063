"""Readings of one item in order of time, so that the nearest to a moment is found without looking at every one."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from trial.ledger.facts import Reading

ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class InTime:
    """Readings that come in order of time."""

    times: list[datetime] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    def nearest(self, to: datetime, since: datetime = ALWAYS[0], until: datetime = ALWAYS[1]) -> Reading | None:
        """The reading nearest to a moment, within these bounds; the earlier one on a tie."""
        after = bisect_right(self.times, to)
        places = [bisect_left(self.times, self.times[after - 1])] if after else []
        if after < len(self.times):
            places.append(after)
        near = [self.readings[one] for one in places if since <= self.times[one] <= until]
        return min(near, key=lambda one: abs(one.taken_at - to), default=None)


def by_item(readings: Iterable[Reading]) -> dict[str, InTime]:
    """Readings that come in order of time, item by item."""
    found: dict[str, InTime] = {}
    for reading in readings:
        here = found.setdefault(reading.item, InTime())
        here.times.append(reading.taken_at)
        here.readings.append(reading)
    return found
