"""The page that is filed and printed, measured in a browser: no text is cut, hidden or over another, at any width."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from tests.unit.eight_goals import eight_goals
from tests.unit.random_trials import random_trial
from tests.unit.test_page import A4_PIXELS, DEMONSTRATION, FINGERPRINT, demonstration, page_of
from trial.files.record import read_record
from trial.ledger.facts import Trial

RANDOM = range(12)
MEDIA = [("screen", 1280), ("screen", 768), ("screen", 375), ("print", A4_PIXELS[0])]
OUTSIDE = """() => {
  const found = [], root = document.documentElement;
  const words = (node) => node.textContent.trim().replace(/\\s+/g, " ").slice(0, 60);
  if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide`);
  for (const text of document.querySelectorAll("svg text")) {
    const box = text.getBBox(), { x: left, y: top, width, height } = text.ownerSVGElement.viewBox.baseVal;
    const out = Math.max(left - box.x, box.x + box.width - left - width);
    if (out > 1 || text.getAttribute("y") > top + height) found.push(`${words(text)}: ${out} outside its drawing`);
  }
  const sum = (items, count) => [...items].reduce((total, item) => total + count(item), 0);
  for (const table of document.querySelectorAll("table")) {
    const wide = Math.max(...[...table.rows].map((row) => sum(row.cells, (cell) => cell.colSpan)));
    const marked = sum(table.querySelectorAll("colgroup"), (group) => group.children.length || group.span);
    if (marked && marked !== wide) found.push(`${words(table)}: ${wide} columns, ${marked} by its markup`);
  }
  return found;
}"""
"""What runs out of the page, a drawing or the columns that a table announces."""
LINES = """() => {
  const found = [], lines = [], texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const words = (node) => node.textContent.trim().replace(/\\s+/g, " ").slice(0, 60);
  const visible = (line, node) => {
    for (let box = node.parentElement; box.tagName !== "MAIN"; box = box.parentElement) {
      const { display, overflowX } = getComputedStyle(box), edge = box.getBoundingClientRect();
      if (display === "inline") continue;
      if (overflowX === "hidden" && (line.left > edge.right || line.top > edge.bottom - 4)) return false;
      if (overflowX === "auto" && box.scrollWidth > box.clientWidth) return true;
      if (line.right > edge.right + 1 || line.left < edge.left - 1) {
        found.push(`${words(node)}: outside ${box.className || box.tagName}`);
        return false;
      }
    }
    return true;
  };
  while (texts.nextNode()) {
    const node = texts.currentNode, range = document.createRange();
    if (!node.data.trim() || node.parentElement.closest("svg, .hide")) continue;
    range.selectNodeContents(node);
    const block = node.parentElement.closest("td, th, figcaption, p, li, dt, dd, h1, h2, h3, div");
    for (const box of range.getClientRects()) if (box.width > 1 && visible(box, node)) lines.push({ box, node, block });
  }
  lines.sort((one, other) => one.box.top - other.box.top);
  lines.forEach(({ box, node, block }, place) => {
    for (const other of lines.slice(place + 1)) {
      if (other.box.top > box.bottom) break;
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - other.box.top;
      const over = block !== other.block && across > 1 && down > box.height / 3;
      if (over) found.push(`${words(node)}: over ${words(other.node)}`);
    }
  });
  return found;
}"""
"""Lines of text that run out of the box they are in, or over a line of another box. What scrolls is not outside."""
CUT = """() => {
  const words = (node) => node.textContent.replace(/\\s+/g, " ").trim();
  const last = document.querySelector(".rest"), full = last ? words(last) : "";
  const cut = [...document.querySelectorAll(".cut")].filter((box) => box.scrollHeight > box.clientHeight + 2);
  return cut.map(words).filter((text) => !full.includes(text.slice(-40)));
}"""
"""Texts that are cut on a sheet and whose end is not on the last one."""


def _trials() -> Iterator[Any]:
    three_doses = Trial(record=read_record(eight_goals()), entries=3, fingerprint=FINGERPRINT)
    yield pytest.param(three_doses, id="three doses, eight goals")
    yield from (pytest.param(demonstration(file), id=file.stem) for file in DEMONSTRATION)
    yield from (pytest.param(random_trial(seed), id=f"random trial {seed}") for seed in RANDOM)


TRIALS = list(_trials())


@pytest.fixture(scope="module")
def measure(chromium: Any) -> Iterator[Any]:
    """Run scripts in a page that is set once, in each of these media, this many pixels wide."""
    page = chromium.new_page()

    def measuring(html: str, scripts: tuple[str, ...], media: Sequence[tuple[str, int]]) -> dict[str, list[str]]:
        page.set_content(html)
        found: dict[str, list[str]] = {}
        for medium, width in media:
            page.emulate_media(media=medium)
            page.set_viewport_size({"width": width, "height": 1000})
            found[f"{medium}, {width} pixels"] = [text for script in scripts for text in page.evaluate(script)]
        return {at: texts for at, texts in found.items() if texts}

    yield measuring
    page.close()


@pytest.mark.parametrize("trial", TRIALS)
def test_every_text_has_room_in_its_drawing_its_box_and_its_page_on_paper_and_on_every_screen(
    trial: Trial, measure: Any
) -> None:
    assert measure(page_of(trial), (OUTSIDE, LINES), MEDIA) == {}


@pytest.mark.parametrize("trial", TRIALS)
def test_what_is_cut_on_the_first_sheet_stands_in_full_on_the_last(trial: Trial, measure: Any) -> None:
    assert measure(page_of(trial), (CUT,), MEDIA[-1:]) == {}


def test_a_reader_without_our_fonts_sees_every_label_of_a_chart_whole(measure: Any) -> None:
    html = page_of(demonstration(DEMONSTRATION[0])).replace("</style>", "svg * { font-family: 'DejaVu Sans' }</style>")
    assert measure(html, (OUTSIDE,), MEDIA[:1]) == {}
