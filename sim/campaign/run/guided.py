"""Samples that are guided: what the truth of each flies, and what is known of it at first."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from sim.campaign.run.apply import apply_draws, ignition_delay
from sim.campaign.run.experiment import Experiment
from sim.flight.fly import first_stack
from sim.flight.mission import Mission
from sim.flight.phase import Phase
from sim.flight.record import Flight
from sim.flight.stack import Stack
from sim.operations.guidance.knowledge import Knowledge
from sim.operations.guidance.loop import GuidedBurn, GuidedFlight, fly_guided
from sim.operations.guidance.replan import Sequence
from sim.operations.guidance.rule import USUAL, GuidanceRule
from sim.planning.problem import AimPoint
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
    return fly_guided(
        truth,
        *split_phases(truth.phases, sequence, draws, len(numbers)),
        sequence=sequence,
        rule=experiment.guidance,
        known=first_knowledge(experiment, truth, settings),
        seed=experiment.seed,
        numbers=np.asarray(numbers, dtype=np.int64),
        common=settings,
    )


def add_sequence(experiment: Experiment, plan: BurnPlan, settings: Propagation) -> Experiment:
    """The experiment with the plan that samples begin with, and the slopes of its re-planning.

    The nominal sample is guided once, without any error, for the slopes.
    """
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
    )
    known = GuidanceRule(source="perfect", accuracy=USUAL["perfect"], knows_air=True)
    once = replace(experiment, sequence=sequence, settings=settings, guidance=known)
    guided = fly_guided_samples(once, np.zeros(1, dtype=np.int64), {"ut1": np.zeros(1)})
    sequence = replace(sequence, slopes=guided.slopes)
    return replace(experiment, sequence=sequence, settings=settings)


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
    phases: tuple[Phase, ...], sequence: Sequence, draws: Draws, n: int
) -> tuple[list[GuidedBurn], tuple[Phase, ...]]:
    """Burns with the coast before each, and what is flown after the last cut-off."""
    names = [phase.name for phase in phases]
    burns = []
    for burn in sequence.problem.burns:
        at = names.index(burn.name)
        delay = np.broadcast_to(ignition_delay(draws, burn.name), n).astype(float)
        burns.append(GuidedBurn(coast=phases[at - 1], burn=phases[at], delay=delay))
    return burns, phases[names.index(sequence.problem.final.name) + 1 :]


def first_knowledge(experiment: Experiment, truth: Mission, settings: Propagation) -> Knowledge:
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


def reference_figures(experiment: Experiment, flight: Flight) -> dict[str, np.ndarray]:
    """Where the reference piece of each sample comes down, from the aim of the plan."""
    aim = experiment.aim_point
    if aim is None:
        return {}
    along, across = compute_miss(find_impacts(flight, aim, ENTRY), aim)
    return {"reference_along_km": along / 1e3, "reference_cross_km": across / 1e3}
