"""From the wind a scenario states to the table of the world."""

from typing import TYPE_CHECKING

from sim.scenario.schema import atmosphere

if TYPE_CHECKING:
    from sim.environment.wind import Wind


def wind_of(given: atmosphere.Wind | None) -> "Wind | None":
    """Table of a scenario's wind; None where it has none."""
    if given is None:
        return None
    import numpy as np

    from sim.environment.wind import calm, wind_table

    if given.grid is None:
        return calm()
    grid = given.grid
    return wind_table(
        1e3 * np.array(grid.altitude_km),
        np.radians(np.array(grid.latitude_deg)),
        np.array(grid.zonal_m_s),
        np.array(grid.meridional_m_s),
    )
