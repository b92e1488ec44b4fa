"""Orbits that GMAT R2026A flew, without air and with it, and states that astropy turned.

End states in GCRF from the public test cases of satkit (tests/gmat/cases: leo_iss_j2, leo_iss_full,
drag_iss_const, drag_leo300_const, drag_iss_sw): a body of 1000 kg with 10 m2 and a drag coefficient
of 2.2, EGM96, Sun, Moon and NRLMSISE-00. Where the field is 36 x 36 GMAT has solid tides; here they
are left out.
"""

from pathlib import Path

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.scenario.build.mission import build_mission
from sim.scenario.build.state import initial_state
from sim.scenario.load import load, loads

SCENARIOS = Path(__file__).parents[2] / "scenarios"
SCENARIO = """
name: gmat
title: A body beside GMAT
state:
  cartesian: {{frame: {frame}, epoch: "{epoch}", position: {position}, velocity: {velocity}}}
environment:
  gravity: {{field: egm96, degree: {degree}}}
  third_bodies: [sun, moon]
  integrator: {{relative_tolerance: 1.0e-12}}
  {air}
vehicles:
  body:
    dry_mass: {{value: "1000 kg", assumption: test}}
    attitudes:
      flying:
        area: {{value: "10 m2", assumption: test}}
        cd_free_molecular: {{value: 2.2, assumption: test}}
        cd_continuum: {{value: 2.2, assumption: test}}
        length: {{value: "1 m", assumption: test}}
stack: [body]
phases: [{{name: drift, attitude: body.flying, until: {{duration: "{days} d"}}, save_every: 1 h}}]
"""
NO_AIR = "atmosphere: {model: none}"
CONSTANT = (
    "atmosphere: {model: nrlmsise00}\n"
    "  space_weather: {constant: {f107: 150 sfu, f107a: 150 sfu, ap: 4}}"
)
OBSERVED = "atmosphere: {model: nrlmsise00}\n  space_weather: {observed: true}"
HISTORY = "atmosphere: {model: nrlmsise00}\n  space_weather: {observed: true, ap_history: true}"
MAY = (
    "2023-05-16T20:00:00Z",
    (-2103.715480048485, 3643.742096113128, 5308.456731666616),
    (-6.647330004445162, -3.833624329580398, 0.004603821856452621),
)
MARCH = (
    "2023-03-01T00:00:00Z",
    (-2110.602442796047, 3655.670665501742, 5325.835100607077),
    (-6.634499749205252, -3.828326599302159, 0.002298521412995219),
)
LOW = (
    "2023-03-01T00:00:00Z",
    (-4087.378414013728, -2359.849027610691, 4719.698055221382),
    (3.864851682544468, -6.694119477885082, 3.391136317952883e-16),
)
CASES = {
    # start, degree, air, days, GMAT's end in km, and how far from it at most, m
    # Sun and Moon are those of ERFA here: 5 m in a week
    "two by two": (
        MAY,
        2,
        NO_AIR,
        7,
        (5767.723160809122, 1899.757149250683, 3008.993762258835),
        5.0,
    ),
    # tides move it by 10 m a day (docs/physics.md)
    "full field": (MAY, 36, NO_AIR, 7, (5766.457918604, 1899.757886861, 3005.528950698), 80.0),
    # drag alone moves it by 152 km, and by 1,373 km at 300 km: 0.2 % of that. Here the season moves
    # smoothly, there from day to day: half a day of March is 0.15 % of density
    "constant Sun": (
        MARCH,
        36,
        CONSTANT,
        3,
        (-1090.433111737, -4442.315837431, -5043.440557986),
        300.0,
    ),
    "300 km": (LOW, 36, CONSTANT, 3, (-2119.578506769, 6281.896843616, 766.786559038), 2750.0),
    # GMAT takes seven values of ap where a daily one is taken here, in the days after a storm:
    # 11 km of 201 km (docs/space-weather.md); with the seven 5.9 km
    # are left; its flux and ap step where they go smoothly here
    "observed Sun": (
        MARCH,
        36,
        OBSERVED,
        3,
        (-1042.605249259, -4439.411782337, -5055.731815614),
        12e3,
    ),
    "observed Sun, 3-hourly ap": (
        MARCH,
        36,
        HISTORY,
        3,
        (-1042.605249259, -4439.411782337, -5055.731815614),
        6.5e3,
    ),
}


def text(start, degree=8, air=NO_AIR, days=1, frame="gcrf", units=("km", "km/s")) -> str:
    epoch, *vectors = start
    position, velocity = (
        [f"{x!r} {unit}" for x in vector] for vector, unit in zip(vectors, units, strict=True)
    )
    return SCENARIO.format(
        epoch=epoch, position=position, velocity=velocity, degree=degree, air=air, days=days,
        frame=frame,
    )  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_ends_where_gmat_does(name):
    start, degree, air, days, end, most = CASES[name]
    flight = fly(build_mission(loads(text(start, degree, air, days))))
    missed = np.linalg.norm(flight.y[0, :3] - 1e3 * np.array(end))
    assert missed < most


def test_a_position_turned_by_astropy():
    """ITRS at J2000.0, with UT1 and the motion of the pole, in GCRS by astropy 8.0: to a
    centimetre; without the two it is 5 to 16 m away.
    """
    start = (
        "2000-01-01T11:58:55.816Z",
        (-5187390.74533245, 3367000.53859377, 2337202.2840885),
        (0.0, 0.0, 3000.0),
    )
    first = initial_state(loads(text(start, frame="itrf", units=("m", "m/s"))))
    truth = (2395723.894320751, 5701333.894320751, 2337419.2469580634)
    np.testing.assert_allclose(first.position, truth, rtol=0.0, atol=0.01)


def test_an_element_set_turned_by_astropy():
    """Mir in March 2001: TEME by astropy in GCRF within 5 m; in TEME it is 1.8 km away."""
    first = initial_state(load(SCENARIOS / "mir_2001.yaml"))
    assert first.utc.startswith("2001-03-22T22:09:36.85")
    truth = (4113.7272, 3941.2337, 3308.3599), (-1.896071, 5.918938, -4.683315)
    np.testing.assert_allclose(first.position, 1e3 * np.array(truth[0]), rtol=0.0, atol=5.0)
    np.testing.assert_allclose(first.velocity, 1e3 * np.array(truth[1]), rtol=0.0, atol=0.01)
