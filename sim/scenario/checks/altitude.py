"""Whether conditions on altitude can come true, as far as that is plain before flying."""

import math
from collections.abc import Iterator

from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.scenario.checks.issue import Complaint
from sim.scenario.error import Key
from sim.scenario.schema.phase import PhaseModel
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian, Kepler

SLACK = 60e3
"""m; heights of one orbit by any definition differ by less (21 km flattening, 20 km of J2)."""


def altitude_complaints(scenario: Scenario) -> Iterator[Complaint]:
    """Falls from above the orbit, climbs above it, and falls without air: none can happen."""
    low, high = apsides(scenario)
    lowest_mean = 0.5 * (low + high) if math.isfinite(high) else math.inf
    given_mean = "the start"
    raised = False
    airless = scenario.environment.atmosphere.model == "none"
    for i, phase in enumerate(scenario.phases):
        key: Key = ("phases", i, "until")
        raised = raised or _raises(phase)
        until = phase.until
        if until is None:
            continue
        if until.mean_altitude is not None:
            limit = lowest_mean + (SLACK if given_mean == "the start" else 0.0)
            if not raised and until.mean_altitude >= limit:
                problem = f"the phase can't end: the stack is below that since {given_mean}"
                allowed = f"below {limit / 1e3:.6g} km"
                yield Complaint(
                    (*key, "mean_altitude"), problem, until.mean_altitude.given, allowed
                )
            elif until.mean_altitude < lowest_mean:
                lowest_mean, given_mean = float(until.mean_altitude), f"phases[{i}]"
        below = until.altitude_below
        if below is not None and not raised and below > high + SLACK:
            problem = "the phase can't end: the stack never was that high"
            allowed = f"below the apogee of the first orbit, {high / 1e3:.6g} km"
            yield Complaint((*key, "altitude_below"), problem, below.given, allowed)
        above = until.altitude_above
        if above is not None and not raised and above > high + SLACK and until.by is None:
            problem = "the phase can't end: nothing lifts the stack that high"
            allowed = f"below the apogee of the first orbit, {high / 1e3:.6g} km, or also `by`"
            yield Complaint((*key, "altitude_above"), problem, above.given, allowed)
        falling = next(
            (
                name
                for name in ("mean_altitude", "altitude_below", "ground")
                if getattr(until, name)
            ),
            None,
        )
        pushed = (
            any(each.burn is not None for each in scenario.phases[: i + 1])
            or phase.lowering is not None
        )
        if airless and falling and not pushed and until.by is None and low > 0.0:
            problem = "the phase can't end: there is no air and no engine to bring the stack down"
            yield Complaint(
                (*key, falling), problem, ..., "an atmosphere, a burn before, or also `by`"
            )


def _raises(phase: PhaseModel) -> bool:
    """Whether a phase may lift the stack."""
    if phase.lowering is not None and phase.lowering.raising:
        return True
    return phase.burn is not None and phase.burn.direction != "retrograde"


def apsides(scenario: Scenario) -> tuple[float, float]:
    """Heights of perigee and apogee of the first orbit, m; infinite if not known."""
    given = scenario.state.given
    if isinstance(given, Kepler):
        a, e = given.shape
    elif isinstance(given, Cartesian) and given.frame != "itrf":
        r, v2 = math.hypot(*given.position), math.hypot(*given.velocity) ** 2
        a = 1.0 / (2.0 / r - v2 / MU)
        e = math.sqrt(max(0.0, 1.0 - _h2(given) / (MU * a)))
    else:
        return -math.inf, math.inf
    return a * (1.0 - e) - EQUATORIAL_RADIUS, a * (1.0 + e) - EQUATORIAL_RADIUS


def _h2(given: Cartesian) -> float:
    """Square of the angular momentum per mass, m4/s2."""
    (x, y, z), (u, v, w) = given.position, given.velocity
    return (y * w - z * v) ** 2 + (z * u - x * w) ** 2 + (x * v - y * u) ** 2
