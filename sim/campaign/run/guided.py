"""Samples that are guided: what the truth of each flies, and what is known of it at first."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from sim.campaign.run.apply import apply_draws, ignition_delay
from sim.campaign.run.experiment import Experiment
from sim.flight.fly import first_stack
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.record import EventKind, Flight
from sim.flight.stack import Stack
from sim.operations.decisions.reasons import SENTENCES, Reason
from sim.operations.decisions.rules import Rules
from sim.operations.failures import FailingBurn, FailureModel, draw_failures
from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.landing import Landing
from sim.operations.guidance.loop import GuidedBurn, GuidedFlight, fly_guided
from sim.operations.guidance.replan import Sequence
from sim.operations.guidance.rule import USUAL, GuidanceRule
from sim.planning.problem import AimPoint
from sim.planning.targeting.phasing import REVOLUTION
from sim.planning.targeting.reference_piece import compute_miss, find_impacts
from sim.planning.targeting.sequence import Propagation, release_condition
from sim.planning.targeting.solve import BurnPlan
from sim.vehicle.parameters import (
    AREA,
    CD_CONTINUUM,
    CD_FREE_MOLECULAR,
    COLUMNS,
    DENSITY_FACTOR,
    LENGTH,
)

Draws = Mapping[str, np.ndarray]

UNPLANNABLE = (Reason.PROPELLANT, Reason.NO_PLAN)
"""Reasons for which a descent is given up that can no longer be planned."""

REFERENCE_FIGURES = ("reference_along_km", "reference_cross_km")
"""Where the reference piece comes down, from the aim."""

ENTRY, FALL = "entry", "fall"
"""Phases above and below the release of the reference piece."""


def fly_guided_samples(experiment: Experiment, numbers: np.ndarray, draws: Draws) -> GuidedFlight:
    """Fly samples whose burns are planned again on the way.

    Parameters
    ----------
    experiment
        With a sequence.
    numbers
        Of the samples, shape (n,).
    draws
        Values of the dispersed parameters, shape (n,) each.
    """
    sequence, settings = experiment.sequence, experiment.settings
    if sequence is None or settings is None:
        raise ValueError(f"{experiment.name} has no planned burns to guide")
    truth = apply_draws(experiment.mission, experiment.phases, draws)
    burns, descent = split_phases(experiment, truth.phases, draws, len(numbers))
    failures = None
    if experiment.failures is not None:
        failures = draw_failures(experiment.failures, experiment.failing, draws, len(numbers))
    return fly_guided(
        truth,
        burns,
        descent,
        sequence=sequence,
        rule=experiment.guidance,
        rules=experiment.rules,
        landing=experiment.landing,
        failures=failures,
        known=first_knowledge(experiment, truth),
        seed=experiment.seed,
        numbers=np.asarray(numbers, dtype=np.int64),
        common=settings,
    )


@dataclass(frozen=True, kw_only=True)
class GuidedPlan:
    """A plan, and what its guidance needs.

    Attributes
    ----------
    plan
        With a flight.
    rules, failures, failing
        What must hold before each burn, and what may fail in which.
    landing
        By what other passes are judged.
    revolutions_left
        By burn: revolutions the stack stays up if it is never flown.
    backups
        Revolutions after the final one whose impact lies in the box.
    """

    plan: BurnPlan
    rules: Rules = field(default_factory=Rules)
    failures: FailureModel | None = None
    failing: tuple[FailingBurn, ...] = ()
    landing: Landing | None = None
    revolutions_left: tuple[float, ...] = ()
    backups: int = 0


def add_sequence(experiment: Experiment, guided: GuidedPlan, settings: Propagation) -> Experiment:
    """The experiment with the plan that samples begin with, and the slopes of its re-planning.

    The nominal sample is guided once, without any error, for the slopes.
    """
    plan = guided.plan
    outcome = plan.outcome
    assert outcome is not None  # only a plan that was flown is dispersed
    burns = [
        replace(burn, perigee=float(low))
        for burn, low in zip(plan.problem.burns, plan.perigee, strict=True)
    ]
    sequence = Sequence(
        problem=replace(plan.problem, lowering=tuple(burns[:-1]), final=burns[-1]),
        low=float(outcome.perigee[0, 0]),
        ignition=plan.ignition,
        duration=outcome.duration[0],
        delta_v=outcome.delta_v[0],
        burn_centre=plan.burn_centre,
        revolutions_left=guided.revolutions_left,
        backups=guided.backups,
    )
    known = GuidanceRule(source="perfect", accuracy=USUAL["perfect"], knows_air=True)
    once = replace(
        experiment, sequence=sequence, settings=settings, guidance=known, rules=Rules(),
        landing=None, failures=None,
    )  # fmt: skip
    nominal = fly_guided_samples(once, np.zeros(1, dtype=np.int64), {"ut1": np.zeros(1)})
    return replace(
        experiment,
        sequence=replace(sequence, slopes=nominal.slopes),
        settings=settings,
        rules=guided.rules,
        failures=guided.failures,
        failing=guided.failing,
        landing=guided.landing,
    )


def release_on_the_way(phases: tuple[Phase, ...], aim: AimPoint) -> tuple[Phase, ...]:
    """Phases with the last one parted where the reference piece leaves the stack, so that where it
    comes down can be told.
    """
    last = phases[-1]
    if aim.ballistic_coefficient is None or last.until is None or last.until.kind != "ground":
        return phases
    release = release_condition(aim)
    return (
        *phases[:-1],
        replace(last, name=ENTRY, until=release),
        replace(last, name=FALL, attitude=None),
    )


def split_phases(
    experiment: Experiment, phases: tuple[Phase, ...], draws: Draws, n: int
) -> tuple[list[GuidedBurn], tuple[Phase, ...]]:
    """Burns with the coast before each, and what is flown after the last cut-off."""
    assert experiment.sequence is not None  # or nothing is guided
    problem = experiment.sequence.problem
    names = [phase.name for phase in phases]
    burns = []
    for burn in problem.burns:
        at = names.index(burn.name)
        told, flown = experiment.phases[at].burn, phases[at].burn
        assert told is not None and flown is not None  # phases of burns have one
        burns.append(
            GuidedBurn(
                coast=phases[at - 1],
                burn=phases[at],
                delay=np.broadcast_to(ignition_delay(draws, burn.name), n).astype(float),
                cutoff_error=np.broadcast_to(flown.value - told.value, n).astype(float),
            )
        )
    return burns, phases[names.index(problem.final.name) + 1 :]


def first_knowledge(experiment: Experiment, truth: Mission) -> Knowledge:
    """What is known before the first fix: the model, and what gauges show."""
    rule, n = experiment.guidance, truth.rows
    one = np.zeros(n, dtype=int)
    nominal = experiment.mission
    assert truth.stack is not None  # made with the draws
    if rule.knows_air:
        model, stack = truth, truth.stack
    else:
        usual = nominal.stack or first_stack(nominal)
        model = replace(
            nominal,
            dispersed={name: values[one] for name, values in nominal.dispersed.items()},
            position=truth.position,
            velocity=truth.velocity,
        )
        stack = _gauged(usual.of(one), truth.stack)
    mass = truth.stack.mass + truth.mass_offset if rule.knows_air else stack.mass
    y = np.column_stack([truth.position, truth.velocity, mass])
    return Knowledge(
        mission=model,
        t=np.broadcast_to(truth.start, n).astype(float),
        y=y,
        stack=stack,
        drag=np.ones(n),
        spread=np.full(n, rule.drag_spread),
        attitude=nominal.attitude_at_start,
        parameters=_coasting(nominal),
    )


def _gauged(model: Stack, truth: Stack) -> Stack:
    """The stack as modelled, with the loads that gauges show."""
    return replace(model, load=truth.load.copy(), floor=truth.floor.copy())


def _coasting(mission: Mission) -> np.ndarray:
    """Parameter vector of the nominal stack with its engines off, shape (columns,)."""
    attitude = mission.attitude(mission.attitude_at_start)
    row = np.zeros(COLUMNS)
    row[[AREA, CD_FREE_MOLECULAR, CD_CONTINUUM, LENGTH, DENSITY_FACTOR]] = (
        attitude.area,
        attitude.cd_free_molecular,
        attitude.cd_continuum,
        attitude.length,
        1.0,
    )
    return row


def reference_figures(
    experiment: Experiment, flight: Flight, aims: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Where the reference piece of each sample comes down, from its own aim (n, 2) in rad; from
    that of the plan without any.
    """
    aim = experiment.aim_point
    if aim is None:
        return {}
    places = (aim.latitude, aim.longitude) if aims is None else aims.T
    along, across = compute_miss(find_impacts(flight, aim, ENTRY), *places)
    return dict(zip(REFERENCE_FIGURES, (along / 1e3, across / 1e3), strict=True))


