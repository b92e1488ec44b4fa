"""Control of the attitude: what a law is told and what it answers, and the law of the station, with
gyroscopes, thrusters and engines that are cut for moments.

A law is a plug: any object with `act`. It is made for each phase and knows nothing but what it is
told, so that the same flight gives the same bits wherever it is flown.
"""

import math
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from sim.errors import InputError
from sim.frames.constants import STANDARD_GRAVITY

GYROSCOPE_MOMENTUM = 4742.5
"""N m s of one control moment gyroscope, 3,500 lb ft s (Boeing, ISS motion control system; another
copy has 3,600: 4,742 to 4,880).
"""
GYROSCOPE_TORQUE = 258.0
"""N m of one (assumption: 190 lb ft, 200 to 300)."""
LEVER = 30.0
"""m from the centre of mass to the thrusters about pitch and yaw (assumption: 28 to 41)."""
ROLL_LEVER = 2.1
"""m, the radius they stand on (assumption: 1.9 to 2.2; Zvezda is 4.15 to 4.35 m wide)."""
SPECIFIC_IMPULSE = 285.0
"""s, of attitude thrusters (assumption: 250 to 290)."""
TURNING_SHARE = 0.5
"""Of the torque there is, with which a turn is begun and ended (assumption: 0.3 to 0.7; the rest
holds against what disturbs).
"""
STEADY = np.zeros(3)
STEADY.setflags(write=False)


class Sensed(NamedTuple):
    """What a law is told, for k rows, body axes.

    error (k, 3) rad, turn from the commanded attitude to the true one; rates (k, 3) rad/s beyond
    the commanded ones; disturbance (k, 3) N m, torque of all but control as the last period shows
    it; momentum (k, 3) N m s of the gyroscopes; propellant (k,) kg left; thrust (k,) N of burning
    engines; since (k,) s, time since the phase began; inertia (3, 3) kg m2; period (k,) s to act;
    acceleration (k, 3) or (3,) rad/s2, mean of the commanded one over the period.
    """

    error: np.ndarray
    rates: np.ndarray
    disturbance: np.ndarray
    momentum: np.ndarray
    propellant: np.ndarray
    thrust: np.ndarray
    since: np.ndarray
    inertia: np.ndarray
    period: np.ndarray
    acceleration: np.ndarray = STEADY


class Action(NamedTuple):
    """What a law answers, for k rows: mean torques (k, 3) N m on the body over the period, by
    gyroscopes, by thrusters and by engines cut for moments; propellant (k,) kg of the thrusters;
    share (k,) of the thrust that is left; whether the attitude is given up, (k,).
    """

    gyroscopes: np.ndarray
    thrusters: np.ndarray
    engines: np.ndarray
    propellant: np.ndarray
    share: np.ndarray
    lost: np.ndarray


