"""Chances that debris hits ships and aircraft, as plain figures.

Without tables of where they are: for one ship or airliner that is somewhere in an area that holds a
share of the fragments, at a place of the mean and in the densest stretch of it. Where none is known
to be nothing is verified by that; with a table, hits expected of all of them together.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sim.entry.break_up_figures import areas_left, ground_energies
from sim.entry.debris import Debris
from sim.entry.figures import ExpectedHits, HitChance, TrafficFigures
from sim.entry.footprint import Footprint, band
from sim.entry.ground_track import coordinates
from sim.entry.risk.traffic import (
    AIRCRAFT_LIMITS,
    AIRLINER,
    LEAST_MASS,
    SHIP_AREA,
    SHIP_LIMIT,
    Airliner,
    chance,
    struck_area,
    swept_area,
)
from sim.entry.risk.traffic_table import TrafficTable
from sim.entry.study import EntryStudy

Array = NDArray[np.float64]


def vertical_speeds(debris: Debris) -> Array:
    """Vertical speed of every row at its end, m/s, shape (r,)."""
    end = debris.impacts
    return np.abs(end.speed * np.sin(end.flight_path_angle))


def falls_through(debris: Debris) -> NDArray[np.bool_]:
    """Rows that fall through the levels of aircraft with more than `LEAST_MASS`, shape (r,)."""
    end = debris.impacts
    return end.landed & np.isfinite(end.latitude) & (end.mass > LEAST_MASS)


def traffic_figures(
    study: EntryStudy, ships: TrafficTable | None = None, aircraft: TrafficTable | None = None
) -> TrafficFigures | None:
    """Chances of hits on ships and aircraft; None if nothing came down.

    Parameters
    ----------
    study
        The entry: its sample counts, or the nominal break-up without one.
    ships, aircraft
        Where they are; None if nobody says.
    """
    debris, found = study.shown, study.shown.footprint
    if found is None:
        return None
    piece, falls = areas_left(debris), vertical_speeds(debris)
    on_ships = ground_energies(debris) > study.options.least_energy
    in_air = falls_through(debris)
    of_ship = np.where(on_ships, debris.count * struck_area(SHIP_AREA, piece), 0.0)
    swept = swept_area(AIRLINER, AIRLINER.height, piece, falls)
    of_aircraft = np.where(in_air, debris.count * swept, 0.0)
    return {
        "ship_area_m2": SHIP_AREA,
        "ship_limit": SHIP_LIMIT,
        "one_ship": _chances(found, debris, of_ship, on_ships),
        "ships": None if ships is None else _expected(debris, of_ship, ships),
        "airliner_top_m2": AIRLINER.top,
        "airliner_front_m2": AIRLINER.front,
        "airliner_speed_m_s": AIRLINER.speed,
        "airliner_flight_level": AIRLINER.flight_level,
        "aircraft_least_mass_kg": LEAST_MASS,
        "aircraft_limit_low": AIRCRAFT_LIMITS[0],
        "aircraft_limit_high": AIRCRAFT_LIMITS[1],
        "one_airliner": _chances(found, debris, of_aircraft, in_air),
        "aircraft": None if aircraft is None else _expected_aircraft(debris, in_air, aircraft),
    }


def _chances(
    found: Footprint, debris: Debris, hit_area: Array, rows: NDArray[np.bool_]
) -> list[HitChance]:
    """Chances of one target in each area shown; hit area of each row in m2, (r,)."""
    along, cross = np.full((2, len(rows)), np.nan)
    end = debris.impacts
    along[rows], cross[rows] = coordinates(found.track, end.latitude[rows], end.longitude[rows])
    return [_chance(found, share, debris, hit_area, along, cross) for share in found.shown]


def _chance(
    found: Footprint, share: float, debris: Debris, hit_area: Array, along: Array, cross: Array
) -> HitChance:
    """Chance in one area: at a place anywhere in it, and in its densest stretch."""
    x, y = band(found, share)
    half = (len(x) - 1) // 2
    edge, right, left = x[:half], y[:half], y[half:-1][::-1]
    width = right - left
    stretch = np.diff(edge) * 0.5 * (width[1:] + width[:-1])
    # what isn't counted has no place
    inside = np.nan_to_num(along, nan=-np.inf)
    inside = (inside >= edge[0]) & (inside <= edge[-1])
    inside &= (cross >= np.interp(along, edge, left)) & (cross <= np.interp(along, edge, right))
    place = np.clip(np.searchsorted(edge, along[inside], side="right") - 1, 0, half - 2)
    mean = np.bincount(place, hit_area[inside], half - 1) / debris.break_ups
    return {
        "share": share,
        "area_km2": float(stretch.sum()) / 1e6,
        "pieces": float(debris.count[inside].sum()) / debris.break_ups,
        "anywhere": float(chance(mean.sum() / stretch.sum())),
        "densest": float(chance((mean / stretch).max())),
    }


def _expected(debris: Debris, hit_area: Array, table: TrafficTable) -> ExpectedHits:
    """Hits of all ships of a table, mean over the break-ups."""
    rows = hit_area > 0.0
    end = debris.impacts
    place = np.degrees(end.latitude[rows]), np.degrees(end.longitude[rows])
    hits = 1e-6 * (hit_area[rows] * table.density(*place)).sum() / debris.break_ups
    covered = float(np.average(table.covers(*place), weights=debris.count[rows]))
    return {"expected_hits": float(hits), "covered": covered, "source": table.source}


def _expected_aircraft(
    debris: Debris, rows: NDArray[np.bool_], table: TrafficTable
) -> ExpectedHits:
    """The same of all aircraft, level by level."""
    piece, falls, end = areas_left(debris)[rows], vertical_speeds(debris)[rows], debris.impacts
    place = np.degrees(end.latitude[rows]), np.degrees(end.longitude[rows])
    hits = sum(
        (debris.count[rows] * swept_area(each, each.height, piece, falls) * density).sum()
        for each, density in zip(_levels(table.level), table.density(*place), strict=True)
    )
    covered = float(np.average(table.covers(*place), weights=debris.count[rows]))
    mean = 1e-6 * float(hits) / debris.break_ups
    return {"expected_hits": mean, "covered": covered, "source": table.source}


def _levels(levels: Array) -> list[Airliner]:
    return [replace(AIRLINER, flight_level=float(level)) for level in levels]
