"""One panel as a native, editable scatter chart: every number stands in a cell and, cached, in the chart itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from openpyxl.chart import Reference, ScatterChart
from openpyxl.chart.data_source import AxDataSource, NumData, NumDataSource, NumRef, NumVal, StrData, StrRef, StrVal
from openpyxl.chart.label import DataLabelList
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.legend import Legend, LegendEntry
from openpyxl.chart.marker import DataPoint
from openpyxl.chart.series import SeriesLabel, XYSeries
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.drawing.line import LineProperties
from openpyxl.worksheet.worksheet import Worksheet

from trial.brief.panels.shapes import Panel, Shape
from trial.files.type_width import width_of
from trial.files.workbook.cells import WHITE, drawable, put
from trial.files.workbook.chart_parts import WordedLabel, inner_plot, line, marker, text_look, title
from trial.files.workbook.strokes import GREY, Frame, Stroke, first_hour, strokes_of
from trial.files.workbook.table import BODY

FAINT = "DEDEDE"
SYMBOLS: dict[Shape, tuple[str, int]] = {
    "better": ("circle", 8),
    "same": ("dash", 9),
    "worse": ("triangle", 8),
    "not_comparable": ("x", 7),
    "neither": ("diamond", 8),
}
SMALL_LABELS = ("l", "ctr")
"""Of labels, a small chart keeps only those of its axis and of its lane."""
TITLE_SIZES = (9, 8.5, 8, 7.5, 7)
TITLE_POINTS = 185
"""A longer title would be broken into the plot."""
BEFORE_GOALS = 0.86
"""Where a plot ends that leaves a margin for the numbers of its goals, so that they cover nothing."""


@dataclass(slots=True)
class DataBlock:
    """Where the numbers behind the charts stand: one row a mark, from `column` on, filled downwards."""

    sheet: Worksheet
    column: int
    row: int
    figure: str = field(default="", init=False)
    kept: dict[tuple[str, Stroke], tuple[int, int]] = field(default_factory=dict, init=False)

    def keep(self, stroke: Stroke) -> tuple[int, int]:
        """First and last row of a stroke's marks, written once however often they are drawn."""
        if (self.figure, stroke) not in self.kept:
            self.kept[self.figure, stroke] = self._written(stroke)
        return self.kept[self.figure, stroke]

    def _written(self, stroke: Stroke) -> tuple[int, int]:
        first = self.row
        for mark in stroke.marks:
            shown = mark.shown if mark.y is not None else "gap"
            for offset, content in enumerate((self.figure, stroke.name, mark.hours, mark.y, shown, mark.says)):
                look = BODY.but(wrap=False, number_format="0.00") if offset == 2 else BODY.but(wrap=False)
                put(self.sheet, self.row, self.column + offset, content, look)
            self.row += 1
        return first, self.row - 1


def native_chart(
    panel: Panel, block: DataBlock, *, width_cm: float, height_cm: float, small: bool = False
) -> ScatterChart:
    """Draw one panel; its numbers stand in the block. A small one leaves its title and labels to the page."""
    block.figure = panel.title
    scale = Frame.of(panel.axis, has_lane=bool(panel.lane), has_carets=bool(panel.markers) and not small)
    chart = ScatterChart()
    chart.width, chart.height = width_cm, height_cm
    chart.style, chart.scatterStyle, chart.roundedCorners, chart.varyColors = None, "lineMarker", False, False
    _axes(chart, panel, scale, small=small)
    strokes = [stroke for stroke in strokes_of(panel, scale) if stroke.marks]
    chart.series = [_series(number, stroke, block, small=small) for number, stroke in enumerate(strokes)]
    if small:
        chart.legend = None
        chart.layout = inner_plot(x=0.2, y=0.05, height=0.75)
    else:
        sizes = (size for size in TITLE_SIZES if width_of(panel.title, size, bold=True) <= TITLE_POINTS)
        chart.title = title(panel.title, next(sizes, TITLE_SIZES[-1]), bold=True)
        chart.title.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.01, y=0.01))
        unnamed = [LegendEntry(idx=n, delete=True) for n, stroke in enumerate(strokes) if not stroke.in_legend]
        chart.legend = Legend(legendPos="b", legendEntry=unnamed, txPr=text_look(8))
        right = BEFORE_GOALS if panel.regions else 0.97
        chart.layout = inner_plot(x=0.2 if scale.lettered else 0.13, y=0.12, height=0.59, right=right)
    chart.graphical_properties = GraphicalProperties(solidFill=WHITE, ln=LineProperties(noFill=True))
    return chart


