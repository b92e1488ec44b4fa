"""Tracking: fixes of n samples, the drag their arcs show, and the thrust their burns show."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly
from sim.flight.phase import Burn, Condition, Phase, Steering
from sim.flight.record import Flight
from sim.frames.epoch import DAY
from sim.operations.failures import BurnFailures
from sim.operations.guidance.burn_outcome import BurnOutcome
from sim.operations.guidance.engines import add_engines_out, mean_thrust, thrust_left
from sim.operations.guidance.knowledge import (
    Knowledge,
    estimate_drag,
    learn_thrust,
    update_knowledge,
)
from sim.operations.guidance.navigation import axis_deviation, draw_scores, measure_state
from sim.operations.guidance.replan import Commands, Rows
from sim.operations.guidance.rule import SOURCES, GuidanceRule
from sim.planning.problem import PlannedBurn
from sim.planning.targeting.phasing import REVOLUTION
from sim.planning.targeting.sequence import Propagation

Array = NDArray[np.float64]

THRUST_FIX = 1_000_000
"""Number of the first fix of a thrust: apart from those of states."""

BIAS_FIX = 2_000_000
"""The same of the bias of the first source."""


@dataclass(kw_only=True)
class Tracker:
    """What is known of n samples, as it grows.

    `seen` is when each was measured last, s, (n,); `fixes` and `measured_burns` count what each
    sample has had, (n,): its errors depend on its own count, never on how often others were
    measured. `bias` is what all fixes of a sample have in common, (n, 7), in their deviations;
    `pointing` by which angle its last burn pointed off, rad, (n,), NaN before the first.
    """

    rule: GuidanceRule
    seed: int
    numbers: NDArray[np.int64]
    common: Propagation
    known: Knowledge
    deviation: Array = field(init=False)
    seen: Array = field(init=False)
    fixes: NDArray[np.int64] = field(init=False)
    measured_burns: NDArray[np.int64] = field(init=False)
    pointing: Array = field(init=False)
    bias: Array = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is measured yet."""
        n = len(self.numbers)
        self.deviation = np.zeros(n)
        self.seen = self.known.t.copy()
        self.fixes = np.zeros(n, dtype=np.int64)
        self.measured_burns = np.full(n, THRUST_FIX, dtype=np.int64)
        self.pointing = np.full(n, np.nan)
        number = BIAS_FIX + SOURCES.index(self.rule.source)
        self.bias = draw_scores(self.seed, self.numbers, np.full(n, number))

    def take_fix(self, flight: Flight, rows: Rows) -> None:
        """Know the present state of some samples, and nothing more of drag than before."""
        if not len(rows) or (self.rule.source == "none" and self.fixes[rows].any()):
            return
        measured, deviation = self._measure(flight, rows, np.zeros(len(rows), dtype=bool))
        self._take(flight, rows, measured, deviation)

    def track_arc(self, flight: Flight, rows: Rows) -> None:
        """Know the state at the end of an arc without a burn, and what the arc has told of drag."""
        if not len(rows) or self.rule.source == "none":
            return
        tracked = flight.t[rows] - self.known.t[rows] >= REVOLUTION
        measured, deviation = self._measure(flight, rows, tracked)
        moved = flight.t[rows] > self.known.t[rows]
        if self.rule.estimates_drag and not self.rule.knows_air and moved.any():
            both = np.hypot(self.deviation[rows], deviation)
            there = rows[moved]
            self.known = estimate_drag(
                self._doubt_drag(flight.t, there),
                flight.t[there],
                measured[moved],
                both[moved],
                there,
                self.common,
            )
        self._take(flight, rows, measured, deviation)

    def see_engines(
        self,
        burn: PlannedBurn,
        commands: Commands,
        stage: int,
        flown: BurnOutcome,
        failures: BurnFailures | None,
    ) -> None:
        """Know which engines stopped in burns that were flown."""
        if failures is None or not len(flown.rows):
            return
        rows, known = flown.rows, self.known
        stopped = np.zeros(len(known.t))
        reached = self._share_with_all(commands, stage, flown, failures) < 1.0
        stopped[rows] = np.where(reached, failures.engines_out[rows, stage], 0.0)
        out = add_engines_out(known.engines_out, burn.firings, known.stack.groups, stopped)
        self.known = replace(known, engines_out=out)

    def learn_thrust(
        self,
        burn: PlannedBurn,
        commands: Commands,
        stage: int,
        flown: BurnOutcome,
        before: Mapping[str, Array],
        failures: BurnFailures | None,
    ) -> None:
        """Know from burns that were flown what their engines give; `before` them so many were out,
        (n,) by group.
        """
        rows, known = flown.rows, self.known
        if not len(rows):
            return
        exact = self.rule.source == "perfect"
        score = draw_scores(self.seed, self.numbers[rows], self.measured_burns[rows])[:, 0]
        self.measured_burns[rows] += 1
        deviation = 0.0 if exact else self.rule.thrust_deviation
        measured = flown.acceleration * np.exp(deviation * score)
        with np.errstate(invalid="ignore", divide="ignore"):
            expected = commands.delta_v[rows, stage] / commands.duration[rows, stage]
        if failures is not None:
            left = thrust_left(burn.firings, known.stack.groups, before, known.engines_out, rows)
            share = self._share_with_all(commands, stage, flown, failures)
            expected = expected * mean_thrust(left, share)
        groups = [firing.group for firing in burn.firings]
        self.known = learn_thrust(known, groups, rows, measured, expected)

    def _share_with_all(
        self, commands: Commands, stage: int, flown: BurnOutcome, failures: BurnFailures
    ) -> Array:
        """Share of the velocity change of burns that was flown before engines stopped, (k,)."""
        at = failures.out_from[flown.rows, stage] * commands.delta_v[flown.rows, stage]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = np.where(flown.delta_v > 0.0, at / flown.delta_v, 1.0)
        lost = failures.engines_out[flown.rows, stage] > 0.0
        return np.where(lost, np.clip(share, 0.0, 1.0), 1.0)

    def see_pointing(self, flown: Steering, planned: Steering, rows: Rows) -> None:
        """Know by which angle burns that were flown pointed off, rad."""
        off = np.hypot(flown.pitch - planned.pitch, flown.yaw - planned.yaw)
        self.pointing[rows] = np.broadcast_to(off, len(self.pointing))[rows]

    def reckon(
        self,
        burn: PlannedBurn,
        commands: Commands,
        common: Propagation,
        stage: int,
        rows: Rows,
    ) -> None:
        """Without fixes: take the state after a burn as it was commanded."""
        until = Condition("time", commands.ignition[rows, stage])
        firings = self.known.firings(burn.firings, rows)
        told = Burn(firings, "delta_v", commands.delta_v[rows, stage], burn.steering)
        phases = (
            Phase(
                name="reckoned_coast",
                until=until,
                attitude=burn.attitude,
                dock=burn.dock,
                undock=burn.undock,
                **common,
            ),
            Phase(name=burn.name, burn=told, **common),
        )
        reckoned = fly(self.known.make_mission(rows, phases))
        t, y = self.known.t.copy(), self.known.y.copy()
        t[rows], y[rows] = reckoned.t, reckoned.y
        self.known = replace(self.known, t=t, y=y)

    def _doubt_drag(self, t: Array, rows: Rows) -> Knowledge:
        """The air changes: what arcs have shown of drag is less sure the longer ago it was."""
        spread = self.known.spread.copy()
        days = (t[rows] - self.known.t[rows]) / DAY
        spread[rows] = np.hypot(spread[rows], self.rule.drag_change * np.sqrt(days))
        return replace(self.known, spread=spread)

    def _measure(
        self, flight: Flight, rows: Rows, tracked: NDArray[np.bool_]
    ) -> tuple[Array, Array]:
        """Measured states (k, 7) of some samples, and the deviation of their axes, m, (k,)."""
        scores = draw_scores(self.seed, self.numbers[rows], self.fixes[rows])
        self.fixes[rows] += 1
        measured = measure_state(
            flight.y[rows], self.rule.accuracy, scores, self.bias[rows], tracked
        )
        return measured, axis_deviation(flight.y[rows], self.rule.accuracy, tracked)

    def _take(self, flight: Flight, rows: Rows, measured: Array, deviation: Array) -> None:
        self.deviation[rows] = deviation
        self.seen[rows] = flight.t[rows]
        attitude = str(flight.attitude[rows[0]])
        self.known = update_knowledge(self.known, flight, measured, rows, attitude=attitude)