def no_outcome(n: int, reason: str) -> dict[str, np.ndarray]:
    """The same columns of samples that could not be flown."""
    return {
        "outcome": np.full(n, "", dtype=np.str_),
        "outcome_reason": np.array([reason] * n, dtype=np.str_),
        "holds": np.zeros(n, dtype=np.int64),
        "pass_shift": np.full(n, np.nan),
        "known_miss_km": np.full(n, np.nan),
    }


def aims_east(experiment: Experiment, guided: GuidedFlight) -> np.ndarray:
    """By how much the aim of each sample lies east of the plan's, rad, (n,)."""
    assert experiment.aim_point is not None  # or nothing is guided
    return guided.commands.aim[:, 1] - experiment.aim_point.longitude


def outcome_figures(
    experiment: Experiment, guided: GuidedFlight, reference: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """What became of each sample, and why; never a failed row: a descent that can't be planned any
    more is counted with its reason. `reference`: as `reference_figures`, about the aim of each.
    """
    assert experiment.sequence is not None  # or nothing is guided
    flight, commands, n = guided.flight, guided.commands, len(guided.holds)
    landed = np.isin(np.arange(n), [e.row for e in flight.events if e.kind is EventKind.IMPACT])
    nominal = experiment.sequence.ignition[-1]
    late = np.round((commands.ignition[:, -1] - nominal) / REVOLUTION)
    final = experiment.sequence.problem.final.name
    # one that was interrupted did not come down where it was meant to, however soon
    last = {
        burn.row: np.inf if burn.ending == "interrupted" else burn.ignition + burn.duration
        for burn in flight.burns
        if burn.name == final
    }
    down = {event.row: event.time for event in flight.events if event.kind is EventKind.IMPACT}
    soon = [row for row, end in last.items() if end < down.get(row, np.inf) < end + REVOLUTION]
    finished = np.isin(np.arange(n), soon)
    away = ~experiment.corridor.holds(*(1e3 * reference[name] for name in REFERENCE_FIGURES))
    outcome = np.select(
        [
            np.isin(guided.given_up, UNPLANNABLE),
            landed & ~finished,
            ~landed,
            away,
            late != 0.0,
        ],
        ["unplannable", "uncontrolled", "in_orbit", "missed", "backup"],
        "aimed",
    )
    reason = np.array([SENTENCES[Reason(code)] if code else "" for code in guided.given_up])
    cut = (guided.given_up == 0) & ~finished
    reason = np.where(cut, "a burn that stopped early was not begun again in time", reason)
    return {
        "outcome": outcome.astype(np.str_),
        "outcome_reason": reason.astype(np.str_),
        "holds": guided.holds,
        "pass_shift": np.where(finished, late, np.nan),
        "known_miss_km": commands.miss / 1e3,
    }
