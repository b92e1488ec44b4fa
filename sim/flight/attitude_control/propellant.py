"""Attitude control takes propellant: thrusters hold the stack where gyroscopes can't, and turn it
round for burns of ships that push the wrong way.

Holding is a mass flow without thrust, constant over an arc, so that the tanks follow the mass of
the state exactly; a turn is taken at once. What a burn spends on attitude has no line of its own:
engines that are cut for moments to steer give less thrust (`Firing.thrust_factor`), and thrusters
that balance the offset of the others take half a per cent of the impulse, a twentieth of what is
booked and less than its range (docs/planning.md, and a test of the shipped plans).
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from sim.flight.attitude_control.rule import AttitudeControl
from sim.flight.record import ControlRecord
from sim.flight.stack import EMPTY, Stack
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.vehicle.hardware import of_rows

NEVER = -1e9
"""m, a mean altitude no row falls to."""
AT_INTERFACE = 1.0
"""m: a row this close above the entry interface has reached it."""


@dataclass(frozen=True)
class Hold:
    """How some rows hold their attitude until it changes, shape (k,) each.

    flow kg/s out of the tank of number `tank` (-1: none), how long it `lasts` in s, the mean
    altitude m `falls_to` at which thrusters take over (`NEVER` where they have already, or need
    not), and whether thrusters are needed and no tank pays (`lost`).
    """

    flow: np.ndarray
    tank: np.ndarray
    lasts: np.ndarray
    falls_to: np.ndarray
    lost: np.ndarray


def hold_attitude(
    control: AttitudeControl,
    stack: Stack,
    rows: np.ndarray,
    mean_altitude: np.ndarray,
    orbiting: np.ndarray,
) -> Hold:
    """How some rows hold their attitude from now on.

    Parameters
    ----------
    control
        Rule, for all rows of the stack.
    stack
        The stack now.
    rows
        Shape (k,).
    mean_altitude
        m, shape (k,).
    orbiting
        Shape (k,): above the entry interface; below it nothing holds the attitude.
    """
    cost = np.asarray(of_rows(control.per_orbit, rows))
    needed = orbiting & (mean_altitude <= control.below) & (cost > 0.0)
    tank = _first_that_pays(control, stack, rows)
    pays = needed & (tank >= 0)
    period = 2.0 * math.pi * np.sqrt((EQUATORIAL_RADIUS + mean_altitude) ** 3 / MU)
    flow = np.where(pays, cost / period, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        lasts = np.where(pays, stack.usable[rows, tank] / flow, np.inf)
    return Hold(
        flow=flow,
        tank=np.where(pays, tank, -1),
        lasts=lasts,
        falls_to=np.where(orbiting & (mean_altitude > control.below), control.below, NEVER),
        lost=needed & (tank < 0),
    )


def _first_that_pays(control: AttitudeControl, stack: Stack, rows: np.ndarray) -> np.ndarray:
    """Number of the first docked tank with propellant for each row, -1 for none; shape (k,)."""
    found = np.full(len(rows), -1)
    there = _available(stack, rows)
    for k in reversed([*map(stack.tanks.index, control.tanks)]):
        found[there[:, k] > EMPTY] = k
    return found


def _available(stack: Stack, rows: np.ndarray) -> np.ndarray:
    """Propellant to be used in the docked tanks of some rows, kg, shape (k, tanks)."""
    return (stack.usable * stack.aboard)[rows]


def pay_for_hold(
    stack: Stack, rows: np.ndarray, hold: Hold, phase: str, begin: np.ndarray, end: np.ndarray
) -> tuple[Stack, list[ControlRecord]]:
    """The stack after some rows held their attitude from `begin` to `end`, s, shape (k,), in a
    phase; and what it took.
    """
    mass = hold.flow * (end - begin)
    load = stack.load.copy()
    records = []
    for k in np.flatnonzero(mass > 0.0):
        row, tank = int(rows[k]), int(hold.tank[k])
        load[row, tank] = max(load[row, tank] - mass[k], 0.0)
        records.append(
            ControlRecord(
                row=row,
                phase=phase,
                begin=float(begin[k]),
                end=float(end[k]),
                tanks={stack.tanks[tank]: float(mass[k])},
            )
        )
    return replace(stack, load=load), records


def pay_for_turn(
    control: AttitudeControl, stack: Stack, rows: np.ndarray, phase: str, now: np.ndarray
) -> tuple[Stack, np.ndarray, list[ControlRecord]]:
    """Turn some rows round in a phase, those of them that can pay for it, now, s, shape (k,).

    Returns
    -------
    tuple
        The stack after it, whether each row has turned, shape (k,), and what it took: nothing
        where the tanks together hold less than a turn costs.
    """
    price = np.broadcast_to(of_rows(control.per_turn, rows), len(rows)).astype(float)
    order = [*map(stack.tanks.index, control.tanks)]
    there = _available(stack, rows)
    turned = there[:, np.array(order, dtype=int)].sum(axis=1) >= price
    missing = np.where(turned, price, 0.0)
    taken = np.zeros_like(there)
    for k in order:
        taken[:, k] = np.minimum(there[:, k], missing)
        missing = missing - taken[:, k]
    load = stack.load.copy()
    load[rows] -= taken
    records = []
    for row, masses, t in zip(rows, taken, now, strict=True):
        tanks = {n: float(kg) for n, kg in zip(stack.tanks, masses, strict=True) if kg > 0.0}
        if tanks:
            at = float(t)
            records.append(
                ControlRecord(row=int(row), phase=phase, begin=at, end=at, tanks=tanks, turn=True)
            )
    return replace(stack, load=load), turned, records
