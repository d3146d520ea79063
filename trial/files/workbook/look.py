"""How a cell looks: letters, fill, borders and where its text stands."""

from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any

INK, SECOND_INK, RULE, TINT, WHITE = "#1A1A1A", "#333333", "#B9B9B9", "#EFF4F8", "#FFFFFF"
FONT = "Arial"
THIN, MEDIUM, HAIR = 1, 2, 7  # borders


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a cell is drawn, in the words of XlsxWriter's formats; sizes in points."""

    font_size: float = 10
    bold: bool = False
    italic: bool = False
    font_color: str = INK
    bg_color: str = ""
    text_wrap: bool = True
    shrink: bool = False  # rather smaller letters than a cut word
    align: str = "left"
    indent: int = 0
    valign: str = "top"
    border: int = 0  # all four sides
    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    border_color: str = RULE
    num_format: str = ""

    def but(self, **changes: object) -> "Look":
        """The same look with these changes."""
        return _changed(self, *changes.items())

    @property
    def properties(self) -> dict[str, Any]:
        """The same as XlsxWriter takes it."""
        return {"font_name": FONT} | {name: value for name, value in asdict(self).items() if value}


@cache
def _changed(look: Look, *changes: tuple[str, object]) -> Look:
    return replace(look, **dict(changes))  # type: ignore[arg-type]


PLAIN = Look()
