"""Answers leave at once: without this, every tap and every rerun waits 40 ms for the network's own courtesy."""

import gc
import socket


def answer_at_once() -> None:
    """Let what is small be sent without waiting for more (TCP_NODELAY), on each line that the listener will accept.

    asyncio does so by itself for a listener that names its protocol. Streamlit binds one that does not, so Nagle's
    algorithm stays on and meets the other side's delayed acknowledgement.
    """
    for one in gc.get_objects():
        if isinstance(one, socket.socket) and _listens(one):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _listens(one: socket.socket) -> bool:
    is_network = one.fileno() >= 0 and one.family in (socket.AF_INET, socket.AF_INET6)
    return is_network and bool(one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
