"""A stretch of a flight as a rigid body: what it takes from the tanks, and what is noted of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from sim.flight.motion.fly import (
    CONTROL,
    Flown,
    MotionRecord,
    Stretch,
    at_rest,
    begin_motion,
    fly_motion,
    turned_by,
)
from sim.flight.record import ControlRecord, EventKind, EventRecord
from sim.flight.stack import EMPTY
from sim.integrate.batch import Arc
from sim.integrate.lane import Events

if TYPE_CHECKING:
    from sim.flight.propagation_state import PropagationState


def fly_as_body(
    state: PropagationState,
    rows: np.ndarray,
    end: np.ndarray,
    events: Events,
    table: np.ndarray,
) -> Arc:
    """Fly some rows of a phase with a motion until an event or their end, s, shape (k,); parameter
    vectors (k, columns) with engines on or off.
    """
    phase, mission = state.phase, state.mission
    assert phase.motion is not None
    if state.turning is None:
        state.turning = at_rest(len(state.t))
    turning = begin_motion(state.turning.of(rows), phase.motion, state.t[rows], state.y[rows])
    factor = mission.dispersed.get("drag_factor", np.ones(len(state.t)))[rows]
    flown = fly_motion(
        Stretch(
            world=state.world(),
            motion=phase.motion,
            end=end,
            events=events,
            relative_tolerance=phase.relative_tolerance,
            longest_step=phase.longest_step,
            sampling=phase.save_every,
            area_factor=factor,
        ),
        turning,
        state.t[rows],
        state.y[rows],
        table,
        available(state, rows),
    )
    state.turning = state.turning.put(rows, flown.turning)
    _pay(state, rows, flown)
    _note(state, rows, flown, table)
    return flown.arc


def turned_at(state: PropagationState, rows: np.ndarray) -> np.ndarray:
    """When some rows stand as their phase commands, s, (k,): now where nothing has to be turned."""
    motion = state.phase.motion
    if motion is None or state.turning is None:
        return state.t[rows]
    turning = begin_motion(state.turning.of(rows), motion, state.t[rows], state.y[rows])
    return np.maximum(turned_by(turning, motion), state.t[rows])


def burning_seconds(
    state: PropagationState, rows: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How long all rows burned since `start` (k,) s, (n,): some of them, and their engines, which
    control may cut for moments.
    """
    lasted = np.zeros(len(state.t))
    lasted[rows] = state.t[rows] - start
    if state.phase.motion is None or state.turning is None:
        return lasted, lasted
    return lasted, lasted * state.turning.share


def paying_tanks(state: PropagationState) -> list[int]:
    """Numbers of the tanks that attitude control takes from, in their order: those of the rule, or
    all.
    """
    rule = state.mission.attitude_control
    names = state.stack.tanks if rule is None else rule.tanks
    return [state.stack.tanks.index(name) for name in names]


def available(state: PropagationState, rows: np.ndarray) -> np.ndarray:
    """Propellant in kg that attitude control may take in some rows, (k,)."""
    there = (state.stack.usable * state.stack.aboard)[rows]
    return there[:, paying_tanks(state)].sum(axis=1)


def _pay(state: PropagationState, rows: np.ndarray, flown: Flown) -> None:
    """Take the propellant of control out of the tanks."""
    there = (state.stack.usable * state.stack.aboard)[rows]
    load = state.stack.load.copy()
    missing = flown.propellant.copy()
    taken = np.zeros_like(there)
    for tank in paying_tanks(state):
        taken[:, tank] = np.minimum(there[:, tank], missing)
        missing = missing - taken[:, tank]
    load[rows] -= taken
    state.stack = replace(state.stack, load=load)
    for k, row in enumerate(rows):
        masses = {
            name: float(mass)
            for name, mass in zip(state.stack.tanks, taken[k], strict=True)
            if mass > EMPTY
        }
        if masses:
            begin, last = float(state.t[row]), float(flown.arc.t[k])
            state.control.append(
                ControlRecord(
                    row=int(row), phase=state.phase.name, begin=begin, end=last, tanks=masses
                )
            )


def _note(state: PropagationState, rows: np.ndarray, flown: Flown, table: np.ndarray) -> None:
    """Keep how some rows turned, and when their attitude was given up."""
    for k, row in enumerate(rows):
        first = np.concatenate([[state.t[row]], state.y[row], np.zeros(14)])
        record = flown.records[k]
        if len(record):
            state.motions.append(
                MotionRecord(
                    row=int(row),
                    phase=state.phase.name,
                    samples=record,
                    parameters=table[k].copy(),
                )
            )
        if np.isfinite(flown.given_up[k]):
            past = np.vstack([first, record])
            at = past[np.searchsorted(past[:, 0], flown.given_up[k], side="right") - 1]
            state.events.append(
                EventRecord(
                    row=int(row),
                    time=float(flown.given_up[k]),
                    kind=EventKind.ATTITUDE_LOST,
                    phase=state.phase.name,
                    state=at[1:8].copy(),
                    parameters=table[k].copy(),
                    subject=CONTROL,
                )
            )
