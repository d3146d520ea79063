"""The recorder's name, kept by the tab: a refresh or a server that restarted asks nobody who they are."""

from functools import cache

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

from trial.elements import session

KEY = "remember"
SCRIPT = """
// This tab only: gone when it closes, or when nobody has touched it for as long as the service allows.
const KEY = "itb-recorder";
export default function ({ parentElement, data, setTriggerValue }) {
  const place = parentElement.closest("[data-testid=stElementContainer]") ?? parentElement;
  place.style.display = "none";
  const allowed = data.idle_minutes * 60000;
  const read = () => JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  const touch = (name) => sessionStorage.setItem(KEY, JSON.stringify({ name, at: Date.now() }));
  const isIdle = (kept) => Date.now() - kept.at > allowed;
  const kept = read();
  if (kept && isIdle(kept)) sessionStorage.removeItem(KEY);
  if (data.name) touch(data.name);
  else if (kept && !isIdle(kept)) setTriggerValue("name", kept.name);
  let last = Date.now();
  const used = () => {
    const now = read();
    if (now && !isIdle(now) && Date.now() - last > 5000) { last = Date.now(); touch(now.name); }
  };
  const watch = setInterval(() => {
    const now = read();
    if (!data.name || (now && !isIdle(now))) return;
    sessionStorage.removeItem(KEY);
    setTriggerValue("idle", Date.now());
  }, 5000);
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, used, true);
  return () => {
    clearInterval(watch);
    for (const kind of ["pointerdown", "keydown"]) removeEventListener(kind, used, true);
  };
}
"""


def remember(name: str, *, idle_minutes: int) -> None:
    """Let this tab keep who records in it, and say it to a session that does not know; nobody after idling."""
    _component()(
        key=KEY,
        data={"name": name, "idle_minutes": idle_minutes},
        on_name_change=_said,
        on_idle_change=_idled,
    )


@cache
def _component() -> ComponentRenderer:
    return st.components.v2.component("remember", js=SCRIPT, isolate_styles=False)


def _said() -> None:
    """What the tab remembers counts before anything is drawn, and only where nobody is known."""
    if not session.recorder():
        session.record_as(str(st.session_state[KEY]["name"] or ""))


def _idled() -> None:
    session.record_as("")
