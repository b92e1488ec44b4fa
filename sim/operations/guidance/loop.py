"""The loop: measure, plan again, decide, command, burn; n samples side by side, each with its own
truth.

Before every burn the truth coasts to the time of the newest fix. From that fix the burns that are
left are planned again; rules decide whether the next one is flown, waits or is given up; it is
commanded as a date and a cut-off in what its vehicle counts. Then the truth coasts on and burns,
with its own thrust, pointing, errors and failures. A burn that waits, or stopped early and can be
begun again, comes round later, with another pass and the aim there.
"""

from collections.abc import Sequence as Ordered
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sim.flight.fly import fly, fly_on
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Phase, Steering
from sim.flight.record import Flight
from sim.flight.status import IN_ORBIT
from sim.operations.decisions.history import Table, join_decisions, record_decisions
from sim.operations.decisions.judge import Judgement, judge
from sim.operations.decisions.reasons import Decision, Reason
from sim.operations.decisions.rules import Rules
from sim.operations.failures import BurnFailures, fail_burn
from sim.operations.guidance.burn_outcome import BurnOutcome, read_burn
from sim.operations.guidance.engines import without_engines
from sim.operations.guidance.facts import gather_facts
from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.landing import Landing
from sim.operations.guidance.passes import choose_pass
from sim.operations.guidance.replan import (
    Commands,
    Remaining,
    Rows,
    Sequence,
    first_commands,
    replan,
)
from sim.operations.guidance.rule import GuidanceRule
from sim.operations.guidance.tracking import Tracker
from sim.planning.targeting.command import BurnFigures, command_burn
from sim.planning.targeting.phasing import REVOLUTION
from sim.planning.targeting.sequence import Propagation

Array = NDArray[np.float64]

MOST_ATTEMPTS = 6
"""Go/no-gos of one burn."""


@dataclass(frozen=True, kw_only=True)
class GuidedBurn:
    """A burn as the truth flies it: the coast before it and the burn, with the values of each
    sample; how much later than commanded it ignites, s, and the error of the value at which it is
    cut off, (n,).
    """

    coast: Phase
    burn: Phase
    delay: Array
    cutoff_error: Array


@dataclass(frozen=True, kw_only=True)
class GuidedFlight:
    """What came of it.

    Attributes
    ----------
    flight
        The true flight of n samples.
    commands, known
        At last.
    decisions
        The history of decisions.
    holds
        How often a burn waited, (n,).
    given_up
        Reason code of samples that burn no more, 0 for the others, (n,).
    lost
        Samples whose burn stopped early and could not be begun again, (n,).
    slopes
        Of each re-planning of the first sample.
    """

    flight: Flight
    commands: Commands
    known: Knowledge
    decisions: Table
    holds: NDArray[np.int64]
    given_up: NDArray[np.int8]
    lost: NDArray[np.bool_]
    slopes: tuple[Array, ...]


