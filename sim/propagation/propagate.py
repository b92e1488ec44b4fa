"""Trajectories from arrays to chosen epochs, in lanes and threads."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from sim.environment.gravity import field
from sim.environment.world import World
from sim.errors import InputError
from sim.frames.epoch import Epoch
from sim.integrate.batch import force_evaluations
from sim.integrate.lane import MESSAGES, TIME_REACHED
from sim.integrate.step import STATE
from sim.lanes import WIDTH
from sim.propagation.arguments import (
    check_events,
    check_mass,
    check_states,
    check_threads,
    check_times,
    check_tolerance,
)
from sim.propagation.ephemerides import COMPLETE, Ephemerides
from sim.propagation.event import Event
from sim.propagation.forces import Force, Gravity, Number
from sim.propagation.samples import Setting, Track, fly, fly_with_samples
from sim.propagation.search import Found, Stops, Values, find_events, stops_of, values_of
from sim.propagation.surroundings import make_parameters, make_world, physics_of, sort_forces
from sim.propagation.transition import stay_high, transition_matrices
from sim.propagation.variations import (
    STATES,
    Variations,
    check_variations,
    differentiate,
    make_copies,
)

USUAL_TOLERANCE, USUAL_MARGIN = 1e-11, 1e-3
"""Relative, and m: those of `integrator` in a scenario."""

LONGEST_STEP, WAVE = 600.0, 5000.0
"""s, and s over the degree of the field: that is how long its shortest wave takes."""

MOST_AT_ONCE = 256
"""Trajectories in a task of one thread where only ends are kept."""

MOST_SAMPLED = 64
"""And where every step is: 0.3 MB each for a day."""


@dataclass(frozen=True)
class Task:
    """What every trajectory of a call has in common."""

    world: World
    times: np.ndarray
    stops: Stops
    searches: tuple[tuple[Event, Values], ...]
    setting: Setting
    gradient: World | None = None
    """The world whose gravity variational equations take; None without any."""

    @property
    def sampled(self) -> bool:
        """Whether states before the end are asked for."""
        before = bool((self.times[:-1] > 0.0).any())
        return bool(self.searches) or before or self.gradient is not None


@dataclass(frozen=True, kw_only=True)
class Piece:
    """States (n, k, 7) of some trajectories, their ends, codes and evaluations; events found;
    matrices (n, k, 6, 6) and which of them are right.
    """

    states: np.ndarray
    end_s: np.ndarray
    end: np.ndarray
    code: np.ndarray
    evaluations: np.ndarray
    found: list[Found]
    matrices: np.ndarray | None = None
    smooth: np.ndarray | None = None


def propagate(
    states: np.ndarray,
    epoch: Epoch,
    forces: Iterable[Force],
    times: np.ndarray,
    *,
    events: Sequence[Event | str] = (),
    stm: bool | Variations = False,
    mass: Number = 1.0,
    threads: int | None = None,
    tolerance: float = USUAL_TOLERANCE,
) -> Ephemerides:
    """Fly n trajectories from one epoch to chosen times; `sim.propagate` on arrays alone.

    Parameters
    ----------
    states
        Shape (n, 6) or (6,): GCRF position m and velocity m/s at the epoch.
    epoch
        Of the states; zero of the times.
    forces
        Of `sim.propagation.forces`; a `Gravity` at least.
    times
        Shape (k,), TAI s since the epoch, 0 or later and ascending.
    events, stm, mass, threads, tolerance
        See `sim.api.propagate.propagate`; mass in kg.

    Raises
    ------
    InputError
        If an argument does not fit; the text says what is allowed.
    ValueError
        If tables do not reach as far as the times.
    """
    first, instants = check_states(states), check_times(times)
    n = len(first)
    acting = sort_forces(forces)
    y = np.column_stack([first, check_mass(mass, n)])
    table = make_parameters(acting, n)
    variations = check_variations(stm, table)
    setting = _setting(check_tolerance(tolerance), acting[Gravity].degree)
    watched, workers = check_events(events), check_threads(threads)
    physics = physics_of(acting, [event.own for event in watched if event.own is not None])
    world = make_world(epoch, float(instants[-1]), acting, physics)
    on_the_way = tuple((event, values_of(event, world)) for event in watched if not event.stop)
    task = Task(world, instants, stops_of(watched), on_the_way, setting)
    cut = world if variations is None else _cut(world, acting[Gravity], variations.degree)
    if variations is not None and variations.matrix and not variations.copies:
        task = replace(task, gradient=cut)
    pieces = _fly_all(task, y, table, workers)
    made = _ephemerides(epoch, task, pieces)
    if variations is None:
        return made
    alone = replace(task, world=cut, stops=stops_of(()), searches=(), gradient=None)
    return _with_derivatives(made, pieces, alone, y, table, workers, variations)


def _setting(tolerance: float, degree: int) -> Setting:
    """Tolerances and longest step as a scenario has them by default."""
    margin = tolerance / USUAL_TOLERANCE * USUAL_MARGIN
    return Setting(tolerance, margin, min(LONGEST_STEP, WAVE / max(degree, 1)))


def _cut(world: World, gravity: Gravity, degree: int | None) -> World:
    """The world with a field that ends at a degree."""
    if degree is None:
        return world
    if not isinstance(gravity.field, str):
        raise InputError("a degree for a field of one's own; allowed: with a shipped one")
    return world._replace(gravity=field(gravity.field, min(degree, gravity.degree)))


def _with_derivatives(
    made: Ephemerides,
    pieces: list[Piece],
    task: Task,
    y: np.ndarray,
    table: np.ndarray,
    threads: int,
    variations: Variations,
) -> Ephemerides:
    """The same with derivatives of the states that each trajectory reached."""
    stm, partials = None, {}
    if variations.matrix:
        stm = np.full((len(y), len(task.times), STATES, STATES), np.nan)
        rough = np.ones(len(y), dtype=bool)
        if not variations.copies:
            stm = np.concatenate([m for p in pieces if (m := p.matrices) is not None])
            rough = ~np.concatenate([s for p in pieces if (s := p.smooth) is not None])
        if rough.any():
            alone = replace(variations, parameters=())
            stm[rough] = _differences(task, y[rough], table[rough], threads, alone)
        stm[np.isnan(made.states[:, :, 0])] = np.nan
    if variations.parameters:
        alone = replace(variations, matrix=False)
        derived = _differences(task, y, table, threads, alone)
        derived[np.isnan(made.states[:, :, 0])] = np.nan
        names = enumerate(variations.parameters)
        partials = {name: derived[..., column].copy() for column, name in names}
    return replace(made, stm=stm, partials=partials)


def _differences(
    task: Task, y: np.ndarray, table: np.ndarray, threads: int, variations: Variations
) -> np.ndarray:
    """Derivatives (n, k, 6, c / 2) from copies that fly along."""
    copies = make_copies(y, table, variations)
    flown = _fly_all(task, copies.y, copies.table, threads)
    states = np.concatenate([piece.states for piece in flown])[:, :, :STATES]
    return differentiate(states.reshape(len(y), -1, len(task.times), STATES), copies.change)


def _fly_all(task: Task, y: np.ndarray, table: np.ndarray, threads: int) -> list[Piece]:
    """Pieces of all trajectories, in order, whatever thread flew them."""
    n = len(y)
    most = MOST_SAMPLED if task.sampled else MOST_AT_ONCE
    # whole lanes, and at least as many pieces as threads where there are enough trajectories
    each = min(most, WIDTH * max(1, -(-n // (WIDTH * threads))))
    rows = [slice(begin, begin + each) for begin in range(0, n, each)]
    fly_rows: Callable[[slice], Piece] = partial(_fly_piece, task, y, table)
    if threads == 1 or len(rows) == 1:
        return [fly_rows(row) for row in rows]
    with ThreadPoolExecutor(min(threads, len(rows))) as pool:
        return list(pool.map(fly_rows, rows))


def _fly_piece(task: Task, y: np.ndarray, table: np.ndarray, rows: slice) -> Piece:
    y, table = y[rows], np.ascontiguousarray(table[rows])
    n, times = len(y), task.times
    stops = task.stops.events(n)
    states = np.full((n, len(times), STATE), np.nan)
    end = float(times[-1])
    found: list[Found] = []
    matrices = smooth = None
    if task.sampled:
        track = fly_with_samples(task.world, y, end, table, stops, task.setting)
        arc = track.arc
        _interpolate(track, times, states)
        found = find_events(track, task.searches)
        if task.gradient is not None:
            smooth = stay_high(track)
            matrices = transition_matrices(task.world, task.gradient, track, times, table)
    else:
        arc = fly(task.world, y, end, table, stops, task.setting)
        states[:, times == 0.0] = y[:, None]
    done = arc.status == TIME_REACHED
    states[done, -1] = arc.y[done]
    return Piece(
        states=states,
        end_s=arc.t,
        end=arc.y,
        code=arc.status,
        evaluations=force_evaluations(arc.work),
        found=found,
        matrices=matrices,
        smooth=smooth,
    )


def _interpolate(track: Track, times: np.ndarray, states: np.ndarray) -> None:
    """Fill states (n, k, 7) at the times that each trajectory reaches."""
    n = len(states)
    reached = np.broadcast_to(times, (n, len(times))) <= track.arc.t[:, None]
    # a trajectory that ended at once has no polynomial, and its one state
    reached = reached & (np.diff(track.bounds) > 1)[:, None]
    trajectory, column = np.nonzero(reached)
    if len(trajectory):
        states[trajectory, column] = track.at(trajectory, times[column])


def _ephemerides(epoch: Epoch, task: Task, pieces: list[Piece]) -> Ephemerides:
    states = np.concatenate([piece.states for piece in pieces])
    code = np.concatenate([piece.code for piece in pieces])
    end_s = np.concatenate([piece.end_s for piece in pieces])
    end = np.concatenate([piece.end for piece in pieces])
    return Ephemerides(
        epoch=epoch,
        times_s=task.times,
        states=states[:, :, :STATES],
        mass_kg=states[:, :, STATES],
        status=np.array([_status(task.stops, int(each)) for each in code]),
        end_s=end_s,
        end_states=end[:, :STATES],
        events=_events(task.stops, pieces, code, end_s, end),
        force_evaluations=np.concatenate([piece.evaluations for piece in pieces]),
    )


def _status(stops: Stops, code: int) -> str:
    if code == TIME_REACHED:
        return COMPLETE
    if code in MESSAGES:
        return f"failed: {MESSAGES[code]}"
    return f"stopped: {stops.name_of(code)}"


def _events(
    stops: Stops, pieces: list[Piece], code: np.ndarray, end_s: np.ndarray, end: np.ndarray
) -> Found:
    """Events of all pieces, and those that stopped; by trajectory and time."""
    every, before = [], 0
    for piece in pieces:
        every += [each._replace(trajectory=each.trajectory + before) for each in piece.found]
        before += len(piece.code)
    stopped = np.flatnonzero((code != TIME_REACHED) & ~np.isin(code, list(MESSAGES)))
    names = np.array([stops.name_of(int(each)) for each in code[stopped]], dtype=str)
    every.append(Found(stopped, names, end_s[stopped], end[stopped]))
    joined = Found(*(np.concatenate(column) for column in zip(*every, strict=True)))
    order = np.lexsort((joined.time_s, joined.trajectory))
    return Found(*(column[order] for column in joined))
