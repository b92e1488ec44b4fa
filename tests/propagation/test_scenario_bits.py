"""A scenario and `sim.propagate` with the same forces give the same bits."""

import numpy as np
import pytest

import sim
from sim.scenario.build.mission import build_mission

MADE_UP = "made up"


def given(value):
    return {"value": value, "assumption": MADE_UP}


def scenario(environment: dict) -> dict:
    flying = {
        "area": given("1500 m2"), "cd_free_molecular": given(2.2), "cd_continuum": given(1.2),
        "length": given("50 m"),
    }  # fmt: skip
    return {
        "environment": environment,
        "vehicles": {"station": {"dry_mass": given("400 t"), "attitudes": {"flying": flying}}},
        "stack": ["station"],
        "phases": [
            {"name": "drift", "attitude": "station.flying", "until": {"duration": "10 h"},
             "save_every": "1 h"},
        ],
    }  # fmt: skip


EXPONENTIAL = {
    "gravity": {"degree": 8},
    "third_bodies": ["sun", "moon"],
    "atmosphere": {
        "model": "exponential", "density": "4e-12 kg/m3", "scale_height": "58 km",
        "reference_altitude": "400 km",
    },
}  # fmt: skip
WEATHER = {
    "gravity": {"field": "egm96", "degree": 12},
    "third_bodies": [],
    "atmosphere": {"model": "nrlmsise00"},
    "space_weather": {"constant": {"f107": "150 sfu", "f107a": "140 sfu", "ap": 12}},
}


@pytest.mark.parametrize(
    ("environment", "forces"),
    [
        (
            EXPONENTIAL,
            [
                sim.Gravity("egm2008", 8),
                sim.ThirdBody(),
                sim.Atmosphere("exponential", exponential=(4e-12, 400e3, 58e3)),
            ],
        ),
        (
            WEATHER,
            [sim.Gravity("egm96", 12), sim.Atmosphere("nrlmsise00", (150.0, 140.0, 12.0))],
        ),
    ],
    ids=["exponential", "nrlmsise00"],
)
def test_the_last_state_of_a_drift(tmp_path, environment, forces):
    import json

    start = "2025-06-01T00:00:00Z"
    kepler = {
        "kind": "osculating", "altitude": "420 km", "eccentricity": 0.001,
        "inclination": "51.6 deg", "raan": "10 deg", "argument_of_latitude": "20 deg",
    }  # fmt: skip
    file = tmp_path / "drift.yaml"
    whole = {
        "name": "drift",
        "title": "Drift",
        "horizon": "2025-06-01T10:00:00Z",
        "start": start,
        "state": {"kepler": kepler},
    }
    file.write_text(json.dumps(whole | scenario(environment)))
    descent = sim.load(file)
    flight = descent.fly().record
    first = build_mission(descent.scenario)
    states = np.hstack([first.position, first.velocity])
    drag = sim.Drag(1500.0, 2.2, cd_continuum=1.2, length_m=50.0)
    flown = sim.propagate(states, start, [*forces, drag], [3600.0, 36000.0], mass=400e3)
    last = flight.segments[-1].samples[-1]
    assert last[0] == 36000.0
    assert np.array_equal(last[1:7], flown.states[0, -1])
