"""The parameter vector of a trajectory: everything that can be dispersed, as named columns of
float64.
"""

from typing import NamedTuple

import numpy as np

from sim.lanes import kernel, load_rows


class Parameters(NamedTuple):
    """Parameter vectors. As lanes inside kernels, as arrays of one length outside.

    Vehicle: area m2 (at beta 0; `area_curve` is the row of the world's table by which it follows
    beta, 0 where it is constant), drag coefficients, length m of the Knudsen number, factor on the
    density, reflectivity, thrust N, mass flow kg/s, and the thrust direction as unit components in
    the steering frame.

    Atmosphere: solar and geomagnetic activity as normal deviates from the world's forecast; weight
    (0 or 1) and shift in s of a stretch of history whose day-to-day variability is laid over it;
    the logarithm of the model's density error at 120, 250 and 400 km; rms change of that error
    after a day, where on the world's noise path it starts, and the value of the path that is no
    error; a wind in m/s to east and north that falling bodies meet.

    Falling bodies (`sim.dynamics.fragment_aerodynamics`, `sim.dynamics.demise`; read only where
    the world's switch says so): drag coefficient below the speed of sound; lift over drag upward
    and sideways; mass kg at release, whether melting shrinks the body (1) or thins its walls (0),
    nose radius m, heated surface m2 and its share of the stagnation heat flux, specific heat J/(kg
    K), heat of fusion J/kg, melting temperature K, emissivity; specific heat and emissivity are
    those at the melting point, each falls by its growth (1/K) for every kelvin below it. Share of a
    free-molecular stream's energy that stays, such that the shape factor times it is the surface
    mean; heat in J that the oxygen of a kg of air sets free at the melting point; thermal
    resistance m2 K/W between surface and mean; heat the mean lacks to the melting point when the
    surface begins to melt, over the heat of fusion; K by which the surface of what chars may be
    hotter than where it decomposes.
    """

    area: np.ndarray
    cd_free_molecular: np.ndarray
    cd_continuum: np.ndarray
    length: np.ndarray
    density_factor: np.ndarray
    reflectivity: np.ndarray
    thrust: np.ndarray
    mass_flow: np.ndarray
    steer_x: np.ndarray
    steer_y: np.ndarray
    steer_z: np.ndarray
    activity: np.ndarray
    history_weight: np.ndarray
    history_shift: np.ndarray
    bias_low: np.ndarray
    bias_middle: np.ndarray
    bias_high: np.ndarray
    noise: np.ndarray
    noise_start: np.ndarray
    wind_east: np.ndarray
    wind_north: np.ndarray
    cd_subsonic: np.ndarray
    lift_up: np.ndarray
    lift_side: np.ndarray
    solid_mass: np.ndarray
    shrinks: np.ndarray
    nose_radius: np.ndarray
    heated_area: np.ndarray
    shape_factor: np.ndarray
    specific_heat: np.ndarray
    heat_of_fusion: np.ndarray
    melting_temperature: np.ndarray
    emissivity: np.ndarray
    specific_heat_growth: np.ndarray
    emissivity_growth: np.ndarray
    accommodation: np.ndarray
    oxidation_heat: np.ndarray
    resistance: np.ndarray
    core_deficit: np.ndarray
    char_excess: np.ndarray
    area_curve: np.ndarray
    noise_origin: np.ndarray


COLUMNS = len(Parameters._fields)
"""Width of a table of parameter vectors."""


def column(name: str) -> int:
    """Index of a column of a table of parameter vectors.

    Raises
    ------
    ValueError
        If `Parameters` has no such field.
    """
    return Parameters._fields.index(name)


# indices that code outside kernels writes or reads; integers of the module, as numba wants them
AREA = column("area")
CD_FREE_MOLECULAR = column("cd_free_molecular")
CD_CONTINUUM = column("cd_continuum")
LENGTH = column("length")
DENSITY_FACTOR = column("density_factor")
REFLECTIVITY = column("reflectivity")
THRUST = column("thrust")
MASS_FLOW = column("mass_flow")
STEER_X = column("steer_x")
STEER_Z = column("steer_z")
CD_SUBSONIC = column("cd_subsonic")
SOLID_MASS = column("solid_mass")
AREA_CURVE = column("area_curve")


def tabulate(parameters: Parameters) -> np.ndarray:
    """Table of shape (n, columns), C-contiguous, from parameter vectors held as arrays."""
    return np.ascontiguousarray(np.column_stack(parameters), dtype=np.float64)


@kernel
def parameters_of(block):
    """Parameter vectors of all lanes from a block of shape (columns, lanes)."""
    return Parameters(*load_rows(block, COLUMNS))
