"""The loop: measure, plan again, command, burn; n samples side by side, each with its own truth.

Before every burn the truth coasts to the time of the newest fix. From that fix the burns that are
left are planned again and the next one is commanded: its ignition as a date, its cut-off as a
change of velocity. Then the truth coasts on and burns, with its own thrust, pointing and errors.
"""

from collections.abc import Sequence as Ordered
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly, fly_on
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Phase
from sim.flight.record import Flight
from sim.flight.status import IN_ORBIT
from sim.operations.guidance.knowledge import (
    Knowledge,
    estimate_drag,
    learn_thrust,
    update_knowledge,
)
from sim.operations.guidance.navigation import axis_deviation, draw_scores, measure_state
from sim.operations.guidance.replan import Commands, Sequence, first_commands, replan
from sim.operations.guidance.rule import GuidanceRule
from sim.planning.targeting.sequence import Propagation

Array = NDArray[np.float64]

REVOLUTION = 5340.0
"""s without a burn, after which a fit knows the period."""

LEAST_BURN = 5.0
"""s: a shorter burn tells nothing of its thrust."""

THRUST_FIX = 1_000_000
"""Number of the first fix of a thrust: apart from those of states."""


@dataclass(frozen=True, kw_only=True)
class GuidedBurn:
    """A burn as the truth flies it: the coast before it and the burn, with the values of each
    sample; how much later than commanded it ignites, s, (n,).
    """

    coast: Phase
    burn: Phase
    delay: Array


@dataclass(frozen=True, kw_only=True)
class GuidedFlight:
    """What came of it: the true flight of n samples, what was commanded and known at last, and the
    slopes of each re-planning of the first sample.
    """

    flight: Flight
    commands: Commands
    known: Knowledge
    slopes: tuple[Array, ...]


@dataclass
class _Loop:
    """State of the loop between burns."""

    rule: GuidanceRule
    sequence: Sequence
    seed: int
    numbers: NDArray[np.int64]
    common: Propagation
    known: Knowledge
    commands: Commands
    deviation: Array
    fixes: int = 0

    def measure(self, flight: Flight, tracked: NDArray[np.bool_]) -> tuple[Array, Array]:
        """Measured states (n, 7) of a true flight, and the deviation of their axes, m, (n,)."""
        scores = draw_scores(self.seed, self.numbers, self.fixes)
        self.fixes += 1
        measured = measure_state(flight.y, self.rule.accuracy, scores, tracked)
        return measured, axis_deviation(flight.y, self.rule.accuracy, tracked)


def fly_guided(
    truth: Mission,
    burns: Ordered[GuidedBurn],
    descent: tuple[Phase, ...],
    *,
    sequence: Sequence,
    rule: GuidanceRule,
    known: Knowledge,
    seed: int,
    numbers: NDArray[np.int64],
    common: Propagation,
) -> GuidedFlight:
    """Fly n samples under guidance.

    Parameters
    ----------
    truth
        Mission of n samples with all their errors; its phases are not looked at.
    burns, descent
        What the truth flies: burn after burn, and from the last cut-off on.
    sequence, rule
        What was planned, and how it is guided.
    known
        What is known of each sample before the first fix; it has the true first states.
    seed, numbers
        Root seed, and numbers of the samples, (n,): errors of navigation depend on them alone.
    common
        Settings of the propagator.
    """
    n = truth.rows
    loop = _Loop(
        rule,
        sequence,
        seed,
        numbers,
        common,
        known,
        first_commands(sequence, n),
        np.zeros(n),
    )
    flight: Flight | None = None
    slopes: list[Array] = []
    for stage, each in enumerate(burns):
        until = loop.commands.ignition[:, stage] - rule.freeze - rule.latest_data
        coast = replace(each.coast, until=Condition("time", until))
        if flight is None:
            still = replace(coast, until=_now(truth), dock=(), undock=())
            begin = fly(replace(truth, phases=(still,)))
            _take_fix(loop, begin, np.zeros(n, dtype=bool))
            flight = fly_on(begin, (coast,))
        else:
            flight = fly_on(flight, (coast,))
        _track_arc(loop, flight)
        rows = in_orbit(flight)
        loop.commands, slope = replan(sequence, loop.known, loop.commands, stage, rows, common)
        slopes += [] if slope is None else [slope]
        if rule.source == "none":
            _reckon(loop, stage, rows)
        flight = _burn(loop, flight, each, stage)
        _measure_thrust(loop, flight, stage)
        _take_fix(loop, flight, np.zeros(n, dtype=bool))
    assert flight is not None
    flight = fly_on(flight, descent)
    return GuidedFlight(
        flight=flight, commands=loop.commands, known=loop.known, slopes=tuple(slopes)
    )


