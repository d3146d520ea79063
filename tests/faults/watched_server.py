"""Streamlit as it always runs, with every connection of this process written down from its first line on.

    ITB_TEST_CONNECTIONS=FILE python -m tests.faults.watched_server run streamlit_app.py --server.port 8501

The page for the person breaks with a fault that names them, as a fault of ours might one day.
"""

import os
import sys
from pathlib import Path
from typing import Any, NoReturn

ASKED = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"}


def watch(file: Path) -> None:
    """Write down whom this process speaks to, or asks for an address, whatever library does so."""

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ASKED:
            whom = arguments[0] if event.startswith("socket.get") else arguments[1]
            with file.open("a", encoding="utf-8") as lines:
                lines.write(f"{event} {whom[0] if isinstance(whom, tuple) else whom}\n")

    sys.addaudithook(hear)


def break_the_page_for_the_person() -> None:
    """A fault whose message is full of what must stay here."""
    from trial.meaning.wording import plain_copy

    def broken(summary: Any) -> NoReturn:
        raise ValueError(f"cannot write for {summary.trial.person}")

    plain_copy.plain_copy = broken


if __name__ == "__main__":
    watch(Path(os.environ["ITB_TEST_CONNECTIONS"]))
    break_the_page_for_the_person()
    from streamlit.web.cli import main

    main(prog_name="streamlit")
