import numpy as np
import pytest

from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.propagation.forces import Atmosphere, Drag, Gravity, ThirdBody

N = 11


@pytest.fixture(scope="session")
def fleet() -> np.ndarray:
    """First states (11, 6) of unequal low orbits."""
    rng = np.random.default_rng(7)
    return np.array([
        cartesian_from_kepler(
            EQUATORIAL_RADIUS + rng.uniform(300e3, 500e3), rng.uniform(0.0, 0.005), 0.9,
            *rng.uniform(0.0, 6.0, 3),
        )
        for _ in range(N)
    ])  # fmt: skip


@pytest.fixture(scope="session")
def air() -> Atmosphere:
    return Atmosphere("exponential", exponential=(4e-12, 400e3, 58e3))


@pytest.fixture(scope="session")
def forces(air) -> list:
    """Everything in a small field, another area for each of the fleet."""
    return [Gravity("egm2008", 8), air, Drag(np.linspace(500.0, 2000.0, N)), ThirdBody()]


@pytest.fixture
def forces_of(air):
    """The same forces for one trajectory of the fleet."""

    def make(k: int) -> list:
        area = float(np.linspace(500.0, 2000.0, N)[k])
        return [Gravity("egm2008", 8), air, Drag(area), ThirdBody()]

    return make
