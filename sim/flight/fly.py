"""Flying a mission, phase by phase, for all its rows; a single flight is a batch of one."""

import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sim.flight.altitude_profile import follow_profile
from sim.flight.burn import fly_burn
from sim.flight.condition import coast_until
from sim.flight.mission import Docking, Mission, list_dockings
from sim.flight.phase import Phase
from sim.flight.propagation_state import HOLDING, PropagationState, keep_reserve
from sim.flight.record import EventKind, Flight, Segment
from sim.flight.stack import (
    Stack,
    assemble_stack,
    dock_vehicles,
    refill_tanks,
    transfer_propellant,
)
from sim.flight.status import FLYING, IN_ORBIT, FlightProgress
from sim.flight.work_limit import EVALUATIONS, STRETCHES
from sim.integrate.batch import FIRST_STEP
from sim.vehicle.hardware import of_rows


def fly(mission: Mission, live: FlightProgress | None = None) -> Flight:
    """Fly every row through all phases, or until it comes down.

    Parameters
    ----------
    mission
        World, stack, phases and first states.
    live
        Something to watch from another thread: it always names the present phase and times.

    Returns
    -------
    Flight
        Every row has a status; a failed row does not stop the others.
    """
    began = time.perf_counter()
    n = mission.rows
    t = np.broadcast_to(mission.start, n).astype(np.float64)
    stack = mission.stack or first_stack(mission)
    mass = stack.mass + mission.mass_offset
    y = np.column_stack([mission.position, mission.velocity, mass])
    dockings = list_dockings(mission.visits)
    state = PropagationState(
        mission=mission,
        t=t,
        y=y,
        step=np.full(n, FIRST_STEP),
        status=np.full(n, FLYING, dtype=object),
        stack=stack,
        attitude=np.full(n, mission.attitude_at_start, dtype=object),
        phase=mission.phases[0],
        live=FlightProgress() if live is None else live,
        work=np.zeros((n, 4), dtype=np.int64),
        spent=np.zeros((n, 3), dtype=np.int64),
        dockings=dockings,
        dockings_done=_dockings_done(dockings, t),
        delivered=np.zeros(n),
    )
    _fly_phases(state, mission.phases)
    _log_unmoved(state)
    return _finish(state, stack, time.perf_counter() - began)


def fly_on(flight: Flight, phases: Sequence[Phase], rows: np.ndarray | None = None) -> Flight:
    """Fly rows of a flight that are still in orbit through further phases; one flight of all rows.

    Parameters
    ----------
    flight
        Of n rows.
    phases
        What comes next. Values may differ between the n rows.
    rows
        Which of the rows fly on; the others stay as they are, and may fly on later. None: all.

    Returns
    -------
    Flight
        What was flown before and now; its mission has the phases of both.
    """
    began = time.perf_counter()
    n = len(flight.t)
    index = np.arange(n) if rows is None else rows
    status = np.array(flight.status, dtype=object)
    status[index] = [FLYING if each == IN_ORBIT else each for each in status[index]]
    mission = replace(flight.mission, phases=(*flight.mission.phases, *phases))
    dockings = list_dockings(mission.visits)
    state = PropagationState(
        mission=mission,
        t=flight.t.copy(),
        y=flight.y.copy(),
        step=np.full(n, FIRST_STEP),
        status=status,
        stack=flight.final,
        attitude=flight.attitude.copy(),
        phase=phases[0],
        live=FlightProgress(),
        work=flight.work.copy(),
        spent=np.zeros((n, 3), dtype=np.int64),
        dockings=dockings,
        dockings_done=_dockings_done(dockings, flight.t),
        delivered=flight.delivered.copy(),
        burns=list(flight.burns),
        events=list(flight.events),
        segments=list(flight.segments),
        control=list(flight.control),
        motions=list(flight.motions),
        turning=flight.turning,
        adrift={event.row for event in flight.events if event.subject == HOLDING},
    )
    _fly_phases(state, phases)
    return _finish(state, flight.initial, flight.wall + time.perf_counter() - began)


def _dockings_done(dockings: Sequence[Docking], t: np.ndarray) -> np.ndarray:
    """How many of the dated dockings lie behind some times, (n,)."""
    return np.searchsorted([docking.time for docking in dockings], t, side="right")


def _fly_phases(state: PropagationState, phases: Sequence[Phase]) -> None:
    for phase in phases:
        if not len(state.flying):
            break
        _begin(state, phase)
        _fly_phase(state, phase)
        state.note_rows(state.flying, EventKind.PHASE_END)
    state.status[state.flying] = IN_ORBIT


def _finish(state: PropagationState, stack: Stack, wall: float) -> Flight:
    """What a flight leaves behind that began with a stack and took so many seconds to compute."""
    return Flight(
        mission=state.mission,
        status=tuple(state.status),
        t=state.t,
        y=state.y,
        initial=stack,
        final=state.stack,
        burns=tuple(sorted(state.burns, key=lambda burn: (burn.row, burn.ignition))),
        events=tuple(state.events),
        segments=tuple(state.segments),
        work=state.work,
        delivered=state.delivered,
        attitude=state.attitude,
        control=tuple(state.control),
        motions=tuple(state.motions),
        turning=state.turning,
        wall=wall,
    )


