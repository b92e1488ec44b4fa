"""Colours of figures and pages, which colour-blind people can tell apart.

After Okabe and Ito, Color Universal Design (2008). Of each palette here every two colours differ by
16 in CIE 1976 L*a*b* at least, as seen with and without protanopia, deuteranopia and tritanopia.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
INK = "#222222"
MUTED = "#777777"
WARNING = "#8a3b00"
FAINT = "#d9d9d9"
LAND = "#b9b2a3"
NEUTRAL = "#8a8a8a"
"""Grey that shows on a white and on a dark page."""

STAGES = {
    "appendages": "#e69f00",
    "modules": "#0072b2",
    "contents": "#009e73",
    "late": "#cc79a7",
}
"""Stage of the break-up at which a fragment is released, and its colour."""


PROPELLANT = {
    "rendezvous": "#ad669c",
    "lowering": "#77aadd",
    "before the last burn": "#eedd88",
    "last burn": "#ee8866",
    "attitude control": "#bbcc33",
    "reserve": "#99ddff",
    "left": "#40c49f",
    "departed": "#d2eae4",
}
"""What propellant goes into, and its colour: pale ones that no plan is drawn in, after Paul Tol,
Colour Schemes (SRON/EPS/TN/09-002, 2021), scheme `light`, three of them moved until every pair
differs for colour-blind people too.
"""


DECISIONS = {
    "go": "#2b9c92",
    "in_spite": "#c9ce1c",
    "engines_out": "#51bbff",
    "early": "#aa4499",
    "hold": "#e37600",
    "abort": "#cc3311",
}
"""What comes of a try of a burn, and its colour."""


class Summarised(Protocol):
    """Results with a summary, in which a scenario may ask for a colour."""

    @property
    def summary(self) -> Mapping[str, Any]:
        """Figures of the results by their keys."""
        ...


def assign_colours(results: Sequence[Summarised]) -> list[str]:
    """A colour for each result: the one its scenario asks for, unless two would look the same."""
    chosen: list[str] = []
    spare = iter(PALETTE * 4)
    for result in results:
        wish = str(result.summary.get("colour") or "").lower()
        if not wish or wish in chosen:
            wish = next(c for c in spare if c not in chosen or len(chosen) >= len(PALETTE))
        chosen.append(wish)
    return chosen
