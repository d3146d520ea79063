"""Starting the server: this computer alone until sign-in is configured."""

import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])  # noqa: S104
def test_another_address_is_refused_before_anything_is_served(address: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "streamlit_app.py",
            "--server.address",
            address,
            "--server.port",
            "8799",
        ],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "ITB_DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}", "HOME": str(tmp_path)},
    )
    assert done.returncode == 1
    assert "Not started" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none.db").exists()


def test_a_setting_that_cannot_be_is_a_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", "8799"],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "ITB_TIMEZONE": "Mars/Olympus", "HOME": str(tmp_path)},
    )
    assert done.returncode == 1
    assert "Mars/Olympus" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_request_that_did_not_come_straight_from_here_is_refused(serve: Callable) -> None:
    app = serve()
    for headers in ({"X-Forwarded-Proto": "https"}, {"Forwarded": "for=10.0.0.7"}, {"Host": "ward.example.org"}):
        request = urllib.request.Request(app.url, headers=headers)  # noqa: S310
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)  # noqa: S310
        assert refused.value.code == 403
        assert b"only the computer it runs on" in refused.value.read()
        refused.value.close()


def test_a_bare_proxy_that_adds_no_header_is_refused(serve: Callable) -> None:
    port = urllib.parse.urlsplit(serve().url).port
    for version, status in ((b"1.1", b"200"), (b"1.0", b"403")):  # 1.0: as nginx asks unless it is told otherwise
        with socket.create_connection(("localhost", port), timeout=10) as proxy:
            proxy.sendall(b"GET / HTTP/%s\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % (version, port))
            assert proxy.recv(100).split()[1] == status
    for origin, answer in ((f"http://localhost:{port}", b"101"), ("http://ward.example.org", b"403")):
        with socket.create_connection(("localhost", port), timeout=10) as page:
            page.sendall(
                f"GET /_stcore/stream HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\n"
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
            )
            assert page.recv(100).split()[1] == answer


@pytest.mark.parametrize(
    ("secret", "redirect", "says"),
    [
        ("guess-me", "https://itb.example.org/oauth2callback", "cookie_secret"),
        ("long enough to be no guess, 32 of them", "https://itb.example.org/", "redirect_uri"),
    ],
)
def test_a_sign_in_that_would_not_hold_is_refused_before_anything_is_served(
    secret: str, redirect: str, says: str, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(f'[auth]\nredirect_uri = "{redirect}"\ncookie_secret = "{secret}"\n')
    done = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", "8799"],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=60,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "STREAMLIT_SECRETS_FILES": str(secrets)},
    )
    assert done.returncode == 1
    assert says in done.stderr
    assert secret not in done.stderr
    assert "Traceback" not in done.stderr
