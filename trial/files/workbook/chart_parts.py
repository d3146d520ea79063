"""Small pieces of a chart as the drawing format wants them: words, lines, markers, labels.

What holds no words is made once and shared by every chart: nothing changes it afterwards.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from openpyxl.chart.label import DataLabel
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.marker import Marker
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.descriptors import Typed
from openpyxl.drawing.line import LineProperties
from openpyxl.drawing.text import (
    CharacterProperties,
    Font,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
    RichTextProperties,
)

from trial.files.workbook.cells import FONT, INK, WHITE, drawable
from trial.files.workbook.strokes import Stroke

POINT = 12700  # of a line, in the drawing's own unit


class WordedLabel(DataLabel):  # type: ignore[misc]
    """A label with words of its own, which openpyxl does not know but every office program shows."""

    tagname = "dLbl"
    tx = Typed(expected_type=Text, allow_none=True)
    # openpyxl writes only what the class itself declares, hence these
    idx, dLblPos = DataLabel.idx, DataLabel.dLblPos  # noqa: N815
    showLegendKey, showVal, showCatName = DataLabel.showLegendKey, DataLabel.showVal, DataLabel.showCatName  # noqa: N815
    showSerName, showPercent = DataLabel.showSerName, DataLabel.showPercent  # noqa: N815
    showBubbleSize = DataLabel.showBubbleSize  # noqa: N815
    __elements__ = (
        "idx",
        "tx",
        "dLblPos",
        "showLegendKey",
        "showVal",
        "showCatName",
        "showSerName",
        "showPercent",
        "showBubbleSize",
    )

    def __init__(self, idx: int, text: str, size: float, where: str, bold: bool = False) -> None:
        super().__init__(
            idx=idx,
            dLblPos=where,
            showLegendKey=False,
            showVal=True,
            showCatName=False,
            showSerName=False,
            showPercent=False,
            showBubbleSize=False,
        )
        self.tx = words(((text, size, bold),))


def inner_plot(*, x: float, y: float, height: float, right: float = 0.97) -> Layout:
    """Where the plot itself lies, as shares of the chart."""
    place = ManualLayout(layoutTarget="inner", xMode="edge", yMode="edge", x=x, y=y, w=right - x, h=height)
    return Layout(manualLayout=place)


def words(parts: Iterable[tuple[str, float, bool]]) -> Text:
    """Paragraphs of (text, size in points, bold) for a chart."""
    return Text(
        rich=RichText(
            bodyPr=RichTextProperties(wrap="none"),
            p=[
                Paragraph(
                    pPr=ParagraphProperties(defRPr=_letters(size, bold)),
                    r=[RegularTextRun(rPr=_letters(size, bold), t=drawable(text))],
                )
                for text, size, bold in parts
                if text
            ],
        )
    )


def title(text: str, size: float, *, bold: bool = False) -> Title:
    return Title(tx=words(((text, size, bold),)), overlay=False)


@cache
def text_look(size: float) -> RichText:
    letters = _letters(size, False)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=letters), endParaRPr=letters)])


@cache
def _letters(size: float, bold: bool) -> CharacterProperties:
    return CharacterProperties(sz=int(size * 100), b=bold, solidFill=INK, latin=Font(typeface=FONT))


@cache
def line(ink: str, width: float, dash: str = "") -> LineProperties:
    if not width:
        return LineProperties(noFill=True)
    more: dict[str, Any] = {"prstDash": dash} if dash else {}
    return LineProperties(w=int(width * POINT), solidFill=ink, **more)


def marker(stroke: Stroke, symbol: str, size: int) -> Marker:
    if symbol == "none":
        return Marker(symbol="none")
    return _marker(symbol, size, WHITE if stroke.hollow else stroke.ink, stroke.ink)


@cache
def _marker(symbol: str, size: int, fill: str, ink: str) -> Marker:
    return Marker(symbol=symbol, size=size, spPr=GraphicalProperties(solidFill=fill, ln=line(ink, 1.25)))
