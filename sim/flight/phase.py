"""What a flight is told to do: phases, their conditions, burns and altitude profiles, and dated
visits. Data only, in SI units.

Times are TAI seconds since the scenario epoch, altitudes are metres, angles radians. Where a value
is a `Number` it is one for all rows of a mission, or an array with one for each.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.flight.motion.body import Motion
from sim.frames.constants import ARC_INTERFACE
from sim.vehicle.hardware import Number

CutoffLaw = Literal["delta_v", "duration", "perigee", "downrange"]
"""How vehicles cut burns off."""
CutoffKind = Literal["duration", "delta_v", "perigee", "downrange", "propellant", "depletion"]
"""`delta_v`: as the accelerometer of the burn senses it. `downrange`: the argument of latitude at
which the Kepler arc from the burn passes the entry interface."""


def commanded_law(law: CutoffLaw, perigee: float) -> CutoffLaw:
    """The law in which a burn down to a perigee in m is commanded: one that stays in orbit has no
    place of entry, and counts its velocity change instead.
    """
    return "delta_v" if law == "downrange" and perigee >= ARC_INTERFACE else law


IgnitionPlace = Literal["apogee", "perigee", "argument_of_latitude", "highest"]
"""`highest`: where the distance from the Earth next stops growing, up to twice a revolution."""

SteeringFrame = Literal["lvlh", "velocity", "inertial", "held", "own"]


@dataclass(frozen=True)
class Condition:
    """When a phase ends.

    Attributes
    ----------
    kind
        ``"time"`` (s since the epoch), ``"duration"`` (s since the phase began), ``"ground"``
        (geodetic height zero), ``"event"`` (a function of one's own), or a key of
        `sim.flight.condition.CROSSINGS`.
    value
        What the kind counts in: s, m, rad, or how many passages.
    longitude
        Interval in rad (east, may wrap): the first passage inside it instead of a count.
    by
        s since the epoch; ends the phase in any case.
    event, rising
        Number of the function of one's own, and which of its crossings counts.
    """

    kind: str
    value: Number = 1.0
    longitude: tuple[float, float] | None = None
    by: Number | None = None
    event: int = 0
    rising: bool = False


@dataclass(frozen=True)
class Steering:
    """Thrust direction: unit components in a frame, then turned by pitch (toward nadir) and yaw
    (out of plane).

    ``lvlh``: x forward and horizontal, y against the orbit normal, z to nadir. ``velocity``: x
    along the inertial velocity, y against the orbit normal, z completes toward nadir.
    ``inertial``: GCRF. ``held``: lvlh at ignition, then inertially fixed. ``own``: a law of one's
    own, by its number; nothing else turns it.
    """

    frame: SteeringFrame = "velocity"
    direction: tuple[float, float, float] = (-1.0, 0.0, 0.0)
    pitch: Number = 0.0
    yaw: Number = 0.0
    law: int = 0


@dataclass(frozen=True)
class EngineFailure:
    """How many engines (by default all) stop once the velocity change of their burn is `at` m/s;
    they are out to its end.
    """

    at: Number = np.inf
    engines: Number = np.inf


@dataclass(frozen=True)
class Firing:
    """Engines of a group taking part in a burn: how many fire (None: all), the fractions of
    nominal thrust and specific impulse, and which of them fail on the way.
    """

    group: str
    count: Number | None = None
    thrust_factor: Number = 1.0
    isp_factor: Number = 1.0
    failures: tuple[EngineFailure, ...] = ()


@dataclass(frozen=True)
class Ignition:
    """Where on the orbit a burn is centred (or begins); before it the stack coasts. `delay` in s
    moves the ignition, later or earlier.
    """

    at: IgnitionPlace
    argument_of_latitude: Number = 0.0
    centred: bool = True
    delay: Number = 0.0


@dataclass(frozen=True)
class Accelerometer:
    """What the vehicle senses of a burn: (1 + `scale`) times its velocity change, plus `bias` in
    m/s2 times its duration.
    """

    scale: Number = 0.0
    bias: Number = 0.0


@dataclass(frozen=True)
class Burn:
    """A finite burn: engine groups, steering, and the cut-off (s, m/s, m above the equatorial
    radius, rad, kg).
    """

    firings: tuple[Firing, ...]
    cutoff: CutoffKind
    value: Number
    steering: Steering = Steering()
    ignition: Ignition | None = None
    accelerometer: Accelerometer = Accelerometer()

    def __post_init__(self) -> None:
        """Refuse what has no middle that is known beforehand."""
        if self.cutoff == "downrange" and self.ignition is not None and self.ignition.centred:
            raise ValueError(
                "a burn cut off by downrange can't be centred on a place: how long it takes is not "
                "known before; allowed: ignition at the place, or on a date"
            )


@dataclass(frozen=True, kw_only=True)
class AltitudeProfile:
    """Follow an altitude by date: at every interval, two burns half an orbit apart bring the mean
    altitude to the profile.

    With an `attitude` instead of engines the stack flies that attitude whenever it is above the
    profile at a check, and its usual one otherwise: lowering by drag alone.

    `times` s and `altitudes` m are joined by straight lines; burns below `least_delta_v` (m/s)
    are left out; with `raising` the stack is also lifted when it is below the profile (an
    altitude hold is a flat profile).
    """

    times: tuple[float, ...]
    altitudes: tuple[float, ...]
    every: float
    firings: tuple[Firing, ...]
    least_delta_v: float
    raising: bool = False
    attitude: str | None = None


@dataclass(frozen=True)
class Transfer:
    """Propellant pumped from one tank to another at the start of a phase, kg (None: all that
    fits).
    """

    source: str
    target: str
    mass: float | None = None


@dataclass(frozen=True)
class Visit:
    """A dated docked interval of a vehicle, s; infinite for one that stays to the end."""

    vehicle: str
    arrives: float
    leaves: float = np.inf


@dataclass(frozen=True, kw_only=True)
class Phase:
    """One stretch of flight. Actions happen at its start; a burn ends it at cut-off, else `until`
    does. With a `motion` the stack is a rigid body in it.
    """

    name: str
    until: Condition | None = None
    burn: Burn | None = None
    altitude_profile: AltitudeProfile | None = None
    attitude: str | None = None
    dock: tuple[str, ...] = ()
    undock: tuple[str, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    field_degree: int = 36
    relative_tolerance: float = 1e-10
    longest_step: float = 600.0
    save_every: float = 0.0
    motion: Motion | None = None
