"""The first state in GCRF at the start of a scenario, whichever way it was given.

Element sets are flown to the start by SGP4; everything else has to be given for the start itself.
TEME is turned through the Earth-fixed frame (GMST 1982 one way, IAU 2006/2000A back), as in Vallado
and others, AIAA 2006-6753, appendix C. Whatever comes out is looked at once: it must be that of a
bound orbit about the Earth, not far from it.
"""

import math
from dataclasses import dataclass

import erfa
import numpy as np

from sim.formats.omm import checked_elements
from sim.formats.tle import epoch_of
from sim.frames.constants import EQUATORIAL_RADIUS, MU, OBLATENESS, POLAR_RADIUS
from sim.frames.epoch import Epoch
from sim.scenario.build.gravity import scale_of
from sim.scenario.error import Issue, ScenarioError
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian, Kepler, Omm, Tle
from sim.scenario.start import own_epoch, start_of

Six = tuple[float, float, float, float, float, float]

FARTHEST = 5.0e7
"""m from the Earth's centre: beyond geostationary transfer, the Earth is not all that counts."""
LEAST_CROSSWISE = 1.0
"""m/s across the vertical. assumption: 0.01 to 100; without any there is no orbit plane, and nobody
drops a station down a well."""
ORBIT = f"a bound orbit above the ground and within {FARTHEST / 1e3:.0f} km of the Earth's centre"


@dataclass(frozen=True)
class FirstState:
    """The start: its epoch, its UTC text, position (m) and velocity (m/s) in GCRF."""

    epoch: Epoch
    utc: str
    position: tuple[float, float, float]
    velocity: tuple[float, float, float]


def initial_state(scenario: Scenario) -> FirstState:
    """Position and velocity in GCRF at the start of a scenario.

    Raises
    ------
    ScenarioError
        If an element set can't be flown to the start, or the state is not that of an orbit: not
        finite, below the ground, far away, not bound, or without motion across the vertical.
    """
    found = state_or_issue(scenario)
    if isinstance(found, Issue):
        raise ScenarioError([scenario.located(found)])
    return found


def state_or_issue(scenario: Scenario) -> FirstState | Issue:
    """The first state, or what is wrong with it."""
    utc = start_of(scenario)
    epoch = Epoch.from_utc(utc)
    given = scenario.state.given
    mu, oblateness = scale_of(scenario.environment.gravity)
    with np.errstate(all="ignore"):  # what is beyond all bounds is told below
        if isinstance(given, Kepler):
            state, frame = _from_kepler(given, mu, oblateness), given.frame
        elif isinstance(given, Cartesian):
            state, frame = (*given.position, *given.velocity), given.frame
        else:
            state, frame = _from_sgp4(given, epoch), "teme"
        found = state if isinstance(state, str) else gcrf_from(frame, state, epoch)
    if not isinstance(found, str):
        first = FirstState(epoch, utc, found[:3], found[3:])
        problem = problem_of_state(first.position, first.velocity, mu)
        if problem is None:
            return first
        found = problem
    allowed = ORBIT
    if isinstance(given, (Tle, Omm)):
        own = own_epoch(scenario.state)
        allowed = f"a start nearer the epoch of the elements, {own}: {ORBIT} is wanted"
    return Issue(("state", scenario.state.chosen), f"{found} at {utc}", ..., allowed)


def problem_of_state(
    position: tuple[float, float, float], velocity: tuple[float, float, float], mu: float
) -> str | None:
    """What is wrong with a state in GCRF as the first one of an orbit; None if nothing is.

    Parameters
    ----------
    position, velocity
        m and m/s in GCRF.
    mu
        Gravitational parameter, m3/s2.
    """
    if not all(map(math.isfinite, (*position, *velocity))):
        return "the first state is not finite"
    (x, y, z), (vx, vy, vz) = position, velocity
    r, speed = math.hypot(*position), math.hypot(*velocity)
    # the ellipsoid's own radius in that direction; GCRF's pole is within 0.2 deg of the Earth's
    radius = r / max(math.hypot(math.hypot(x, y) / EQUATORIAL_RADIUS, z / POLAR_RADIUS), 1e-9)
    if r <= radius:
        return f"the first state lies {(radius - r) / 1e3:.6g} km below the ground"
    if r > FARTHEST:
        return f"the first state is {r / 1e3:.6g} km from the Earth's centre"
    escape = math.sqrt(2.0 * mu / r)
    if speed >= escape:
        fast, most = f"{speed / 1e3:.6g} km/s", f"{escape / 1e3:.6g} km/s"
        return f"the first state has {fast}, escape speed there is {most}"
    crosswise = math.hypot(y * vz - z * vy, z * vx - x * vz, x * vy - y * vx) / r
    if crosswise < LEAST_CROSSWISE:
        motion = "at rest" if speed < LEAST_CROSSWISE else "moving straight up or down"
        return f"the first state is {motion}, {crosswise:.3g} m/s across the vertical"
    return None


