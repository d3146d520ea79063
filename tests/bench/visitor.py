"""One real session without a browser: Streamlit's own messages over its own socket."""

from collections import Counter
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect


class Visitor:
    """A page that is open: it can run again, and answer the question who is recording."""

    def __init__(self, port: int, screen: str = "", trial: str = "", path: str = "") -> None:
        self.address = f"ws://localhost:{port}{path}/_stcore/stream"
        self.screen, self.query = screen, urlencode({"trial": trial}) if trial else ""
        self.widgets: dict[str, WidgetState] = {}
        self.texts: dict[str, str] = {}
        self.buttons: dict[str, str] = {}
        self.elements: Counter[str] = Counter()  # what the last run drew, by kind
        self.page = ""
        self.socket: ClientConnection | None = None

    async def open(self, name: str = "") -> float:
        """Open the page, and give a name where it is asked for; answers the seconds of the last run."""
        self.socket = await connect(self.address, subprotocols=["streamlit"], max_size=None, ping_interval=None)  # type: ignore[list-item]
        taken = await self.run()
        if name and "Your name" in self.texts:
            self._set(self.texts["Your name"], string_value=name)
            self._set(self.buttons["Continue"], trigger_value=True)
            await self.run()
            self.widgets.pop(self.buttons["Continue"], None)
            taken = await self.run()
        return taken

    async def run(self) -> float:
        """Let the script run once; answers the seconds until it had finished."""
        assert self.socket is not None
        self.elements.clear()
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash = self.query, self.page
        state.page_name = "" if self.page else self.screen
        state.widget_states.widgets.extend(self.widgets.values())
        begun = perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            came = ForwardMsg()
            came.ParseFromString(await self.socket.recv())  # type: ignore[arg-type]
            self._hear(came)
            if self.elements["exception"]:
                raise RuntimeError(f"The page {self.screen or 'of the floor'} fails.")
            if came.WhichOneof("type") == "script_finished" and came.script_finished in (0, 1):
                return perf_counter() - begun

    async def close(self) -> None:
        if self.socket is not None:
            await self.socket.close()

    def _hear(self, came: ForwardMsg) -> None:
        kind = came.WhichOneof("type")
        if kind == "navigation":
            self.page = came.navigation.page_script_hash
        elif kind == "delta" and came.delta.WhichOneof("type") == "new_element":
            element: Any = came.delta.new_element
            self.elements[what := element.WhichOneof("type")] += 1
            if what == "text_input":
                self.texts[element.text_input.label] = element.text_input.id
            elif what == "button":
                self.buttons[element.button.label] = element.button.id

    def _set(self, id: str, **value: Any) -> None:  # noqa: A002
        self.widgets[id] = WidgetState(id=id, **value)