class Law(Protocol):
    """A law of control."""

    def act(self, sensed: Sensed) -> Action:
        """What to do in the next period."""
        ...

    def turn_limits(self, axis: np.ndarray, inertia: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Largest rate rad/s and acceleration rad/s2, (k,) each, at which a body with a tensor of
        inertia (3, 3) kg m2 may be turned about unit axes (k, 3) from one commanded attitude to
        another; infinite: commanded at once.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Hold:
    """Hold of the commanded attitude: a spring and a damper that also cancel what disturbs.

    Attributes
    ----------
    gyroscopes
        How many; they act first, up to their torque, and store momentum.
    authority
        N m of thrusters about roll, pitch, yaw; zeros where there are none (assumption: 0.5 to
        2.2 kN m in roll, 4 to 15 in pitch and yaw).
    levers
        m, of their forces.
    isp
        s.
    least_impulse
        N s of the smallest pulse (assumption: 130 N for 0.1 s, 4 to 40 N s).
    deadband
        rad about each axis within which thrusters rest (assumption: 0.2 to 4 degrees; a Progress
        had 4 and then 8 in yaw during burns of 2006: NASASpaceflight, 5 Dec 2006).
    engine_ring
        m, mean lever of burning engines that may be cut for moments; 0: they may not.
    frequency, damping
        rad/s and a share of the critical one, of the closed loop (assumption: 0.005 to 0.05 rad/s,
        well above the orbit's 0.001 and below the 0.6 at which arrays begin to bend, 0.1 Hz by
        the design of 1989: Space Studies Institute, Update 8/1; 0.5 to 1.0 of critical damping).
    kept
        Share of the gyroscopes' momentum at which thrusters begin to take it off (assumption: 0.5
        to 0.95).
    gives_up
        rad of error from which on the attitude is lost: a stack that far off is turned by air
        faster than it can be turned back (assumption: 0.3 to 0.8).
    turn_rate
        rad/s, at which another attitude is turned to (assumption: 0.1 deg/s, 0.05 to 0.2).
    fails_at
        s after the phase began at which the computer that runs the law fails.
    """

    gyroscopes: int = 4
    authority: tuple[float, float, float] = (1.1e3, 8e3, 8e3)
    levers: tuple[float, float, float] = (ROLL_LEVER, LEVER, LEVER)
    isp: float = SPECIFIC_IMPULSE
    least_impulse: float = 13.0
    deadband: float = 0.01
    engine_ring: float = 0.0
    frequency: float = 0.02
    damping: float = 0.8
    kept: float = 0.8
    gives_up: float = 0.5
    turn_rate: float = 0.1 * math.pi / 180.0
    fails_at: float = np.inf

    def __post_init__(self) -> None:
        """Refuse thrusters that turn nothing or take nothing, and a law with nothing to act by.

        Raises
        ------
        InputError
            If so.
        """
        for axis, torque, lever in zip(
            ("roll", "pitch", "yaw"), self.authority, self.levers, strict=True
        ):
            if torque < 0.0 or (torque > 0.0 and lever <= 0.0):
                raise InputError(
                    f"thrusters of {torque:g} N m about {axis} with a lever of {lever:g} m give no "
                    "torque; allowed: a lever above 0, or no authority"
                )
        if not self.isp > 0.0 or self.least_impulse < 0.0:
            raise InputError(
                f"thrusters of {self.isp:g} s and pulses of {self.least_impulse:g} N s; allowed: a "
                "specific impulse above 0 s, pulses of 0 N s (any size) or more"
            )
        if not (self.frequency > 0.0 and self.damping > 0.0 and self.turn_rate > 0.0):
            raise InputError(
                f"a loop of {self.frequency:g} rad/s and a damping of {self.damping:g} that turns "
                f"at {self.turn_rate:g} rad/s holds nothing; allowed: all above 0"
            )
        if self.gyroscopes < 0:
            raise InputError(f"{self.gyroscopes} gyroscopes hold nothing; allowed: 0 or more")
        if not self.gyroscopes and not any(self.authority) and not self.engine_ring:
            raise InputError("nothing can turn the stack: no gyroscopes, thrusters or engines")

    @property
    def capacity(self) -> float:
        """N m s that all gyroscopes store."""
        return self.gyroscopes * GYROSCOPE_MOMENTUM

    @property
    def largest_flow(self) -> float:
        """kg/s of thrusters that turn the stack about all axes as hard as they can."""
        pairs = zip(self.authority, self.levers, strict=True)
        return sum(torque / lever for torque, lever in pairs if torque) / (
            self.isp * STANDARD_GRAVITY
        )

    def act(self, sensed: Sensed) -> Action:
        """Gyroscopes as far as they go, then engines that burn, then thrusters."""
        dead = sensed.since >= self.fails_at
        stiff, soft = self.frequency**2, 2.0 * self.damping * self.frequency
        outside = np.sign(sensed.error) * np.maximum(np.abs(sensed.error) - self.deadband, 0.0)
        change = sensed.acceleration - stiff * outside - soft * sensed.rates
        wanted = change @ sensed.inertia - sensed.disturbance
        gyroscopes = self._by_gyroscopes(wanted, sensed)
        rest = wanted - gyroscopes
        engines, share = self._by_engines(rest, sensed.thrust)
        full = np.linalg.norm(sensed.momentum, axis=1) > self.kept * self.capacity
        # what thrusters give beyond need, gyroscopes take up the other way: they slow down
        spare = np.where(full[:, None], sensed.momentum / sensed.period[:, None], 0.0)
        thrusters, propellant = self._by_thrusters(rest - engines - spare, sensed)
        if self.gyroscopes:
            gyroscopes = gyroscopes + np.where(
                full[:, None], wanted - gyroscopes - engines - thrusters, 0.0
            )
        lost = dead | (np.linalg.norm(sensed.error, axis=1) > self.gives_up)
        none = lost[:, None]
        return Action(
            np.where(none, 0.0, gyroscopes),
            np.where(none, 0.0, thrusters),
            np.where(none, 0.0, engines),
            np.where(lost, 0.0, propellant),
            np.where(lost, 1.0, share),
            lost,
        )

    def turn_limits(self, axis: np.ndarray, inertia: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """By thrusters where they act about all axes that a turn needs, otherwise by what
        gyroscopes can store; at once where neither can turn it.
        """
        needed = np.abs(axis @ inertia)
        size = np.linalg.norm(needed, axis=1) + 1e-30
        # a hundredth is coupling, which gyroscopes or a small error take
        counts = needed > 0.01 * size[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            jets = np.where(counts, np.array(self.authority) / needed, np.inf).min(axis=1)
        by_jets = jets > 0.0
        torque = self.gyroscopes * GYROSCOPE_TORQUE if self.gyroscopes else np.inf
        stored = self.kept * self.capacity if self.gyroscopes else np.inf
        rate = np.where(by_jets, self.turn_rate, np.minimum(self.turn_rate, stored / size))
        return rate, TURNING_SHARE * np.where(by_jets, jets, torque / size)

    def _by_gyroscopes(self, wanted: np.ndarray, sensed: Sensed) -> np.ndarray:
        """Torque (k, 3) of gyroscopes, within their torque and what they can still store."""
        if not self.gyroscopes:
            return np.zeros_like(wanted)
        size = np.linalg.norm(wanted, axis=1, keepdims=True)
        torque = wanted * np.minimum(1.0, self.gyroscopes * GYROSCOPE_TORQUE / (size + 1e-12))
        after = sensed.momentum - torque * sensed.period[:, None]
        size = np.linalg.norm(after, axis=1, keepdims=True)
        allowed = after * np.minimum(1.0, self.capacity / (size + 1e-12))
        return (sensed.momentum - allowed) / sensed.period[:, None]

    def _by_engines(self, wanted: np.ndarray, thrust: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Torque (k, 3) of cutting some of the burning engines, and the share of thrust left."""
        most = (self.engine_ring * thrust)[:, None]
        across = wanted * np.array([0.0, 1.0, 1.0])
        size = np.linalg.norm(across, axis=1, keepdims=True)
        # half of the engines cut leave the largest torque there is
        torque = across * np.minimum(1.0, 0.5 * most / (size + 1e-12))
        used = np.linalg.norm(torque, axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = 1.0 - np.where(most[:, 0] > 0.0, used / most[:, 0], 0.0)
        return torque, share

    def _by_thrusters(self, wanted: np.ndarray, sensed: Sensed) -> tuple[np.ndarray, np.ndarray]:
        """Mean torque (k, 3) of thrusters in whole pulses, and the propellant of them, kg."""
        levers = np.array(self.levers)
        period = sensed.period[:, None]
        torque = np.clip(wanted, -np.array(self.authority), np.array(self.authority))
        pulse = self.least_impulse * levers
        impulse = (
            np.rint(torque * period / pulse) * pulse if self.least_impulse else torque * period
        )
        propellant = (np.abs(impulse) / levers).sum(axis=1) / (self.isp * STANDARD_GRAVITY)
        paid = propellant <= sensed.propellant
        return np.where(paid[:, None], impulse / period, 0.0), np.where(paid, propellant, 0.0)
