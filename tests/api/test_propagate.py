"""Whatever people have becomes states, an epoch and seconds."""

import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pytest
from astropy import units
from astropy.time import Time
from hypothesis import given
from hypothesis import strategies as st

import sim
from sim.errors import InputError

STATE = np.array([6.8e6, 0.0, 1.0e5, 100.0, 4.7e3, 6.0e3])
START = "2024-03-01T00:00:00Z"
FORCES = [sim.Gravity(degree=2)]
TLE = (
    "1 25544U 98067A   24060.50000000  .00016717  00000-0  10270-3 0  9007\n"
    "2 25544  51.6416 247.4627 0006703 130.5360 325.0288 15.49815000   18"
)


def with_checksums(text: str) -> str:
    """Both lines with the checksum that their digits add up to."""
    lines = []
    for line in text.splitlines():
        body = line[:68].ljust(68)
        digits = sum(int(c) if c.isdigit() else c == "-" for c in body)
        lines.append(f"{body}{digits % 10}")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def tle() -> str:
    return with_checksums(TLE)


@pytest.fixture(scope="module")
def plain():
    return sim.propagate(STATE, START, FORCES, [60.0, 600.0])


@pytest.mark.parametrize(
    "epoch",
    [
        START,
        Time("2024-03-01T00:00:00", scale="utc"),
        datetime(2024, 3, 1, tzinfo=UTC),
    ],
)
def test_any_epoch(plain, epoch):
    assert np.array_equal(sim.propagate(STATE, epoch, FORCES, [60.0, 600.0]).states, plain.states)


def test_quantities_and_times_are_the_same_flight(plain):
    pair = (STATE[:3] * 1e-3 * units.km, STATE[3:] * units.m / units.s)
    times = [1.0, 10.0] * units.min
    flown = sim.propagate(pair, START, FORCES, times, mass=[1e3] * units.g)
    assert np.allclose(flown.states, plain.states, rtol=0.0, atol=1e-6)
    assert flown.mass_kg[0, 0] == 1.0
    instants = Time(START[:-1], scale="utc") + [1.0, 10.0] * units.min
    dated = sim.propagate(STATE, START, FORCES, instants)
    assert np.allclose(dated.times_s, [60.0, 600.0], rtol=0.0, atol=1e-6)
    assert dated.times[0].isot[:19] == "2024-03-01T00:01:00"


def test_orbits_of_boinor_start_where_they_are(plain):
    from boinor.bodies import Earth
    from boinor.twobody import Orbit

    orbit = Orbit.from_vectors(
        Earth, STATE[:3] * units.m, STATE[3:] * units.m / units.s, epoch=Time(START[:-1]).tdb
    )
    flown = sim.propagate([orbit, orbit], START, FORCES, [60.0, 600.0])
    assert flown.states.shape == (2, 2, 6)
    assert np.allclose(flown.states[1], plain.states[0], rtol=0.0, atol=1e-3)
    with pytest.raises(InputError, match="after the epoch"):
        sim.propagate(orbit, "2024-03-02T00:00:00Z", FORCES, 60.0)


def test_element_sets_are_flown_to_the_epoch(tle):
    from sgp4.api import Satrec

    satellite = Satrec.twoline2rv(*tle.splitlines())
    by_text = sim.propagate([tle, f"ISS\n{tle}"], None, FORCES, [0.0])
    by_satellite = sim.propagate(satellite, None, FORCES, [0.0])
    assert by_text.epoch.utc_iso() == "2024-02-29T12:00:00Z"
    assert np.array_equal(by_text.states[0], by_text.states[1])
    assert np.allclose(by_text.states[0], by_satellite.states[0], rtol=0.0, atol=1e-3)
    # TEME lies within a degree of GCRF, and keeps lengths
    code, r, _ = satellite.sgp4_tsince(0.0)
    assert code == 0
    assert np.linalg.norm(by_text.position_m[0, 0]) == pytest.approx(
        1e3 * np.linalg.norm(r), rel=1e-12
    )
    assert np.linalg.norm(by_text.position_m[0, 0] - 1e3 * np.array(r)) < 0.01 * 6.8e6
    later = sim.propagate(tle, "2024-03-01T12:00:00Z", FORCES, [0.0])
    assert later.epoch.utc_iso() == "2024-03-01T12:00:00Z"


@given(st.text(max_size=80))
def test_text_that_is_no_element_set(text):
    with pytest.raises(InputError, match="allowed"):
        sim.propagate(text, START, FORCES, 60.0)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ((STATE, None), "epoch=None"),
        ((STATE, "yesterday"), "not a UTC instant"),
        ((STATE, 5.0), "not an instant"),
        ((STATE * units.m, START), "a pair of quantities"),
        (((STATE[:3] * units.s, STATE[3:] * units.m / units.s), START), "position in s"),
        (((STATE[:3] * units.m, STATE[3:5] * units.m / units.s), START), r"\(n, 3\) both"),
    ],
)
def test_what_is_none(arguments, match):
    with pytest.raises(InputError, match=match):
        sim.propagate(*arguments, FORCES, 60.0)


def test_tables_of_other_libraries(plain):
    table = plain.to_table()
    assert list(table)[:4] == ["trajectory", "time_s", "utc", "x_m"]
    assert np.array_equal(table["vx_m_s"], plain.states[0, :, 3])
    quantities = plain.to_qtable()
    assert quantities["position"].unit == units.m and len(quantities) == 2
    frame = plain.to_pandas()
    assert frame.loc[(0, 600.0), "x_m"] == plain.states[0, 1, 0]
    assert frame.attrs["units"]["vx_m_s"] == "m/s" and frame.dtypes["utc"].kind == "M"
    assert list(plain.to_event_table())[:3] == ["trajectory", "event", "time_s"]


def test_a_library_that_is_not_there_is_named(plain, monkeypatch):
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(InputError, match="pip install xarray"):
        plain.to_xarray()


def test_the_names_cost_nothing_until_asked_for():
    modules = ("boinor", "sgp4", "pydantic", "astropy")
    code = f"import sys, sim; sim.propagate; print(*(name in sys.modules for name in {modules}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.split() == ["False"] * len(modules)
