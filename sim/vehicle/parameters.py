"""One row of a flight: everything that can be dispersed, as named columns of float64."""

from typing import NamedTuple

import numpy as np

from sim.lanes import kernel, load


class Parameters(NamedTuple):
    """Columns of a row. As lanes inside kernels, as arrays of one length outside.

    Vehicle: area m2, drag coefficients, length m of the Knudsen number, factor on the air's
    density, reflectivity, thrust N, mass flow kg/s, and the thrust direction as unit components in
    the steering frame.

    Air: solar and geomagnetic activity as normal deviates from the world's forecast; weight (0 or
    1) and shift in s of a stretch of history whose day-to-day variability is laid over it; the
    logarithm of the model's density error at 120, 250 and 400 km; size of the autocorrelated
    density error, and where on the world's noise path it starts (in correlation times); a wind in
    m/s to east and north that falling bodies meet.

    Falling bodies (`sim.dynamics.fragment_aerodynamics`, `sim.dynamics.demise`; read only where
    the world's switch says so): drag coefficient below the speed of sound; lift over drag upward
    and sideways; mass kg at release, whether melting shrinks the body (1) or thins its walls (0),
    nose radius m, heated surface m2 and its share of the stagnation heat flux, specific heat J/(kg
    K), heat of fusion J/kg, melting temperature K, emissivity.
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


COLUMNS = len(Parameters._fields)
(
    AREA,
    CD_FREE_MOLECULAR,
    CD_CONTINUUM,
    LENGTH,
    DENSITY_FACTOR,
    REFLECTIVITY,
    THRUST,
    MASS_FLOW,
    STEER_X,
    STEER_Y,
    STEER_Z,
    ACTIVITY,
    HISTORY_WEIGHT,
    HISTORY_SHIFT,
    BIAS_LOW,
    BIAS_MIDDLE,
    BIAS_HIGH,
    NOISE,
    NOISE_START,
    WIND_EAST,
    WIND_NORTH,
    CD_SUBSONIC,
    LIFT_UP,
    LIFT_SIDE,
    SOLID_MASS,
    SHRINKS,
    NOSE_RADIUS,
    HEATED_AREA,
    SHAPE_FACTOR,
    SPECIFIC_HEAT,
    HEAT_OF_FUSION,
    MELTING_TEMPERATURE,
    EMISSIVITY,
) = range(COLUMNS)


def rows(parameters: Parameters) -> np.ndarray:
    """Matrix of shape (n, columns), C-contiguous, from a case of arrays."""
    return np.ascontiguousarray(np.column_stack(parameters), dtype=np.float64)


@kernel
def parameters_of(block):
    """Case of lanes from a block of shape (columns, lanes)."""
    return Parameters(
        load(block, 0),
        load(block, 1),
        load(block, 2),
        load(block, 3),
        load(block, 4),
        load(block, 5),
        load(block, 6),
        load(block, 7),
        load(block, 8),
        load(block, 9),
        load(block, 10),
        load(block, 11),
        load(block, 12),
        load(block, 13),
        load(block, 14),
        load(block, 15),
        load(block, 16),
        load(block, 17),
        load(block, 18),
        load(block, 19),
        load(block, 20),
        load(block, 21),
        load(block, 22),
        load(block, 23),
        load(block, 24),
        load(block, 25),
        load(block, 26),
        load(block, 27),
        load(block, 28),
        load(block, 29),
        load(block, 30),
        load(block, 31),
        load(block, 32),
    )
