"""Entry against trajectories computed elsewhere: falls from 250 km, demise of spheres, peak loads.

The reference is a 3-DOF integration (DOP853, rtol 1e-9) in Earth-fixed axes: J2 field, US Standard
Atmosphere 1976, no wind; station of 150 kg/m2 free-molecular and 315 continuum with a bridging
length of 20 m; fragments of one drag coefficient, twice it in free-molecular flow, length 1 m.
Ranges are great circles between geocentric directions on a sphere of 6371.0088 km.
"""

import math
from dataclasses import replace

import numpy as np
import pytest

from sim.dynamics.event import FALLING, HEIGHT
from sim.entry.bodies import DEMISED, Bodies
from sim.entry.fall import fall
from sim.environment.air import Exponential
from sim.environment.gravity import from_coefficients
from sim.environment.world import world
from sim.flight.record import IMPACT
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch
from sim.frames.geodesy import EQUATORIAL_RADIUS, FLATTENING, MEAN_RADIUS, POLAR_RADIUS
from sim.integrate.batch import Events, run
from sim.integrate.observe import observations
from sim.scenario.state import gcrf_from
from sim.vehicle.case import Case, rows

EPOCH = Epoch.from_utc("2025-06-01T00:00:00Z")
MU, J2, RATE = 3.986004418e14, 1.08262668e-3, 7.292115e-5
G0 = 9.80665
BREAK_UP = 78e3


def field(degree):
    """Point mass, or with J2."""
    c = np.zeros((3, 3))
    c[0, 0], c[2, 0] = 1.0, -J2 / math.sqrt(5.0) * (degree == 2)
    return from_coefficients(c, 0.0 * c, degree, mu=MU, radius=EQUATORIAL_RADIUS)


@pytest.fixture(scope="module")
def table():
    """The world of the reference."""
    made = world(EPOCH, 2e4, degree=0, third_body=False, air="us1976")
    return made._replace(gravity=field(2))


def blunt(free, continuum, length, density=1.0):
    """Case of one row from its ballistic coefficients, for a mass of 1 kg."""
    values = {"area": 1.0, "length": length, "density_factor": density, "steer_x": 1.0}
    values |= {"cd_free_molecular": 1.0 / free, "cd_continuum": 1.0 / continuum}
    values["cd_subsonic"] = values["cd_continuum"]
    return rows(Case(*(np.array([values.get(name, 0.0)]) for name in Case._fields)))


def down(table, t, state, case, height, **given):
    """Fly a row of 1 kg to a height."""
    return run(
        table,
        np.array([t]),
        np.append(state, 1.0)[None, :],
        np.array([t + 2e4]),
        case,
        events=Events(np.array([HEIGHT]), np.array([FALLING]), np.array([[height]])),
        **({"relative_tolerance": 1e-10, "longest_step": 20.0} | given),
    )


def bodies(t, state, columns):
    """Bodies of one row from numbers."""
    return Bodies(
        t0=np.array([t]), state=state[None, :], **{k: np.array([v]) for k, v in columns.items()}
    )


def fragment(beta, **changes):
    """A body of a ballistic coefficient that isn't heated."""
    return {
        "mass": 0.92 * beta,
        "area": 1.0,
        "cd_free_molecular": 1.84,
        "cd_continuum": 0.92,
        "cd_subsonic": 0.92,
        "length": 1.0,
        "radius": 0.5,
        "heated_area": 1.0,
        "shape_factor": 0.0,
        "specific_heat": 1e3,
        "heat_of_fusion": 4e5,
        "melting_temperature": 1e3,
        "emissivity": 0.0,
        "shrinks": 0.0,
        "lift_up": 0.0,
        "lift_side": 0.0,
        "temperature": 300.0,
    } | changes


def after_burn(apogee, perigee, factor=1.0):
    """GCRF state after the impulsive burn at apogee (km), its size multiplied."""
    high, low = MEAN_RADIUS + 1e3 * apogee, MEAN_RADIUS + 1e3 * perigee
    a, e = 0.5 * (high + low), (high - low) / (high + low)
    angles = math.radians(51.64), 0.0, math.radians(215.0), math.pi
    state = np.array(cartesian_from_kepler(a, e, *angles))
    speed, circular = np.linalg.norm(state[3:]), math.sqrt(MU / high)
    velocity = state[3:] * (circular - factor * (circular - speed)) / speed
    place = state[:3]
    fixed = velocity - np.cross([0.0, 0.0, RATE], place)
    return state, np.array(gcrf_from("itrf", (*place, *fixed), EPOCH))


