"""`sim.propagate`: many trajectories from arrays, quantities, orbits or element sets, in one call.

The work is `sim.propagation`'s; here whatever people have becomes states in GCRF, an epoch and
seconds.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.api.instant import epoch_of
from sim.errors import InputError
from sim.frames.epoch import Epoch
from sim.propagation.ephemerides import Ephemerides
from sim.propagation.event import Event
from sim.propagation.forces import Force, Number
from sim.propagation.propagate import propagate as propagate_arrays
from sim.propagation.variations import Variations

if TYPE_CHECKING:
    from astropy.time import Time
    from astropy.units import Quantity

SAME = 1e-3
"""s within which two epochs are one: 8 m along a low orbit is the least that element sets say."""


def propagate(
    states: Any,
    epoch: "Epoch | Time | datetime | str | None",
    forces: Iterable[Force],
    times: "np.ndarray | Sequence[float] | Quantity | Time",
    *,
    events: Sequence[Event | str] = (),
    stm: bool | Variations = False,
    mass: "Number | Quantity" = 1.0,
    threads: int | None = None,
    tolerance: float = 1e-11,
) -> Ephemerides:
    """Fly n trajectories through chosen forces to chosen epochs, in one batch on all processors.

    The steps are the method's own; states between are interpolated (degree 7) within 1 mm and
    2e-6 m/s. A trajectory has the same bits alone and in any batch.

    Parameters
    ----------
    states
        (n, 6) or (6,), GCRF m, m/s; (position, velocity) as quantities (n, 3); `Orbit` of boinor;
        two-line element sets (text, or sgp4's `Satrec`), flown to the epoch by SGP4; or lists.
    epoch
        Of the states: `Time`, aware `datetime`, UTC text; None: that of the first orbit.
    forces
        `sim.Gravity` and `ThirdBody`, `Atmosphere`, `Drag`, `Radiation`, `Thrust`, `Acceleration`s.
    times
        Seconds (TAI) after the epoch, ascending, shape (k,); or a quantity, or a `Time`.
    events, stm
        `sim.Event` or its kind: one with ``stop=True`` ends its trajectory, as the ground does;
        state transition matrices, and what else `sim.Variations` says.
    mass, threads, tolerance
        kg or a quantity, one or (n,); by default a thread for each processor; relative error
        allowed in a step, beside 1 mm (in proportion for others than 1e-11).

    Raises
    ------
    InputError
        If an argument does not fit; the text says what is allowed.

    Examples
    --------
    >>> import sim
    >>> forces, start = [sim.Gravity("egm2008", 0)], [7e6, 0, 0, 0, 7546.053287, 0]
    >>> flown = sim.propagate(start, "2030-01-01T00:00:00Z", forces, [2914.25832])
    >>> float(flown.states[0, 0, 0].round(-1))
    -7000000.0
    """
    start, first = _start(states, epoch)
    return propagate_arrays(
        first,
        start,
        forces,
        _seconds(times, start),
        events=events,
        stm=stm,
        mass=_plain("mass", mass, "kg"),
        threads=threads,
        tolerance=tolerance,
    )


def _start(states: Any, epoch: Any) -> tuple[Epoch, Any]:
    """Epoch and states (n, 6) of whatever is given."""
    start = epoch if isinstance(epoch, Epoch) or epoch is None else epoch_of(epoch)
    listed = list(states) if isinstance(states, (list, tuple)) else [states]
    if listed and all(_is_orbit(each) for each in listed):
        return _from_orbits(listed, start)
    if listed and all(isinstance(each, str) or _is_satrec(each) for each in listed):
        return _from_element_sets(listed, start)
    if start is None:
        raise InputError("epoch=None; allowed: with orbits or element sets, which have their own")
    pair = isinstance(states, tuple) and len(states) == 2
    if pair and all(hasattr(each, "unit") for each in states):
        r, v = _plain("position", states[0], "m"), _plain("velocity", states[1], "m/s")
        r, v = np.atleast_2d(r), np.atleast_2d(v)
        if r.shape != v.shape or r.shape[1:] != (3,):
            raise InputError(f"position {r.shape} and velocity {v.shape}; allowed: (n, 3) both")
        return start, np.column_stack([r, v])
    if any(hasattr(each, "unit") for each in listed):
        raise InputError(
            "states with one unit; allowed: (position, velocity), a pair of quantities"
        )
    return start, states


def _is_orbit(given: Any) -> bool:
    return all(hasattr(given, name) for name in ("attractor", "epoch", "r", "v", "plane"))


def _is_satrec(given: Any) -> bool:
    return hasattr(given, "sgp4_tsince") and hasattr(given, "jdsatepoch")


def _from_orbits(orbits: list[Any], start: Epoch | None) -> tuple[Epoch, np.ndarray]:
    """States of orbits of boinor in its plane of the Earth's equator, which is GCRF."""
    from boinor.bodies import Earth
    from boinor.frames import Planes

    start = Epoch.from_astropy(orbits[0].epoch) if start is None else start
    rows = []
    for k, orbit in enumerate(orbits):
        if orbit.attractor is not Earth or orbit.plane is Planes.BODY_FIXED:
            raise InputError(
                f"states[{k}] is an orbit about {orbit.attractor} in {orbit.plane}; allowed: about "
                f"the Earth, EARTH_EQUATOR or ECLIPTIC"
            )
        late = Epoch.from_astropy(orbit.epoch).seconds_since(start)
        if abs(late) > SAME:
            raise InputError(
                f"states[{k}] is an orbit {late:.3f} s after the epoch; allowed: of the epoch "
                f"itself (orbit.propagate)"
            )
        if orbit.plane is not Planes.EARTH_EQUATOR:
            orbit = orbit.change_plane(Planes.EARTH_EQUATOR)
        rows.append([*orbit.r.to_value("m"), *orbit.v.to_value("m/s")])
    return start, np.array(rows)


def _from_element_sets(sets: list[Any], start: Epoch | None) -> tuple[Epoch, np.ndarray]:
    """States of element sets flown to the epoch by SGP4, from TEME."""
    from sgp4.api import SGP4_ERRORS

    from sim.scenario.build.state import gcrf_from

    rows = []
    for k, given in enumerate(sets):
        satellite, own = _satellite(k, given)
        start = own if start is None else start
        code, r, v = satellite.sgp4_tsince(start.seconds_since(own) / 60.0)
        if code != 0:
            raise InputError(
                f"states[{k}]: SGP4 can't fly the element set to {start.utc_iso()} "
                f"({SGP4_ERRORS.get(code, code)}); allowed: an epoch nearer {own.utc_iso()}"
            )
        x, y, z = (1e3 * c for c in r)
        vx, vy, vz = (1e3 * c for c in v)
        rows.append(gcrf_from("teme", (x, y, z, vx, vy, vz), start))
    assert start is not None
    return start, np.array(rows)


def _satellite(k: int, given: Any) -> tuple[Any, Epoch]:
    """sgp4's satellite of an element set, and its epoch."""
    from sgp4.api import Satrec

    from sim.formats.message import MessageError
    from sim.formats.orbit.tle import check_line
    from sim.formats.orbit.tle import epoch_of as epoch_of_lines

    if not isinstance(given, str):
        from astropy.time import Time

        utc = Time(given.jdsatepoch, given.jdsatepochF, format="jd", scale="utc")
        return given, Epoch.from_astropy(utc)
    lines = [line.rstrip() for line in given.strip().splitlines()]
    lines = lines[1:] if len(lines) == 3 else lines  # a name stands above
    if len(lines) != 2:
        raise InputError(f"states[{k}] is text of {len(lines)} lines; allowed: the two of a TLE")
    try:
        for number, line in enumerate(lines, start=1):
            check_line(number, line)
    except MessageError as error:
        raise InputError(f"states[{k}]: {error.problem}; allowed: {error.allowed}") from None
    return Satrec.twoline2rv(*lines), Epoch.from_utc(epoch_of_lines(lines[0]))


def _seconds(times: Any, start: Epoch) -> Any:
    """Times as seconds after the epoch."""
    if hasattr(times, "tai"):
        return np.atleast_1d((times.tai - start.astropy(0.0)).to_value("s"))
    return _plain("times", times, "s")


def _plain(name: str, given: Any, unit: str) -> Any:
    """A quantity as a number in a unit; anything else as it is."""
    if not hasattr(given, "to_value"):
        return given
    from astropy.units import UnitConversionError

    try:
        return given.to_value(unit)
    except UnitConversionError:
        raise InputError(f"{name} in {given.unit}; allowed: a unit like {unit}") from None