def _series(number: int, stroke: Stroke, block: DataBlock, *, small: bool) -> XYSeries:
    first, last = block.keep(stroke)
    series = XYSeries(idx=number, order=number)
    name = Reference(block.sheet, min_col=block.column + 1, min_row=first)
    series.tx = SeriesLabel(
        strRef=StrRef(f=str(name), strCache=StrData(ptCount=1, pt=[StrVal(idx=0, v=drawable(stroke.name))]))
    )
    series.xVal = AxDataSource(numRef=_kept(block, 2, first, last, [mark.hours for mark in stroke.marks]))
    series.yVal = NumDataSource(numRef=_kept(block, 3, first, last, [mark.y for mark in stroke.marks]))
    series.smooth = False
    shrunk = 0.6 if small else 1
    series.spPr = GraphicalProperties(ln=line(stroke.ink, stroke.width * shrunk, stroke.dash))
    series.marker = marker(stroke, stroke.symbol, int((9 if stroke.symbol == "square" else 6) * shrunk))
    if any(mark.shape for mark in stroke.marks):
        symbols = {shape: (symbol, int(size * shrunk)) for shape, (symbol, size) in SYMBOLS.items()}
        series.marker = marker(stroke, *symbols["better"])
        series.dPt = [
            DataPoint(idx=n, marker=marker(stroke, *symbols[mark.shape]), spPr=series.spPr)
            for n, mark in enumerate(stroke.marks)
            if mark.shape
        ]
    labelled = [
        WordedLabel(n, drawable(mark.label), min(stroke.label_size, 6) if small else stroke.label_size, stroke.labels)
        for n, mark in enumerate(stroke.marks)
        if mark.label and stroke.labels and (not small or stroke.labels in SMALL_LABELS)
    ]
    if labelled:
        series.dLbls = DataLabelList(
            dLbl=labelled,
            showLegendKey=False,
            showVal=False,
            showCatName=False,
            showSerName=False,
            showPercent=False,
            showBubbleSize=False,
        )
    return series


def _kept(block: DataBlock, offset: int, first: int, last: int, values: Sequence[float | None]) -> NumRef:
    """A reference to cells with the numbers that stand there cached, so that a preview shows the chart too."""
    cells = Reference(block.sheet, min_col=block.column + offset, min_row=first, max_row=last)
    points = [NumVal(idx=n, v=value) for n, value in enumerate(values) if value is not None]
    return NumRef(f=str(cells), numCache=NumData(formatCode="General", ptCount=len(values), pt=points))


def _axes(chart: ScatterChart, panel: Panel, frame: Frame, *, small: bool) -> None:
    x, y = chart.x_axis, chart.y_axis
    for axis, words in ((x, "hours from end of injection"), (y, panel.axis.unit)):
        axis.delete = False
        axis.title = title(words, 8) if words and not small else None
        axis.majorTickMark, axis.minorTickMark = "out", "none"
        axis.spPr = GraphicalProperties(ln=line(GREY, 0.75))
        axis.txPr = text_look(6 if small else 8)
        axis.crosses = "min"
    x.tickLblPos = y.tickLblPos = "low"
    x.scaling.min, x.scaling.max = first_hour(panel), panel.end / 60
    x.majorUnit, x.majorGridlines = 1, None
    x.number_format = "0"
    y.scaling.min, y.scaling.max, y.majorUnit = frame.low, frame.high, frame.step
    if frame.lettered and y.title:  # its tokens are no labels of the axis, so its title would stand on them
        y.title.layout = Layout(manualLayout=ManualLayout(xMode="edge", yMode="edge", x=0.005, y=0.35))
    y.majorGridlines.spPr = GraphicalProperties(ln=line(FAINT, 0.5))
    y.number_format = _numbers(panel, frame)
    x.numFmt.sourceLinked = y.numFmt.sourceLinked = False


def _numbers(panel: Panel, frame: Frame) -> str:
    """How the axis prints its numbers; the step below the axis, where there is a lane, prints the lane's heading."""
    if frame.lettered:
        return ";;;"  # shows nothing: the tokens stand there instead
    places = max((len(tick.label.partition(".")[2]) for tick in panel.axis.ticks), default=0)
    plain = "0." + "0" * places if places else "0"
    if not panel.lane:
        return plain
    return f'[<{frame.lane + frame.step / 2:g}]"{panel.lane}";{plain}'