def arc_between(a, b):
    """Range in km between observed points."""
    squash = (1.0 - FLATTENING) ** 2
    p, q = (math.atan(squash * math.tan(x.latitude[0])) for x in (a, b))
    east = a.longitude[0] - b.longitude[0]
    h = math.sin((p - q) / 2) ** 2 + math.cos(p) * math.cos(q) * math.sin(east / 2) ** 2
    return 2e-3 * MEAN_RADIUS * math.asin(math.sqrt(h))


@pytest.fixture(scope="module")
def entry(table):
    """Fly a burn down to the interface and the break-up; returns times, states, observations."""

    def fly(apogee=250, perigee=50, *, factor=1.0, bc=1.0, density=1.0, height=BREAK_UP):
        _, state = after_burn(apogee, perigee, factor)
        case = blunt(150.0 * bc, 315.0 * bc, 20.0, density)
        marks = []
        for level in (122e3, height):
            t = marks[-1][0] if marks else 0.0
            arc = down(table, t, state, case, level)
            state = arc.y[0, :6]
            marks.append((arc.t[0], state, observations(table, arc.t, arc.y, case)))
        return marks

    return fly


@pytest.fixture(scope="module")
def landing(table, entry):
    """Where a fragment comes down, and its range in km from the burn."""

    def fly(beta=100.0, up=0.0, side=0.0, density=1.0, **given):
        _, (t, state, _) = entry(density=density, **given)
        body = bodies(t, state, fragment(beta, lift_up=up, lift_side=side))
        body = replace(body, inherited={"density_factor": np.array([density])})
        impact = fall(table, body, melting=False)
        assert impact.status[0] == IMPACT
        _, start = after_burn(given.get("apogee", 250), given.get("perigee", 50))
        y = np.append(start, 1.0)[None, :]
        origin = observations(table, np.zeros(1), y, blunt(150.0, 315.0, 20.0))
        return impact, arc_between(origin, impact)

    return fly


def test_the_golden_start():
    state, _ = after_burn(250, 50)
    np.testing.assert_allclose(state[:3], [5423612.894, 2356826.393, 2977843.189], atol=0.01)
    np.testing.assert_allclose(state[3:], [-4416.13505, 3914.06191, 4945.40567], atol=2e-5)


def test_the_golden_parent(entry):
    """Interface at 1534.3 s, break-up 356.2 s and 2654.1 km later."""
    (t, _, seen), (broken, _, there) = entry()
    assert t == pytest.approx(1534.3, abs=0.1)
    assert seen.speed_air[0] == pytest.approx(7560.5, abs=0.1)
    assert broken - t == pytest.approx(356.2, abs=0.1)
    assert there.speed_air[0] == pytest.approx(7496.9, abs=0.2)
    assert arc_between(seen, there) == pytest.approx(2654.1, abs=0.5)


@pytest.mark.parametrize(
    ("beta", "range_km", "seconds", "speed"),
    [(20.0, 3243.3, 969.5, 17.9), (100.0, 3646.9, 546.6, 40.1), (1000.0, 4382.0, 383.6, 132.3)],
)
def test_the_golden_impacts(table, entry, beta, range_km, seconds, speed):
    (_, _, interface), (t, state, _) = entry()
    impact = fall(table, bodies(t, state, fragment(beta)), melting=False)
    assert arc_between(interface, impact) == pytest.approx(range_km, abs=0.5)
    assert impact.t[0] - t == pytest.approx(seconds, abs=0.1)
    assert impact.speed[0] == pytest.approx(speed, abs=0.1)


# circular start and perigee, km; inertial angle at the interface; km from there
RANGES = [
    (415, 0, -1.67, 1422, 1928, 2237, 2770),
    (250, 0, -1.11, 1977, 2520, 2868, 3476),
    (250, 70, -0.74, 3251, 3864, 4296, 5090),
    (250, 80, -0.68, 3781, 4405, 4849, 5657),
    (220, 50, -0.75, 2899, 3492, 3898, 4634),
    (220, 80, -0.59, 4060, 4682, 5122, 5912),
]


@pytest.mark.parametrize(
    ("apogee", "perigee", "angle", "broken", "light", "middle", "dense"), RANGES
)
def test_perigee_gives_angle_and_range(
    table, entry, apogee, perigee, angle, broken, light, middle, dense
):
    """Must be within 5 %; reproduced to 0.5 %, what the reference's coarser steps account for."""
    (_, _, interface), (t, state, there) = entry(apogee, perigee)
    found = math.degrees(interface.flight_path_angle_inertial[0])
    assert found == pytest.approx(angle, abs=0.006)
    assert arc_between(interface, there) == pytest.approx(broken, rel=0.005)
    for beta, expected in ((20.0, light), (100.0, middle), (1000.0, dense)):
        impact = fall(table, bodies(t, state, fragment(beta)), melting=False)
        assert arc_between(interface, impact) == pytest.approx(expected, rel=0.005)


