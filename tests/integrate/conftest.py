import numpy as np
import pytest

from sim.environment.world import World
from sim.frames.earth_orientation import RATE, Orientation
from sim.lanes import cubic_table


@pytest.fixture(scope="session")
def steady_world(conservative_world: World) -> World:
    """An Earth that turns steadily about the third axis: what the closed forms assume."""
    still = Orientation(-2e5, 43200.0, cubic_table(np.zeros((20, 5))), 0.1, RATE)
    return conservative_world._replace(orientation=still)
