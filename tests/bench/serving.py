"""Served apps: ours and the bare ones, each a process of its own on a free port, stopped afterwards."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import HOME, free_port

OURS = "streamlit_app.py"
FLOOR = "tests/bench/floors/door.py"
UNFROZEN = "import gc, sys; gc.freeze = lambda: None; from streamlit.web.cli import main; sys.exit(main())"
"""Starts an app whose garbage collector looks at everything after every run."""


@dataclass
class Server:
    """A running app."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def kilobytes(self) -> float:
        """What it holds in memory now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")))

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


@contextmanager
def served(folder: Path, script: str = OURS, *, frozen: bool = True, **environment: str) -> Iterator[Server]:
    """An app that answers; what it says goes to a file in the folder."""
    server = started(folder, script, frozen=frozen, **environment)
    try:
        wait_until_it_answers(server)
        yield server
    finally:
        server.stop()


def started(folder: Path, script: str = OURS, *, frozen: bool = True, **environment: str) -> Server:
    """An app that may not answer yet. Ctrl-C at the bench does not reach it."""
    port = free_port()
    launcher = ["-m", "streamlit"] if frozen else ["-c", UNFROZEN]
    settings = ["--server.address", "localhost", "--server.headless", "true", "--browser.gatherUsageStats", "false"]
    command = [sys.executable, *launcher, "run", script, "--server.port", str(port), *settings]
    known = os.environ | {"PYTHONPATH": str(HOME), "ITB_TIMEZONE": "Europe/London"} | environment
    with (folder / f"server-{port}.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=HOME, env=known, stdout=log, stderr=log, start_new_session=True)
    return Server(port, process)


def wait_until_it_answers(server: Server, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=1):  # noqa: S310
                return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("The app does not answer.")
