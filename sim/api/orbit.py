"""Orbits of boinor, the maintained continuation of poliastro, at the two ends of a flight.

boinor compiles for seconds when it is imported, so it is imported here, inside functions, and
nowhere else; no conversion on the way of a flight uses it. Its reference plane
``Planes.EARTH_EQUATOR`` of the Earth is the GCRS, the frame of this package's states (GCRF).
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.dynamics.thrust import VELOCITY
from sim.errors import InputError
from sim.flight.burn import steering_number
from sim.flight.phase import Phase
from sim.flight.record import Flight, Segment
from sim.frames.epoch import Epoch
from sim.integrate.batch import run

if TYPE_CHECKING:
    from boinor.plotting import OrbitPlotter
    from boinor.twobody import Orbit


def state_at(flight: Flight, epoch: Epoch) -> np.ndarray:
    """State of the first trajectory of a flight at an epoch, by propagation from a saved state.

    Parameters
    ----------
    flight
        The record of a flight.
    epoch
        Between its first and its last state.

    Returns
    -------
    numpy.ndarray
        Shape (7,): GCRF position m, velocity m/s, mass kg. Flown from the last saved state before
        the epoch with the forces, parameters and tolerance of its segment, so that it is as
        accurate as the flight itself.

    Raises
    ------
    InputError
        If the epoch lies outside the flight, or the propagation fails.
    """
    zero = flight.mission.epoch
    time = epoch.seconds_since(zero)
    segments = [segment for segment in flight.segments if segment.row == 0]
    first, last = segments[0].samples[0, 0], segments[-1].samples[-1, 0]
    if not first <= time <= last:
        raise InputError(
            f"{epoch.utc_iso()} is outside the flight; "
            f"allowed: {zero.utc_iso(float(first))} to {zero.utc_iso(float(last))}"
        )
    # of two segments that meet at the epoch, the later one: the state after a discontinuity
    segment = next(s for s in reversed(segments) if s.samples[0, 0] <= time)
    sample = segment.samples[np.searchsorted(segment.samples[:, 0], time, side="right") - 1]
    if sample[0] == time:
        return sample[1:].copy()
    return _propagate(flight, segment, sample, time)


def _propagate(flight: Flight, segment: Segment, sample: np.ndarray, time: float) -> np.ndarray:
    """State (7,) at a time in s, flown from a sample (8,) of a segment."""
    phase = next(phase for phase in flight.mission.phases if phase.name == segment.phase)
    arc = run(
        flight.mission.world_of(phase.field_degree, _steering_frame(phase)),
        sample[:1],
        sample[None, 1:],
        np.array([time]),
        segment.parameters[None],
        relative_tolerance=phase.relative_tolerance,
        margin=flight.mission.margin,
        longest_step=phase.longest_step,
    )
    if arc.t[0] != time:
        raise InputError(f"{flight.mission.name}: no state at {time} s: code {arc.status[0]}")
    return arc.y[0]


def _steering_frame(phase: Phase) -> int:
    """Steering frame of the engines in a phase; burns of an altitude profile are retrograde."""
    return VELOCITY if phase.burn is None else steering_number(phase.burn.steering)


def boinor_orbit(state: np.ndarray, epoch: Epoch) -> "Orbit":
    """The osculating orbit of a GCRF state as a boinor `Orbit` about the Earth.

    Parameters
    ----------
    state
        Shape (6,) or (7,): GCRF position m, velocity m/s.
    epoch
        Of the state; the `Orbit` has it in the scale TDB.
    """
    from astropy import units
    from astropy.time import Time
    from boinor.bodies import Earth
    from boinor.frames import Planes
    from boinor.twobody import Orbit

    return Orbit.from_vectors(
        Earth,
        state[:3] * units.m,
        state[3:6] * units.m / units.s,
        epoch=Time(epoch.astropy(0.0).tdb),
        plane=Planes.EARTH_EQUATOR,
    )


def state_changes(orbit: "Orbit") -> dict[str, Any]:
    """Changes to a scenario that make its first state that of a boinor `Orbit`.

    Parameters
    ----------
    orbit
        About the Earth, in any of boinor's planes that does not turn.

    Returns
    -------
    dict
        For `sim.api.descent.Descent.with_`: `state` (Cartesian, GCRF) and `start`.

    Raises
    ------
    InputError
        If it is no orbit about the Earth, or in a plane that turns with it.
    """
    from boinor.bodies import Earth
    from boinor.frames import Planes

    if getattr(orbit, "attractor", None) is not Earth:
        given = getattr(orbit, "attractor", type(orbit).__name__)
        raise InputError(f"state={given}: allowed: a boinor Orbit about the Earth")
    if orbit.plane is Planes.BODY_FIXED:
        raise InputError("state: the plane of the orbit turns; allowed: EARTH_EQUATOR, ECLIPTIC")
    if orbit.plane is not Planes.EARTH_EQUATOR:
        orbit = orbit.change_plane(Planes.EARTH_EQUATOR)
    epoch = Epoch.from_astropy(orbit.epoch).utc_iso(digits=9)
    position = [f"{x!r} m" for x in orbit.r.to_value("m").tolist()]
    velocity = [f"{v!r} m/s" for v in orbit.v.to_value("m/s").tolist()]
    source = "assumption: the osculating state of an orbit given from Python"
    cartesian = {
        "frame": "gcrf",
        "epoch": epoch,
        "position": position,
        "velocity": velocity,
        "assumption": source.removeprefix("assumption: "),
    }
    return {"state.cartesian": cartesian, "start": epoch}


def plot_orbits(orbits: "dict[str, Orbit]") -> "OrbitPlotter":
    """Orbits by label, drawn in one picture in the plane of the first by boinor's plotter.

    Returns
    -------
    boinor.plotting.OrbitPlotter
        With Matplotlib behind it; in a notebook it shows itself as the cell's figure.
    """
    from boinor.plotting import OrbitPlotter
    from boinor.plotting.orbit.backends import Matplotlib2D

    plotter = OrbitPlotter(backend=Matplotlib2D(ax=None, use_dark_theme=False))
    for k, (label, orbit) in enumerate(orbits.items()):
        if k == 0:
            plotter.set_orbit_frame(orbit)
        plotter.plot(orbit, label=label)
    return plotter
