"""What we use of Streamlit that it does not publish: each test names what a new version has taken away or changed."""

import asyncio
import inspect
import json
import re
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import streamlit
import uvicorn
from itsdangerous import URLSafeTimedSerializer
from starlette.applications import Starlette
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from tests.conftest import Served
from trial.elements import components
from trial.elements.streamlit_internals import auth, files, tcp_nodelay

ROOM = Path(auth.__file__).parent
ELEMENTS = ROOM.parent
FRONT_END = Path(streamlit.__file__).parent / "static" / "static" / "js"
MARK = re.compile(r'data-testid="?(st\w+)|\.(st[A-Z]\w+)|(data-react-aria-top-layer)')
SECRET = "s" * 32  # no real one


def marks() -> list[str]:
    """The classes, test ids and attributes of Streamlit's page that the package's styles and scripts name."""
    text = "".join(file.read_text(encoding="utf-8") for file in ROOM.glob("*.[jc]s*"))
    return sorted({"".join(found) for found in MARK.findall(text)})


@pytest.fixture(scope="module")
def front_end() -> str:
    return "".join(file.read_text(encoding="utf-8") for file in FRONT_END.glob("*.js"))


@pytest.mark.parametrize("mark", marks())
def test_a_mark_of_the_page_is_still_there(mark: str, front_end: str) -> None:
    of_a_kind = re.sub(r"(?<=^stAlertContent).+", "", mark)  # Streamlit adds the kind of the alert by itself
    assert of_a_kind in front_end


def test_nothing_else_names_a_mark_of_the_page() -> None:
    kinds = {".js", ".css", ".html", ".py"}
    files = [file for file in ELEMENTS.parent.rglob("*") if file.suffix in kinds and file.parent != ROOM]
    assert len(files) > 100
    assert [file.name for file in files if MARK.search(file.read_text(encoding="utf-8"))] == []


def test_no_other_module_imports_what_streamlit_does_not_publish() -> None:
    private = re.compile(r"^ *(from streamlit\.\S+|import streamlit\.\S+|from streamlit import .*)", re.MULTILINE)
    found = {
        line.strip()
        for file in (*ELEMENTS.parent.rglob("*.py"), Path("streamlit_app.py"))
        if file.parent != ROOM
        for line in private.findall(file.read_text(encoding="utf-8"))
    }
    types = {"from streamlit.components.v2.types", "from streamlit.delta_generator"}  # of what a published call answers
    assert found == types


def test_the_sign_in_cookie_is_read_whole_and_in_pieces() -> None:
    def sign(name: str, text: str) -> str:
        return str(URLSafeTimedSerializer(SECRET, salt=name).dumps(text))

    name, claims = auth.AUTH_COOKIE_NAME, json.dumps({"sub": "tan"})
    assert name == "_streamlit_user"
    assert auth.claims_of({name: sign(name, claims)}, SECRET) == {"sub": "tan"}
    pieces = {f"{name}_1": sign(f"{name}_1", claims[:5]), f"{name}_2": sign(f"{name}_2", claims[5:])}
    assert auth.claims_of({name: sign(name, "chunks-2"), **pieces}, SECRET) == {"sub": "tan"}
    assert auth.claims_of({name: sign("another", claims)}, SECRET) == {}
    assert auth.claims_of({}, SECRET) == {}


def test_the_addresses_of_sign_in_are_as_they_were() -> None:
    assert (auth.AUTH_LOGIN_ENDPOINT, auth.AUTH_LOGOUT_ENDPOINT) == ("/auth/login", "/auth/logout")
    assert auth.generate_login_redirect_url("default").startswith("/auth/login?provider=")


def test_the_app_answers_for_its_health_and_hands_out_its_scripts(demonstrated: Served) -> None:
    script = next(FRONT_END.glob("index.*.js"))
    assert httpx.get(f"{demonstrated.url}{auth.HEALTH}").status_code == 200
    answer = httpx.get(f"{demonstrated.url}{auth.ASSETS}js/{script.name}")
    assert answer.status_code == 200
    assert "javascript" in answer.headers["content-type"]


def test_the_socket_that_is_served_sends_at_once() -> None:
    """As Streamlit binds it: without naming its protocol, so that asyncio leaves Nagle's algorithm on."""

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        tcp_nodelay.send_at_once()
        yield

    async def serve(listener: socket.socket) -> int:
        server = uvicorn.Server(uvicorn.Config(Starlette(lifespan=lifespan), log_level="error"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        found = listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        server.should_exit = True
        await serving
        return found

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        with ThreadPoolExecutor(1) as apart:  # a browser's test in this process has a loop of its own
            assert apart.submit(asyncio.run, serve(listener)).result()


def test_every_component_has_a_script_that_exists() -> None:
    named = re.compile(r'component\(\s*"\w+", "([\w/]+\.js)"')
    scripts = {name for file in ELEMENTS.rglob("*.py") for name in named.findall(file.read_text(encoding="utf-8"))}
    assert {"remember.js", "serving/idle.js"} <= scripts
    for name in scripts:
        assert "export default" in (components.HERE / name).read_text(encoding="utf-8"), name


def test_a_file_is_served_under_the_id_that_it_was_noted_under() -> None:
    storage = MemoryMediaFileStorage(files.MEDIA.rstrip("/"))
    served = storage.load_and_get_id(b"abc", "text/csv", MediaFileKind.DOWNLOADABLE, "a.csv")
    assert served == files.id_of(b"abc", "text/csv", "a.csv")
    assert storage.get_url(served) == f"{files.MEDIA}{served}.csv"


def test_what_is_asked_of_the_runtime_is_still_there() -> None:
    for name in ("get_app_session", "is_active_session", "uploaded_file_mgr", "media_file_mgr"):
        assert hasattr(Runtime, name)
    assert hasattr(MediaFileManager, "remove_orphaned_files")
    manager = MemoryUploadedFileManager(files.UPLOADS)
    assert (manager.file_storage, callable(manager.remove_session_files)) == ({}, True)
    assert "_user_info" in inspect.getsource(AppSession.__init__)
