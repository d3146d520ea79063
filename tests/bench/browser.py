"""The system's Chromium, and what is timed inside it: from a person's click to the frame that shows it."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.conftest import FLAGS

WAIT = 60_000
KNOWN = "sessionStorage.setItem('itb-recorder', JSON.stringify({name: 'K Tan', at: Date.now()}))"


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser, started once a row."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise RuntimeError("Chromium is not installed on this machine (Debian: apt-get install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def timed_click(page: Any, target: Any, shown: str) -> float:
    """Milliseconds from the click, as the browser took it, to the frame in which `shown` is true of `target`."""
    handle = target.element_handle()
    page.evaluate(
        """([target, shown]) => {
          const isShown = new Function("target", `return ${shown}`);
          window.benchTaken = new Promise((done) => document.addEventListener("click", (event) => {
            const taken = () => performance.now() - event.timeStamp;
            const look = () => isShown(target) ? done(taken()) : requestAnimationFrame(look);
            requestAnimationFrame(look);
          }, { capture: true, once: true }));
        }""",
        [handle, shown],
    )
    target.click()
    return float(page.evaluate("window.benchTaken"))
