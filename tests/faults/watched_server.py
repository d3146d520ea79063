"""Streamlit as it always runs, with every connection of this process written down from its first line on.

    ITB_TEST_CONNECTIONS=FILE python -m tests.faults.watched_server run streamlit_app.py --server.port 8501

With ITB_TEST_SYSTEM_CALLS=FILE what the kernel saw is stored as well: what libraries in C, threads and children ask.
The page for the person breaks with a fault that names them, as a fault of ours might one day.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

STRACE = ("strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=connect,sendto,sendmsg,sendmmsg", "-o")
ASKED = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}


def watch(file: Path) -> None:
    """Write down whom this process speaks to, or asks for an address, whatever library does so."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ASKED:
            whom = arguments[0] if event.startswith("socket.get") else arguments[1]
            with file.open("a", encoding="utf-8") as lines:
                lines.write(f"{event} {whom[0] if isinstance(whom, tuple) else whom}\n")

    sys.addaudithook(hear)


def cannot_trace() -> str:
    """Why system calls cannot be watched on this machine, as a sentence; empty if they can."""
    if shutil.which(STRACE[0]) is None:
        return "strace is not installed on this machine (Debian: apt-get install strace)."
    tried = subprocess.run([*STRACE, os.devnull, "true"], capture_output=True, text=True)
    return f"strace may not watch processes on this machine: {tried.stderr.strip()}" if tried.returncode else ""


def break_the_page_for_the_person() -> None:
    """A fault whose message is full of what must stay here."""
    from trial.wording import person_copy

    def broken(summary: Any) -> NoReturn:
        raise ValueError(f"cannot write for {summary.trial.person}")

    person_copy.plain_copy = broken


if __name__ == "__main__":
    if calls := os.environ.pop("ITB_TEST_SYSTEM_CALLS", ""):
        keeping_this_process_id = [STRACE[0], "-D", *STRACE[1:]]  # which is stopped and killed as it always is
        os.execvp(STRACE[0], [*keeping_this_process_id, calls, sys.executable, *sys.orig_argv[1:]])  # noqa: S606
    watch(Path(os.environ["ITB_TEST_CONNECTIONS"]))
    break_the_page_for_the_person()
    from streamlit.web.cli import main

    main(prog_name="streamlit")
