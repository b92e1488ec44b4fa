"""Sizes of figures on paper. Kept light: commands ask for them before anything is drawn."""

import re
from dataclasses import dataclass

from sim.errors import InputError

MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4}
"""By unit."""
WIDTHS, HEIGHTS = (60.0, 420.0), (30.0, 600.0)
"""Least and most in mm: half a column of a journal, to a sheet of A3 across."""
SINGLE, DOUBLE = "85mm", "170mm"
"""Widths of one and of two columns of many journals."""

_LENGTH = re.compile(r"\s*(\d{1,5}(?:\.\d{1,6})?)\s*([A-Za-z]*)\s*", re.ASCII)


@dataclass(frozen=True)
class PaperSize:
    """Width of a figure in print, and its height; None lets the content decide.

    Attributes
    ----------
    width_mm, height_mm
        In mm.
    """

    width_mm: float
    height_mm: float | None = None

    @property
    def words(self) -> str:
        """Width as file names bear it."""
        return f"{self.width_mm:.6g}mm"


def paper_of(width: str | None, height: str | None) -> PaperSize | None:
    """Size on paper that was asked for: one column wide with a height alone; None without both.

    Raises
    ------
    InputError
        As `parse_paper`.
    """
    if width is None and height is None:
        return None
    return parse_paper(SINGLE if width is None else width, height)


def parse_paper(width: str, height: str | None = None) -> PaperSize:
    """Size on paper from lengths with units, such as ``85mm``, ``8.5 cm`` or ``3.3in``.

    Raises
    ------
    InputError
        If one is no length, has no unit, or is too small or too large.
    """
    return PaperSize(
        _parse_length(width, "width", WIDTHS),
        None if height is None else _parse_length(height, "height", HEIGHTS),
    )


def _parse_length(text: str, what: str, limits: tuple[float, float]) -> float:
    """A length in mm."""
    found = _LENGTH.fullmatch(text)
    if not found or found[2].lower() not in MILLIMETRES:
        raise InputError(
            f"{what} {text}: it must be a number with a unit, {', '.join(MILLIMETRES)}, such as "
            f"{SINGLE} (one column) or {DOUBLE} (two columns)"
        )
    length, (least, most) = float(found[1]) * MILLIMETRES[found[2].lower()], limits
    if not least <= length <= most:
        raise InputError(f"{what} {text}: allowed: {least:.0f} mm to {most:.0f} mm")
    return length
