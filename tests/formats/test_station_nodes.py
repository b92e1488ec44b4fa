"""NASA's public ephemeris of the station, as it is: the nodes it prints are found in its states,
and a flight begins from it.
"""

import gzip
import os
import re
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from sim.flight.fly import fly
from sim.formats.orbit.ephemeris import Ephemeris
from sim.formats.orbit.read import read_orbits
from sim.frames.earth_orientation import gcrf_to_itrf_matrix, orientation
from sim.frames.epoch import DAY, Epoch
from sim.lanes import interpreted
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load

NODE = re.compile(r"asc\. node ?: EPOCH = (\S+) \$ ORBIT = \d+ \$ LAN\(DEG\) = (\S+)")
UT1 = 0.1105
"""s by which UT1 was behind UTC in February 2022: IERS finals."""
TURN = 360.98564737 / DAY
"""deg/s of the Earth."""

SCENARIO = """
include: shipped:iss_today
name: from_file
state: {oem: {file: iss.xml}}
phases: {drift: {until: {ascending_node: {count: 16}}}}
"""


@pytest.fixture(scope="module")
def folder() -> Path:
    """Where NASA's files lie."""
    beside = Path(os.environ.get("ISS_DEORBIT_REFERENCE", "none")).parent / "cases" / "files"
    place = Path(os.environ.get("ISS_DEORBIT_CASES", beside)) / "oem"
    if not (place / "ISS_2022_042_nasa.xml.gz").is_file():
        pytest.skip("needs NASA's files")
    return place


def crossing(ephemeris: Ephemeris, near: float) -> tuple[float, float]:
    """Time of an ascending node near a time, s since the first state, and its longitude in deg."""
    turning = orientation(ephemeris.epoch, near + DAY)

    def place(t: float) -> np.ndarray:
        matrix = interpreted(gcrf_to_itrf_matrix)(np.array([t]), turning)
        return np.reshape(matrix, (3, 3)) @ ephemeris.state_at(ephemeris.epoch.plus(t))[:3]

    t = brentq(lambda t: place(t)[2], near - 60.0, near + 60.0, xtol=1e-6)
    x, y, _ = place(t)
    return t, float(np.degrees(np.arctan2(y, x)))


def test_nodes_are_where_nasa_prints_them(folder):
    """Times to 3 ms of the 1 ms they are printed to. Longitudes to 1e-4 of the 1e-5 degrees, once
    NASA's Earth is turned by UT1 - UTC, which it leaves out: 0.00046 deg, 51 m at the equator.
    """
    file = folder / "ISS_2022_042_from_xml.oem"
    (ephemeris,) = read_orbits(file).ephemerides
    printed = NODE.findall(file.read_text())
    assert len(printed) == 2
    for date, longitude in printed:
        near = Epoch.from_utc(f"{date}Z").seconds_since(ephemeris.epoch)
        t, computed = crossing(ephemeris, near)
        assert t == pytest.approx(near, abs=3e-3)
        assert computed - UT1 * TURN == pytest.approx(float(longitude), abs=1e-4)


def test_a_flight_from_the_file_meets_its_nodes(folder, tmp_path):
    """A day on NASA's mass, area and drag coefficient: 1.3 km along the track are 0.17 s; NASA's
    drag is that of a predicted Sun.
    """
    with gzip.open(folder / "ISS_2022_042_nasa.xml.gz", "rb") as file:
        (tmp_path / "iss.xml").write_bytes(file.read())
    (tmp_path / "a.yaml").write_text(SCENARIO)
    flight = fly(build_mission(load(tmp_path / "a.yaml")))
    (ephemeris,) = read_orbits(tmp_path / "iss.xml").ephemerides
    node, _ = crossing(ephemeris, float(flight.t[0]))
    assert float(flight.t[0]) == pytest.approx(node, abs=0.3)
    assert flight.t[0] > 0.95 * DAY