# change, shift of the impact of a fragment of 100 kg/m2 in km
SHIFTS = [
    ({"factor": 1.01}, -115.0),
    ({"factor": 1.03}, -335.0),
    ({"density": 0.7}, 147.0),
    ({"bc": 1.2}, 21.0),
    ({"bc": 0.5}, -109.0),
    ({"height": 85e3}, -85.0),
    ({"height": 65e3}, 167.0),
    ({"beta": 20.0}, -403.0),
    ({"beta": 1000.0}, 735.0),
    ({"height": 105e3, "beta": 5.0}, -1361.0),
    ({"height": 105e3, "beta": 20.0}, -866.0),
    ({"up": 0.3}, 1425.0),
    ({"up": -0.1}, -179.0),
    ({"up": 0.3, "beta": 1000.0}, 2192.0),
]


@pytest.mark.parametrize(("change", "expected"), SHIFTS)
def test_shift_of_the_impact(landing, change, expected):
    """Must be within 10 %; the reference integrates in fixed steps, which costs it up to 3 %."""
    _, nominal = landing()
    _, shifted = landing(**change)
    assert shifted - nominal == pytest.approx(expected, rel=0.04, abs=1.0)


@pytest.mark.parametrize(("side", "expected"), [(0.1, 33.0), (0.3, 93.0)])
def test_lift_to_the_side_moves_across(landing, side, expected):
    nominal, _ = landing()
    shifted, _ = landing(side=side)
    assert arc_between(nominal, shifted) == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("start", [(250, 50), (415, 0), (220, 80)])
def test_peak_deceleration(table, entry, start):
    """6.2 to 8.8 g, whatever the ballistic coefficient and the perigee."""
    _, (t, state, _) = entry(*start)
    for beta in (20.0, 100.0, 1000.0):
        assert 6.1 < peak_load(table, t, state, blunt(0.5 * beta, beta, 1.0))[0] < 8.8


def peak_load(table, t, state, case):
    """Peak deceleration in g and the speed there."""
    samples = down(table, t, state, case, 0.0, longest_step=1.0, sampling=0.0).samples[0]
    cases = np.tile(case[0], (len(samples), 1))
    seen = observations(table, samples[:, 0], samples[:, 1:], cases)
    k = int(np.argmax(seen.deceleration))
    return seen.deceleration[k] / G0, seen.speed_air[k]


def over_the_pole(height, speed, angle):
    """GCRF state above the pole: there the air stands still, as over a planet that doesn't turn."""
    angle = math.radians(angle)
    return np.array(
        gcrf_from(
            "itrf",
            (
                0.0,
                0.0,
                POLAR_RADIUS + height,
                speed * math.cos(angle),
                0.0,
                speed * math.sin(angle),
            ),
            EPOCH,
        )
    )


@pytest.mark.parametrize(
    ("angle", "load", "tolerance"), [(0.05, 8.2, 0.1), (3.0, 10.8, 0.25), (6.0, 18.4, 0.25)]
)
def test_peak_load_in_exponential_air(table, angle, load, tolerance):
    """Chapman's regime: from a circular orbit at 120 km; Allen and Eggers give 7.8 and 15.5 g at 3
    and 6 degrees, and at 0.05 degrees nothing like it.
    """
    still = world(
        EPOCH,
        2e4,
        degree=0,
        third_body=False,
        air="exponential",
        exponential=Exponential(1.225, 0.0, 7100.0),
    )._replace(gravity=field(0))
    state = over_the_pole(120e3, math.sqrt(MU / (MEAN_RADIUS + 120e3)), -angle)
    for beta in (50.0, 500.0):
        found, speed = peak_load(still, 0.0, state, blunt(beta, beta, 1.0))
        assert found == pytest.approx(load, abs=tolerance)
        if angle < 1.0:
            assert 3.3e3 < speed < 3.5e3


@pytest.mark.parametrize(("beta", "speed"), [(10.0, 12.7), (100.0, 40.0), (500.0, 89.5)])
def test_terminal_speed(table, beta, speed):
    """From sqrt(2 beta g / rho) at sea level; a fall lags behind by v^2 / (4 g H), H 10.4 km."""
    impact = fall(table, bodies(0.0, over_the_pole(20e3, 1.0, 0.0), fragment(beta)))
    expected = speed * (1.0 + speed**2 / (4.0 * G0 * 10.4e3))
    assert impact.speed[0] == pytest.approx(expected, rel=5e-3)
    assert math.degrees(impact.flight_path_angle[0]) == pytest.approx(-90.0, abs=2.0)


