"""Rotation of rigid bodies: NESC orbital check cases 8 to 10 compared with NASA's JEOD, and closed
forms of free tops and of libration.

Definition of the cases: NASA/TM-2015-218675; end states from the logs of NASA JEOD v5
(https://github.com/nasa/jeod, verif/SIM_dyncomp), point mass of 3.986004415e14 m3/s2.
"""

import math
from functools import cache

import numpy as np
from scipy.special import ellipk

from sim.dynamics.gravity_gradient import gravity_gradient
from sim.environment.gravity import from_coefficients
from sim.environment.world import World, world
from sim.flight.motion.pointing import matrices_of
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.epoch import DAY, Epoch
from sim.integrate.attitude_propagate import run_attitude
from sim.integrate.batch import Arc
from sim.lanes import interpreted
from sim.validation.comparison import Comparison, ReferenceCase, within
from sim.validation.propagator_inputs import parameter_vectors
from sim.validation.reference import read_table
from sim.vehicle.rigid_body import tabulate_bodies

END = 28800.0
"""s, length of the check cases."""
JEOD = "sixdof/jeod_rotation_end_states.csv"

TYPICAL = ((-4292653.41, 955168.47, 5139356.57), (109.649663, -7527.726490, 1484.521489))
ELLIPTICAL = ((-4315967.74, 960356.20, 5167269.53), (129.091037, -7491.513855, 1452.515654))
"""Orbits: position m, velocity m/s."""

STATION = np.array(
    [[1.02e8, -6.96e6, -5.48e6], [-6.96e6, 0.91e8, 5.90e5], [-5.48e6, 5.90e5, 1.64e8]]
)
CYLINDER = np.diag([500.0, 12250.0, 12250.0])
"""Tensors of inertia, kg m2, and the masses that belong to them, kg."""
STATION_MASS = 4e5
CYLINDER_MASS = 1e3

BRICK = np.array([0.00189422, 0.006211019, 0.007194665])
"""slug ft2, of NESC atmospheric case 02; the unit does not matter to a free body."""
BRICK_RATES = (10.0, 20.0, 30.0)
"""deg/s."""
TOP = np.array([1.0, 2.0, 3.0])
TOP_RATES = np.array([0.001, 1.0, 0.0])
"""A body that spins about its middle axis and turns over time and again: moments, rates rad/s."""

TORQUES = ((0.0, (-2.2798, -21.1749, 0.0)), (-11.6, (3.1097, -66.6510, -0.6383)))
"""Pitch in degrees, and torque of a point mass on JEOD's station on the typical orbit, N m."""


def pitched(angle: float) -> np.ndarray:
    """Matrix (3, 3) to axes turned about the second by an angle in degrees."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.array([[c, 0.0, -s], [0.0, 1.0, 0.0], [s, 0.0, c]])


def yawed(angle: float) -> np.ndarray:
    """Matrix (3, 3) to axes turned about the third by an angle in degrees."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])


