"""The picture of a footprint for Earth viewers and maps: areas that hold given shares of the
fragments, areas closed to ships and aircraft, the aim point, and the heaviest fragments, with one
set of colours.

Colours after Okabe and Ito, Color Universal Design (2008).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.formats.kml import Placemark, Style, TimedPlacemark

CONTOUR, FRAGMENT, AIM, TRACK, BURN = "#d55e00", "#000000", "#0072b2", "#56b4e9", "#e69f00"
MARINERS, AIRMEN = "#009e73", "#cc79a7"
STYLES = {
    "contour": Style(CONTOUR, 1.5, 0.15),
    "fragment": Style(FRAGMENT, 1.0, 0.8),
    "aim": Style(AIM, 2.0, 0.9),
    "mariners": Style(MARINERS, 2.0, 0.08),
    "airmen": Style(AIRMEN, 2.0, 0.08),
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


def hazard_name(kind: str, number: int, count: int) -> str:
    """Name of one of the areas for `mariners` or `airmen`: ``Area for mariners 1 of 3``."""
    return f"area for {kind} {number} of {count}"


def hazard_properties(area: Mapping[str, Any]) -> dict[str, str]:
    """When an area is closed, and from when to when each band of its flight levels."""
    told = {"from_utc": area["from_utc"], "until_utc": area["until_utc"]}
    for level in area["levels"]:
        low, high = (f"{level[name]:03.0f}" for name in ("from_flight_level", "to_flight_level"))
        told[f"fl{low}_to_fl{high}"] = f"{level['from_utc']}/{level['until_utc']}"
    return told


def hazard_placemarks(areas: Mapping[str, Any] | None) -> list[Placemark]:
    """Areas for mariners and for airmen, as the summary of a run holds them; None: none."""
    return [
        Placemark(
            hazard_name(kind, k + 1, len(boxes)),
            "area",
            box["latitude_deg"],
            box["longitude_deg"],
            kind,
            hazard_properties(box),
        )
        for kind, boxes in (areas or {}).items()
        for k, box in enumerate(boxes)
    ]


def footprint_placemarks(
    contours: Mapping[float, Sequence[np.ndarray]],
    reference: Mapping[str, Any] | None,
    fragments: Columns,
    areas: Mapping[str, Any] | None = None,
    down: Sequence[str] | None = None,
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
    areas
        Areas for mariners and airmen, `hazard_areas` of the summary.
    down
        UTC texts of when each fragment comes down, from which on it is shown; None: always.
    """
    placemarks = hazard_placemarks(areas) + [
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
        span = None if down is None else (str(down[row]), "")
        placemarks.append(TimedPlacemark(family, "point", *place, "fragment", facts, span=span))
    return placemarks