@dataclass(kw_only=True)
class Loop:
    """State of the loop.

    Attributes
    ----------
    rule, rules
        How burns are guided, and what must hold before each.
    sequence, landing
        What was planned, and by what other passes are judged; None: not at all.
    failures
        What fails.
    tracker
        Navigation and estimates.
    commands, flight
        Now.
    """

    rule: GuidanceRule
    rules: Rules
    sequence: Sequence
    landing: Landing | None
    failures: BurnFailures | None
    numbers: NDArray[np.int64]
    common: Propagation
    tracker: Tracker
    commands: Commands
    flight: Flight
    holds: NDArray[np.int64]
    given_up: NDArray[np.int8]
    lost: NDArray[np.bool_]
    decisions: list[Table] = field(default_factory=list)
    slopes: list[Array] = field(default_factory=list)

    def guiding(self) -> Rows:
        """Samples in orbit that still burn."""
        up = np.array([status == IN_ORBIT for status in self.flight.status])
        return np.flatnonzero(up & (self.given_up == 0) & ~self.lost)

    def remaining(self, stage: int) -> Remaining:
        """What is left when `stage` burns have been flown."""
        return Remaining(
            sequence=self.sequence,
            known=self.tracker.known,
            aim=self.commands.aim,
            stage=stage,
            common=self.common,
        )

    def fly_burn(self, each: GuidedBurn, stage: int) -> None:
        """Bring one burn about in every sample that still burns."""
        waiting, waited = self.guiding(), np.zeros(len(self.numbers))
        for attempt in range(1, MOST_ATTEMPTS + 1):
            if not len(waiting):
                return
            self._coast_to_data(each, stage, waiting)
            waiting = np.intersect1d(waiting, self.guiding())
            if not len(waiting):  # all of them came down on the way
                return
            self._plan(stage, waiting)
            judgement = self._decide(stage, waiting, waited)
            go = waiting[judgement.is_(Decision.GO)]
            held = waiting[judgement.is_(Decision.HOLD)]
            before = self.flight.t.copy()
            flown = self._burn(each, stage, go, before)
            self._write(each, attempt, waiting, judgement, before, flown)
            self._give_up(each, waiting, judgement)
            again = self._stopped(flown, stage)
            late = np.zeros(len(self.numbers))
            wait = judgement.wait[judgement.is_(Decision.HOLD)]
            # the first of the pair of passes that a longer wait is for
            late[held] = np.where(wait > 1.0, wait - 1.0, wait)
            self.holds[held] += 1
            if self.failures is not None:
                late[again] = np.maximum(np.ceil(self.failures.restart_after[again, stage]), 1.0)
                self.failures = clear_failures(self.failures, again, stage)
            waiting = np.sort(np.concatenate([held, again]))
            due = self.commands.ignition[waiting, stage]
            self._change_pass(stage, waiting, late[waiting])
            waited[waiting] += (self.commands.ignition[waiting, stage] - due) / REVOLUTION
        # what still waits has used up its attempts
        self.given_up[waiting] = Reason.NO_PLAN

    def _coast_to_data(self, each: GuidedBurn, stage: int, rows: Rows) -> None:
        """Coast to the newest fix before the burn, and take it."""
        until = self.commands.ignition[:, stage] - self.rule.freeze - self.rule.latest_data
        until = np.maximum(until, self.flight.t)
        coast = replace(each.coast, until=Condition("time", until))
        self.flight = fly_on(self.flight, (coast,), rows)
        self.tracker.track_arc(self.flight, np.intersect1d(rows, self.guiding()))

    def _plan(self, stage: int, rows: Rows) -> None:
        """Plan the burns that are left; what misses its aim looks for another pass."""
        self.commands, slope = replan(self.remaining(stage), self.commands, rows)
        if slope is not None and len(self.slopes) == stage:
            self.slopes.append(slope)
        missed = rows[self._misses(rows)]
        if not len(missed) or not self.rule.other_passes or self.landing is None:
            return
        self._change_pass(stage, missed, np.zeros(len(missed)))
        self.commands, _ = replan(self.remaining(stage), self.commands, missed)

    def _misses(self, rows: Rows) -> NDArray[np.bool_]:
        """Samples whose plan does not reach its aim."""
        commands = self.commands
        return ~commands.complete[rows] | (commands.miss[rows] > self.rule.largest_miss)

    def _decide(self, stage: int, rows: Rows, waited: Array) -> Judgement:
        """Judge what is known before a burn."""
        facts = gather_facts(
            known=self.tracker.known,
            commands=self.commands,
            sequence=self.sequence,
            stage=stage,
            rows=rows,
            seen=self.tracker.seen,
            pointing=self.tracker.pointing,
            rules=self.rules,
            landing=self.landing,
            failures=self.failures,
            waited=waited[rows],
            holds=self.holds[rows],
            is_planned=~self._misses(rows),
        )
        return judge(self.rules, facts)

    def _burn(self, each: GuidedBurn, stage: int, rows: Rows, since: Array) -> BurnOutcome:
        """Coast to the dates that were commanded, and burn; learn from it."""
        planned = self.sequence.problem.burns[stage]
        assert each.burn.burn is not None
        if len(rows):
            commands = self.commands
            figures = BurnFigures(
                delta_v=np.nan_to_num(commands.delta_v[:, stage]),
                duration=np.nan_to_num(commands.duration[:, stage]),
                perigee_after=np.nan_to_num(commands.perigee[:, stage]),
                downrange=np.nan_to_num(commands.downrange),
            )
            told = command_burn(planned, planned.law, figures)
            burn = replace(
                each.burn.burn,
                firings=without_engines(each.burn.burn.firings, self.tracker.known.engines_out),
                cutoff=told.cutoff,
                value=told.value + each.cutoff_error,
                ignition=None,
            )
            if self.failures is not None:
                burn = fail_burn(burn, self.failures, stage, figures.delta_v)
            ignition = np.maximum(commands.ignition[:, stage] + each.delay, self.flight.t)
            until = Condition("time", ignition)
            coast = replace(each.coast, until=until, dock=(), undock=())
            if self.rule.source == "none":
                self.tracker.reckon(planned, commands, self.common, stage, rows)
            self.flight = fly_on(self.flight, (coast, replace(each.burn, burn=burn)), rows)
        flown = read_burn(self.flight, planned.name, rows, since)
        before = self.tracker.known.engines_out
        self.tracker.see_engines(planned, self.commands, stage, flown, self.failures)
        self.tracker.learn_thrust(planned, self.commands, stage, flown, before, self.failures)
        self.tracker.see_pointing(each.burn.burn.steering, planned.steering, flown.rows)
        self.tracker.take_fix(self.flight, np.intersect1d(rows, self.guiding()))
        return flown

    def _stopped(self, flown: BurnOutcome, stage: int) -> Rows:
        """Samples whose burn stopped early and can be begun again; those that can't are lost."""
        if self.failures is None:
            return np.zeros(0, dtype=np.intp)
        stopped = flown.rows[self.failures.is_interrupted(stage)[flown.rows]]
        ends = self.failures.restart_after[stopped, stage]
        up = np.isin(stopped, self.guiding())
        again = stopped[np.isfinite(ends) & up]
        self.lost[stopped[~np.isfinite(ends)]] = True
        return again

    def _change_pass(self, stage: int, rows: Rows, late: Array) -> None:
        """Move samples to a pass so many revolutions later."""
        if len(rows):
            self.commands = choose_pass(
                self.remaining(stage),
                self.commands,
                rows,
                late,
                self.landing,
                self.rule.look_ahead,
            )

    def _give_up(self, each: GuidedBurn, rows: Rows, judgement: Judgement) -> None:
        """Burn no more with samples whose descent is given up; some raise their orbit first."""
        ends = judgement.is_(Decision.ABORT)
        self.given_up[rows[ends]] = judgement.reason[ends]
        raised = rows[ends & judgement.reboosts]
        if not len(raised):
            return
        assert each.burn.burn is not None
        ahead = Steering("velocity", (1.0, 0.0, 0.0))
        firings = without_engines(each.burn.burn.firings, self.tracker.known.engines_out)
        burn = Burn(firings, "delta_v", self.rules.reboost, ahead)
        self.flight = fly_on(self.flight, (replace(each.burn, name="reboost", burn=burn),), raised)

    def _write(
        self,
        each: GuidedBurn,
        attempt: int,
        rows: Rows,
        judgement: Judgement,
        before: Array,
        flown: BurnOutcome,
    ) -> None:
        """Write what was decided, and what came of it."""
        burns = self.sequence.problem.burns
        stage = [burn.name for burn in burns].index(each.burn.name)
        known, commands = self.tracker.known, self.commands
        stack = known.stack
        self.decisions.append(
            record_decisions(
                self.numbers[rows],
                each.burn.name,
                attempt,
                judgement,
                decided_at=before[rows],
                ignition=flown.at(rows, flown.ignition),
                planned=commands.delta_v[rows, stage],
                flown=flown.at(rows, flown.delta_v),
                stopped=flown.words(rows, known.fewer_engines(burns[stage].firings)),
                known_miss=(commands.along[rows], commands.across[rows]),
                air_factor=known.drag[rows],
                propellant=(stack.usable * stack.aboard).sum(axis=1)[rows],
            )
        )


