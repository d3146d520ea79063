"""The settings, read once from the environment (README, "Settings"). `.env` is not read."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trial.errors import InvalidInput

HOME = Path(__file__).resolve().parent.parent
DATA = HOME / "data"
VERSION = "0.1.0"
WEEK_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of a service. `zone` is the ward's; minutes and years are whole numbers."""

    database_url: str
    zone: ZoneInfo
    service_name: str
    roles_file: Path | None
    plans_dir: Path | None
    idle_minutes: int
    retention_years: int
    upkeep_days: int


def read(environment: Mapping[str, str]) -> Settings:
    """Read the settings from an environment; raises InvalidInput naming the setting that cannot be.

    >>> read({"ITB_TIMEZONE": "Europe/London"}).idle_minutes
    75
    """
    name = environment.get("ITB_TIMEZONE") or _system_zone(environment)
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
        raise InvalidInput(
            f"ITB_TIMEZONE is {name!r}, which is no time zone; write one such as Europe/London."
        ) from None
    roles, plans = environment.get("ITB_ROLES_FILE"), environment.get("ITB_PLANS_DIR")
    return Settings(
        database_url=environment.get("ITB_DATABASE_URL") or f"sqlite:///{DATA / 'trials.db'}",
        zone=zone,
        service_name=environment.get("ITB_SERVICE_NAME", ""),
        roles_file=Path(roles) if roles else None,
        plans_dir=Path(plans) if plans else None,
        idle_minutes=_whole(environment, "ITB_IDLE_MINUTES", 75, most=WEEK_MINUTES),
        retention_years=_whole(environment, "ITB_RETENTION_YEARS", 8, most=200),
        upkeep_days=_whole(environment, "ITB_UPKEEP_DAYS", 7, most=365),
    )


@cache
def settings() -> Settings:
    """The settings of this process."""
    return read(os.environ)


def _whole(environment: Mapping[str, str], name: str, default: int, *, most: int) -> int:
    text = environment.get(name) or str(default)
    if not re.fullmatch("0*[1-9][0-9]{0,8}", text) or int(text) > most:
        raise InvalidInput(f"{name} is {text[:20]!r}; it takes a whole number from 1 to {most}.")
    return int(text)


def _system_zone(environment: Mapping[str, str]) -> str:
    """The IANA name of this computer's zone; UTC where it does not say."""
    if name := environment.get("TZ", "").lstrip(":"):
        return name
    link = Path("/etc/localtime")
    if link.is_symlink() and "zoneinfo/" in (target := str(link.resolve())):
        return target.split("zoneinfo/", 1)[1]
    return "UTC"
