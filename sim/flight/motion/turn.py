"""Turns from one commanded attitude to another: about one axis that stands still in the body and to
the local horizontal, faster and faster, at an even rate, and slower to rest.
"""

from typing import NamedTuple

import numpy as np

from sim.flight.motion.control import Law


class Turn(NamedTuple):
    """Turns of k rows: unit axis (k, 3) in body axes, angle (k,) rad that the start stands away
    from the end, rate (k,) rad/s and acceleration (k,) rad/s2 at most, above 0.
    """

    axis: np.ndarray
    angle: np.ndarray
    rate: np.ndarray
    acceleration: np.ndarray

    @property
    def peak(self) -> np.ndarray:
        """Largest rate (k,), rad/s: a short turn never comes to the one it may have."""
        return np.minimum(self.rate, np.sqrt(self.angle * self.acceleration))

    @property
    def seconds(self) -> np.ndarray:
        """How long they last, (k,)."""
        return self.angle / np.maximum(self.peak, 1e-30) + self.peak / self.acceleration

    def left(self, since: np.ndarray) -> np.ndarray:
        """Rotation vector (k, 3) in rad still to turn back, `since` (k,) s after the start."""
        t, peak, a, end = since, self.peak, self.acceleration, self.seconds
        ramp = peak / a
        done = np.where(t < ramp, 0.5 * a * t * t, peak * (t - 0.5 * ramp))
        done = np.where(t > end - ramp, self.angle - 0.5 * a * (end - t) ** 2, done)
        return np.where(t < end, self.angle - done, 0.0)[:, None] * self.axis

    def rates(self, since: np.ndarray) -> np.ndarray:
        """Commanded rates (k, 3) in rad/s beyond those of the orbit."""
        t, end, a = since, self.seconds, self.acceleration
        rate = np.minimum(np.minimum(a * t, self.peak), a * (end - t))
        return np.where((t >= 0.0) & (t < end), -rate, 0.0)[:, None] * self.axis


def turn_of(slew: np.ndarray, law: Law, inertia: np.ndarray) -> Turn:
    """Turns of k rows by rotation vectors (k, 3), rad, as a law can give them to a tensor of
    inertia (3, 3), kg m2; none where it sets no limit.
    """
    angle = np.linalg.norm(slew, axis=1)
    axis = slew / np.maximum(angle, 1e-30)[:, None]
    rate, acceleration = law.turn_limits(axis, inertia)
    turns = np.isfinite(acceleration) & (angle > 0.0)
    return Turn(
        axis,
        np.where(turns, angle, 0.0),
        np.where(turns, rate, 1.0),
        np.where(turns, acceleration, 1.0),
    )
