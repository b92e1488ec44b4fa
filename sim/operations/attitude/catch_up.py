"""Stacks that drifted, and whether thrusters catch them again; and what holding takes meanwhile."""

import math
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from sim.flight.motion.body import Motion
from sim.flight.motion.fly import Flown, Stretch, Turning, at_rest, begin_motion, fly_motion
from sim.flight.motion.pointing import lvlh_matrices, matrices_of, turn_between
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.integrate.batch import no_events
from sim.operations.attitude.setting import Setting
from sim.vehicle.panels.shapes import turn_matrix

ALTITUDES = (415.0, 300.0, 220.0, 180.0, 150.0, 130.0)
"""km at which control is lost."""
MINUTES = (2.0, 5.0, 10.0, 20.0, 40.0, 90.0)
"""For which it stays lost."""
SHORTEST_LIFE = {150.0: 40.0, 130.0: 10.0}
"""min after which a stack has sunk too far from an altitude in km for the answer to be about it."""
WATCHED = 5400.0
"""s that control has for it."""
BACK = math.radians(3.0)
"""rad within which the attitude is back (assumption: what a burn can begin with, 1 to 5 deg)."""
PROPELLANT = 1000.0
"""kg it may take (assumption: 500 to 1,500; the plans have a reserve of 700 and 1,600)."""
HELD_ALTITUDES = (415.0, 300.0, 250.0, 220.0, 200.0, 180.0, 160.0, 150.0)
"""km at which holding is flown for a revolution."""


class CaughtFigures(TypedDict):
    """A stack at an altitude that was lost for a time: how far off it is then, deg, its rate deg/s,
    minutes until it is back (None: it is not), propellant for that in kg.
    """

    altitude_km: float
    lost_min: float
    off_deg: float
    rate_deg_s: float
    back_after_min: float | None
    propellant_kg: float


class HeldFigures(TypedDict):
    """Holding by thrusters for a revolution at an altitude, kg and deg."""

    altitude_km: float
    propellant_kg: float
    largest_error_deg: float


@dataclass(frozen=True, kw_only=True)
class _Span:
    """A stretch of k rows that fly on: motion, start and end s (k,), states (k, 7)."""

    motion: Motion
    start: np.ndarray
    end: np.ndarray
    y: np.ndarray


def catch_up(setting: Setting) -> list[CaughtFigures]:
    """What comes of losing control at each altitude for each time, all flown at once: first freely,
    then with the thrusters of the setting, which turn the stack back at their rate.
    """
    cases = [
        (altitude, minutes)
        for altitude in ALTITUDES
        for minutes in MINUTES
        if minutes <= SHORTEST_LIFE.get(altitude, math.inf)
    ]
    altitude, minutes = np.array(cases).T
    n, zero = len(cases), np.zeros(len(cases))
    y = setting.circular(1e3 * altitude)
    free = replace(setting.motion, law=None, rates=None)
    law = replace(setting.hold, gives_up=math.inf, gyroscopes=0)
    held = replace(setting.motion, law=law, rates=None)
    turning = begin_motion(at_rest(n), free, zero, y)
    first = _Span(motion=free, start=zero, end=60.0 * minutes, y=y)
    drifted = _fly(setting, first, turning, WATCHED)
    end = drifted.arc.t
    state = drifted.arc.y
    turning = begin_motion(drifted.turning, held, end, state)
    second = _Span(motion=held, start=end, end=end + WATCHED, y=state)
    caught = _fly(setting, second, turning, 60.0)
    found: list[CaughtFigures] = []
    for k, (height, lost) in enumerate(cases):
        off = _errors(drifted.records[k][-1:], free)[0]
        error = _errors(caught.records[k], held)
        outside = np.flatnonzero(error > BACK)
        times = caught.records[k][:, 0] - end[k]
        is_back = not len(outside) or outside[-1] < len(error) - 1
        after = 0.0 if not len(outside) else float(times[outside[-1]]) / 60.0
        rates = drifted.records[k][-1, 12:15]
        found.append(
            {
                "altitude_km": height,
                "lost_min": lost,
                "off_deg": math.degrees(float(off)),
                "rate_deg_s": math.degrees(float(np.linalg.norm(rates))),
                "back_after_min": after if is_back else None,
                "propellant_kg": _spent(caught.records[k], after if is_back else math.inf, end[k]),
            }
        )
    return found


def hold_revolutions(setting: Setting) -> list[HeldFigures]:
    """What thrusters alone take to hold the stack for a revolution, by altitude."""
    altitude = np.array(HELD_ALTITUDES)
    y, zero = setting.circular(1e3 * altitude), np.zeros(len(altitude))
    held = replace(setting.motion, law=replace(setting.hold, gyroscopes=0), rates=None)
    end = math.tau * np.sqrt((EQUATORIAL_RADIUS + 1e3 * altitude) ** 3 / MU)
    span = _Span(motion=held, start=zero, end=end, y=y)
    flown = _fly(setting, span, begin_motion(at_rest(len(y)), held, zero, y), 60.0)
    return [
        {
            "altitude_km": float(altitude[k]),
            "propellant_kg": float(flown.propellant[k]),
            "largest_error_deg": math.degrees(float(_errors(flown.records[k], held).max())),
        }
        for k in range(len(y))
    ]


def _fly(setting: Setting, span: _Span, turning: Turning, sampling: float) -> Flown:
    n = len(span.y)
    stretch = Stretch(
        world=setting.world,
        motion=span.motion,
        end=span.end,
        events=no_events(n),
        relative_tolerance=setting.relative_tolerance,
        longest_step=setting.longest_step,
        sampling=sampling,
        area_factor=np.ones(n),
    )
    table, propellant = setting.table(n), np.full(n, PROPELLANT)
    return fly_motion(stretch, turning, span.start, span.y, table, propellant)


def _errors(records: np.ndarray, motion: Motion) -> np.ndarray:
    """Angles (m,) in rad of rows of a record from what a motion commands."""
    wanted = turn_matrix(*motion.angles) @ lvlh_matrices(records[:, 1:4], records[:, 4:7])
    return np.linalg.norm(turn_between(matrices_of(records[:, 8:12]), wanted), axis=1)


def _spent(records: np.ndarray, minutes: float, start: float) -> float:
    """Propellant in kg by so many minutes after the start of a record."""
    rows = np.flatnonzero(records[:, 0] - start <= 60.0 * minutes)
    return float(records[rows[-1] if len(rows) else 0, 21])
