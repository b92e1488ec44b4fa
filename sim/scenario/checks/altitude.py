"""Whether conditions on altitude can come true, as far as that is plain before flying."""

import math
from collections.abc import Iterator

from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.scenario.error import Issue, Key
from sim.scenario.schema.phase import PhaseModel, Until
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.state import Cartesian, Kepler

SLACK = 60e3
"""m; heights of one orbit by any definition differ by less (21 km flattening, 20 km of J2)."""

FALLING = ("mean_altitude", "altitude_below", "ground")
"""Conditions that are met by falling."""


def check_altitudes(scenario: Scenario) -> Iterator[Issue]:
    """Report phases that end on an altitude which the stack can't reach."""
    low, high = apsides(scenario)
    raised = False
    mean = _MeanAltitude(low, high)
    for i, phase in enumerate(scenario.phases):
        raised = raised or may_raise(phase)
        if phase.until is None:
            continue
        key: Key = ("phases", i, "until")
        yield from mean.check(key, phase.until, raised)
        if not raised:
            yield from _check_above_apogee(key, phase.until, high)
        if low > 0.0:
            yield from _check_airless(scenario, i, phase.until)


class _MeanAltitude:
    """Lowest mean altitude the stack is known to have had, m, and since when."""

    def __init__(self, low: float, high: float) -> None:
        self.lowest = 0.5 * (low + high) if math.isfinite(high) else math.inf
        self.since = "the start"

    def check(self, key: Key, until: Until, raised: bool) -> Iterator[Issue]:
        """Report a fall from above the orbit; else remember the altitude the phase ends at."""
        altitude = until.mean_altitude
        if altitude is None:
            return
        limit = self.lowest + (SLACK if self.since == "the start" else 0.0)
        if not raised and altitude >= limit:
            problem = f"the phase can't end: the stack is below that since {self.since}"
            allowed = f"below {limit / 1e3:.6g} km"
            yield Issue((*key, "mean_altitude"), problem, altitude.given, allowed)
        elif altitude < self.lowest:
            self.lowest, self.since = float(altitude), f"phases[{key[1]}]"


def _check_above_apogee(key: Key, until: Until, high: float) -> Iterator[Issue]:
    """Neither a fall nor a climb through an altitude above the apogee of the first orbit, m."""
    allowed = f"below the apogee of the first orbit, {high / 1e3:.6g} km"
    below, above = until.altitude_below, until.altitude_above
    if below is not None and below > high + SLACK:
        problem = "the phase can't end: the stack never was that high"
        yield Issue((*key, "altitude_below"), problem, below.given, allowed)
    if above is not None and above > high + SLACK and until.by is None:
        problem = "the phase can't end: nothing lifts the stack that high"
        yield Issue((*key, "altitude_above"), problem, above.given, f"{allowed}, or also `by`")


def _check_airless(scenario: Scenario, i: int, until: Until) -> Iterator[Issue]:
    """No fall without an atmosphere or an engine."""
    falling = [name for name in FALLING if getattr(until, name)]
    if scenario.environment.atmosphere.model != "none" or not falling or until.by is not None:
        return
    burned = any(phase.burn is not None for phase in scenario.phases[: i + 1])
    if not burned and scenario.phases[i].lowering is None:
        problem = "the phase can't end: there is no air and no engine to bring the stack down"
        allowed = "an atmosphere, a burn before, or also `by`"
        yield Issue(("phases", i, "until", falling[0]), problem, ..., allowed)


def may_raise(phase: PhaseModel) -> bool:
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
