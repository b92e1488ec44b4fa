import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from sim.environment.atmosphere.models import VACUUM
from sim.environment.world import Switch, World, world
from sim.frames.constants import EQUATORIAL_RADIUS
from sim.frames.elements import cartesian_from_kepler
from sim.frames.epoch import Epoch, astropy_offline
from sim.vehicle.parameters import Parameters

os.environ["ISS_DEORBIT_DATA"] = str(Path(__file__).parent / "none")  # shipped editions only
astropy_offline()  # some tests ask astropy itself
# how long an example takes says more of the machine than of the code
settings.register_profile("untimed", parent=settings(), deadline=None)
settings.load_profile("untimed")

DAY = 86400.0
STATION = {
    "area": 1500.0,
    "cd_free_molecular": 2.2,
    "cd_continuum": 1.0,
    "cd_subsonic": 0.5,
    "lift_up": 0.2,
    "lift_side": -0.1,
    "solid_mass": 430e3,
    "nose_radius": 2.0,
    "heated_area": 6000.0,
    "shape_factor": 0.275,
    "specific_heat": 900.0,
    "heat_of_fusion": 386e3,
    "melting_temperature": 867.0,
    "emissivity": 0.4,
    "accommodation": 0.9,
    "length": 4.4,
    "density_factor": 1.0,
    "reflectivity": 1.3,
    "thrust": 0.0,
    "mass_flow": 0.0,
    "steer_x": -1.0,
    "steer_y": 0.0,
    "steer_z": 0.0,
}


@pytest.fixture(scope="session")
def epoch() -> Epoch:
    """Inside the observed space weather and the final Earth orientation."""
    return Epoch.from_utc("2025-06-01T00:00:00Z")


@pytest.fixture(scope="session")
def small_world(epoch: Epoch) -> World:
    """Four days with every table: EGM2008 36x36, NRLMSISE-00, Sun and Moon."""
    return world(epoch, 4.0 * DAY)


@pytest.fixture(scope="session")
def conservative_world(small_world: World) -> World:
    """The field alone, turning with the Earth."""
    return small_world._replace(switch=Switch(0, 0, VACUUM, 0))


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Parameters]:
    """Parameter vectors of n equal trajectories of a station; any column may be given, as a number
    or an array.
    """

    def make(n: int, **columns: float | np.ndarray) -> Parameters:
        values = STATION | columns
        return Parameters(
            *(np.full(n, values.get(name, 0.0), dtype=np.float64) for name in Parameters._fields)
        )

    return make


@pytest.fixture(scope="session")
def low_orbit() -> Callable[..., np.ndarray]:
    """States (n, 7) on ellipses between two heights above the equatorial radius, m and rad."""

    def make(
        perigee: float | np.ndarray,
        apogee: float | np.ndarray,
        inclination: float | np.ndarray = 0.9013,
        raan: float | np.ndarray = 0.5,
        argument_of_perigee: float | np.ndarray = 1.0,
        true_anomaly: float | np.ndarray = 0.0,
        mass: float | np.ndarray = 430e3,
    ) -> np.ndarray:
        rows = np.broadcast_arrays(
            perigee, apogee, inclination, raan, argument_of_perigee, true_anomaly, mass
        )
        states = []
        for low, high, *angles, m in zip(*map(np.atleast_1d, rows), strict=True):
            a = EQUATORIAL_RADIUS + 0.5 * (low + high)
            states.append((*cartesian_from_kepler(a, 0.5 * (high - low) / a, *angles), m))
        return np.array(states)

    return make