def lvlh(r: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Matrix (3, 3) from inertial axes to forward, against the orbit normal, and nadir."""
    h = np.cross(r, v)
    nadir, left = -r / np.linalg.norm(r), -h / np.linalg.norm(h)
    return np.array([np.cross(left, nadir), left, nadir])


def quaternion_of(matrix: np.ndarray) -> np.ndarray:
    """Quaternion (4,) from body axes to inertial ones of a matrix (3, 3) from inertial to body:
    the eigenvector of Davenport's matrix of the largest eigenvalue.
    """
    m = matrix
    skew = np.array([m[1, 2] - m[2, 1], m[2, 0] - m[0, 2], m[0, 1] - m[1, 0]])
    davenport = np.zeros((4, 4))
    davenport[0, 0] = np.trace(m)
    davenport[0, 1:] = davenport[1:, 0] = skew
    davenport[1:, 1:] = m + m.T - np.trace(m) * np.eye(3)
    return np.linalg.eigh(davenport)[1][:, -1]


def angle_between(one: np.ndarray, other: np.ndarray) -> float:
    """Angle in degrees of the turn between two attitudes, matrices (3, 3) that differ little."""
    turn = one @ other.T
    skew = turn - turn.T
    return math.degrees(math.asin(min(1.0, float(np.linalg.norm(skew)) / math.sqrt(8.0))))


@cache
def point_mass() -> World:
    """An Earth without air, Sun and Moon, whose field is a point mass."""
    one = np.ones((1, 1))
    field = from_coefficients(one, 0.0 * one, 0, mu=MU, radius=EQUATORIAL_RADIUS)
    environment = world(Epoch(52275, 0.0), 1e6, degree=0, third_body=False, air="none")
    return environment._replace(gravity=field)


def state_of(
    orbit: tuple, mass: float, attitude: np.ndarray, rates: np.ndarray | tuple
) -> np.ndarray:
    """State (1, 14) of a body: orbit (m, m/s), kg, matrix from inertial to body axes, rad/s."""
    return np.hstack([*orbit, mass, quaternion_of(attitude), rates])[None, :]


def fly_body(
    state: np.ndarray,
    times: tuple[float, float],
    body: np.ndarray,
    longest_step: float = 600.0,
    sampling: float = math.inf,
) -> Arc:
    """Fly bodies (states (n, 14), rows of `tabulate_bodies`) about a point mass between two times
    in s.
    """
    start, end = (np.full(len(state), t) for t in times)
    table = parameter_vectors(len(state))
    return run_attitude(
        point_mass(),
        start,
        state,
        end,
        table,
        body,
        relative_tolerance=1e-13,
        longest_step=longest_step,
        sampling=sampling,
    )


def start_of(case: str) -> tuple[np.ndarray, np.ndarray]:
    """State (1, 14) a check case starts with, and the tensor of inertia (3, 3)."""
    orbit = ELLIPTICAL if case == "10C" else TYPICAL
    r, v = np.array(orbit[0]), np.array(orbit[1])
    frame = lvlh(r, v)
    attitude = yawed(1.0) @ pitched(85.0) @ frame if case[:2] == "10" else pitched(-11.6) @ frame
    rates = np.zeros(3)
    if case in ("8B", "10A", "10C"):
        rates = attitude @ np.cross(r, v) / (r @ r)
    small = case in ("8B", "10A", "10C")
    inertia, mass = (CYLINDER, CYLINDER_MASS) if small else (STATION, STATION_MASS)
    return state_of(orbit, mass, attitude, rates), inertia


@cache
def fly_case(case: str, longest_step: float = 60.0) -> np.ndarray:
    """Final state (14,) of a check case."""
    state, inertia = start_of(case)
    gradient = float(case[:2] == "10")
    free = tabulate_bodies(1, inertia, gradient=gradient)
    arcs = [((0.0, END), free)]
    if case[0] == "9":
        force = 10.0 * (case == "9C")
        pushed = tabulate_bodies(1, inertia, torque_x=10.0, force_x=force)
        arcs = [((0.0, 1e3), free), ((1e3, 2e3), pushed), ((2e3, END), free)]
    for times, body in arcs:
        state = fly_body(state, times, body, longest_step=longest_step).y
    return state[0]


def reference_of(case: str) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """JEOD's body rates (3,), matrix (3, 3) and position (3,) at the end; the rotation of 9C is
    that of 9A, its position is not in the data.
    """
    name = "9A" if case == "9C" else case
    record = next(r for r in read_table(JEOD) if r["case"] == name)
    rates = np.array([float(record[f"w{axis}"]) for axis in "xyz"])
    matrix = np.array([[float(record[f"T{i}{j}"]) for j in (1, 2, 3)] for i in (1, 2, 3)])
    position = np.array([float(record[axis]) for axis in "xyz"])
    return rates, matrix, None if case == "9C" else position


def _compare_case(case: str) -> list[Comparison]:
    state, halved = fly_case(case), fly_case(case, longest_step=30.0)
    rates, matrix, position = reference_of(case)
    digits = "the same equations: only integration and printed digits differ"
    steps = "integration must be far below the tolerance"
    rate = float(np.linalg.norm(state[11:] - rates))
    change = float(np.linalg.norm(state[11:] - halved[11:]))
    attitude = angle_between(matrices_of(state[None, 7:11])[0], matrix)
    comparisons = [
        within("body rates after 8 h", "rad/s", 0.0, rate, 1e-10, digits),
        within("attitude after 8 h", "deg", 0.0, attitude, 1e-4, digits),
        within("change of body rates with half the steps", "rad/s", 0.0, change, 1e-12, steps),
    ]
    if position is not None:
        distance = float(np.linalg.norm(state[:3] - position))
        comparisons.append(within("position after 8 h", "m", 0.0, distance, 1e-3, digits))
    return comparisons


def polhode_period(inertia: np.ndarray, rates: np.ndarray) -> float:
    """Period in s after which the rates of a free body (principal moments (3,) ascending, rates
    (3,) about those axes) return: complete elliptic integral (Landau and Lifshitz, Mechanics,
    section 37).
    """
    a, b, c = inertia
    twice_energy = float(inertia @ rates**2)
    squared = float((inertia * rates) @ (inertia * rates))
    if squared < twice_energy * b:  # turns about the axis of the least moment
        a, c = c, a
    modulus = (b - a) * (twice_energy * c - squared) / ((c - b) * (squared - twice_energy * a))
    speed = math.sqrt((c - b) * (squared - twice_energy * a) / (a * b * c))
    return float(4.0 * ellipk(modulus) / speed)


def time_beyond(rates: np.ndarray, expected: np.ndarray, inertia: np.ndarray) -> float:
    """Seconds by which a free body (principal moments (3,), rates (3,)) is past the point of its
    motion where its rates are the expected ones, nearby.
    """
    slope = -np.cross(expected, inertia * expected) / inertia
    return float((rates - expected) @ slope / (slope @ slope))


def free_rates(inertia: np.ndarray, rates: np.ndarray, end: float) -> np.ndarray:
    """Rates (3,) of a free body, principal moments (3,), after some seconds."""
    state = state_of(TYPICAL, 1e3, np.eye(3), rates)
    body = tabulate_bodies(1, np.diag(inertia))
    return fly_body(state, (0.0, end), body, longest_step=2.0).y[0, 11:]


def measured_polhode() -> float:
    """Period in s of the brick's rates."""
    rates = np.radians(BRICK_RATES)
    period = polhode_period(BRICK, rates)
    return period - time_beyond(free_rates(BRICK, rates, period), rates, BRICK)


def measured_flip() -> float:
    """Time in s in which a body that spins about its middle axis turns over."""
    flip = 0.5 * polhode_period(TOP, TOP_RATES)
    over = TOP_RATES * [1.0, -1.0, 1.0]
    return flip - time_beyond(free_rates(TOP, TOP_RATES, flip), over, TOP)


def _compare_tops() -> list[Comparison]:
    closed = "elliptic integrals (Landau and Lifshitz, Mechanics, section 37); printed digits"
    brick = polhode_period(BRICK, np.radians(BRICK_RATES))
    flip = 0.5 * polhode_period(TOP, TOP_RATES)
    return [
        within(
            "polhode of the brick of NESC case 02", "s", brick, measured_polhode(), 1e-8, closed
        ),
        within("flip about the middle axis", "s", flip, measured_flip(), 1e-6, closed),
    ]


@cache
def libration_periods() -> tuple[float, float]:
    """Mean periods in s of case 10A in the plane of the orbit and out of it."""
    state, inertia = start_of("10A")
    body = tabulate_bodies(1, inertia, gradient=1.0)
    arc = fly_body(state, (0.0, END), body, longest_step=30.0, sampling=0.0)
    t, y = arc.samples[0][:, 0], arc.samples[0][:, 1:]
    frames = np.array([lvlh(row[:3], row[3:6]) for row in y])
    axis = np.einsum("nij,nj->ni", frames, matrices_of(y[:, 7:11])[:, 0, :])
    axis *= np.sign(axis[:1, 2])
    return _mean_period(t, axis[:, 0]), _mean_period(t, axis[:, 1])


def _mean_period(t: np.ndarray, value: np.ndarray) -> float:
    """Twice the mean time between zeros of a sampled function."""
    i = np.flatnonzero(value[:-1] * value[1:] < 0.0)
    zeros = t[i] + (t[i + 1] - t[i]) * value[i] / (value[i] - value[i + 1])
    return float(2.0 * (zeros[-1] - zeros[0]) / (len(zeros) - 1))


def closed_librations() -> tuple[float, float]:
    """Periods in s of small librations of the cylinder on a circular orbit: 2 pi/n over sqrt(3 k)
    in its plane and sqrt(1 + 3 k) out of it (where yaw follows roll), k the difference of the
    moments over the larger one (Hughes, Spacecraft Attitude Dynamics, 1986, section 9.1).
    """
    r, v = np.array(TYPICAL[0]), np.array(TYPICAL[1])
    a = 1.0 / (2.0 / np.linalg.norm(r) - v @ v / MU)
    k = 1.0 - CYLINDER[0, 0] / CYLINDER[1, 1]
    period = 2.0 * math.pi * math.sqrt(a**3 / MU)
    return period / math.sqrt(3.0 * k), period / math.sqrt(1.0 + 3.0 * k)


def _compare_libration() -> list[Comparison]:
    reason = "amplitudes of 5 and 1 degrees, eccentricity; closed form of small ones on a circle"
    return [
        within(f"mean period {name}", "s", closed, computed, 0.01 * closed, reason)
        for name, closed, computed in zip(
            ("in plane", "out of plane"), closed_librations(), libration_periods(), strict=True
        )
    ]


def station_torque(pitch: float) -> np.ndarray:
    """Torque (3,) in N m of a point mass on the station of case 8, pitched by some degrees."""
    r, v = np.array(TYPICAL[0]), np.array(TYPICAL[1])
    place = pitched(pitch) @ lvlh(r, v) @ r
    inertia = STATION[(0, 1, 2, 0, 0, 1), (0, 1, 2, 1, 2, 2)]
    return np.array(interpreted(gravity_gradient)(*place, 0.0, 0.0, 1.0, inertia, MU, 0.0))


def _compare_torques() -> list[Comparison]:
    reason = "printed digits of 3 mu/r^5 r x I r"
    return [
        within(f"torque about {axis}, pitch {pitch} deg", "N m", value, computed, 6e-5, reason)
        for pitch, torque in TORQUES
        for axis, value, computed in zip("xyz", torque, station_torque(pitch), strict=True)
    ]


@cache
def tumbling_drift() -> tuple[float, float]:
    """Relative change of energy and of angular momentum (as a vector in inertial axes) of the free
    station after 10 days at 0.5 deg/s about an axis between the principal ones.
    """
    rates = math.radians(0.5) * np.array([1.0, 2.0, 3.0]) / math.sqrt(14.0)
    state = state_of(TYPICAL, STATION_MASS, np.eye(3), rates)
    arc = fly_body(state, (0.0, 10.0 * DAY), tabulate_bodies(1, STATION))
    both = np.vstack([state, arc.y])
    momentum = both[:, 11:] @ STATION
    energy = np.einsum("ni,ni->n", momentum, both[:, 11:])
    inertial = np.einsum("nji,nj->ni", matrices_of(both[:, 7:11]), momentum)
    turned = np.linalg.norm(inertial[1] - inertial[0]) / np.linalg.norm(inertial[0])
    return float(energy[1] / energy[0] - 1.0), float(turned)


def _compare_tumbling() -> list[Comparison]:
    energy, momentum = tumbling_drift()
    reason = "constants of a free body: integration errors of 1,200 turns"
    return [
        within("relative change of energy in 10 days", "", 0.0, energy, 1e-10, reason),
        within("relative change of angular momentum in 10 days", "", 0.0, momentum, 1e-10, reason),
    ]


FAMILY = "Rotation of rigid bodies"
TITLES = {
    "8A": "Station at rest in inertial space, 8 h",
    "8B": "Body at rest relative to the orbit, 8 h",
    "9A": "Torque of 10 N m on the station for 1,000 s, 8 h",
    "9C": "Torque of 10 N m and force of 10 N on the station for 1,000 s, 8 h",
    "10A": "Libration of a cylinder, 8 h",
    "10C": "Libration of a cylinder on an elliptical orbit, 8 h",
}


def _case(name: str, title: str) -> ReferenceCase:
    return ReferenceCase(
        name=f"nesc_{name.lower()}",
        title=title,
        source="NASA/TM-2015-218675; states of JEOD v5, https://github.com/nasa/jeod",
        family=FAMILY,
        needs=(JEOD,),
        run=lambda: _compare_case(name),
    )


CASES = (
    *(_case(name, title) for name, title in TITLES.items()),
    ReferenceCase(
        name="free_tops",
        title="Periods of free bodies",
        source="Landau and Lifshitz, Mechanics, section 37; sim/validation/cases/rotation.py",
        family=FAMILY,
        needs=(),
        run=_compare_tops,
    ),
    ReferenceCase(
        name="libration",
        title="Periods of libration",
        source="Hughes, Spacecraft Attitude Dynamics, 1986; sim/validation/cases/rotation.py",
        family=FAMILY,
        needs=(),
        run=_compare_libration,
    ),
    ReferenceCase(
        name="gravity_gradient",
        title="Gravity-gradient torque on the station",
        source="closed form for the station of JEOD v5, https://github.com/nasa/jeod",
        family=FAMILY,
        needs=(),
        run=_compare_torques,
    ),
    ReferenceCase(
        name="tumbling_station",
        title="Free station tumbling for 10 days",
        source="constants of motion; sim/validation/cases/rotation.py",
        family=FAMILY,
        needs=(),
        run=_compare_tumbling,
    ),
)
