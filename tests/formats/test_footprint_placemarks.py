"""One picture of a footprint: the largest area first, the aim point, the heaviest fragments."""

import numpy as np
import pytest

from sim.formats.footprint_placemarks import (
    FRAGMENT_FACTS,
    MOST_NAMED,
    STYLES,
    footprint_placemarks,
    hazard_placemarks,
    heaviest_fragments,
)
from sim.formats.kml import kml_text

SQUARE = np.array([[-120.0, -50.0], [-119.0, -50.0], [-119.0, -49.0], [-120.0, -49.0]])
AIM = {"kind": "aim", "latitude_deg": -49.5, "longitude_deg": -119.5}


def fragments(number):
    mass = np.arange(number, dtype=float) + 1.0
    return {
        "family": np.array([f"piece_{k}" for k in range(number)]),
        "latitude_deg": np.linspace(-50.0, -49.0, number),
        "longitude_deg": np.linspace(-120.0, -119.0, number),
        "mass_left_kg": mass,
        "count": np.full(number, 2.0),
        "stage": np.full(number, "modules"),
        "energy_j": 1e3 * mass,
    }


def test_the_largest_area_comes_first_so_that_smaller_ones_are_drawn_over_it():
    contours = {0.97: [SQUARE], 0.9999: [SQUARE, SQUARE + 2.0]}
    marks = footprint_placemarks(contours, AIM, fragments(3))
    assert [mark.name for mark in marks[:3]] == ["99.99 % of fragments"] * 2 + ["97 % of fragments"]
    assert [mark.kind for mark in marks] == ["area"] * 3 + ["point"] * 4
    assert marks[0].latitude.tolist() == SQUARE[:, 1].tolist()
    assert (marks[3].name, marks[3].latitude, marks[3].style) == ("aim", [-49.5], "aim")
    assert [mark.name for mark in marks[4:]] == ["piece_2", "piece_1", "piece_0"]
    assert tuple(marks[4].properties) == FRAGMENT_FACTS
    assert marks[4].properties["energy_j"] == 3e3
    text = kml_text("Footprint", marks, STYLES)
    assert text.count("<Placemark>") == 7


def test_only_the_heaviest_are_shown_one_by_one():
    table = fragments(MOST_NAMED + 5)
    rows = heaviest_fragments(table)
    assert len(rows) == MOST_NAMED and rows[0] == MOST_NAMED + 4
    assert table["mass_left_kg"][rows].min() == pytest.approx(6.0)
    assert len(footprint_placemarks({}, None, table)) == MOST_NAMED


def test_areas_to_keep_out_of_come_first_with_their_windows():
    times = {"from_utc": "2031-01-02T03:00:00Z", "until_utc": "2031-01-02T05:00:00Z"}
    box = {"latitude_deg": SQUARE[:, 1].tolist(), "longitude_deg": SQUARE[:, 0].tolist(), **times}
    level = {"from_flight_level": 0.0, "to_flight_level": 200.0, **times}
    areas = {"mariners": [{**box, "levels": []}] * 2, "airmen": [{**box, "levels": [level]}]}
    marks = footprint_placemarks({1.0: [SQUARE]}, AIM, fragments(1), areas)
    assert [mark.style for mark in marks[:4]] == ["mariners", "mariners", "airmen", "contour"]
    assert marks[1].name == "area for mariners 2 of 2" and marks[1].properties == times
    window = f"{times['from_utc']}/{times['until_utc']}"
    assert marks[2].properties == {**times, "fl000_to_fl200": window}
    assert window in kml_text("X", marks, STYLES)
    assert hazard_placemarks(None) == []
