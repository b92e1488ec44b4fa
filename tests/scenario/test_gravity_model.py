"""A field stated by its coefficients: what it pulls, and what is refused."""

import math

import numpy as np
import pytest

from sim.environment.gravity import gravity
from sim.lanes import interpreted
from sim.scenario.build.mission import build_mission
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads

J2, MU, RADIUS = 0.00108262982, 3.986004418e14, 6378137.0


def pull(field, place):
    return np.array(
        [float(a[0]) for a in interpreted(gravity)(*(np.array([c]) for c in place), field)]
    )


def changed(scenarios, text):
    return loads("include: nesc_atmos_01.yaml\n" + text, str(scenarios / "checks" / "x.yaml"))


def test_j2_is_the_closed_form(scenarios):
    mission = build_mission(load(scenarios / "checks" / "nesc_atmos_01.yaml"))
    for latitude in (0.0, 0.6, 1.5):
        r = 6.6e6
        x, z = r * math.cos(latitude), r * math.sin(latitude)
        k = 1.5 * J2 * (RADIUS / r) ** 2
        s = (z / r) ** 2
        expected = (
            -MU / r**3 * np.array([x * (1 + k * (1 - 5 * s)), 0.0, z * (1 + k * (3 - 5 * s))])
        )
        found = pull(mission.world_of(2, 0).gravity, (x, 0.0, z))
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_degree_zero_is_a_point(scenarios):
    mission = build_mission(load(scenarios / "checks" / "nesc_6b.yaml"))
    found = pull(mission.world.gravity, (3e6, 4e6, 5e6))
    r = math.sqrt(5e13)
    np.testing.assert_allclose(found, -3.98600436e14 / r**3 * np.array([3e6, 4e6, 5e6]), rtol=1e-14)


@pytest.mark.parametrize(
    ("gravity", "said"),
    [
        ("{field: stated, mu: null}", "both mu and radius"),
        ("{field: egm96}", "only with field: stated"),
        ("{degree: 40}", "0 to 36"),
        ("{degree: 1}", "a harmonic above the degree"),
        ("{harmonics: [{degree: 2, order: 3, c: 0.001}]}", "order 0 to degree"),
        (
            "{harmonics: [{degree: 2, order: 0, c: 1e-3}, {degree: 2, order: 0, c: 0}]}",
            "given twice",
        ),
        ('{mu: "-1 m3/s2"}', "a gravitational parameter from 3e\\+14 m3/s2"),
        ('{mu: "4e14 m2"}', "a gravitational parameter"),
    ],
)
def test_what_makes_no_field_is_refused(scenarios, gravity, said):
    with pytest.raises(ScenarioError, match=said):
        changed(scenarios, f"environment: {{gravity: {gravity}}}")


def test_no_phase_asks_for_more_than_was_stated(scenarios):
    with pytest.raises(ScenarioError, match="at most 2"):
        changed(scenarios, "phases: {fall: {field_degree: 4}}")
    with pytest.raises(ScenarioError, match="`campaign` flies other degrees too"):
        changed(scenarios, "campaign: {pieces: 5}")