def in_orbit(flight: Flight) -> NDArray[np.intp]:
    """Rows that fly on."""
    return np.flatnonzero([status == IN_ORBIT for status in flight.status])


def _now(truth: Mission) -> Condition:
    return Condition("time", np.broadcast_to(truth.start, truth.rows).copy())


def _take_fix(loop: _Loop, flight: Flight, tracked: NDArray[np.bool_]) -> None:
    """Know the present state, and nothing more of drag than before."""
    if loop.rule.source == "none" and loop.fixes:
        return
    measured, loop.deviation = loop.measure(flight, tracked)
    rows = in_orbit(flight)
    loop.known = update_knowledge(
        loop.known, flight, measured, rows, attitude=_attitude(flight, rows)
    )


def _track_arc(loop: _Loop, flight: Flight) -> None:
    """Know the state at the end of an arc without a burn, and what the arc has told of drag."""
    rows = in_orbit(flight)
    moved = rows[flight.t[rows] > loop.known.t[rows]]
    tracked = flight.t - loop.known.t >= REVOLUTION
    if loop.rule.source == "none":
        return
    measured, deviation = loop.measure(flight, tracked)
    if loop.rule.estimates_drag and not loop.rule.knows_air and len(moved):
        both = np.hypot(loop.deviation, deviation)
        loop.known = estimate_drag(loop.known, flight.t, measured, both, moved, loop.common)
    loop.deviation = deviation
    loop.known = update_knowledge(
        loop.known, flight, measured, rows, attitude=_attitude(flight, rows)
    )


def _reckon(loop: _Loop, stage: int, rows: NDArray[np.intp]) -> None:
    """Without fixes: take the state after a burn as it was commanded."""
    burn, commands = loop.sequence.problem.burns[stage], loop.commands
    firings = loop.known.firings(burn.firings, rows)
    phases = (
        Phase(
            name="reckoned_coast",
            until=Condition("time", commands.ignition[rows, stage]),
            attitude=burn.attitude,
            dock=burn.dock,
            undock=burn.undock,
            **loop.common,
        ),
        Phase(
            name=burn.name,
            burn=Burn(firings, "delta_v", commands.delta_v[rows, stage], burn.steering),
            **loop.common,
        ),
    )
    reckoned = fly(loop.known.make_mission(rows, phases))
    t, y = loop.known.t.copy(), loop.known.y.copy()
    t[rows], y[rows] = reckoned.t, reckoned.y
    loop.known = replace(loop.known, t=t, y=y)


def _measure_thrust(loop: _Loop, flight: Flight, stage: int) -> None:
    """Know from a burn that was flown what its engines give."""
    burn, n = loop.sequence.problem.burns[stage], len(flight.t)
    measured = np.full(n, np.nan)
    for record in flight.burns:
        if record.name == burn.name and record.duration > LEAST_BURN:
            measured[record.row] = record.delta_v / record.duration
    exact = loop.rule.source == "perfect"
    deviation = 0.0 if exact else loop.rule.thrust_deviation
    score = draw_scores(loop.seed, loop.numbers, THRUST_FIX + stage)[:, 0]
    measured *= np.exp(deviation * score)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = loop.commands.delta_v[:, stage] / loop.commands.duration[:, stage]
    groups = [firing.group for firing in burn.firings]
    loop.known = learn_thrust(loop.known, groups, measured, expected)


def _attitude(flight: Flight, rows: NDArray[np.intp]) -> str:
    """The attitude flown, the same for all rows in orbit."""
    return str(flight.attitude[rows[0]]) if len(rows) else str(flight.attitude[0])


def _burn(loop: _Loop, flight: Flight, each: GuidedBurn, stage: int) -> Flight:
    """Coast to the date that was commanded, and burn."""
    ignition = np.maximum(loop.commands.ignition[:, stage] + each.delay, flight.t)
    coast = replace(each.coast, until=Condition("time", ignition), dock=(), undock=())
    assert each.burn.burn is not None
    commanded = replace(
        each.burn.burn,
        cutoff="delta_v",
        value=np.maximum(loop.commands.delta_v[:, stage], 0.0),
        ignition=None,
    )
    return fly_on(flight, (coast, replace(each.burn, burn=commanded)))
