"""A browser's outbox as a process of its own: it sends taps until they are acknowledged, and logs those that were.

    python -m tests.faults.tapping_client URL BEDS LOG STOP

BEDS is a JSON list of {"trial", "token", "recorder"}, with a "cookie" where somebody is signed in; LOG gets one
acknowledged id a line; once the file STOP is there every bed delivers what it still holds and the process ends.
"""

import json
import random
import sys
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from threading import Lock
from typing import Any, TextIO

NO_ANSWER = {502, 503, 504}
"""Said by the app without its database, and by a proxy without its app."""
writing = Lock()


def post(url: str, bed: dict[str, str], taps: list[dict[str, Any]]) -> dict[str, Any] | None:
    """One delivery; None where no answer came, so that nobody knows what became of it."""
    body = json.dumps({"trial": bed["trial"], "recorder": bed["recorder"], "taps": taps}).encode()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bed['token']}"}
    if "cookie" in bed:
        headers["Cookie"] = bed["cookie"]
    try:
        request = urllib.request.Request(f"{url}/taps", body, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
            said: dict[str, Any] = json.load(answer)
            return said
    except urllib.error.HTTPError as refused:
        if refused.code not in NO_ANSWER:
            raise
        return None
    except (OSError, ValueError, HTTPException):  # no server, or one that was killed in the middle of its answer
        return None


def tap(moment: datetime) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()), "kind": "reading", "dose": 1, "slot": "baseline", "scale": "observations",
        "item": "heart_rate", "value": str(random.randint(68, 76)), "tapped_at": moment.isoformat(),
    }  # fmt: skip


def at_the_bed(url: str, bed: dict[str, str], log: TextIO, stop: Path) -> None:
    """Tap and deliver, one to three at a time; sometimes send again what was acknowledged, as if no answer came."""
    moment = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=23)
    while not stop.exists():
        taps = []
        for _ in range(random.randint(1, 3)):
            moment += timedelta(seconds=1)
            taps.append(tap(moment))
        for again in range(2 if random.random() < 0.1 else 1):
            while (said := post(url, bed, taps)) is None:
                time.sleep(0.02)
            with writing:
                log.writelines(f"{one}\n" for one in said["acknowledged"] if again == 0)
                log.writelines(f"refused {one}: {why}\n" for one, why in said["refused"].items())
                log.flush()
        time.sleep(random.uniform(0, 0.03))


def main() -> None:
    url, listed, log, stop = sys.argv[1:]
    beds = json.loads(listed)
    with Path(log).open("a", encoding="utf-8") as acknowledged, ThreadPoolExecutor(len(beds)) as pool:
        list(pool.map(lambda bed: at_the_bed(url, bed, acknowledged, Path(stop)), beds))


if __name__ == "__main__":
    main()
