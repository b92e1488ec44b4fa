"""Decay of the station over weeks: NASA's orbit solutions of 2016, element sets of 2024 and 2025.

Area and drag coefficient are fitted: the tests ask whether one value serves several spans of
different solar activity.
"""

import json
from datetime import datetime

import numpy as np
import pytest
from sgp4 import omm
from sgp4.api import Satrec

from sim.environment.world import world
from sim.frames.elements import MU
from sim.frames.epoch import Epoch
from sim.frames.geodesy import EQUATORIAL_RADIUS
from sim.integrate.batch import run
from sim.integrate.observe import observations
from sim.scenario.state import gcrf_from

DAY = 86400.0
B = 0.0068
"""m2/kg, first guess of drag coefficient times area over mass; the decay is proportional to it."""

SPANS = [
    ("2024-09-15", "2024-10-04T08:53"),
    ("2024-10-05", "2024-11-07T23:59"),
    ("2024-11-26", "2024-12-21T23:59"),
    ("2024-12-22T16:26", "2025-01-11T23:59"),
    ("2025-01-12T09:53", "2025-02-01T03:55"),
    ("2025-02-01T17:33", "2025-02-19T23:59"),
]
"""From the first to the last record between reboosts, UTC."""


@pytest.fixture(scope="module")
def fall(ball):
    """Change of the mean altitude (m) in some seconds, in the air of those days."""

    def change(start_utc, state, seconds):
        epoch = Epoch.from_utc(start_utc)
        air = world(epoch, seconds, degree=8)
        start, cases = np.append(state, 1000.0)[None, :], ball(1, 1000.0 * B)
        zero, end = np.zeros(1), np.array([seconds])
        arc = run(air, zero, start, end, cases, relative_tolerance=1e-9)
        before = observations(air, zero, start, cases).mean_altitude
        return float((observations(air, end, arc.y, cases).mean_altitude - before)[0])

    return change


def test_one_drag_value_serves_the_element_sets_of_2024_and_2025(reference, fall):
    path = reference / "iss_omm" / "iss_omm_2024-09-15_2025-02-25.json"
    records = json.loads(path.read_text(encoding="utf-8"))
    ratio = []
    for first, last in SPANS:
        inside = [r for r in records if first <= r["EPOCH"] <= last]
        assert len(inside) > 40
        height = [
            np.cbrt(MU / (float(r["MEAN_MOTION"]) * 2.0 * np.pi / DAY) ** 2) - EQUATORIAL_RADIUS
            for r in (inside[0], inside[-1])
        ]
        begin, end = (datetime.fromisoformat(r["EPOCH"]) for r in (inside[0], inside[-1]))
        satellite = Satrec()
        omm.initialize(satellite, inside[0])
        code, r, v = satellite.sgp4_tsince(0.0)
        assert code == 0
        utc = inside[0]["EPOCH"] + "Z"
        state = gcrf_from(
            "teme", (*(1e3 * c for c in r), *(1e3 * c for c in v)), Epoch.from_utc(utc)
        )
        ratio.append((height[1] - height[0]) / fall(utc, state, (end - begin).total_seconds()))
    found = np.array(ratio)
    constant = 0.5 * (found.min() + found.max())
    assert 0.7 < constant < 1.3
    np.testing.assert_allclose(constant / found, 1.0, atol=0.2)


def test_drag_of_march_2016_predicts_the_rate_of_april(table, from_j2000, fall):
    solutions = table("iss_2016/iss_2016_orbit_solutions.csv")
    measured, flown = [], []
    for first, last in (("2016-03-07", "2016-04-12"), ("2016-04-13T13", "2016-04-30")):
        inside = [r for r in solutions if first <= r["epoch_utc"] < last]
        stamps = [datetime.fromisoformat(r["epoch_utc"].rstrip("Z")) for r in inside]
        seconds = np.array([(s - stamps[0]).total_seconds() for s in stamps])
        axes = np.array([float(r["sma_j2_m"]) for r in inside])
        measured.append(np.polyfit(seconds, axes, 1)[0] * DAY)
        keys = ("x_m", "y_m", "z_m", "vx_mps", "vy_mps", "vz_mps")
        state = from_j2000(np.array([float(inside[0][key]) for key in keys]))
        utc = inside[0]["epoch_utc"].rstrip("Z") + "Z"
        flown.append(fall(utc, state, float(seconds[-1])) / seconds[-1] * DAY)
    assert measured == pytest.approx([-37.5, -26.6], abs=3.0)
    predicted = flown[1] * measured[0] / flown[0]
    assert predicted == pytest.approx(measured[1], rel=0.35)
