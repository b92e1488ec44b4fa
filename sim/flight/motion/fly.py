"""Flying phases in which the stack is a rigid body: freely, or held by a law of control.

A law acts once in a period; between two actions its torques are constant and the lanes fly orbit
and attitude together. What it gives up goes on freely.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from sim.dynamics.panels.surfaces import Surfaces
from sim.environment.world import World
from sim.flight.motion.body import Motion
from sim.flight.motion.control import Action, Sensed
from sim.flight.motion.pointing import (
    lvlh_matrices,
    matrices_of,
    orbit_rates,
    quaternions_of,
    turn_between,
    turn_by,
)
from sim.flight.motion.tables import tabulate_motion, tabulate_surfaces
from sim.flight.motion.turn import turn_of
from sim.integrate.attitude_propagate import run_attitude
from sim.integrate.batch import FIRST_STEP, Arc
from sim.integrate.lane import TIME_REACHED, Events
from sim.vehicle.panels.shapes import turn_matrix
from sim.vehicle.parameters import AREA, MASS_FLOW, STEER_X, STEER_Z, THRUST

CONTROL = "control"
"""What gave the attitude up, in an event."""
TURNING = 7
"""Numbers of a state beyond position, velocity and mass."""
COLUMNS = 1 + 14 + 3 + 3 + 1
"""Of a record of motion: time, state, torque of control, momentum of gyroscopes, propellant."""


@dataclass(frozen=True, kw_only=True)
class Turning:
    """How n rows turn now: quaternion and body rates (n, 7), momentum of gyroscopes (n, 3) N m s,
    s since which a law acts (n,), rows that their law holds no more (n,), and the share (n,) of the
    last stretch that engines burned which control cuts for moments; the motion (n,) each row has
    begun last, None before any; the rotation vector (n, 3) rad by which it stood off what that
    commands when it began, body axes: it is turned from there.
    """

    attitude: np.ndarray
    momentum: np.ndarray
    since: np.ndarray
    lost: np.ndarray
    share: np.ndarray
    motion: np.ndarray
    slew: np.ndarray

    def of(self, index: np.ndarray) -> "Turning":
        """Of some rows."""
        return Turning(**{each.name: getattr(self, each.name)[index] for each in fields(self)})

    def put(self, index: np.ndarray, part: "Turning") -> "Turning":
        """The same with some rows replaced."""
        whole = {each.name: getattr(self, each.name).copy() for each in fields(self)}
        for name, values in whole.items():
            values[index] = getattr(part, name)
        return Turning(**whole)


@dataclass(frozen=True, kw_only=True)
class MotionRecord:
    """How a row turned over a stretch as a rigid body: samples (k, 22) of t s, the fourteen numbers
    of its state, torque of control N m, momentum of gyroscopes N m s (three each), and propellant
    of attitude control since the stretch began, kg; the parameter vector that it flew with.
    """

    row: int
    phase: str
    samples: np.ndarray
    parameters: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """What an arc of k rows is flown in: world, body, end times s (k,), events, steps, and factors
    (k,) on the forces of the air.
    """

    world: World
    motion: Motion
    end: np.ndarray
    events: Events
    relative_tolerance: float
    longest_step: float
    sampling: float
    area_factor: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Flown:
    """An arc of k rows: as the propagator's, how they turn at its end, records (m, `COLUMNS`) of
    each, propellant (k,) kg that control took, and when each was given up, s (k,), infinite if not.
    """

    arc: Arc
    turning: Turning
    records: tuple[np.ndarray, ...]
    propellant: np.ndarray
    given_up: np.ndarray


def at_rest(n: int) -> Turning:
    """Of rows that have not been rigid bodies yet."""
    nothing = np.full((n, TURNING), np.nan)
    never = np.full(n, np.nan)
    return Turning(
        attitude=nothing,
        momentum=np.zeros((n, 3)),
        since=never,
        lost=np.zeros(n, dtype=bool),
        share=np.ones(n),
        motion=np.full(n, None, dtype=object),
        slew=np.zeros((n, 3)),
    )


def begin_motion(turning: Turning, motion: Motion, t: np.ndarray, y: np.ndarray) -> Turning:
    """Rows that were not bodies before stand as commanded; those that were go on as they turn,
    unless a motion that is new to them states rates, and are turned from there by a law: one that
    is new also takes hold of what another gave up. t (k,) s, y (k, 7).
    """
    new = np.array([begun is not motion for begun in turning.motion], dtype=bool)
    r, v = y[:, :3], y[:, 3:6]
    fresh = np.isnan(turning.attitude[:, 0]) | (new & (motion.rates is not None))
    matrices = turn_matrix(*motion.angles) @ lvlh_matrices(r, v)
    rates = np.einsum("nij,nj->ni", matrices, orbit_rates(r, v))
    start = np.hstack([quaternions_of(matrices), rates + np.array(motion.rates or (0.0,) * 3)])
    begun = turning.motion.copy()
    begun[:] = motion
    slew = np.where(new[:, None], 0.0, turning.slew)
    held = new & ~fresh & (motion.law is not None)
    true = matrices_of(turning.attitude[held, :4])
    slew[held] = turn_between(true, matrices[held])
    return replace(
        turning,
        attitude=np.where(fresh[:, None], start, turning.attitude),
        since=np.where(new, t, turning.since),
        lost=turning.lost & ~(new & (motion.law is not None)),
        motion=begun,
        slew=slew,
    )


def turned_by(turning: Turning, motion: Motion) -> np.ndarray:
    """When rows that have begun a motion stand as it commands, s, (k,)."""
    if motion.law is None:
        return turning.since
    return turning.since + turn_of(turning.slew, motion.law, np.array(motion.inertia)).seconds


@dataclass(kw_only=True)
class _Loop:
    """k rows under way: t (k,) s, state (k, 14), status (k,), work (k, 4), what control used (k,)
    kg, when it gave up (k,) s, how long engines burned (k,) s, torque that is not of control
    (k, 3) N m, and records.
    """

    stretch: Stretch
    surfaces: Surfaces
    turning: Turning
    table: np.ndarray
    propellant: np.ndarray
    t: np.ndarray
    state: np.ndarray
    status: np.ndarray
    work: np.ndarray
    used: np.ndarray
    given_up: np.ndarray
    burned: np.ndarray
    disturbance: np.ndarray
    samples: list[list[np.ndarray]]


def fly_motion(
    stretch: Stretch,
    turning: Turning,
    t: np.ndarray,
    y: np.ndarray,
    table: np.ndarray,
    propellant: np.ndarray,
) -> Flown:
    """Fly k rows to their end or event.

    Parameters
    ----------
    stretch, turning
        What flies and how it turns; every row has begun.
    t, y
        Shape (k,) s, (k, 7).
    table
        Parameter vectors (k, columns). Their thrust is fixed to the body, in the direction that
        their steering says with x, y, z of the body: it acts where the true attitude points it.
    propellant
        kg that control may take, (k,).
    """
    k = len(t)
    loop = _Loop(
        stretch=stretch,
        surfaces=tabulate_surfaces(stretch.motion),
        turning=turning,
        table=table,
        propellant=propellant,
        t=t.copy(),
        state=np.hstack([y, turning.attitude]),
        status=np.full(k, TIME_REACHED),
        work=np.zeros((k, 4), dtype=np.int64),
        used=np.zeros(k),
        given_up=np.full(k, np.inf),
        burned=np.zeros(k),
        disturbance=np.zeros((k, 3)),
        samples=[[] for _ in range(k)],
    )
    waiting = np.flatnonzero(stretch.end > t)
    while len(waiting):
        waiting = _fly_period(loop, waiting)
    records = tuple(np.vstack(r) if r else np.zeros((0, COLUMNS)) for r in loop.samples)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(loop.t > t, loop.burned / (loop.t - t), 1.0)
    return Flown(
        arc=Arc(
            loop.t,
            loop.state[:, :7],
            np.full(k, FIRST_STEP),
            loop.status,
            loop.work,
            tuple(record[:, :8] for record in records),
        ),
        turning=replace(turning, attitude=loop.state[:, 7:], share=share),
        records=records,
        propellant=loop.used,
        given_up=loop.given_up,
    )


def _fly_period(loop: _Loop, rows: np.ndarray) -> np.ndarray:
    """Let the law act on some rows and fly them for its period, or to their end where nothing holds
    them; returns those that fly on.
    """
    motion, turning, end = loop.stretch.motion, loop.turning, loop.stretch.end[rows]
    held = (motion.law is not None) & ~turning.lost[rows]
    start, before = loop.t[rows], loop.state[rows]
    until = np.where(held, np.minimum(start + motion.period, end), end)
    action = _no_action(len(rows))
    if held.any():
        sub = np.flatnonzero(held)
        answer = _act(loop, rows[sub], until[sub] - start[sub])
        for whole, part in zip(action, answer, strict=True):
            whole[sub] = part
    lost = rows[action.lost]
    loop.given_up[lost] = loop.t[lost]
    turning.lost[lost] = True
    arc = _propagate(loop, rows, until, action)
    seconds = np.maximum(arc.t - start, 1e-9)[:, None]
    torque = action.gyroscopes + action.thrusters + action.engines
    change = (arc.y[:, 11:] - before[:, 11:]) / seconds
    loop.disturbance[rows] = change @ np.array(motion.inertia) - torque
    turning.momentum[rows] -= action.gyroscopes * seconds
    loop.used[rows] += action.propellant * seconds[:, 0] / np.maximum(until - start, 1e-9)
    loop.burned[rows] += action.share * (arc.t - start)
    loop.t[rows], loop.state[rows], loop.status[rows] = arc.t, arc.y, arc.status
    loop.work[rows] += arc.work
    for j, row in enumerate(rows):
        inner = arc.samples[j]
        kept = np.vstack([inner[inner[:, 0] != arc.t[j]], np.r_[arc.t[j], arc.y[j]]])
        extra = np.r_[torque[j], turning.momentum[row], loop.used[row]]
        loop.samples[row].append(np.hstack([kept, np.tile(extra, (len(kept), 1))]))
    return rows[(arc.status == TIME_REACHED) & (arc.t < end)]


def _no_action(k: int) -> Action:
    zeros = (np.zeros((k, 3)), np.zeros((k, 3)), np.zeros((k, 3)))
    return Action(*zeros, np.zeros(k), np.ones(k), np.zeros(k, dtype=bool))


def _act(loop: _Loop, rows: np.ndarray, period: np.ndarray) -> Action:
    """What the law answers for some rows, for `period` s, (k,)."""
    motion = loop.stretch.motion
    assert motion.law is not None
    state = loop.state[rows]
    r, v = state[:, :3], state[:, 3:6]
    inertia, since = np.array(motion.inertia), loop.t[rows] - loop.turning.since[rows]
    turn = turn_of(loop.turning.slew[rows], motion.law, inertia)
    wanted = turn_by(turn.left(since), turn_matrix(*motion.angles) @ lvlh_matrices(r, v))
    true = matrices_of(state[:, 7:11])
    now, then = turn.rates(since), turn.rates(since + period)
    rates = state[:, 11:] - np.einsum("nij,nj->ni", true, orbit_rates(r, v)) - now
    return motion.law.act(
        Sensed(
            error=turn_between(true, wanted),
            rates=rates,
            disturbance=loop.disturbance[rows],
            momentum=loop.turning.momentum[rows],
            propellant=loop.propellant[rows] - loop.used[rows],
            thrust=loop.table[rows, THRUST],
            since=since,
            inertia=inertia,
            period=period,
            acceleration=(then - now) / period[:, None],
        )
    )


def _propagate(loop: _Loop, rows: np.ndarray, until: np.ndarray, action: Action) -> Arc:
    """Fly some rows until their times with what control does."""
    stretch, motion = loop.stretch, loop.stretch.motion
    table = loop.table[rows].copy()
    torque = action.gyroscopes + action.thrusters + action.engines
    push = (table[:, THRUST] * action.share)[:, None] * table[:, STEER_X : STEER_Z + 1]
    # gyroscopes turn at the momentum of the middle of the period
    half = 0.5 * (until - loop.t[rows])[:, None]
    momentum = loop.turning.momentum[rows] - half * action.gyroscopes
    with np.errstate(divide="ignore", invalid="ignore"):
        flow = np.where(half[:, 0] > 0.0, 0.5 * action.propellant / half[:, 0], 0.0)
    table[:, MASS_FLOW] = table[:, MASS_FLOW] * action.share + flow
    table[:, THRUST] = 0.0
    columns: dict[str, float | np.ndarray] = {
        f"{name}_{axis}": values[:, j]
        for name, values in (("torque", torque), ("momentum", momentum), ("force", push))
        for j, axis in enumerate("xyz")
    }
    bodies = tabulate_motion(motion, len(rows), area_factor=stretch.area_factor[rows], **columns)
    if motion.shape is not None:
        table[:, AREA] = 0.0
    events = stretch.events
    free = not action.lost.all() and motion.law is not None
    return run_attitude(
        stretch.world,
        loop.t[rows],
        loop.state[rows],
        until,
        table,
        bodies,
        surfaces=loop.surfaces,
        events=Events(events.kind, events.direction, events.threshold[rows]),
        relative_tolerance=stretch.relative_tolerance,
        longest_step=min(stretch.longest_step, motion.period) if free else stretch.longest_step,
        sampling=stretch.sampling,
    )
