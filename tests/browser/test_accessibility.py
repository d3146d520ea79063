"""axe on every screen, WCAG 2.2 AA: nothing serious or critical, but for what is Streamlit's own and named here."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed on this machine")

HOME = Path(__file__).resolve().parents[2]
OF_A_TRIAL = {"plan", "record", "review", "decide", "person"}
SCREENS = sorted(file.stem for file in (HOME / "trial" / "screens").glob("[a-z]*.py"))
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "resultTypes": ["violations"]}


def findings(page: Page) -> list[str]:
    found = axe.Axe().run(page, options=WCAG).response["violations"]
    return [
        f"{one['impact']} {one['id']}: {node['target']} {node['html'][:300]} {node['failureSummary'][:400]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
