"""The first state in GCRF at the start of a scenario, whichever way it was given.

Element sets are flown to the start by SGP4; everything else has to be given for the start itself.
TEME is turned through the Earth-fixed frame (GMST 1982 one way, IAU 2006/2000A back), as in Vallado
and others, AIAA 2006-6753, appendix C.
"""

import math
from dataclasses import dataclass

import erfa
import numpy as np

from sim.formats.omm import checked_elements
from sim.frames.earth_orientation import gcrf_to_itrf_matrix, orientation
from sim.frames.elements import cartesian_from_kepler, osculating_from_mean
from sim.frames.epoch import Epoch
from sim.lanes import interpreted
from sim.scenario.error import LocatedIssue, ScenarioError, shown
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian, Kepler, Omm, Tle
from sim.scenario.start import start_of, tle_epoch

Six = tuple[float, float, float, float, float, float]


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
        If an element set can't be flown to the start.
    """
    utc = start_of(scenario)
    epoch = Epoch.from_utc(utc)
    given = scenario.state.given
    if isinstance(given, Kepler):
        state, frame = _from_kepler(given), given.frame
    elif isinstance(given, Cartesian):
        state, frame = (*given.position, *given.velocity), given.frame
    else:
        state, frame = _from_sgp4(given, epoch, scenario.name), "teme"
    x, y, z, vx, vy, vz = gcrf_from(frame, state, epoch)
    return FirstState(epoch, utc, (x, y, z), (vx, vy, vz))


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
    rows = interpreted(gcrf_to_itrf_matrix)(np.array([-1.0, 0.0, 1.0]), orientation(epoch, 0.0))
    return np.array(rows).T.reshape(3, 3, 3)


def _from_kepler(given: Kepler) -> Six:
    """Cartesian state in the frame of the elements."""
    a, e = given.shape
    i, raan, omega = float(given.inclination), float(given.raan), float(given.argument_of_perigee)
    u = given.argument_of_latitude
    nu = float(given.true_anomaly) if given.true_anomaly is not None else float(u or 0.0) - omega
    if given.kind == "osculating":
        return cartesian_from_kepler(a, e, i, raan, omega, nu)
    x, y, z, vx, vy, vz = osculating_from_mean(a, e, i, raan, omega, nu).tolist()
    return x, y, z, vx, vy, vz


def _from_sgp4(given: Tle | Omm, epoch: Epoch, name: str) -> Six:
    """TEME state of an element set at an epoch."""
    from sgp4.api import SGP4_ERRORS, WGS72, Satrec

    if isinstance(given, Tle):
        satellite, set_epoch = Satrec.twoline2rv(*given.lines), tle_epoch(given.lines[0])
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
        problem = f"SGP4 can't fly the element set to the start: {SGP4_ERRORS.get(code, code)}"
        key = "state.tle" if isinstance(given, Tle) else "state.omm"
        raise ScenarioError([LocatedIssue(name, None, key, problem, shown(set_epoch))])
    x, y, z = (1e3 * c for c in position)
    vx, vy, vz = (1e3 * c for c in velocity)
    return x, y, z, vx, vy, vz