def fly_guided(
    truth: Mission,
    burns: Ordered[GuidedBurn],
    descent: tuple[Phase, ...],
    *,
    sequence: Sequence,
    rule: GuidanceRule,
    rules: Rules,
    landing: Landing | None,
    failures: BurnFailures | None,
    known: Knowledge,
    seed: int,
    numbers: NDArray[np.int64],
    common: Propagation,
) -> GuidedFlight:
    """Fly n samples under guidance.

    Parameters
    ----------
    truth, burns, descent
        Mission of n samples with all their errors, whose phases are not looked at; what it flies
        burn after burn, and from the last cut-off on.
    sequence, rule, rules, landing, failures
        What was planned, how it is guided, what must hold before each burn, by what other passes
        are judged, and what fails in the burns; None: none, and nothing.
    known
        What is known of each sample before the first fix; it has the true first states.
    seed, numbers, common
        Root seed and numbers of the samples, (n,), on which alone errors of navigation depend;
        settings of the propagator.
    """
    n = truth.rows
    loop = Loop(
        rule=rule,
        rules=rules,
        sequence=sequence,
        landing=landing,
        failures=failures,
        numbers=numbers,
        common=common,
        tracker=Tracker(rule=rule, seed=seed, numbers=numbers, common=common, known=known),
        commands=first_commands(sequence, n),
        flight=_stand_still(truth, burns[0].coast),
        holds=np.zeros(n, dtype=np.int64),
        given_up=np.zeros(n, dtype=np.int8),
        lost=np.zeros(n, dtype=bool),
    )
    loop.tracker.take_fix(loop.flight, np.arange(n))
    for stage, each in enumerate(burns):
        loop.fly_burn(each, stage)
    return GuidedFlight(
        flight=fly_on(loop.flight, descent),
        commands=loop.commands,
        known=loop.tracker.known,
        decisions=join_decisions(loop.decisions, [burn.burn.name for burn in burns]),
        holds=loop.holds,
        given_up=loop.given_up,
        lost=loop.lost,
        slopes=tuple(loop.slopes),
    )


def _stand_still(truth: Mission, coast: Phase) -> Flight:
    """The flight at its first instant, from which it is flown on."""
    now = Condition("time", np.broadcast_to(truth.start, truth.rows).copy())
    return fly(replace(truth, phases=(replace(coast, until=now, dock=(), undock=()),)))


def clear_failures(failures: BurnFailures, rows: Rows, burn: int) -> BurnFailures:
    """The same where a burn of some samples is begun again: nothing more fails in it."""
    stops, out = failures.stops_at.copy(), failures.engines_out.copy()
    stops[rows, burn], out[rows, burn] = 1.0, 0.0
    return replace(failures, stops_at=stops, engines_out=out)
