"""Days and clock times as people write them on a form: 18/11/2026, 09:40, 0940; on the day that is meant."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trial.errors import InvalidInput
from trial.files.proforma.reading import Written

DAY = re.compile(r"(?:(\d{4})-(\d\d?)-(\d\d?)|(\d\d?)[/.](\d\d?)[/.](\d{4}))")
TIME = re.compile(r"(\d\d?)[:.h]?(\d\d)", re.IGNORECASE)


def day_of(box: Written) -> date:
    """The day that was written; raises InvalidInput."""
    if isinstance(box.moment, datetime):
        return box.moment.date()
    if isinstance(box.moment, date):
        return box.moment
    found = DAY.fullmatch(box.text)
    if found is None:
        raise InvalidInput(f"{box.text[:40]} is not a day; write one such as 18/11/2026.")
    year, month, day = (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise InvalidInput(f"{box.text[:40]} names a day that does not exist.") from None


def time_of(box: Written) -> tuple[date | None, time]:
    """The clock time that was written, with its day if that was written too; raises InvalidInput."""
    if isinstance(box.moment, datetime):
        return box.moment.date(), box.moment.time().replace(second=0, microsecond=0)
    if isinstance(box.moment, time):
        return None, box.moment.replace(second=0, microsecond=0)
    day_text, _, clock_text = box.text.rpartition(" ")
    found = TIME.fullmatch(clock_text)
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise InvalidInput(f"{box.text[:40]} is not a clock time; write one such as 09:40.")
    day = None
    if day_text.strip():
        day = day_of(Written(sheet=box.sheet, cell=box.cell, row="", column="", text=day_text.strip()))
    return day, time(int(found[1]), int(found[2]))


def moment_on(day: date, clock: time, zone: ZoneInfo, *, later: bool = False) -> datetime:
    """That moment on the ward's clock; of an hour that a night has twice the first one unless `later` is asked for."""
    local = datetime.combine(day, clock, tzinfo=zone).replace(fold=int(later))
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise InvalidInput(f"The clock never showed {clock:%H:%M} on {day:%d/%m/%Y}: it was put forward.")
    return local


def nearest(clock: time, expected: datetime, zone: ZoneInfo) -> datetime:
    """The moment nearest to the expected one at which the ward's clock showed this."""
    today = expected.astimezone(zone).date()
    found = []
    for days in (-1, 0, 1):
        for later in (False, True):
            try:
                found.append(moment_on(today + timedelta(days=days), clock, zone, later=later))
            except InvalidInput:
                continue
    return min(found, key=lambda one: abs(one.astimezone(UTC) - expected.astimezone(UTC)))
