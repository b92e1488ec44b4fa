"""Flying a batch of trials and reading off the figures that a planner needs."""

from dataclasses import dataclass, replace

import numpy as np

from sim.dynamics.observation import Observation
from sim.flight.fly import fly
from sim.flight.interface import find_entries, observe_events
from sim.flight.record import Flight
from sim.integrate.observe import observations
from sim.planning.problem import PlanningProblem
from sim.planning.targeting.reference_piece import Impact, compute_miss, find_impacts
from sim.planning.targeting.sequence import StartStates, Trials, trial_phases

FIGURES = (
    "ignition",
    "duration",
    "delta_v",
    "propellant",
    "perigee_before",
    "apogee_before",
    "perigee_after",
)
"""What is read off the record of a burn."""


@dataclass(frozen=True, kw_only=True)
class TrialOutcome:
    """Results of n trials.

    Attributes
    ----------
    flight
        The batch, to the release of the reference piece.
    impact
        Of the reference piece.
    along, across
        m beyond and to the right of the aim, shape (n,); NaN where nothing came down.
    flight_path_angle
        rad, inertial, negative below the horizon, at the entry interface, shape (n,).
    ignition, duration, delta_v, propellant, perigee, apogee
        Shape (n, burns): s, s, m/s, kg, and the mean orbit before each burn, m.
    perigee_after
        m, shape (n, burns).
    complete
        Shape (n, burns): the burn reached its cut-off.
    late
        Shape (n,): the final burn was still on at the entry interface.
    """

    flight: Flight
    impact: Impact
    along: np.ndarray
    across: np.ndarray
    flight_path_angle: np.ndarray
    ignition: np.ndarray
    duration: np.ndarray
    delta_v: np.ndarray
    propellant: np.ndarray
    perigee: np.ndarray
    apogee: np.ndarray
    perigee_after: np.ndarray
    complete: np.ndarray
    late: np.ndarray

    def of(self, index: np.ndarray) -> "TrialOutcome":
        """Some of the trials; the flight stays that of all."""
        picked = {
            name: getattr(self, name)[index]
            for name in self.__dataclass_fields__
            if name not in ("flight", "impact")
        }
        columns = (getattr(self.impact, name)[index] for name in Impact.__dataclass_fields__)
        return replace(self, impact=Impact(*columns), **picked)

    @property
    def flown(self) -> np.ndarray:
        """Trials with every burn complete and the piece down, shape (n,)."""
        return self.complete.all(axis=1) & np.isfinite(self.along) & ~self.late


def fly_trials(
    problem: PlanningProblem,
    starts: StartStates,
    trials: Trials,
    *,
    degree: int = 36,
    tolerance: float = 1e-10,
) -> TrialOutcome:
    """Fly a batch of trials.

    Parameters
    ----------
    problem
        What is planned.
    starts
        Where trials begin.
    trials
        n trials.
    degree, tolerance
        Of the propagator: low ones to look around, high ones to close in.
    """
    begin = starts.t[trials.start]
    low = observe_starts(starts).mean_perigee[trials.start]
    phases = trial_phases(problem, trials, begin, low, degree=degree, tolerance=tolerance)
    flight = fly(starts.mission(trials.start, phases))
    return read_outcome(problem, flight)


def observe_starts(starts: StartStates) -> Observation:
    """What an observer notes about every start."""
    parameters = next(s.parameters for s in reversed(starts.flight.segments) if s.row == 0)
    parameter_table = np.repeat(parameters[None], len(starts.t), axis=0)
    return observations(starts.flight.mission.world, starts.t, starts.y, parameter_table)


def read_outcome(
    problem: PlanningProblem, flight: Flight, aims: np.ndarray | None = None
) -> TrialOutcome:
    """Read a flown batch; `aims` (2, n), rad, are latitude and longitude of the aim of each trial,
    where they are not all that of the problem.
    """
    n = len(flight.t)
    names = [burn.name for burn in problem.burns]
    shape = (n, len(names))
    figures = {name: np.full(shape, np.nan) for name in FIGURES}
    complete = np.zeros(shape, dtype=bool)
    for burn in flight.burns:
        if burn.name not in names or burn.lowering:
            continue
        here = burn.row, names.index(burn.name)
        for name, table in figures.items():
            table[here] = getattr(burn, name)
        complete[here] = burn.is_complete
    flight_path_angle = np.full(n, np.nan)
    late = np.zeros(n, dtype=bool)
    entries = find_entries(flight)
    if entries:
        rows = np.array(list(entries))
        observed = observe_events(flight.mission.world, list(entries.values()))
        flight_path_angle[rows] = observed.flight_path_angle_inertial
        late[rows] = [entry.phase in names for entry in entries.values()]
    impact = find_impacts(flight, problem.aim)
    latitude, longitude = (problem.aim.latitude, problem.aim.longitude) if aims is None else aims
    along, across = compute_miss(impact, latitude, longitude)
    return TrialOutcome(
        flight=flight,
        impact=impact,
        along=along,
        across=across,
        flight_path_angle=flight_path_angle,
        ignition=figures["ignition"],
        duration=figures["duration"],
        delta_v=figures["delta_v"],
        propellant=figures["propellant"],
        perigee=figures["perigee_before"],
        apogee=figures["apogee_before"],
        perigee_after=figures["perigee_after"],
        complete=complete,
        late=late,
    )
