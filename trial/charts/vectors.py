"""Strokes that the pens for paper share: rules, hatching, and the mark of a reading, each as a piece of SVG."""

from dataclasses import dataclass

from trial.brief.panels.shapes import Shape
from trial.charts.geometry import HATCH


def rule(x1: float, y1: float, x2: float, y2: float, colour: str, width: float, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}"{dashes}/>'
    )


def area(left: float, top: float, right: float, bottom: float, fill: str) -> str:
    return f'<rect x="{left}" y="{top:.1f}" width="{right - left}" height="{max(bottom - top, 0):.1f}" fill="{fill}"/>'


def hatching(key: str, size: int, width: float) -> str:
    """The pattern of the error band, to be filled with as `url(#key)`."""
    return (
        f'<defs><pattern id="{key}" width="{size}" height="{size}" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="{size}" height="{size}" fill="#f6f6f6"/>'
        f'<line x1="0" y1="0" x2="0" y2="{size}" stroke="{HATCH}" stroke-width="{width}"/></pattern></defs>'
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """How large each mark is: circle better, flat bar no real change, triangle worse, cross not comparable, diamond."""

    radius: float
    bar: tuple[float, float]  # half its width, half its height
    triangle: tuple[float, float, float]  # from the middle up to the tip, half its foot, its height
    cross: float
    diamond: float
    line: float
    cross_line: float

    def drawn(self, shape: Shape, x: float, y: float, colour: str, *, hollow: bool) -> str:
        paint = f'fill="{"#fff" if hollow else colour}" stroke="{colour}" stroke-width="{self.line}"'
        if shape == "better":
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{self.radius}" {paint}/>'
        if shape == "same":
            wide, high = self.bar
            where = f'x="{x - wide:.1f}" y="{y - high:.1f}" width="{2 * wide:g}" height="{2 * high:g}"'
            return f"<rect {where} {paint}/>"
        if shape == "worse":
            tip, half, high = self.triangle
            return f'<path d="M{x:.1f} {y - tip:.1f}l{half:g} {high:g}h{-2 * half:g}z" {paint}/>'
        if shape == "not_comparable":
            arm = self.cross
            path = f"M{x - arm:.1f} {y - arm:.1f}l{2 * arm:g} {2 * arm:g}m0 {-2 * arm:g}l{-2 * arm:g} {2 * arm:g}"
            return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{self.cross_line}"/>'
        arm = self.diamond
        return f'<path d="M{x:.1f} {y - arm:.1f}l{arm} {arm}l-{arm} {arm}l-{arm} -{arm}z" {paint}/>'
