"""Without sign-in the app is for this computer alone: whatever did not come straight from it is refused."""

from ipaddress import ip_address

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"x-original-", b"via")
"""How the headers begin that a proxy adds, each kind of proxy others of them."""


def is_this_computer(host: str) -> bool:
    """Whether a host name or address is this computer and no other.

    >>> is_this_computer("localhost"), is_this_computer("127.0.0.1"), is_this_computer("0.0.0.0"), is_this_computer("")
    (True, True, False, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class LocalOnlyMiddleware:
    """Refuse what did not come straight from this computer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_local(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocketClose(code=1008)(scope, receive, send)
        else:
            sentence = "This app serves only the computer it runs on, until sign-in is configured.\n"
            await PlainTextResponse(sentence, status_code=403)(scope, receive, send)


def _is_local(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    if any(name.startswith(FORWARDED) for name in headers):
        return False
    client = scope.get("client")
    if client and not is_this_computer(client[0]):
        return False
    host = headers.get(b"host", b"").decode("latin-1")
    return is_this_computer(host if host.endswith("]") else host.rsplit(":", 1)[0])
