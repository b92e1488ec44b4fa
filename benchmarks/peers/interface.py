"""What the side-by-side benchmark asks of a propagator: take part in a problem, or say why not.

A module of this folder offers `PEERS`, a tuple of `Peer`; one module may offer several ways of
using one package (one trajectory, a batch, an ensemble). Each peer runs in a process of its own,
started by `peers.worker`, so it may set environment variables before its imports and may load a
virtual machine. Packages are imported inside functions only: reading a module needs none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

COMMON = 4
"""Trajectories over which every peer's error is taken: the first so many of a problem."""


class Unable(Exception):  # noqa: N818 - it is an answer, not an error
    """Why a peer can't take part: a missing package, a force it lacks. Printed, never hidden."""


@dataclass(frozen=True)
class ExponentialAir:
    """Density kg/m3 at a geodetic height m, falling by e over each scale height m."""

    density: float
    height: float
    scale_height: float


@dataclass(frozen=True)
class Activity:
    """Constant input of NRLMSISE-00: F10.7 of the day before, its 81-day mean (sfu), daily Ap."""

    f107: float
    f107a: float
    ap: float


@dataclass(frozen=True)
class FiniteBurn:
    """Thrust N and specific impulse s (9.80665 m/s2), against the inertial (GCRF) velocity, from
    `start` for `duration` seconds; the mass falls by thrust / (isp g0) a second.
    """

    thrust: float
    isp: float
    start: float
    duration: float


@dataclass(frozen=True)
class Problem:
    """Flights in numbers any propagator understands. SI, GCRF, seconds since the epoch (UTC).

    states (n, 7): position m, velocity m/s, mass kg at the epoch. The Earth is EGM2008 up to
    `degree` and order with mu and radius of that model, oriented by IERS data; air turns with the
    Earth and is either `exponential` or NRLMSISE-00 under `activity`; `third_body` adds Sun and
    Moon as points. Drag is 0.5 rho cd area / mass v_rel^2. A flight ends after `duration` seconds,
    or, where `end_altitude` (m, geodetic, WGS84) is given, at the first fall below it.
    """

    name: str
    sentence: str
    epoch: str
    states: np.ndarray
    duration: float
    degree: int
    cd: float
    area: float
    exponential: ExponentialAir | None = None
    activity: Activity | None = None
    third_body: bool = False
    burn: FiniteBurn | None = None
    end_altitude: float | None = None


@dataclass(frozen=True)
class Setting:
    """One point of a ladder: the peer's own tolerance, and a bound on its step in s if it has one.

    `label` is what the figure and the table say; `order` is for peers that choose a method.
    """

    label: str
    tolerance: float
    longest_step: float | None = None
    order: int | None = None


@dataclass(frozen=True)
class Flyer:
    """A peer made ready for one problem: compiled, tables read, one short flight behind it.

    Attributes
    ----------
    settings
        From loose to tight. The last one is the peer's own reference, so it should be as tight as
        the peer can do with sense; what a setting needs compiled is compiled beforehand.
    fly
        Flies the first `count` trajectories of the problem with a setting: (count, 6), GCRF m and
        m/s at the end. This call is what is timed, so it leaves out nothing a user would wait for
        on a second flight, and adds nothing a user would not do.
    notes
        One sentence: how it is set up.
    ready
        Compiles what a setting needs, where that differs from setting to setting; called once
        before its first flight, its time counts as set-up.
    forces
        Which forces differ from the problem's, in few words; empty if they are the same equations
        to the accuracy of their data (Earth orientation, ephemerides).
    """

    settings: tuple[Setting, ...]
    fly: Callable[[Setting], np.ndarray]
    notes: str
    forces: str = ""
    ready: Callable[[Setting], None] | None = None


@dataclass(frozen=True)
class Peer:
    """A way of using a package.

    Attributes
    ----------
    name
        Shown in tables and figures, for example "heyoka, batch of 8".
    version
        Version of the package (and what counts beside it); raises `Unable` if it is missing.
    flyer
        flyer(problem, count, threads): all set-up, timed by the frame. Raises `Unable` if the
        problem or more than one thread is beyond the peer.
    together
        Trajectories flown at once at best; 1 if they are flown one by one. The frame's `count` is
        at least this and at least `COMMON`, and a multiple of `together`.
    environment
        Variables set before anything is imported in the peer's process.
    """

    name: str
    version: Callable[[], str]
    flyer: Callable[[Problem, int, int], Flyer]
    together: int = 1
    environment: tuple[tuple[str, str], ...] = ()


def package_version(*names: str) -> str:
    """Versions of installed packages, or `Unable` with the name to install."""
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for name in names:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError as error:
            raise Unable(f"{name} is not installed") from error
    return ", ".join(found)