# kg/m3, J/(kg K), K, J/kg, emissivity
SUBSTANCES = {
    "Al 6061": (2713.0, 1000.0, 867.0, 386e3, 0.4),
    "Al 2219": (2840.0, 960.0, 867.0, 388e3, 0.4),
    "Al 7075": (2813.0, 1012.0, 850.0, 358e3, 0.4),
    "Ti-6Al-4V": (4420.0, 750.0, 1943.0, 393e3, 0.6),
    "SS 316": (8030.0, 600.0, 1650.0, 290e3, 0.6),
    "Inconel 718": (8190.0, 560.0, 1571.0, 310e3, 0.7),
    "copper": (8960.0, 430.0, 1357.0, 205e3, 0.5),
}


def sphere(diameter, substance, wall=None, mass=None):
    """A sphere that is heated; drag 0.92, subsonic 0.47, alike in all regimes above."""
    rho, cp, melting, fusion, emissivity = SUBSTANCES[substance]
    inner = 0.0 if wall is None else diameter - 2.0 * wall
    return fragment(
        1.0,
        mass=rho * math.pi / 6.0 * (diameter**3 - inner**3) if mass is None else mass,
        area=math.pi / 4.0 * diameter**2,
        cd_free_molecular=0.92,
        cd_subsonic=0.47,
        length=diameter,
        radius=0.5 * diameter,
        heated_area=math.pi * diameter**2,
        shape_factor=0.2747,
        specific_heat=cp,
        heat_of_fusion=fusion,
        melting_temperature=melting,
        emissivity=emissivity,
        shrinks=float(wall is None),
    )


# in the order of SUBSTANCES: km where it is gone, or share that survives
DEMISE = {
    (0.05, None): ("72 km", "72 km", "72 km", "60 km", "62 km", "62 km", "67 km"),
    (0.10, None): ("64 km", "64 km", "65 km", 0.37, 0.04, 0.03, "54 km"),
    (0.30, None): (0.285, 0.285, 0.26, 1.0, 1.0, 1.0, 0.70),
    (0.30, 0.003): ("74 km", "74 km", "74 km", 1.0, 0.50, 0.43, "69 km"),
    (0.60, 0.005): (0.02, 0.02, 0.02, 1.0, 1.0, 0.93, 0.12),
    (1.00, 0.005): (0.11, 0.11, 0.09, 1.0, 1.0, 1.0, 0.38),
}


@pytest.mark.parametrize(("diameter", "wall"), DEMISE)
def test_demise_of_spheres(table, diameter, wall):
    """To 1.5 km and 2.5 points of the mass: the reference's air is of 250 K in the hot-wall term,
    it has no heat below 600 m/s, changes drag at fixed speeds, and isn't rounded by us.
    """
    still = table._replace(gravity=field(0))
    state = over_the_pole(78e3, 7500.0, -0.9)
    for substance, expected in zip(SUBSTANCES, DEMISE[diameter, wall], strict=True):
        body = sphere(diameter, substance, wall)
        found = fall(still, bodies(0.0, state, body))
        if isinstance(expected, str):
            assert found.status[0] == DEMISED, substance
            assert found.height[0] / 1e3 == pytest.approx(float(expected[:-3]), abs=1.5), substance
        else:
            assert found.status[0] == IMPACT, substance
            assert found.mass[0] / body["mass"] == pytest.approx(expected, abs=0.025), substance


NAPLES = [
    (78, "60.5 km"), (74, "57.8 km"), (70, "54.3 km"), (66, "49.8 km"),
    (62, 0.02), (58, 0.14), (54, 0.48), (50, 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("release", "expected"), NAPLES)
def test_the_naples_stanchion(table, release, expected):
    """0.726 kg of Inconel that reached a house in Florida on 8 March 2024: it survives only if it
    comes free late.
    """
    still = table._replace(gravity=field(0))
    t, state = 0.0, over_the_pole(78e3, 7500.0, -0.85)
    if release < 78:
        arc = down(still, t, state, blunt(500.0, 500.0, 1.0), 1e3 * release)
        t, state = arc.t[0], arc.y[0, :6]
    found = fall(still, bodies(t, state, sphere(0.055, "Inconel 718", mass=0.726)))
    if isinstance(expected, str):
        assert found.status[0] == DEMISED
        assert found.height[0] / 1e3 == pytest.approx(float(expected[:-3]), abs=0.6)
    else:
        assert found.mass[0] / 0.726 == pytest.approx(expected, abs=0.02)
