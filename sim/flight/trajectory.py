"""The path of one row as columns, units in their names: what a trajectory file holds.

Discontinuities (an attitude, an engine, a docking) stand as two rows of one time. Heights of the
mean orbit are left out (NaN) from the entry interface on, where there is no orbit any more.
"""

import numpy as np
from scipy.interpolate import CubicSpline

from sim.dynamics.observation import Observation
from sim.dynamics.thrust import VELOCITY
from sim.flight.dense import dense_segments
from sim.flight.interface import find_entry
from sim.flight.record import Flight
from sim.frames.constants import MEAN_RADIUS, STANDARD_GRAVITY
from sim.frames.epoch import utc_column
from sim.frames.great_circle import central_angle
from sim.integrate.observe import observations
from sim.vehicle.parameters import THRUST

STATE_COLUMNS = ("x_km", "y_km", "z_km", "vx_km_s", "vy_km_s", "vz_km_s")
"""Position and velocity in GCRF."""


def great_circle(
    latitude: np.ndarray | float,
    longitude: np.ndarray | float,
    latitude_0: np.ndarray | float,
    longitude_0: np.ndarray | float,
) -> np.ndarray:
    """Distance in km on the mean sphere from a point 0; all angles in degrees."""
    angles = (np.radians(x) for x in (latitude, longitude, latitude_0, longitude_0))
    return 1e-3 * MEAN_RADIUS * central_angle(*angles)


def ground_path(t: np.ndarray, latitude: np.ndarray, longitude: np.ndarray) -> CubicSpline:
    """Unit vector to the point below, as a spline in time through samples in degrees.

    Good to 0.003 deg for samples 300 s apart on a low orbit, and to 0.04 deg for 600 s.
    """
    t, first = np.unique(t, return_index=True)
    north, east = np.radians(latitude[first]), np.radians(longitude[first])
    unit = [np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)]
    return CubicSpline(t, np.column_stack(unit))


def degrees_of(unit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Latitude and longitude in degrees of vectors (n, 3), which need not be of unit length."""
    flat = np.hypot(unit[..., 0], unit[..., 1])
    return (
        np.degrees(np.arctan2(unit[..., 2], flat)),
        np.degrees(np.arctan2(unit[..., 1], unit[..., 0])),
    )


def trajectory(flight: Flight, row: int = 0) -> dict[str, np.ndarray]:
    """Columns of one row of a flight, in time order.

    Parameters
    ----------
    flight
        A finished flight.
    row
        Which of its rows.

    Returns
    -------
    dict of str to numpy.ndarray
        Columns of one length; `docs/outputs.md` defines each. Position and velocity are GCRF,
        `time_s` counts TAI seconds from the epoch.
    """
    segments = list(dense_segments(flight, row))
    samples = np.concatenate([segment.samples for segment in segments])
    lengths = [len(segment.samples) for segment in segments]
    parameter_table = np.repeat([segment.parameters for segment in segments], lengths, axis=0)
    phase = np.repeat([segment.phase for segment in segments], lengths)
    fresh = np.ones(len(samples), dtype=bool)
    fresh[1:] = (
        (np.diff(samples, axis=0) != 0.0).any(axis=1)
        | (np.diff(parameter_table, axis=0) != 0.0).any(axis=1)
        | (phase[1:] != phase[:-1])
    )
    return _columns(flight, row, samples[fresh], parameter_table[fresh], phase[fresh])


def _observed(
    flight: Flight, t: np.ndarray, y: np.ndarray, parameter_table: np.ndarray, phase: np.ndarray
) -> Observation:
    """Observations of rows, mean elements by the field of each row's phase."""
    degree_of = {each.name: each.field_degree for each in flight.mission.phases}
    degree = np.array([degree_of[name] for name in phase])
    observed = np.empty((len(Observation._fields), len(t)))
    for each in np.unique(degree):
        rows = degree == each
        world = flight.mission.world_of(int(each), VELOCITY)
        observed[:, rows] = observations(world, t[rows], y[rows], parameter_table[rows])
    return Observation(*observed)


def _columns(
    flight: Flight, row: int, samples: np.ndarray, parameter_table: np.ndarray, phase: np.ndarray
) -> dict[str, np.ndarray]:
    t, y = samples[:, 0], samples[:, 1:]
    observed = _observed(flight, t, y, parameter_table, phase)
    columns = {
        "time_s": t,
        "utc": utc_column(flight.mission.epoch, t),
        "phase": phase,
    }
    for k, name in enumerate(STATE_COLUMNS):
        columns[name] = y[:, k] / 1e3
    columns |= {
        "mass_kg": y[:, 6],
        "thrust_n": parameter_table[:, THRUST],
        "latitude_deg": np.degrees(observed.latitude),
        "longitude_deg": np.degrees(observed.longitude),
        "altitude_km": observed.height / 1e3,
        "speed_inertial_m_s": observed.speed_inertial,
        "flight_path_angle_inertial_deg": np.degrees(observed.flight_path_angle_inertial),
        "speed_air_m_s": observed.speed_air,
        "flight_path_angle_air_deg": np.degrees(observed.flight_path_angle_air),
        "density_kg_m3": observed.density,
        "dynamic_pressure_kpa": observed.dynamic_pressure / 1e3,
        "deceleration_g": observed.deceleration / STANDARD_GRAVITY,
        "heat_flux_w_m2": observed.heat_flux,
        "mean_altitude_km": observed.mean_altitude / 1e3,
        "mean_perigee_km": observed.mean_perigee / 1e3,
        "mean_apogee_km": observed.mean_apogee / 1e3,
        "drag_area_m2": observed.area,
        "beta_deg": np.degrees(observed.beta),
    }
    entry = find_entry(flight, row)
    entered = t >= (np.inf if entry is None else entry.time)
    for name in ("mean_altitude_km", "mean_perigee_km", "mean_apogee_km"):
        columns[name] = np.where(entered, np.nan, columns[name])
    downrange = np.full(len(t), np.nan)
    if entered.any():
        latitude, longitude = columns["latitude_deg"], columns["longitude_deg"]
        first = int(np.argmax(entered))
        downrange[entered] = great_circle(
            latitude[entered], longitude[entered], latitude[first], longitude[first]
        )
    columns["downrange_km"] = downrange
    return columns
