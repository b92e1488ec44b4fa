"""The station in flight: NASA's ephemeris of February 2022 with its own drag; real reboosts.

The ephemeris is a prediction after its first hours, made with predicted space weather and another
density model: bounds are a quarter to a half of what drag does to the position in that time.
"""

from datetime import datetime

import numpy as np
import pytest

from sim.dynamics.thrust import LVLH
from sim.environment.world import world
from sim.frames.epoch import Epoch
from sim.integrate.batch import run
from sim.integrate.observe import observations

MASS, AREA, CD = 445386.0, 1439.70, 3.40
HOURS = (24.0, 48.0, 72.0, 96.0, 120.0)


@pytest.fixture(scope="module")
def ephemeris(table):
    """Seconds since the first state, and states (n, 6) in m and m/s, EME2000."""
    rows = table("iss_2022/iss_oem_2022-02-11_2022-02-26.csv")
    keys = [key for key in rows[0] if key != "epoch_utc"]
    states = 1e3 * np.array([[float(row[key]) for key in keys] for row in rows])
    stamps = [datetime.fromisoformat(row["epoch_utc"].rstrip("Z")) for row in rows]
    return np.array([(s - stamps[0]).total_seconds() for s in stamps]), states


@pytest.fixture(scope="module")
def errors(ephemeris, from_j2000, ball, orbit_errors):
    """Radial, along-track, cross-track errors (m) at `HOURS` (rows) for factors on the density."""
    seconds, states = ephemeris
    epoch = Epoch.from_utc("2022-02-11T12:00:00Z")
    air = world(epoch, 121.0 * 3600.0, degree=50)
    indices = [int(np.argmin(np.abs(seconds - 3600.0 * h))) for h in HOURS]
    truth = np.array([from_j2000(states[i]) for i in indices])
    assert np.abs(seconds[indices] - 3600.0 * np.array(HOURS)).max() <= 120.0

    def flown(*factors):
        n = len(HOURS)
        start = np.append(from_j2000(states[0]), MASS)
        arc = run(
            air,
            np.zeros(n * len(factors)),
            np.tile(start, (n * len(factors), 1)),
            np.tile(seconds[indices], len(factors)),
            ball(n * len(factors), AREA, CD, density_factor=np.repeat(factors, n)),
            relative_tolerance=1e-11,
        )
        ends = arc.y.reshape(len(factors), n, 7)
        return np.array(
            [[orbit_errors(e[:3], t) for e, t in zip(row, truth, strict=True)] for row in ends]
        )

    return flown


def test_five_days_with_the_values_of_nasa(errors):
    found = errors(1.0)[0]
    along = dict(zip(HOURS, np.abs(found[:, 1]), strict=True))
    assert along[24.0] < 2e3
    assert along[48.0] < 7e3
    assert along[120.0] < 25e3
    assert np.abs(found[:, [0, 2]]).max() < 100.0


def test_one_fitted_drag_factor_follows_the_five_days(errors):
    low, high = 0.8, 1.0
    ends = errors(low, high)[:, -1, 1]
    factor = low - ends[0] * (high - low) / (ends[1] - ends[0])
    assert 0.7 < factor < 1.3
    found = errors(factor)[0]
    assert abs(found[0, 1]) < 1e3
    assert np.abs(found[:, 1]).max() < 3e3
    assert np.abs(found[:, [0, 2]]).max() < 100.0


@pytest.fixture(scope="module")
def raised(from_j2000, ball):
    """Rise of the mean altitude by a burn: with it less without it, no drag."""

    def rise(start_utc, state, mass, seconds, delta_v):
        epoch = Epoch.from_utc(start_utc)
        table = world(epoch, seconds, degree=36, air="none")
        table = table._replace(switch=table.switch._replace(steering=LVLH))
        start = np.append(from_j2000(state), mass)
        cases = ball(2, thrust=np.array([0.0, mass * delta_v / seconds]))
        ends = np.full(2, seconds)
        arc = run(table, np.zeros(2), np.tile(start, (2, 1)), ends, cases)
        low, high = observations(table, ends, arc.y, cases).mean_altitude
        return high - low

    return rise


def test_reboost_of_the_ephemeris_lifts_the_orbit(ephemeris, raised):
    seconds, states = ephemeris
    ignition = (14 * 24 + 13) * 3600 + 37 * 60  # 2022-02-26T01:37:00
    k = int(np.argmin(np.abs(seconds - ignition)))
    assert abs(seconds[k] - ignition) < 1e-3
    lift = raised("2022-02-26T01:37:00Z", states[k], MASS, 236.87, 0.42)
    assert lift == pytest.approx(720.0, abs=100.0)


def test_reboosts_of_2022_to_2025_lift_by_what_was_published(table, ephemeris, raised):
    _, states = ephemeris
    tried = 0
    for row in table("iss_reboosts.csv"):
        if not (row["dv_mps"] and row["mean_altitude_change_km"]):
            continue
        tried += 1
        seconds, delta_v = float(row["duration_s"]), float(row["dv_mps"])
        lift = raised("2022-02-11T12:00:00Z", states[0], 440e3, seconds, delta_v)
        published = 1e3 * float(row["mean_altitude_change_km"])
        assert lift == pytest.approx(published, abs=150.0), row["date_utc"]
    assert tried >= 6
