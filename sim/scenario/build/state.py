"""The first state in GCRF at the start of a scenario, whichever way it was given.

Element sets are flown to the start by SGP4; everything else has to be given for the start itself.
Whatever comes out is looked at once: it must be that of a bound orbit about the Earth, not far from
it.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.formats.orbit.element_set import ElementSetError, from_keywords, two_lines
from sim.formats.orbit.omm import checked_elements
from sim.frames.constants import EQUATORIAL_RADIUS, MU, OBLATENESS, POLAR_RADIUS
from sim.frames.epoch import Epoch
from sim.frames.named_frame import Six, gcrf_from
from sim.scenario.build.gravity import scale_of
from sim.scenario.error import Issue, ScenarioError
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian, Kepler, Omm, Tle
from sim.scenario.start import own_epoch, start_of

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
    if isinstance(given, Omm):
        elements = from_keywords(checked_elements(given.elements))
    else:
        assert given.lines is not None  # its file is read
        elements = two_lines(given.lines)
    try:
        x, y, z, vx, vy, vz = elements.teme_at(epoch).tolist()
    except ElementSetError as error:
        return f"{error} to the start"
    return x, y, z, vx, vy, vz
