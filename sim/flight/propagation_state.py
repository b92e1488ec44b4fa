"""A flight under way: present states, stack and log of n trajectories, and the one place that calls
the propagator.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT, MEAN_ALTITUDE
from sim.dynamics.observation import Observation
from sim.dynamics.thrust import VELOCITY
from sim.environment.world import World
from sim.flight.attitude_control.propellant import AT_INTERFACE, Hold, hold_attitude, pay_for_hold
from sim.flight.disposal.reserve import keep_disposal_reserve
from sim.flight.mission import Docking, Mission
from sim.flight.motion.fly import MotionRecord, Turning
from sim.flight.motion.stack import fly_as_body
from sim.flight.phase import Number, Phase
from sim.flight.record import BurnRecord, ControlRecord, EventKind, EventRecord, Segment
from sim.flight.stack import EMPTY, Stack, dock_vehicles, refill_tanks
from sim.flight.status import FLYING, IMPACT, FlightProgress, FlightStoppedError, failure
from sim.flight.work_limit import EVALUATIONS, STATES, STRETCHES, reached_limit
from sim.integrate.batch import Arc, run
from sim.integrate.lane import FIRST_EVENT, STEP_LIMIT, TIME_REACHED, Events
from sim.integrate.observe import observations
from sim.vehicle.hardware import of_rows
from sim.vehicle.parameters import (
    AREA,
    AREA_CURVE,
    CD_CONTINUUM,
    CD_FREE_MOLECULAR,
    COLUMNS,
    DENSITY_FACTOR,
    LENGTH,
    MASS_FLOW,
    REFLECTIVITY,
    STEER_X,
    Parameters,
)

TIME = -1
"""Outcome of a row that reached the time it was given."""
LOST = -2
"""Outcome of a row that came down or failed on the way."""

HOLDING, TURNING = "holding", "turning"
"""What attitude control had no propellant for, in an event."""


@dataclass(frozen=True)
class Stop:
    """An event that ends a stretch: kind and direction of `sim.dynamics.event`, threshold of each
    row or one for all.
    """

    kind: int
    direction: float
    threshold: Number = 0.0

    def of(self, index: np.ndarray) -> "Stop":
        """The stop of some of the rows it was made for."""
        return Stop(self.kind, self.direction, of_rows(self.threshold, index))


@dataclass(kw_only=True)
class PropagationState:
    """Present state of n rows. t (n,) s, y (n, 7), step (n,) s, status (n,), work in steps (n, 4),
    what counts against the limits of work (n, 3), dated dockings done (n,), propellant that
    arrivals brought (n,) kg, all logged so far, rows nothing holds, how rigid bodies turn.
    """

    mission: Mission
    t: np.ndarray
    y: np.ndarray
    step: np.ndarray
    status: np.ndarray
    stack: Stack
    attitude: np.ndarray
    phase: Phase
    live: FlightProgress
    work: np.ndarray
    spent: np.ndarray
    dockings: tuple[Docking, ...]
    dockings_done: np.ndarray
    delivered: np.ndarray
    burns: list[BurnRecord] = field(default_factory=list)
    events: list[EventRecord] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    control: list[ControlRecord] = field(default_factory=list)
    adrift: set[int] = field(default_factory=set)
    turning: Turning | None = None
    motions: list[MotionRecord] = field(default_factory=list)

    @property
    def flying(self) -> np.ndarray:
        """Indices of rows still under way."""
        return np.flatnonzero(self.status == FLYING)

    @property
    def books_control(self) -> bool:
        """Whether holding the attitude has a price here; a rigid body pays for what it uses."""
        return self.phase.motion is None and self.mission.attitude_control is not None

    def world(self, steering: int = VELOCITY) -> World:
        """World of the present phase."""
        return self.mission.world_of(self.phase.field_degree, steering)

    def parameter_table(self, index: np.ndarray) -> np.ndarray:
        """Cases of some rows with engines off, shape (k, columns)."""
        table = np.zeros((len(index), COLUMNS))
        for name in set(self.attitude[index]):
            attitude = self.mission.attitude(name)
            rows = self.attitude[index] == name
            table[rows, AREA] = attitude.area
            table[rows, AREA_CURVE] = self.mission.area_curve(attitude)
            table[rows, CD_FREE_MOLECULAR] = attitude.cd_free_molecular
            table[rows, CD_CONTINUUM] = attitude.cd_continuum
            table[rows, LENGTH] = attitude.length
            table[rows, REFLECTIVITY] = attitude.reflectivity
        table[:, DENSITY_FACTOR] = 1.0
        for name, values in self.mission.dispersed.items():
            if name == "drag_factor":
                table[:, AREA] *= values[index]
            else:
                table[:, Parameters._fields.index(name)] = values[index]
        table[:, STEER_X] = -1.0
        return table

    def observe(self, index: np.ndarray) -> Observation:
        """Observation of some rows now."""
        return observations(self.world(), self.t[index], self.y[index], self.parameter_table(index))

    def next_docking(self, index: np.ndarray) -> np.ndarray:
        """Date of the next docking or undocking of some rows, s, shape (k,); infinite if none."""
        return np.array([*(d.time for d in self.dockings), np.inf])[self.dockings_done[index]]

    def note(self, row: int, kind: EventKind, subject: str = "") -> None:
        """Log an event of a row at its present state."""
        self.note_rows(np.array([row]), kind, subject)

    def note_rows(self, rows: np.ndarray, kind: EventKind, subject: str = "") -> None:
        """Log an event of some rows at their present states."""
        for row, parameters in zip(rows, self.parameter_table(rows), strict=True):
            self.events.append(
                EventRecord(
                    row=int(row),
                    time=float(self.t[row]),
                    kind=kind,
                    phase=self.phase.name,
                    state=self.y[row].copy(),
                    parameters=parameters.copy(),
                    subject=subject,
                )
            )


def keep_reserve(state: PropagationState, index: np.ndarray | slice = slice(None)) -> None:
    """Let docked ships of some rows that will deorbit themselves keep what that takes from here."""
    if state.mission.disposals:
        altitude = state.observe(np.arange(len(state.t))).mean_altitude
        kept = keep_disposal_reserve(state.stack, state.mission.disposals, altitude)
        floor = state.stack.floor.copy()
        floor[index] = kept.floor[index]
        state.stack = replace(kept, floor=floor)


def change_stack(
    state: PropagationState, index: np.ndarray, arriving: Sequence[str], leaving: Sequence[str]
) -> None:
    """Let vehicles dock, then undock, in some rows: mass comes and goes, the orbit stays."""
    before = state.stack
    state.stack = dock_vehicles(before, arriving, leaving, index)
    if arriving:
        keep_reserve(state, index)
    state.y[index, 6] += (state.stack.mass - before.mass)[index]
    state.delivered += (state.stack.load * (state.stack.aboard & ~before.aboard)).sum(axis=1)
    for row in index:
        for name in arriving:
            state.note(row, EventKind.DOCK, name)
        for name in leaving:
            state.note(row, EventKind.UNDOCK, name)


def dock_by_date(state: PropagationState, index: np.ndarray) -> None:
    """Let vehicles come and go whose dates some rows have reached."""
    while len(index := index[state.next_docking(index) <= state.t[index]]):
        number = state.dockings_done[index].min()
        rows = index[state.dockings_done[index] == number]
        _, leaves, name = state.dockings[number]
        change_stack(state, rows, () if leaves else (name,), (name,) if leaves else ())
        state.dockings_done[rows] += 1


def advance(
    state: PropagationState,
    index: np.ndarray,
    end: np.ndarray,
    stops: Sequence[Stop] = (),
    *,
    parameter_table: np.ndarray | None = None,
    steering: int = VELOCITY,
) -> np.ndarray:
    """Fly some rows until a stop, their end time, or the ground. With engines off, vehicles come
    and go on their dates; under thrust that is left to the burn, which knows its tanks.

    Parameters
    ----------
    state
        Changed in place: states, work, segments, events; status of rows that come down or fail.
    index
        Rows to fly, shape (k,).
    end
        Shape (k,), s since the epoch.
    stops
        What ends a row early; thresholds of shape (k,) go with `index`.
    parameter_table
        Shape (k, columns); by default engines off.
    steering
        Of the engines.

    Returns
    -------
    numpy.ndarray
        Shape (k,): number of the stop reached, `TIME` or `LOST`.
    """
    if not len(index):
        return np.zeros(0, dtype=np.int64)
    every = (Stop(HEIGHT, FALLING), Stop(HEIGHT, FALLING, state.mission.entry_interface), *stops)
    coasting = parameter_table is None
    holds = coasting and state.books_control
    parameter_table = state.parameter_table(index) if parameter_table is None else parameter_table
    outcome = np.full(len(index), TIME)
    fallen = np.zeros(len(index), dtype=bool)
    waiting = np.flatnonzero(end > state.t[index])
    while len(waiting):
        rows, table, until = index[waiting], parameter_table[waiting], end[waiting]
        picked = [stop.of(waiting) for stop in every]
        until = np.minimum(until, state.next_docking(rows) if coasting else np.inf)
        hold = _hold(state, rows, fallen[waiting], table, picked) if holds else None
        if hold is not None:
            until = np.minimum(until, state.t[rows] + hold.lasts)
        start = state.t[rows].copy()
        arc = _fly_arc(state, rows, until, picked, table, steering)
        _log(state, rows, arc, table)
        hit = arc.status - FIRST_EVENT
        fallen[waiting[hit == len(every)]] = True
        outcome[waiting] = _settle(state, rows, arc.status, every, waiting)
        early = (arc.status == TIME_REACHED) & (until < end[waiting])
        if coasting:
            _end_coast(state, rows, start, hold)
        on = (hit == 1) | (hit == len(every)) | early
        waiting = waiting[on & (outcome[waiting] == TIME)]
    return outcome


def _end_coast(
    state: PropagationState, rows: np.ndarray, start: np.ndarray, hold: Hold | None
) -> None:
    """Aboard some rows, on a coast since `start`, s, shape (k,): pay, refill, let vehicles dock."""
    if hold is not None:
        when = state.phase.name, start, state.t[rows]
        state.stack, paid = pay_for_hold(state.stack, rows, hold, *when)
        state.control += paid
    _refill(state, rows, start)
    dock_by_date(state, rows[state.status[rows] == FLYING])


def _refill(state: PropagationState, rows: np.ndarray, start: np.ndarray) -> None:
    """Let lines refill tanks, which leaves mass and path as they are; log what they brought."""
    seconds = np.zeros(len(state.t))
    seconds[rows] = state.t[rows] - start
    before, state.stack = state.stack, refill_tanks(state.stack, seconds)
    if state.stack is before:
        return
    gained = state.stack.load - before.load
    for row, k in np.argwhere(gained > EMPTY):
        state.note(row, EventKind.REFILL, f"{gained[row, k]:.1f} kg into {state.stack.tanks[k]}")


def _settle(
    state: PropagationState,
    rows: np.ndarray,
    status: np.ndarray,
    stops: Sequence[Stop],
    number: np.ndarray,
) -> np.ndarray:
    """Outcomes of rows after an arc, which are rows `number` of the stops; shape (k,)."""
    outcome = np.full(len(rows), TIME)
    hit = status - FIRST_EVENT
    for k, row in enumerate(rows):
        code = status[k] if status[k] >= STEP_LIMIT else reached_limit(state.spent[row])
        if code is not None:
            state.status[row] = failure(int(code))
            outcome[k] = LOST
        elif hit[k] == 0:
            state.status[row] = IMPACT
            state.note(row, EventKind.IMPACT)
            outcome[k] = LOST
        elif hit[k] == 1:
            state.note(row, EventKind.ENTRY_INTERFACE)
            outcome[k] = _met_with(stops, number[k], HEIGHT, state.mission.entry_interface)
        elif hit[k] == len(stops) and state.mission.attitude_control is not None:
            level = state.mission.attitude_control.below
            outcome[k] = _met_with(stops, number[k], MEAN_ALTITUDE, level)
        elif status[k] != TIME_REACHED:
            outcome[k] = hit[k] - 2
    return outcome


def _met_with(stops: Sequence[Stop], k: int, kind: int, level: float) -> int:
    """Number of the stop that coincides with a level that row k fell to, `TIME` if none does."""
    for number, stop in enumerate(stops[2:]):
        same = of_rows(stop.threshold, k) == level
        if stop.kind == kind and stop.direction == FALLING and same:
            return number
    return TIME


def _hold(
    state: PropagationState,
    rows: np.ndarray,
    fallen: np.ndarray,
    table: np.ndarray,
    stops: list[Stop],
) -> Hold:
    """How some rows hold their attitude from now on; those that have just `fallen` to the limit are
    below it. Writes mass flows into the table, adds the stop there, notes rows that nothing holds.
    """
    control = state.mission.attitude_control
    assert control is not None
    observed = state.observe(rows)
    altitude = np.where(
        fallen, np.minimum(observed.mean_altitude, control.below), observed.mean_altitude
    )
    orbiting = observed.height > state.mission.entry_interface + AT_INTERFACE
    hold = hold_attitude(control, state.stack, rows, altitude, orbiting)
    for row in rows[hold.lost]:
        if row not in state.adrift:
            state.note(row, EventKind.ATTITUDE_LOST, HOLDING)
    table[:, MASS_FLOW] = hold.flow
    if (hold.falls_to > 0.0).any():
        stops.append(Stop(MEAN_ALTITUDE, FALLING, hold.falls_to))
    state.adrift = (state.adrift - set(rows.tolist())) | set(rows[hold.lost].tolist())
    return hold


def _fly_arc(
    state: PropagationState,
    rows: np.ndarray,
    end: np.ndarray,
    stops: Sequence[Stop],
    parameter_table: np.ndarray,
    steering: int,
) -> Arc:
    events = Events(
        np.array([s.kind for s in stops], dtype=np.int64),
        np.array([s.direction for s in stops]),
        np.column_stack([np.broadcast_to(s.threshold, len(rows)) for s in stops]).astype(float),
    )
    if state.live.stopped:
        raise FlightStoppedError
    phase, state.live.t = state.phase, np.array(state.t[rows])
    if phase.motion is not None:
        return fly_as_body(state, rows, end, events, parameter_table)
    return run(
        state.world(steering),
        state.t[rows],
        state.y[rows],
        end,
        parameter_table,
        events=events,
        step=state.step[rows],
        relative_tolerance=phase.relative_tolerance,
        margin=state.mission.margin,
        longest_step=phase.longest_step,
        sampling=phase.save_every,
        live=state.live.t,
    )


def _log(state: PropagationState, rows: np.ndarray, arc: Arc, parameter_table: np.ndarray) -> None:
    """Take over the states at the end of an arc, and keep its samples from edge to edge."""
    for k, row in enumerate(rows):
        first = np.concatenate([[state.t[row]], state.y[row]])
        last = np.concatenate([[arc.t[k]], arc.y[k]])
        times = arc.samples[k][:, 0]
        inner = arc.samples[k][(times != first[0]) & (times != last[0])]
        samples = np.vstack([first, inner, last])
        state.spent[row, STATES] += len(samples)
        parameters = parameter_table[k].copy()
        state.segments.append(Segment(int(row), state.phase.name, parameters, samples))
    state.t[rows] = arc.t
    state.y[rows] = arc.y
    state.step[rows] = arc.step
    state.work[rows] += arc.work
    state.spent[rows, EVALUATIONS] += arc.force_evaluations
    state.spent[rows, STRETCHES] += 1
