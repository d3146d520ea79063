"""TCP_NODELAY on the server's sockets: without it every tap and rerun waits 40 ms for a TCP acknowledgement.

asyncio sets it by itself for a socket that names its protocol. Streamlit binds one that does not, and no option of it
or of uvicorn reaches that socket. A socket made with `proto=IPPROTO_TCP` in Streamlit would replace this.
"""

import asyncio
import socket
from typing import Any


def send_at_once() -> None:
    """Set TCP_NODELAY on the listening sockets that this event loop is about to serve; connections inherit it.

    Called before they are served, in the app's lifespan. Another loop than asyncio's (uvloop) does so by itself.
    """
    loop = asyncio.get_running_loop()
    if not isinstance(loop, asyncio.BaseEventLoop):
        return
    create_server = loop.create_server

    async def create_server_without_delay(*arguments: Any, sock: socket.socket | None = None, **named: Any) -> Any:
        if sock is not None and sock.family in (socket.AF_INET, socket.AF_INET6):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return await create_server(*arguments, sock=sock, **named)

    loop.create_server = create_server_without_delay  # type: ignore[method-assign]
