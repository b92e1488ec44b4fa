import pytest

import sim
from sim.lanes import exp, sqrt, where

DENSITY, ALTITUDE, SCALE = 5.6e-7, 100e3, 6.9e3


def thin(height):
    """The exponential air of the short descent, as a function."""
    return DENSITY * exp((ALTITUDE - height) * (1.0 / SCALE))


def push(vx, vy, vz, mass):
    k = 0.4 / (mass * sqrt(vx * vx + vy * vy + vz * vz))
    return k * vx, k * vy, k * vz


def distance(x, y, z):
    return sqrt(x * x + y * y + z * z)


def back_and_forth(t, vx, vy, vz):
    s = where(t < 1500.0, -1.0, 1.0)
    return s * vx, s * vy, s * vz


@pytest.fixture(scope="session")
def registered():
    """Four functions, one of each kind, by kind."""
    own = {
        "atmosphere": thin,
        "acceleration": push,
        "event": distance,
        "steering": back_and_forth,
    }
    return {kind: sim.register(kind, function) for kind, function in own.items()}
