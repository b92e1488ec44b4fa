"""Where the last burn alone can bring the debris: its middle by revolution and ignition, flown.

A burn that begins elsewhere on the orbit ends in another one, so its debris does not move along the
track as far as the stack flies meanwhile; only flights tell how far.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from sim.entry.break_up_figures import casualty_areas
from sim.entry.break_ups import fly_break_ups
from sim.entry.breakup.fragment_catalogue import Pieces
from sim.entry.breakup.stages import Draw, median
from sim.entry.debris import Debris
from sim.entry.study import flown_break_ups, parents_at_interface
from sim.flight.fly import fly
from sim.flight.interface import find_entries
from sim.flight.record import EventKind, Flight
from sim.workflow.explore.controls import Controls
from sim.workflow.explore.held import HeldPlan

Array = NDArray[np.float64]

PLACES = 21
"""Ignitions of a revolution that are flown."""
LEAST = 4
"""Places of a spline."""
EVERY = 2.0
"""s between ignitions that are looked at, between those flown."""
REVOLUTION_COST = 50.0
"""km by which another revolution must come nearer to be taken."""
SHIFT_COST = 0.1
"""km a second that an ignition farther from the plan's must come nearer: far away a small change
moves the debris a long way, and flights 200 s apart tell little of what lies between.
"""
APART = 0.35
"""rad between neighbouring flights beyond which nothing is said of what lies between them."""
KM = 6371.0
"""Of a radian on the ground."""


@dataclass(frozen=True)
class Reach:
    """Shifts of the ignition in s, (p,), and unit vectors to the middle of the debris of each
    revolution, (p, 3); NaN where nothing comes down.
    """

    shifts: Array
    middles: dict[int, Array]

    def nearest(self, aim: tuple[float, float], offset: Array) -> tuple[int, float, float]:
        """Revolution and shift that come nearest to an aim in deg, and how near, km. `offset` is
        the aim of the plan less the middle of its debris, a vector.
        """
        wanted = unit(*aim)
        fine = np.arange(self.shifts[0], self.shifts[-1] + EVERY, EVERY)
        best = (np.inf, 0, 0.0, np.inf)
        for revolution, middles in self.middles.items():
            path = _smooth(self.shifts, middles, fine) + offset
            path /= np.linalg.norm(path, axis=1, keepdims=True)
            away = KM * np.linalg.norm(path - wanted, axis=1)
            costs = away + SHIFT_COST * np.abs(fine) + REVOLUTION_COST * abs(revolution)
            if not np.isfinite(costs).any():
                continue
            k = int(np.nanargmin(costs))
            cost = float(costs[k])
            if cost < best[0]:
                best = (cost, revolution, float(fine[k]), float(away[k]))
        return best[1:]


def _smooth(shifts: Array, middles: Array, fine: Array) -> Array:
    """Middles (p, 3) at other shifts, by a spline through those that are known; NaN beyond them."""
    known = np.flatnonzero(np.isfinite(middles[:, 0]))
    if len(known) < LEAST or (np.diff(known) > 1).any():
        path = np.column_stack([np.interp(fine, shifts, x) for x in middles.T])
    else:
        path = CubicSpline(shifts[known], middles[known], extrapolate=False)(fine)
    apart = np.linalg.norm(np.diff(middles, axis=0), axis=1)
    after = np.clip(np.searchsorted(shifts, fine, side="right") - 1, 0, len(apart) - 1)
    return np.where((apart[after] < APART)[:, None], path, np.nan)


def unit(latitude: float, longitude: float) -> Array:
    """Unit vector to a place in deg."""
    north, east = np.radians(latitude), np.radians(longitude)
    return np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def tabulate_reach(plan: HeldPlan, pieces: Pieces) -> Reach:
    """Fly every revolution of a plan from ignitions all over it, with pieces that stand for all."""
    control = plan.controls()["ignition_shift_s"]
    shifts = np.linspace(control.least, control.most, PLACES)
    first = plan.begin + 1.0
    pairs = [(k, s) for k, at in plan.ignitions.items() for s in shifts if at + s > first]
    flight = fly(plan.mission([Controls(revolution=k, ignition_shift_s=s) for k, s in pairs]))
    down = {e.row for e in flight.events if e.kind is EventKind.IMPACT}
    rows = [row for row in find_entries(flight) if row in down]
    middles = {k: np.full((PLACES, 3), np.nan) for k in plan.ignitions}
    if rows:
        found = _middles(_break_up(plan, flight, rows, pieces))
        for row, middle in zip(rows, found, strict=True):
            revolution, shift = pairs[row]
            middles[revolution][int(np.argmin(np.abs(shifts - shift)))] = middle
    return Reach(shifts, middles)


def _break_up(plan: HeldPlan, flight: Flight, rows: list[int], pieces: Pieces) -> Debris:
    """Nominal break-ups of some rows of a flight."""
    whole = parents_at_interface(flight, plan.options, rows)
    one = median(plan.options.break_up, len(pieces))
    draw = Draw(*(np.repeat(column, len(rows), axis=0) for column in one))
    options = plan.options
    return fly_break_ups(
        flown_break_ups(flight.mission, plan.columns, pieces, options, whole, draw)
    )


def _middles(debris: Debris) -> Array:
    """Unit vectors to the middle of each break-up, by casualty area, (n, 3); NaN without any."""
    area, end = casualty_areas(debris), debris.impacts
    down = area > 0.0
    weight = np.where(down, area, 0.0)
    north, east = (np.where(down, x, 0.0) for x in (end.latitude, end.longitude))
    towards = (np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north))
    total = np.column_stack([debris.sum(weight * x) for x in towards])
    length = np.linalg.norm(total, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.where(length > 0.0, total / length, np.nan)
