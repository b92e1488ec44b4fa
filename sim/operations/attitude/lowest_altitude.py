"""Down to where thrusters hold a stack: torque of the air against their authority, dispersed."""

import math
from dataclasses import replace
from typing import TypedDict

import numpy as np

from sim.flight.motion.equilibrium import held_torque
from sim.operations.attitude.setting import Setting
from sim.planning.margins.control_authority import ControlAssumptions

SAMPLES = 4000
HEIGHTS = np.arange(90e3, 181e3, 0.5e3)
"""m at which torques are compared."""
DENSITY_SIGMA = 0.2
"""Of the logarithm of the density near 120 km (assumption: 0.1 to 0.3)."""
TORQUE_SIGMA = 0.1
"""Of the logarithm of the torque itself (assumption: silhouettes agree with others to 6 %)."""
NODES = tuple(math.tau * k / 4 for k in range(4))
"""rad, by which the node is turned: the local time at which a burn's orbit crosses the equator is
not known beforehand.
"""
CENTRE_RANGE = 0.5
"""m either way of the centre of mass along each axis (assumption: 0.2 to 1)."""


class Quantiles(TypedDict):
    """5, 50 and 95 %."""

    low: float
    median: float
    high: float


def find_lowest_altitudes(setting: Setting, seed: int = 1) -> dict[str, Quantiles]:
    """Quantiles in km of the altitude below which the air turns the stack about an axis more than
    its thrusters do; about roll, pitch, yaw and any of them. Held as its motion commands.

    Dispersed are density, torque, centre of mass, the local time of the node (tides of the air move
    the altitude by 4 km), and the authority of the thrusters by the range that plans assume about
    it (`sim.planning.margins.control_authority`).
    """
    random = np.random.default_rng(seed)
    strength = np.exp(
        DENSITY_SIGMA * random.standard_normal(SAMPLES)
        + TORQUE_SIGMA * random.standard_normal(SAMPLES)
    )
    shift = random.uniform(-CENTRE_RANGE, CENTRE_RANGE, (SAMPLES, 3))
    node = random.integers(len(NODES), size=SAMPLES)
    torque = np.empty((SAMPLES, len(HEIGHTS), 3))
    for k, turn in enumerate(NODES):
        here = node == k
        gravity, mean, slopes = _torques(setting, turn)
        air = mean + np.einsum("na,ahk->nhk", shift[here], slopes)
        torque[here] = np.abs(strength[here, None, None] * air + gravity)
    answer: dict[str, Quantiles] = {}
    every = np.zeros(SAMPLES)
    for k, axis in enumerate(ControlAssumptions().axes):
        given = axis.authority.times(setting.hold.authority[k] / axis.authority.value)
        authority = random.triangular(given.low, given.value, given.high, SAMPLES)
        over = torque[:, :, k] > authority[:, None]
        lowest = np.where(over, HEIGHTS, HEIGHTS[0]).max(axis=1)
        every = np.maximum(every, lowest)
        answer[axis.name] = quantiles(lowest / 1e3)
    return answer | {"any": quantiles(every / 1e3)}


def _torques(setting: Setting, turn: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Torques (h, 3) N m of gravity and of the air by height over a node, and what the latter
    changes by for each metre of the centre of mass along each axis, (3, h, 3).
    """
    y = setting.circular(HEIGHTS, turn)
    t, table = np.zeros(len(y)), setting.table(len(y))
    motion = setting.motion
    gravity = held_torque(setting.world, t, y, table, replace(motion, shape=None))
    mean = held_torque(setting.world, t, y, table, motion) - gravity
    slopes = []
    for axis in np.eye(3):
        ahead, aside, down = (np.array(motion.centre) + axis).tolist()
        moved = replace(motion, centre=(ahead, aside, down))
        slopes.append(held_torque(setting.world, t, y, table, moved) - gravity - mean)
    return gravity, mean, np.array(slopes)


def quantiles(values: np.ndarray) -> Quantiles:
    """5, 50 and 95 % of some values."""
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95)).tolist()
    return {"low": low, "median": median, "high": high}
