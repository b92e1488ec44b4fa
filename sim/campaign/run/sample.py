"""Flying one chunk of a campaign: dispersed samples to the interface and the ground, representative
fragments of each, and the figures of every sample.

A sample depends on its number, its draws and the experiment alone, never on the chunk it flies in.
"""

from typing import NamedTuple

import numpy as np

from sim.campaign.run.apply import apply_draws
from sim.campaign.run.debris import DEBRIS_FIGURES, NO_FRAGMENTS, Table, break_up_samples
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.guided import (
    REFERENCE_FIGURES,
    aims_east,
    fly_guided_samples,
    no_outcome,
    outcome_figures,
    reference_figures,
)
from sim.campaign.sampling.parameter import AFTER_INTERFACE
from sim.flight.fly import fly
from sim.flight.interface import find_entries, observe_events
from sim.flight.record import EventKind, Flight
from sim.flight.stack import Stack
from sim.flight.status import status_texts
from sim.operations.decisions.history import NO_DECISIONS

FLIGHT_FIGURES = (
    "end_time_s",
    "propellant_used_kg",
    "propellant_left_kg",
    "margin_kg",
    "delta_v_m_s",
    "final_burn_s",
    "final_perigee_km",
)
DESCENT_FIGURES = (
    "entry_time_s",
    "entry_angle_deg",
    "entry_latitude_deg",
    "entry_longitude_deg",
    "impact_time_s",
    "impact_latitude_deg",
    "impact_longitude_deg",
)
"""Figures of the flight of a sample, and of where it comes down."""


class SampleTables(NamedTuple):
    """Columns of n samples, of their fragments, and of the decisions before their burns."""

    samples: Table
    fragments: Table
    decisions: Table


def fly_samples(experiment: Experiment, numbers: np.ndarray, draws: Table) -> SampleTables:
    """Fly some samples.

    Parameters
    ----------
    experiment
        The plan.
    numbers
        Of the samples, shape (n,).
    draws
        Values of the dispersed parameters, shape (n,) each, SI and radians.
    """
    n = len(numbers)
    flight_draws = {
        name: values
        for name, values in draws.items()
        if name.partition(".")[0] not in AFTER_INTERFACE
    }
    # an error of UT1 of zero changes nothing, and says how many samples there are
    flight_draws = flight_draws or {"ut1": np.zeros(n)}
    if experiment.sequence is None:
        flight = fly(apply_draws(experiment.mission, experiment.phases, flight_draws))
        decisions = NO_DECISIONS
        figures, east = reference_figures(experiment, flight), None
    else:
        guided = fly_guided_samples(experiment, numbers, flight_draws)
        flight, decisions = guided.flight, guided.decisions
        figures = reference_figures(experiment, flight, guided.commands.aim)
        figures |= outcome_figures(experiment, guided, figures)
        east = aims_east(experiment, guided)
    samples: Table = {"sample": np.asarray(numbers, dtype=np.int64)}
    samples |= _flight_figures(experiment, flight) | figures
    if experiment.catalogue is None:
        return SampleTables(samples, NO_FRAGMENTS, decisions)
    entered = np.flatnonzero(np.isfinite(samples["entry_time_s"]))
    figures, fragments = break_up_samples(
        experiment, experiment.catalogue, flight, entered, numbers, draws, east
    )
    return SampleTables(samples | figures, fragments, decisions)


def make_failed_samples(experiment: Experiment, numbers: np.ndarray, status: str) -> SampleTables:
    """Tables of samples that could not be flown: their numbers, a status, and no figures."""
    n = len(numbers)
    names = [*FLIGHT_FIGURES]
    if experiment.enters:
        names += [*DESCENT_FIGURES]
    if experiment.aim_point is not None:
        names += [*REFERENCE_FIGURES]
    if experiment.catalogue is not None:
        names += [*DEBRIS_FIGURES]
    samples: Table = {
        "sample": np.asarray(numbers, dtype=np.int64),
        "status": np.array([status] * n, dtype=str),
        "burns_complete": np.zeros(n, dtype=bool),
    }
    samples |= {name: np.full(n, np.nan) for name in names}
    if experiment.sequence is not None:
        samples |= no_outcome(n, status)
    return SampleTables(samples, NO_FRAGMENTS, NO_DECISIONS)


def _flight_figures(experiment: Experiment, flight: Flight) -> Table:
    """Figures of the flight of each sample, and of its descent if the nominal flight has one."""
    n = len(flight.t)
    figures: Table = {
        "status": status_texts(flight.status),
        "burns_complete": np.ones(n, dtype=bool),
    }
    figures |= {name: np.zeros(n) for name in FLIGHT_FIGURES}
    figures["end_time_s"] = flight.t.copy()
    # of the plan: what a batch flew last may be the reboost of another sample
    burning = [phase.name for phase in experiment.phases if phase.burn is not None]
    for burn in flight.burns:
        figures["propellant_used_kg"][burn.row] += burn.propellant
        figures["delta_v_m_s"][burn.row] += burn.delta_v
        if burning and burn.name == burning[-1]:
            figures["final_burn_s"][burn.row] = burn.duration
            figures["final_perigee_km"][burn.row] = burn.perigee_after / 1e3
        figures["burns_complete"][burn.row] &= burn.is_complete or burn.lowering
    for record in flight.control:
        figures["propellant_used_kg"][record.row] += record.propellant
    for event in flight.events:
        if event.kind is EventKind.ATTITUDE_LOST:
            figures["burns_complete"][event.row] = False
    stack = flight.final
    figures["propellant_left_kg"] = (stack.load * stack.aboard).sum(axis=1)
    figures["margin_kg"] = _margin(experiment, stack)
    return figures | (_descent_figures(flight) if experiment.enters else {})


def _margin(experiment: Experiment, stack: Stack) -> np.ndarray:
    """Propellant beyond the reserves in the vehicles that have one, kg, shape (n,); without
    reserves, propellant left in the docked vehicles whose engines burn.
    """
    owners = set(experiment.reserve) & stack.docked
    if not experiment.reserve:
        groups = {
            firing.group
            for phase in experiment.phases
            if phase.burn is not None
            for firing in phase.burn.firings
        }
        owners = {stack.owner(group).name for group in groups} & stack.docked
    counted = np.array([v.name in owners for v in stack.vehicles for _ in v.tanks], dtype=bool)
    return (stack.usable * counted).sum(axis=1) - sum(experiment.reserve.values())


def _descent_figures(flight: Flight) -> Table:
    """Where and when each sample entered and came down; NaN where it did not."""
    n = len(flight.t)
    figures = {name: np.full(n, np.nan) for name in DESCENT_FIGURES}
    impacts = {e.row: e for e in flight.events if e.kind is EventKind.IMPACT}
    for stem, events in (("entry", find_entries(flight)), ("impact", impacts)):
        samples = np.array(list(events), dtype=int)
        if not len(samples):
            continue
        seen = observe_events(flight.mission.world, list(events.values()))
        figures[f"{stem}_time_s"][samples] = [event.time for event in events.values()]
        figures[f"{stem}_latitude_deg"][samples] = np.degrees(seen.latitude)
        figures[f"{stem}_longitude_deg"][samples] = np.degrees(seen.longitude)
        if stem == "entry":
            figures["entry_angle_deg"][samples] = np.degrees(seen.flight_path_angle_inertial)
    return figures
