"""Interface of the propagators that are compared: fly a problem, or give the reason why not.

A module of this folder defines `PEERS`, a tuple of `Peer`; one module may define several uses of
one package (one trajectory, a batch, an ensemble). Each peer runs in a process of its own,
started by `peers.worker`, so it may set environment variables before its imports and may load a
virtual machine. Packages are imported inside functions only: importing a module needs none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

ERROR_TRAJECTORIES = 4
"""Number of trajectories, the first ones of a problem, that give the error of a peer."""


class Unable(Exception):  # noqa: N818 - a result, not an error
    """Reason why a peer cannot take part: a missing package or force. Always printed."""


@dataclass(frozen=True)
class ExponentialAtmosphere:
    """Density kg/m3 at a geodetic altitude m, with a scale height in m."""

    density: float
    height: float
    scale_height: float


@dataclass(frozen=True)
class SolarActivity:
    """Constant inputs of NRLMSISE-00: F10.7 of the day before, its 81-day mean (sfu), daily Ap."""

    f107: float
    f107a: float
    ap: float


@dataclass(frozen=True)
class FiniteBurn:
    """Thrust N and specific impulse s (9.80665 m/s2), against the inertial (GCRF) velocity, from
    `start` for `duration` seconds; mass flow thrust / (isp g0).
    """

    thrust: float
    isp: float
    start: float
    duration: float


@dataclass(frozen=True)
class Problem:
    """Flights in a form that suits any propagator. SI, GCRF, seconds since the epoch (UTC).

    states (n, 7): position m, velocity m/s, mass kg at the epoch. The Earth is EGM2008 up to
    `degree` and order with mu and radius of that model, oriented by IERS data; the atmosphere
    co-rotates and is either `exponential` or NRLMSISE-00 with `activity`; `third_body` adds Sun and
    Moon as point masses. Drag is 0.5 rho cd area / mass v_rel^2. A flight ends after `duration`
    seconds, or, with `end_altitude` (m, geodetic, WGS84), at its first downward crossing.
    """

    name: str
    description: str
    epoch: str
    states: np.ndarray
    duration: float
    degree: int
    cd: float
    area: float
    exponential: ExponentialAtmosphere | None = None
    activity: SolarActivity | None = None
    third_body: bool = False
    burn: FiniteBurn | None = None
    end_altitude: float | None = None


@dataclass(frozen=True)
class Setting:
    """One setting of a peer: its own tolerance, and a bound on its step in s if it has one.

    `label` appears in figure and table; `order` is for peers with several methods.
    """

    label: str
    tolerance: float
    longest_step: float | None = None
    order: int | None = None


@dataclass(frozen=True)
class PreparedPeer:
    """A peer prepared for one problem: compiled, tables read, one short flight done.

    Attributes
    ----------
    settings
        From loose to tight. The last one is the peer's own reference, the tightest that is useful.
    fly
        Flies the first `count` trajectories of the problem with a setting: final GCRF states
        (count, 6), m and m/s. This call is timed: it includes all a user would wait for in a
        second flight, and nothing else.
    notes
        Set-up, in one sentence.
    compile_setting
        Compiles for a setting, where that is necessary; called before its first flight, and timed
        as set-up.
    forces
        Forces that differ from the problem's, in few words; empty for the same equations to the
        accuracy of their data (Earth orientation, ephemerides).
    """

    settings: tuple[Setting, ...]
    fly: Callable[[Setting], np.ndarray]
    notes: str
    forces: str = ""
    compile_setting: Callable[[Setting], None] | None = None


@dataclass(frozen=True)
class Peer:
    """One use of a package.

    Attributes
    ----------
    name
        Name in tables and figures, for example "heyoka, batch of 8".
    version
        Version of the package and its data; raises `Unable` if it is not installed.
    prepare
        prepare(problem, count, threads): all set-up, timed by the caller. Raises `Unable` if the
        peer cannot fly the problem, or not on several threads.
    batch
        Number of trajectories propagated together; 1 if one by one. The caller's `count` is a
        multiple of it, and at least `ERROR_TRAJECTORIES`.
    environment
        Environment variables of the peer's process, set before its imports.
    """

    name: str
    version: Callable[[], str]
    prepare: Callable[[Problem, int, int], PreparedPeer]
    batch: int = 1
    environment: tuple[tuple[str, str], ...] = ()


def package_version(*names: str) -> str:
    """Versions of installed packages; raises `Unable` with the name of a missing one."""
    from importlib.metadata import PackageNotFoundError, version

    versions = []
    for name in names:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError as error:
            raise Unable(f"{name} is not installed") from error
    return ", ".join(versions)
