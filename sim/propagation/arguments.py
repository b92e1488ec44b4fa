"""What `propagate` is given, looked at before anything flies."""

from typing import Any

import numpy as np

from sim.errors import InputError
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.epoch import DAY
from sim.integrate.threads import processors
from sim.propagation.event import Event
from sim.propagation.surroundings import of_each

STATES = 6
LOWEST = 0.99 * EQUATORIAL_RADIUS
"""m from the centre: the poles are 0.3 % nearer than the equator."""
FARTHEST = 1e9
"""m from the centre: beyond the Earth's sphere of influence, nothing here holds."""
SLOWEST, FASTEST = 50.0, 1e5
"""m/s: an orbit of a body in reach has hundreds; what is slower is given in km/s."""
LONGEST = 100.0 * 365.25 * DAY
"""s: no table reaches further."""
TIGHTEST, LOOSEST = 1e-14, 1e-4


def check_states(states: Any) -> np.ndarray:
    """First states (n, 6); refuses what is no state above the ground."""
    try:
        first = np.array(states, dtype=np.float64, ndmin=2)
    except (TypeError, ValueError):
        raise InputError(f"states={states!r}; allowed: numbers of shape (n, 6)") from None
    if first.ndim != 2 or first.shape[1] != STATES or not len(first):
        raise InputError(
            f"states have shape {np.shape(states)}; allowed: (n, 6), GCRF position m, velocity m/s"
        )
    for k in np.flatnonzero(~np.isfinite(first).all(axis=1)):
        raise InputError(f"states[{k}] = {first[k].tolist()}; allowed: finite numbers")
    with np.errstate(over="ignore", under="ignore"):  # what is beyond all bounds is told below
        distance = np.sqrt((first[:, :3] ** 2).sum(axis=1))
        speed = np.sqrt((first[:, 3:] ** 2).sum(axis=1))
    for k in np.flatnonzero((distance < LOWEST) | (distance > FARTHEST)):
        raise InputError(
            f"states[{k}] is {distance[k]:.6g} m from the Earth's centre; allowed: GCRF in m, "
            f"above the ground and within {FARTHEST:g} m"
        )
    for k in np.flatnonzero((speed < SLOWEST) | (speed > FASTEST)):
        raise InputError(
            f"states[{k}] has {speed[k]:.6g} m/s; allowed: GCRF in m/s, {SLOWEST:g} to {FASTEST:g}"
        )
    return first


def check_times(times: Any) -> np.ndarray:
    """Times (k,); refuses what is before the epoch or does not ascend."""
    try:
        given = np.array(times, dtype=np.float64, ndmin=1)
    except (TypeError, ValueError):
        raise InputError(f"times={times!r}; allowed: seconds since the epoch") from None
    if given.ndim != 1 or not given.size or not np.isfinite(given).all():
        raise InputError(
            f"times of shape {given.shape}, finite: {bool(np.isfinite(given).all())}; allowed: "
            f"finite seconds since the epoch, shape (k,)"
        )
    if given[0] < 0.0 or given[-1] > LONGEST or (np.diff(given) <= 0.0).any():
        raise InputError(
            f"times run from {given.min():.9g} to {given.max():.9g} s; allowed: ascending, from 0 "
            f"(the epoch of the states) to {LONGEST:.9g} s"
        )
    return given


def check_mass(mass: Any, n: int) -> np.ndarray:
    """Mass of each trajectory, kg, shape (n,)."""
    array = of_each("mass", mass, n)
    if not (np.isfinite(array) & (array > 0.0)).all():
        raise InputError(f"mass={mass!r}; allowed: kg above 0")
    return array


def check_tolerance(tolerance: Any) -> float:
    """A relative tolerance that the methods can hold."""
    if not isinstance(tolerance, (int, float)) or not TIGHTEST <= tolerance <= LOOSEST:
        raise InputError(f"tolerance={tolerance!r}; allowed: {TIGHTEST:g} to {LOOSEST:g}")
    return float(tolerance)


def check_events(events: Any) -> tuple[Event, ...]:
    """Events as a tuple; a single one, or a word, is one too."""
    given = [events] if isinstance(events, (str, Event)) else list(events)
    made = [Event(each) if isinstance(each, str) else each for each in given]
    for each in made:
        if not isinstance(each, Event):
            raise InputError(f"{each!r} is no event; allowed: Event(kind, value), or a kind")
    return tuple(made)


def check_threads(threads: int | None) -> int:
    """How many threads; all processors by default."""
    if threads is None:
        return processors()
    if not isinstance(threads, int) or not 1 <= threads <= 1024:
        raise InputError(f"threads={threads!r}; allowed: 1 to 1024")
    return threads
