"""The figures as a table for people, and as JSON."""

import json
from collections.abc import Sequence

from tests.bench.row import Figure

HEADER = ("name", "ours", "floor", "ratio", "min to max", "bar", "")


def as_text(figures: Sequence[Figure], *, quick: bool) -> str:
    """A line a row, milliseconds beside every ratio."""
    lines = [HEADER, *map(_line, figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADER))]
    told = ["  ".join(map(_placed, line, widths, range(len(HEADER)))) for line in lines]
    told += ["A quick run: the long rows did less work than their bars are meant for."] if quick else []
    return "".join(f"{line.rstrip()}\n" for line in told)


def as_json(figures: Sequence[Figure]) -> str:
    """An array of objects, one a row."""
    return json.dumps([_object(one) for one in figures], indent=2) + "\n"


def _line(figure: Figure) -> tuple[str, ...]:
    row, ratios = figure.row, figure.ratios
    bar = f"<= {row.bar:g}x" + (f", <= {row.most:g} {row.unit}" if row.most is not None else "")
    says = "" if figure.met else "MISSED"
    if figure.exponent is not None:
        says = f"{says} exponent {figure.exponent:.2f} at {row.times}x the work".strip()
    return (
        row.name,
        _amount(figure.ours, row.unit),
        _amount(figure.floor, row.unit),
        f"{figure.ratio:.2f}x",
        f"{ratios[0]:.2f} to {ratios[-1]:.2f}",
        bar,
        says,
    )


def _placed(cell: str, width: int, column: int) -> str:
    return cell.rjust(width) if 1 <= column <= 3 else cell.ljust(width)


def _amount(value: float, unit: str) -> str:
    return f"{value:.2f} {unit}" if value < 10 else f"{value:,.0f} {unit}"


def _object(figure: Figure) -> dict[str, object]:
    row, ratios = figure.row, figure.ratios
    return {
        "name": row.name,
        "ours": round(figure.ours, 4),
        "floor": round(figure.floor, 4),
        "ratio": round(figure.ratio, 4),
        "bar": row.bar,
        "unit": row.unit,
        "met": figure.met,
        "min": round(ratios[0], 4),
        "max": round(ratios[-1], 4),
        "repeats": len(ratios),
        "exponent": figure.exponent and round(figure.exponent, 3),
        "most": row.most,
        "what": row.ours,
        "against": row.floor,
    }