def gcrf_from(frame: str, state: Six, epoch: Epoch) -> Six:
    """A state (m, m/s) of a named frame in GCRF at an epoch.

    For `itrf` the velocity is relative to the rotating Earth; the other frames don't turn.
    """
    r, v = np.array(state[:3], dtype=np.float64), np.array(state[3:], dtype=np.float64)
    if frame == "gcrf":
        return state
    if frame == "eme2000":
        matrix = erfa.bp06(2451545.0, 0.0)[0].T  # frame bias, GCRS to mean equator of J2000
    elif frame == "teme":
        utc1, utc2 = _quasi_utc(epoch)
        gmst = erfa.gmst82(utc1, utc2)  # UT1 = UTC: its error turns both ways and cancels
        matrix = erfa.c2t06a(*epoch.tt(), utc1, utc2, 0.0, 0.0).T @ _about_z(gmst)
    elif frame == "itrf":
        before, matrix, after = (each.T for each in _itrf_matrices(epoch))
        v = v + matrix.T @ (0.5 * (after - before)) @ r  # how the frame turns, central difference
    else:
        raise ValueError(f"frame {frame!r}; allowed: gcrf, eme2000, teme, itrf")
    x, y, z = (float(c) for c in matrix @ r)
    vx, vy, vz = (float(c) for c in matrix @ v)
    return x, y, z, vx, vy, vz


def _quasi_utc(epoch: Epoch) -> tuple[float, float]:
    """UTC as a two-part Julian date the way erfa wants it."""
    utc1, utc2 = erfa.taiutc(*epoch.tai())
    return float(utc1), float(utc2)


def _about_z(angle: float) -> np.ndarray:
    """Turns the axes by an angle about the pole."""
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])


def _itrf_matrices(epoch: Epoch) -> np.ndarray:
    """Matrices from GCRF to ITRF a second before, at, and a second after an epoch, (3, 3, 3)."""
    from sim.frames.earth_orientation import gcrf_to_itrf_matrix, orientation
    from sim.lanes import interpreted

    rows = interpreted(gcrf_to_itrf_matrix)(np.array([-1.0, 0.0, 1.0]), orientation(epoch, 0.0))
    return np.array(rows).T.reshape(3, 3, 3)


def _from_kepler(given: Kepler, mu: float = MU, oblateness: float = OBLATENESS) -> Six:
    """Cartesian state in the frame of the elements, which are those of a field's own scale."""
    from sim.frames.elements import cartesian_from_kepler, osculating_from_mean

    a, e = given.shape
    i, raan, omega = float(given.inclination), float(given.raan), float(given.argument_of_perigee)
    u = given.argument_of_latitude
    nu = float(given.true_anomaly) if given.true_anomaly is not None else float(u or 0.0) - omega
    if given.kind == "osculating":
        return cartesian_from_kepler(a, e, i, raan, omega, nu, mu)
    x, y, z, vx, vy, vz = osculating_from_mean(
        a, e, i, raan, omega, nu, mu=mu, oblateness=oblateness
    ).tolist()
    return x, y, z, vx, vy, vz


def _from_sgp4(given: Tle | Omm, epoch: Epoch) -> Six | str:
    """TEME state of an element set at an epoch, or why there is none."""
    from sgp4.api import SGP4_ERRORS, WGS72, Satrec

    if isinstance(given, Tle):
        satellite, set_epoch = Satrec.twoline2rv(*given.lines), epoch_of(given.lines[0])
    else:
        elements = checked_elements(given.elements)
        set_epoch = str(elements["EPOCH"])
        satellite = Satrec()
        turn, deg = 2.0 * math.pi / 1440.0, math.pi / 180.0
        keys = (
            "ECCENTRICITY",
            "ARG_OF_PERICENTER",
            "INCLINATION",
            "MEAN_ANOMALY",
            "MEAN_MOTION",
            "RA_OF_ASC_NODE",
        )
        e, omega, i, anomaly, motion, node = (float(elements[key]) for key in keys)
        jd1, jd2 = _quasi_utc(Epoch.from_utc(set_epoch))
        angles = (omega * deg, i * deg, anomaly * deg, motion * turn, node * deg)
        satellite.sgp4init(
            WGS72, "i", 1, jd1 - 2433281.5 + jd2, float(elements["BSTAR"]), 0.0, 0.0, e, *angles
        )
    minutes = epoch.seconds_since(Epoch.from_utc(set_epoch)) / 60.0
    code, position, velocity = satellite.sgp4_tsince(minutes)
    if code != 0:
        return f"SGP4 can't fly the element set ({SGP4_ERRORS.get(code, code)}) to the start"
    x, y, z = (1e3 * c for c in position)
    vx, vy, vz = (1e3 * c for c in velocity)
    return x, y, z, vx, vy, vz
