"""Figures of the end of a flight: state at the entry interface, largest loads and heat flux below
it, impact, last crossings of the equator.
"""

from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from sim.dynamics.heating import REFERENCE_RADIUS
from sim.flight.figures import Crossing, ImpactFigures, InterfaceFigures, PeakFigures
from sim.flight.interface import find_entry, observe_events
from sim.flight.record import EventKind, Flight
from sim.flight.trajectory import degrees_of, great_circle, ground_path

POINT_NEMO = (-48.877, -123.393)
"""deg, latitude and longitude of the place farthest from land: 48 52.6 S, 123 23.6 W (H. Lukatela,
1992)."""

COARSE = 600.0
"""s between samples beyond which a node is not read off the ground track."""


def interface_figures(
    flight: Flight, row: int, utc: Callable[[float], str]
) -> InterfaceFigures | None:
    """State at the entry interface; None if it was never passed."""
    entry = find_entry(flight, row)
    if entry is None:
        return None
    observed = observe_events(flight.mission.world, [entry])
    return {
        "utc": utc(entry.time),
        "altitude_km": float(observed.height[0]) / 1e3,
        "speed_inertial_m_s": float(observed.speed_inertial[0]),
        "flight_path_angle_deg": float(np.degrees(observed.flight_path_angle_inertial[0])),
        "speed_air_m_s": float(observed.speed_air[0]),
        "flight_path_angle_air_deg": float(np.degrees(observed.flight_path_angle_air[0])),
        "latitude_deg": float(np.degrees(observed.latitude[0])),
        "longitude_deg": float(np.degrees(observed.longitude[0])),
        "mass_kg": float(entry.state[6]),
    }


def peak_figures(flight: Flight, row: int, path: dict[str, np.ndarray]) -> PeakFigures | None:
    """Largest values below the entry interface, each with its altitude, on parabolas through three
    samples.
    """
    entry = find_entry(flight, row)
    if entry is None:
        return None
    inside = path["time_s"] >= entry.time
    t, altitude = path["time_s"][inside], path["altitude_km"][inside]
    deceleration, pressure, flux = (
        _top(t, path[name][inside], altitude)
        for name in ("deceleration_g", "dynamic_pressure_kpa", "heat_flux_w_m2")
    )
    return {
        "deceleration_g": deceleration[0],
        "deceleration_altitude_km": deceleration[1],
        "dynamic_pressure_kpa": pressure[0],
        "dynamic_pressure_altitude_km": pressure[1],
        "heat_flux_w_m2": flux[0],
        "heat_flux_altitude_km": flux[1],
        "heat_flux_reference_radius_m": REFERENCE_RADIUS,
    }


def _top(t: np.ndarray, values: np.ndarray, altitude: np.ndarray) -> tuple[float, float]:
    """Largest value and the altitude there; the sample itself where its neighbours make no
    parabola.
    """
    k = int(np.argmax(values))
    near = slice(k - 1, k + 2)
    if not 0 < k < len(t) - 1 or (np.diff(t[near]) <= 0.0).any():
        return float(values[k]), float(altitude[k])
    since = t[near] - t[k]
    curve = np.polyfit(since, values[near], 2)
    top = -0.5 * curve[1] / curve[0] if curve[0] < 0.0 else 0.0
    top = float(np.clip(top, since[0], since[2]))
    return float(np.polyval(curve, top)), float(np.interp(top, since, altitude[near]))


def impact_figures(
    flight: Flight, row: int, path: dict[str, np.ndarray], utc: Callable[[float], str]
) -> ImpactFigures | None:
    """Where and how the trajectory reached the ground; None if it did not."""
    event = flight.first(row, EventKind.IMPACT)
    if event is None:
        return None
    latitude, longitude = float(path["latitude_deg"][-1]), float(path["longitude_deg"][-1])
    return {
        "utc": utc(event.time),
        "latitude_deg": latitude,
        "longitude_deg": longitude,
        "speed_air_m_s": float(path["speed_air_m_s"][-1]),
        "flight_path_angle_air_deg": float(path["flight_path_angle_air_deg"][-1]),
        "downrange_km": _number(path["downrange_km"][-1]),
        "mass_kg": float(event.state[6]),
        "distance_to_point_nemo_km": float(great_circle(latitude, longitude, *POINT_NEMO)),
    }


def equator_crossings(
    path: dict[str, np.ndarray], utc: Callable[[float], str]
) -> dict[str, Crossing | None]:
    """Last crossings of the equator, None where samples are too far apart to tell."""
    t, latitude = path["time_s"], path["latitude_deg"]
    crossings: dict[str, Crossing | None] = {}
    for name, sense in (("last_ascending_node", 1.0), ("last_descending_node", -1.0)):
        crossings[name] = None
        crossing = np.flatnonzero((sense * latitude[:-1] < 0.0) & (sense * latitude[1:] >= 0.0))
        if not len(crossing):
            continue
        k = crossing[-1]
        near = slice(max(k - 8, 0), k + 10)
        if len(np.unique(t[near])) < 4 or np.diff(t[near]).max() > COARSE:
            continue
        track = ground_path(t[near], latitude[near], path["longitude_deg"][near])
        at = float(brentq(lambda seconds, z=track: z(seconds)[2], t[k], t[k + 1]))  # pyright: ignore[reportArgumentType]  # a number unless full_output
        crossings[name] = {"utc": utc(at), "longitude_deg": float(degrees_of(track(at))[1])}
    return crossings


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
