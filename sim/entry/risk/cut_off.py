"""Expected casualties of a final burn that stops early, by how much of it was flown.

From the impacts of a failure map: all pieces of one break-up are taken to fall among the people at
the impact of the intact stack. Leaves out that they are spread over the track, which evens out over
many cut-offs.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from sim.entry.risk.population import Population, density_per_km2

Array = NDArray[np.float64]

EDGES = (0.7, 0.9, 1.0)
"""Ends of the stretches of a burn, as parts of its velocity change, after the first one: that ends
where the stack comes down in the revolution planned."""


class CutOffFigures(TypedDict):
    """Expected casualties of cut-offs between two parts of the burn: mean, and largest."""

    from_fraction: float
    to_fraction: float
    cut_offs: int
    mean: float
    largest: float


def cut_off_casualties(
    columns: Mapping[str, NDArray[np.generic]], people: Population, casualty_area: float
) -> tuple[Array, Array]:
    """Part of the velocity change that was flown, rising, and expected casualties, (n,) each.

    Parameters
    ----------
    columns
        Of a failure map; rows of the kind ``cut_off`` count. What stays in orbit counts as none.
    people
        Raster, projected to the year.
    casualty_area
        Of all fragments of one break-up, m2.
    """
    rows = np.flatnonzero(np.asarray(columns["kind"]) == "cut_off")
    fraction = np.asarray(columns["fraction"], dtype=np.float64)[rows]
    longitude, latitude = (
        np.asarray(columns[f"body_{name}_deg"], dtype=np.float64)[rows]
        for name in ("longitude", "latitude")
    )
    down = np.isfinite(longitude) & np.isfinite(latitude)
    expected = np.zeros(len(rows))
    if down.any():
        expected[down] = (
            1e-6 * casualty_area * density_per_km2(people, longitude[down], latitude[down])
        )
    order = np.argsort(fraction, kind="stable")
    return fraction[order], expected[order]


def mean_casualties(fraction: Array, expected: Array) -> float:
    """Mean over a burn that may stop at any part of it alike (trapezoids, to the ends)."""
    ends = np.concatenate([[0.0], fraction, [1.0]])
    values = np.concatenate([expected[:1], expected, expected[-1:]])
    return float(np.trapezoid(values, ends))


def tabulate_cut_offs(
    fraction: Array, expected: Array, same_revolution: float | None
) -> list[CutOffFigures]:
    """Expected casualties by stretches of the burn: a rule for the flight.

    Parameters
    ----------
    fraction, expected
        Of `cut_off_casualties`.
    same_revolution
        Part of the velocity change from which on the stack comes down in the revolution planned;
        None if never.
    """
    first = 1.0 if same_revolution is None else float(same_revolution)
    edges = [0.0, first, *(edge for edge in EDGES if edge > first + 1e-9)]
    found: list[CutOffFigures] = []
    for low, high in pairwise(edges):
        rows = (fraction >= low) & ((fraction < high) | (high >= 1.0))
        if rows.any():
            found.append(
                {
                    "from_fraction": low,
                    "to_fraction": high,
                    "cut_offs": int(rows.sum()),
                    "mean": float(expected[rows].mean()),
                    "largest": float(expected[rows].max()),
                }
            )
    return found
