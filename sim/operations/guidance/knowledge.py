"""What the control centre knows of n samples: where they are, what drags them, what their tanks
hold. Plans and decisions are made from this alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.observation import Observation
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Condition, Firing, Phase
from sim.flight.record import Flight
from sim.flight.stack import Stack
from sim.integrate.observe import observations
from sim.operations.guidance.engines import without_engines
from sim.planning.targeting.sequence import Propagation

Array = NDArray[np.float64]
Rows = NDArray[np.intp]

LEAST_DECAY = 1.0
"""m of semi-major axis: what has fallen less tells nothing about drag."""

MORE_DRAG = 0.05
"""Share by which drag is changed to see what it does to an arc."""

PLAUSIBLE = (0.3, 3.0)
"""Between which an arc may correct the factor on drag."""


@dataclass(frozen=True, kw_only=True)
class Knowledge:
    """Knowledge of n samples.

    Attributes
    ----------
    mission
        The model: world, vehicles, areas and air as they are thought to be, n rows.
    t, y
        Time s and state (n, 7) of the newest fix; the mass is that of the stack as modelled.
    stack
        What is thought to be docked and in the tanks: loads are gauged without error.
    drag
        Factor on the drag of the model that the arcs flown have shown, (n,).
    spread
        Standard deviation of its logarithm, (n,).
    attitude
        Flown now, the same for all.
    parameters
        Parameter vector of a coast, for what an observer notes about states, (columns,).
    thrust
        Factor on the thrust of engine groups that their burns have shown, (n,) by group; 1 for
        groups that have not fired.
    engines_out
        Engines of groups that have stopped for good, (n,) by group: telemetry tells.
    """

    mission: Mission
    t: Array
    y: Array
    stack: Stack
    drag: Array
    spread: Array
    attitude: str
    parameters: Array
    thrust: Mapping[str, Array] = field(default_factory=dict)
    engines_out: Mapping[str, Array] = field(default_factory=dict)

    def firings(self, given: Sequence[Firing], rows: Rows) -> tuple[Firing, ...]:
        """Firings of some samples with the engines and the thrust that are expected of them."""
        given = without_engines(given, self.engines_out, rows)
        return tuple(
            replace(each, thrust_factor=each.thrust_factor * self.thrust[each.group][rows])
            if each.group in self.thrust
            else each
            for each in given
        )

    def fewer_engines(self, firings: Sequence[Firing]) -> NDArray[np.bool_]:
        """Which samples lack engines of a burn, (n,)."""
        fewer = np.zeros(len(self.t), dtype=bool)
        for firing in firings:
            fewer |= self.engines_out.get(firing.group, np.zeros(len(self.t))) > 0.0
        return fewer

    def make_mission(self, rows: Rows, phases: tuple[Phase, ...]) -> Mission:
        """The mission of some samples from here on, as far as known."""
        model = self.mission
        dispersed = {name: values[rows] for name, values in model.dispersed.items()}
        dispersed["drag_factor"] = dispersed.get("drag_factor", 1.0) * self.drag[rows]
        stack = self.stack.of(rows)
        control = model.attitude_control
        return replace(
            model,
            phases=phases,
            position=self.y[rows, :3],
            velocity=self.y[rows, 3:6],
            dispersed=dispersed,
            mass_offset=self.y[rows, 6] - stack.mass,
            attitude_control=None if control is None else control.of(rows),
            start=self.t[rows],
            stack=stack,
            attitude_at_start=self.attitude,
        )

    def observe_perigee(self) -> Array:
        """Height of the mean perigee, m, (n,)."""
        return self.observe(self.t, self.y).mean_perigee

    def observe(self, t: Array, y: Array) -> Observation:
        """What an observer notes about states (k, 7) at times (k,)."""
        table = np.repeat(self.parameters[None], len(t), axis=0)
        return observations(self.mission.world, t, y, table)


def update_knowledge(
    known: Knowledge, flight: Flight, measured: Array, rows: Rows, *, attitude: str
) -> Knowledge:
    """The same with a new fix of some samples; drag is left as it is.

    Parameters
    ----------
    known
        Before, of n samples.
    flight
        The true one, which says the time, and what gauges show of the tanks.
    measured
        States of some samples, (k, 7); their masses are not looked at.
    rows
        Which samples, (k,).
    attitude
        Flown now.
    """
    t, y = known.t.copy(), known.y.copy()
    t[rows], y[rows, :6] = flight.t[rows], measured[:, :6]
    names = ("present", "load", "fired", "starts", "left_aboard", "floor")
    arrays = {name: getattr(known.stack, name).copy() for name in names}
    for name, values in arrays.items():
        values[rows] = getattr(flight.final, name)[rows]
    offset = known.y[:, 6] - known.stack.mass
    stack = replace(known.stack, **arrays)
    y[rows, 6] = (stack.mass + offset)[rows]
    return replace(known, t=t, y=y, stack=stack, attitude=attitude)


def estimate_drag(
    known: Knowledge,
    t: Array,
    measured: Array,
    deviation: Array,
    rows: Rows,
    common: Propagation,
) -> Knowledge:
    """The same with the factor on drag that arcs without a burn have shown.

    An arc is flown again with what was known, and once more with a little more drag; what the
    semi-major axis fell less or more than expected, over what drag makes it fall, corrects the
    factor, weighted as a Kalman filter of one unknown would.

    Parameters
    ----------
    known
        As of the fixes at the beginning of the arcs, of n samples.
    t, measured, deviation
        At their ends: time s, measured states, and the standard deviation of the fall of the
        semi-major axis m; shape (k,), (k, 7), (k,).
    rows
        Which samples, (k,).
    common
        Settings of the propagator.
    """
    expected = _end_of_arc(known, t, rows, common)
    more = _end_of_arc(replace(known, drag=known.drag * (1.0 + MORE_DRAG)), t, rows, common)
    seen = known.observe(t, measured).mean_altitude
    # differences at one time: what mean elements leave of short periods is the same in both
    fall = (expected - more) / MORE_DRAG
    usable = fall > LEAST_DECAY
    fall = np.where(usable, fall, 1.0)
    noise = np.where(usable, deviation / fall, np.inf)
    prior = known.spread[rows] ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        gain = np.where(usable & (prior > 0.0), prior / (prior + noise**2), 0.0)
    ratio = np.clip(1.0 + (expected - seen) / fall, *PLAUSIBLE)
    drag, spread = known.drag.copy(), known.spread.copy()
    drag[rows] *= np.exp(gain * np.log(np.where(usable, ratio, 1.0)))
    spread[rows] = np.sqrt((1.0 - gain) * prior)
    return replace(known, drag=drag, spread=spread)


def _end_of_arc(known: Knowledge, t: Array, rows: Rows, common: Propagation) -> Array:
    """Mean altitude in m at the end of an arc as known, (k,); NaN where it is not reached."""
    wait = Phase(name="arc", until=Condition("time", t), **common)
    flown = fly(known.make_mission(rows, (wait,)))
    altitude = known.observe(flown.t, flown.y).mean_altitude
    return np.where(flown.t == t, altitude, np.nan)


def learn_thrust(
    known: Knowledge, groups: Sequence[str], rows: Rows, measured: Array, expected: Array
) -> Knowledge:
    """The same with the thrust that a burn of some samples has shown.

    Parameters
    ----------
    known
        Before, of n samples.
    groups
        Engine groups that fired; told apart from others, not from each other.
    rows
        Which samples, (k,).
    measured, expected
        Mean acceleration of the burn, m/s2, (k,); NaN where there was none; expected with the
        engines that did fire.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = measured / expected
    factor = np.ones(len(known.t))
    factor[rows] = np.where(np.isfinite(ratio) & (ratio > 0.0), ratio, 1.0)
    one = np.ones(len(known.t))
    learned = {group: known.thrust.get(group, one) * factor for group in groups}
    return replace(known, thrust={**known.thrust, **learned})
