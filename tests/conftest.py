"""What tests share: a served app on a database of its own, and a browser to look at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass
class Served:
    """A running app: its address, its database, its process."""

    port: int
    database: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    def start(self) -> None:
        """Start it on its port and wait until it answers."""
        command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(self.port)]
        with (self.database.parent / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=HOME, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"The app stopped: {(self.database.parent / 'server.log').read_text()[-2000:]}")
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1):  # noqa: S310
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("The app did not answer within 90 seconds.")

    def kill(self) -> None:
        """Kill it as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Start the app on a new database; settings may be added as environment variables."""
    started: list[Served] = []

    def start(**settings: str) -> Served:
        database = tmp_path / f"trials-{len(started)}.db"
        environment = (
            os.environ | {"ITB_DATABASE_URL": f"sqlite:///{database}", "ITB_TIMEZONE": "Europe/London"} | settings
        )
        served = Served(free_port(), database, environment)
        started.append(served)
        served.start()
        return served

    yield start
    for served in started:
        served.stop()


@pytest.fixture(scope="session")
def chromium():  # type: ignore[no-untyped-def]
    """The system's own Chromium under Playwright; skipped where it is missing, a failure with CI=true."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        sentence = "Chromium is not installed on this machine (Debian: apt-get install chromium)."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):  # type: ignore[no-untyped-def]
    """One page at 1280 x 900 that fails the test on a console error or a request to another host."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True, locale="en-GB")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def look(request) -> None:  # type: ignore[no-untyped-def]
        host = request.url.split("/")[2].split(":")[0] if "//" in request.url else ""
        if host and host not in ("localhost", "127.0.0.1"):
            complaints.append(f"a request to another host: {request.url}")

    page.on("request", look)
    page.complaints = complaints
    yield page
    context.close()
    assert complaints == []
