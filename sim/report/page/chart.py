"""What every chart of a page is made of.

A chart is a mapping that `chart.js` draws: `x` and `y` with their labels, `series` of lines,
bands, bars or dots, and `presets`, stretches of x to jump to. Dates are milliseconds since 1970.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from sim.report.page.markup import tag, text
from sim.report.text.formatting import amount
from sim.report.text.names import human_name

Chart = dict[str, Any]
Series = dict[str, Any]

MOST = 1500
"""Points of a line: as many as a wide screen has pixels."""
SMALL = 230
"""Height in pixels of a chart that stands beside others."""


def placeholder(name: str, label: str) -> str:
    """The element a chart of this name is drawn into."""
    return tag("figure", tag("figcaption", text(label)), class_="chart", data_chart=name)


def milliseconds(utc: np.ndarray) -> np.ndarray:
    """Dates as whole milliseconds since 1970, UTC; a row within a leap second, which has no date,
    takes that of the row before.
    """
    utc = np.asarray(utc)
    dated = np.flatnonzero(~np.isnat(utc))
    row = np.arange(len(utc))
    nearest = dated[np.clip(np.searchsorted(dated, row, side="right") - 1, 0, None)]
    return utc[nearest].astype("datetime64[ms]").astype(np.int64)


def significant(values: np.ndarray, digits: int = 5) -> np.ndarray:
    """Numbers rounded to so many significant digits, which keeps the page small."""
    values = np.asarray(values, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.floor(np.log10(np.abs(values)))
    scale = 10.0 ** (digits - 1 - np.where(np.isfinite(power), np.maximum(power, -280.0), 0.0))
    return np.round(values * scale) / scale


def stacked_bars(parts: Iterable[tuple[str, float, str]], row: int) -> list[Mapping[str, Any]]:
    """Bars of one row of a chart end to end.

    Parameters
    ----------
    parts
        Name, kilograms and colour of each.
    row
        Where they stand.
    """
    bars, begin = [], 0.0
    for name, mass_kg, colour in parts:
        if mass_kg <= 0.0:
            continue
        ends = {"x": [begin / 1e3], "x2": [(begin + mass_kg) / 1e3]}
        style = {"kind": "bars", "colour": colour, "row": row, "label": True, "gap": True}
        bars.append(style | ends | {"text": [f"{human_name(name)}: {amount(mass_kg, 'kg')}"]})
        begin += mass_kg
    return bars
