"""The service as a hospital would run it: data/serving/nginx.conf in front of two copies of the app on one database."""

import os
import pwd
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import HOME, Served, free_port
from tests.signing_in import SignInService

CONFIGURATION = HOME / "data" / "serving" / "nginx.conf"
COPY = "itb_copy"


@dataclass
class House:
    """Two copies behind nginx: where it answers, which certificate it shows, what it logs."""

    url: str
    plain: str
    folder: Path
    copies: tuple[Served, Served]
    service: SignInService

    @property
    def certificate(self) -> Path:
        return self.folder / "certificate.pem"

    @property
    def logs(self) -> str:
        """All that nginx and the copies wrote."""
        return "\n".join(file.read_text() for file in sorted(self.folder.rglob("*.log")))

    def client(self, place: str = "") -> httpx.Client:
        """What asks by TLS and keeps cookies; `place` decides which copy it is led to."""
        cookies = httpx.Cookies({COPY: place} if place else {})
        return httpx.Client(verify=ssl.create_default_context(cafile=self.certificate), cookies=cookies, timeout=30)

    def places(self) -> tuple[str, str]:
        """Two values of nginx's cookie, one for each copy; a copy that was away is tried again after some seconds."""
        found: dict[int, str] = {}
        for number in range(1000):
            with self.client(place := f"place{number}") as client:
                client.get(f"{self.url}/_stcore/health")
            found.setdefault(self._last_copy(), place)
            if len(found) == len(self.copies):
                break
            time.sleep(0.02)
        return found[self.copies[0].port], found[self.copies[1].port]

    def start(self) -> None:
        """Start what does not run, both at once."""
        idle = [one for one in self.copies if one.process is None or one.process.poll() is not None]
        with ThreadPoolExecutor(len(self.copies)) as pool:
            list(pool.map(Served.start, idle))

    def _last_copy(self) -> int:
        (_, port) = (self.folder / "itb-trial.log").read_text().splitlines()[-1].rsplit(":", 1)
        return int(port)


@contextmanager
def house(folder: Path, database_url: str, service: SignInService, **settings: str) -> Iterator[House]:
    """Start it all, and stop it all."""
    program = _nginx()
    folder.chmod(0o755)
    ports = {80: free_port(), 443: free_port(), 8501: free_port(), 8502: free_port()}
    url = f"https://localhost:{ports[443]}"
    environment = os.environ | {"ITB_DATABASE_URL": database_url, "ITB_TIMEZONE": "Europe/London"} | settings
    environment |= service.configure(folder, url)
    copies = (_copy(folder, ports[8501], environment), _copy(folder, ports[8502], environment))
    _certify(folder)
    (folder / "nginx.conf").write_text(_main(folder, _placed(folder, ports)))
    (folder / "bodies").mkdir()
    command = [program, "-e", str(folder / "nginx-start.log"), "-c", str(folder / "nginx.conf")]
    made = House(url, f"http://localhost:{ports[80]}", folder, copies, service)
    with subprocess.Popen(command) as nginx:
        try:
            made.start()
            _await(ports[443])
            yield made
        finally:
            for copy in copies:
                copy.stop()
            nginx.send_signal(signal.SIGTERM)


def _nginx() -> str:
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        sentence = "nginx is not installed on this machine (Debian: apt-get install nginx-light)."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


def _copy(folder: Path, port: int, environment: dict[str, str]) -> Served:
    own = folder / str(port)
    own.mkdir()
    return Served(port, own / "unused.db", environment)


def _placed(folder: Path, ports: dict[int, int]) -> str:
    """The file of the repository with this test's ports, name and paths."""
    text = CONFIGURATION.read_text()
    text = re.sub(r"listen (80|443)\b", lambda found: f"listen 127.0.0.1:{ports[int(found[1])]}", text)
    text = re.sub(r"127\.0\.0\.1:(8501|8502)\b", lambda found: f"127.0.0.1:{ports[int(found[1])]}", text)
    text = text.replace("/etc/ssl/certs/itb-trial.pem", str(folder / "certificate.pem"))
    text = text.replace("/etc/ssl/private/itb-trial.key", str(folder / "key.pem"))
    return text.replace("itb.example.org", "localhost").replace("/var/log/nginx", str(folder))


def _main(folder: Path, site: str) -> str:
    """What Debian's /etc/nginx/nginx.conf says round it."""
    user = f"user {pwd.getpwuid(0).pw_name};" if os.geteuid() == 0 else ""
    return (
        f"{user} daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx-start.log;\n"
        f"events {{}}\nhttp {{ client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/bodies;\n{site}\n}}\n"
    )


def _certify(folder: Path) -> None:
    """A key, and a certificate that it signs itself, for localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]), datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = made.sign(key, hashes.SHA256())
    (folder / "certificate.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(secret)


def _await(port: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("nginx did not answer within 20 seconds.")