def first_stack(mission: Mission) -> Stack:
    """What is docked at the start of each row of a mission that begins with full tanks."""
    t = np.broadcast_to(mission.start, mission.rows)
    stack = assemble_stack(mission.vehicles, mission.docked, mission.rows)
    for visit in mission.visits:
        here = (visit.arrives <= t) & (t < visit.leaves)
        stack = dock_vehicles(stack, (visit.vehicle,), (), np.flatnonzero(here))
    return stack


def _begin(state: PropagationState, phase: Phase) -> None:
    """Do the actions at the start of a phase."""
    state.phase = phase
    state.spent[:, (EVALUATIONS, STRETCHES)] = 0
    state.live.phase = phase.name
    before, rows = state.stack, state.flying
    state.stack = dock_vehicles(before, phase.dock, (), rows)
    added = state.stack.load * (state.stack.aboard & ~before.aboard)
    state.delivered[rows] += added[rows].sum(axis=1)
    keep_reserve(state, rows)
    for transfer in phase.transfers:
        state.stack = transfer_propellant(state.stack, transfer, rows)
    state.stack = dock_vehicles(state.stack, (), phase.undock, rows)
    if phase.dock or phase.undock:
        # a visitor brings and takes its mass, and leaves the orbit as it is
        change = state.stack.mass - before.mass
        state.y[rows, 6] += change[rows]
    if phase.attitude is not None:
        state.attitude[rows] = phase.attitude
    for row in rows:
        for name in phase.dock:
            state.note(row, EventKind.DOCK, name)
        for name in phase.undock:
            state.note(row, EventKind.UNDOCK, name)


def _fly_phase(state: PropagationState, phase: Phase) -> None:
    rows = state.flying
    if phase.burn is not None:
        fly_burn(state, rows, phase.burn)
    if phase.altitude_profile is not None and phase.until is not None:
        follow_profile(state, state.flying, phase.altitude_profile, phase.until)
    elif phase.until is not None:
        coast_until(state, state.flying, phase.until)


def _log_unmoved(state: PropagationState) -> None:
    """Give rows whose flight was over at its first instant that one state as their path."""
    moved = {segment.row for segment in state.segments}
    for row in set(range(len(state.t))) - moved:
        parameters = state.parameter_table(np.array([row]))[0]
        sample = np.concatenate([[state.t[row]], state.y[row]])[None]
        state.segments.append(Segment(row, state.phase.name, parameters, sample))


def continue_from(flight: Flight, phases: Sequence[Phase], n: int = 1, row: int = 0) -> Mission:
    """A mission of n equal rows that goes on where a row of a flight ended.

    Parameters
    ----------
    flight
        Finished; the row must not have come down.
    phases
        What comes next. Values may differ between the n rows.
    """
    return resume_from(flight, np.full(n, row), flight.t, flight.y, phases, row)


def resume_from(
    flight: Flight,
    index: np.ndarray,
    t: np.ndarray,
    y: np.ndarray,
    phases: Sequence[Phase],
    row: int = 0,
) -> Mission:
    """A mission that goes on from states with the stack of a flight, its tanks as they were at the
    end, refilled since then where a line does.

    Parameters
    ----------
    flight, row
        Whose stack.
    index
        Shape (n,): which of the states each row begins from.
    t, y
        States, shape (k,) s and (k, 7); the mass is that of the stack.
    phases
        What comes next.
    """
    one = np.full(len(index), row)
    control = flight.mission.attitude_control
    return replace(
        flight.mission,
        phases=tuple(phases),
        position=y[index, :3],
        velocity=y[index, 3:6],
        dispersed={name: values[one] for name, values in flight.mission.dispersed.items()},
        mass_offset=of_rows(flight.mission.mass_offset, one),
        attitude_control=None if control is None else control.of(one),
        start=t[index],
        stack=refill_tanks(flight.final.of(one), t[index] - flight.t[row]),
        attitude_at_start=str(flight.attitude[row]),
    )


def join_flights(first: Flight, second: Flight) -> Flight:
    """One flight of one row from two, of which the second went on where the first ended.

    Whoever goes on without propellant for attitude control notes it once.
    """
    adrift = {e.kind for e in first.events if e.subject == HOLDING}
    events = (e for e in second.events if e.subject != HOLDING or e.kind not in adrift)
    mission = replace(first.mission, phases=(*first.mission.phases, *second.mission.phases))
    return replace(
        second,
        mission=mission,
        initial=first.initial,
        burns=first.burns + second.burns,
        events=(*first.events, *events),
        segments=first.segments + second.segments,
        control=first.control + second.control,
        motions=first.motions + second.motions,
        work=first.work + second.work,
        delivered=first.delivered + second.delivered,
        wall=first.wall + second.wall,
    )


def scale_tolerances(mission: Mission, factor: float) -> Mission:
    """The same mission with every tolerance multiplied, for convergence checks."""
    phases = tuple(
        replace(p, relative_tolerance=factor * p.relative_tolerance) for p in mission.phases
    )
    return replace(mission, phases=phases)
