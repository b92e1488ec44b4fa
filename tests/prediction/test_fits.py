"""Fits give back what a flight was made with."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.frames.epoch import DAY, Epoch
from sim.prediction.arcs import arc_between
from sim.prediction.coefficients import fit_coefficients
from sim.prediction.known_orbit import KnownOrbit
from sim.prediction.least_squares import OrbitFit, fit_orbit
from sim.prediction.setting import USUAL
from sim.prediction.surroundings import DEGREE, make_world, sun_known_until
from sim.propagation.forces import Atmosphere, Drag, Gravity, ThirdBody
from sim.propagation.propagate import propagate
from sim.scenario.load import loads
from sim.workflow.prediction.fit import scenario_text
from sim.workflow.prediction.inputs import Body, Known

B = 0.0174
"""m2/kg, of the object that was flown."""
EPOCH = Epoch.from_utc("2025-03-01T00:00:00Z")
AXIS = 6.72e6
STATE = np.array([AXIS, 0.0, 0.0, 0.0, 4784.0, 6037.0])
PERIOD = 5482.0
DAYS = (0.2, 1.0, 2.0, 3.0)


@pytest.fixture(scope="module")
def orbits() -> list[KnownOrbit]:
    forces = [Gravity("egm2008", DEGREE), ThirdBody(), Atmosphere("nrlmsise00"), Drag(B, 1.0)]

    def states(epoch: Epoch, t: np.ndarray) -> np.ndarray:
        since = epoch.seconds_since(EPOCH) + np.asarray(t)
        return propagate(STATE, EPOCH, forces, since, tolerance=1e-10).states[0]

    return [
        KnownOrbit(
            name="MADE",
            number=None,
            epoch=EPOCH.plus(day * DAY),
            utc=EPOCH.plus(day * DAY).utc_iso(),
            axis_m=AXIS - 400.0 * day,
            inclination_rad=0.9,
            period_s=PERIOD,
            states=partial(states),
        )
        for day in DAYS
    ]


def test_least_squares_find_state_and_coefficient(orbits):
    found = fit_orbit(orbits, sun_known_until(None))
    assert found.coefficient == pytest.approx(B, rel=1e-3)
    true = orbits[-1].states(orbits[-1].epoch, np.zeros(1))[0]
    assert np.linalg.norm(found.state[:3] - true[:3]) < 20.0
    assert found.rms_m.max() < 20.0
    assert found.orbits == len(DAYS)


def test_an_arc_loses_as_much_with_the_coefficient_it_tells(orbits):
    sun = sun_known_until(None)
    world = make_world(EPOCH, 4.0 * DAY, sun)
    arc = arc_between(EPOCH, world, orbits[0], orbits[-1])
    (found,) = fit_coefficients(world, [arc], USUAL)
    assert found.value == pytest.approx(B, rel=0.01)


def test_one_orbit_is_no_fit(orbits):
    with pytest.raises(InputError, match="two or more"):
        fit_orbit(orbits[:1], sun_known_until(None))


@given(name=st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_a_scenario_of_any_name_can_be_read(name):
    fitted = OrbitFit(
        epoch=EPOCH, state=STATE, coefficient=B, sigma=0.01, first_epoch=EPOCH,
        times_s=np.zeros(1), residuals_m=np.zeros((1, 3)), orbits=2, iterations=1,
    )  # fmt: skip
    orbit = KnownOrbit(
        name=name, number=None, epoch=EPOCH, utc="", axis_m=AXIS, inclination_rad=0.9,
        period_s=PERIOD, states=lambda _, t: np.tile(STATE, (len(t), 1)),
    )  # fmt: skip
    known = Known(orbits=(orbit,), body=Body(mass_kg=40.0))
    scenario = loads(scenario_text(fitted, known, "fitted", "nrlmsise00"))
    attitude = scenario.vehicles["body"].attitudes["nominal"]
    assert float(attitude.area) * 2.2 / 40.0 == pytest.approx(B)
