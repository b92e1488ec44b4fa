"""The picture of a footprint for Earth viewers and maps: areas that hold given shares of the
fragments, the aim point, and the heaviest fragments, with one set of colours.

Colours after Okabe and Ito, Color Universal Design (2008).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.formats.kml import Placemark, Style

CONTOUR, FRAGMENT, AIM, TRACK, BURN = "#d55e00", "#000000", "#0072b2", "#56b4e9", "#e69f00"
STYLES = {
    "contour": Style(CONTOUR, 1.5, 0.15),
    "fragment": Style(FRAGMENT, 1.0, 0.8),
    "aim": Style(AIM, 2.0, 0.9),
}
"""Style of each kind of placemark of a footprint."""
FLIGHT_STYLES = {"track": Style(TRACK, 1.5, 1.0), "burn": Style(BURN, 4.0, 1.0)}
"""Styles of the flight above it."""

MOST_NAMED = 400
"""Fragments that are shown one by one at most: the heaviest."""

FRAGMENT_FACTS = ("mass_left_kg", "count", "stage", "energy_j")
"""Columns of a fragment that are shown with it."""

Columns = Mapping[str, np.ndarray]


def heaviest_fragments(fragments: Columns) -> np.ndarray:
    """Rows of the `MOST_NAMED` heaviest fragments by the mass left, the heaviest first.

    Parameters
    ----------
    fragments
        Columns of a table of fragments, among them `mass_left_kg`.
    """
    return np.argsort(-fragments["mass_left_kg"], kind="stable")[:MOST_NAMED]


def area_name(share: float) -> str:
    """Name of the area that holds a share of the fragments."""
    return f"{100 * share:g} % of fragments" if share < 1.0 else "all computed fragments"


def footprint_placemarks(
    contours: Mapping[float, Sequence[np.ndarray]],
    reference: Mapping[str, Any] | None,
    fragments: Columns,
) -> list[Placemark]:
    """Areas from the largest share down, the aim point, and the heaviest fragments.

    Parameters
    ----------
    contours
        Rings by the share of the fragments that they hold, longitude and latitude in deg, each of
        shape (n, 2).
    reference
        `kind`, `latitude_deg` and `longitude_deg` of the point from which distances count; None if
        there is none.
    fragments
        Columns `family`, `latitude_deg`, `longitude_deg` and those of `FRAGMENT_FACTS`.
    """
    placemarks = [
        Placemark(
            area_name(share),
            "area",
            ring[:, 1],
            ring[:, 0],
            "contour",
            {"share": share},
        )
        for share, rings in sorted(contours.items(), reverse=True)
        for ring in rings
    ]
    if reference is not None:
        place = [reference["latitude_deg"]], [reference["longitude_deg"]]
        placemarks.append(Placemark(str(reference["kind"]), "point", *place, "aim"))
    for row in heaviest_fragments(fragments):
        place = [fragments["latitude_deg"][row]], [fragments["longitude_deg"][row]]
        facts = {name: fragments[name][row].item() for name in FRAGMENT_FACTS}
        family = str(fragments["family"][row])
        placemarks.append(Placemark(family, "point", *place, "fragment", facts))
    return placemarks
