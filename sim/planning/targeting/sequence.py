"""The unknowns of a plan, and the phases that fly them: every trajectory of a batch is a trial.

Unknowns of a trial: the revolution of the first burn (its start), how far the sequence is stretched
in time, the burn centre (an argument of latitude common to all burns), how the lowering is shared
out, and the perigee of the final burn. Times and shares move the period over days and with it the
longitude of the last pass: phasing for nothing, where a phasing burn would cost propellant.
"""

from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from sim.flight.fly import fly, resume_from
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Ignition, Phase
from sim.flight.record import EventKind, Flight
from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.frames.earth_orientation import Orientation
from sim.integrate.step_limit import longest_step
from sim.planning.problem import AimPoint, PlannedBurn, PlanningProblem, coarse_degree

SELDOM = 1e12
"""s between samples: none are kept."""

ENTRY_STEP = 4.0
"""s, longest step below the entry interface."""


class Propagation(TypedDict):
    """Settings of the propagator that all phases of a sequence share, by the names of `Phase`."""

    field_degree: int
    relative_tolerance: float
    longest_step: float
    save_every: float


def propagation(degree: int, tolerance: float, save_every: float = SELDOM) -> Propagation:
    """Settings for a gravity degree: steps as long as the field allows."""
    return {
        "field_degree": degree,
        "relative_tolerance": tolerance,
        "longest_step": longest_step(degree),
        "save_every": save_every,
    }


@dataclass(frozen=True)
class StartStates:
    """States (n,) s and (n, 7) at which trials may begin, the flight they continue, and what
    attitude control took from its tanks until then, kg, (n, tanks); None where nothing is booked.
    """

    flight: Flight
    t: np.ndarray
    y: np.ndarray
    spent: np.ndarray | None = None

    def mission(self, index: np.ndarray, phases: tuple[Phase, ...]) -> Mission:
        """A mission that goes on from some of the states, with what is left in the tanks."""
        resumed = resume_from(self.flight, index, self.t, self.y, phases)
        if self.spent is None or resumed.stack is None:
            return resumed
        load = np.maximum(resumed.stack.load - self.spent[index], 0.0)
        return replace(resumed, stack=replace(resumed.stack, load=load))

    @property
    def orientation(self) -> Orientation:
        """Of the Earth, over the flight."""
        return self.flight.mission.world.orientation

    @property
    def coarse_degree(self) -> int:
        """Degree of gravity of flights that only look around."""
        return coarse_degree(self.flight.mission)


@dataclass(frozen=True)
class Trials:
    """n trials, shape (n,) each.

    Attributes
    ----------
    start
        Number of the state of `Starts` a trial goes on from.
    burn_centre
        Argument of latitude in rad that burns are centred on.
    shift
        How late the lowering is done: share i of the way down is its nominal share to the power
        exp(shift).
    perigee
        m, after the final burn.
    stretch
        Times before the final burn over the nominal ones.
    ignition
        s, shape (n, burns): when each burn was ignited in an earlier flight of nearly the same
        trial, so that small changes never move a burn to another revolution; NaN where unknown.
    """

    start: np.ndarray
    burn_centre: np.ndarray
    shift: np.ndarray
    perigee: np.ndarray
    stretch: np.ndarray
    ignition: np.ndarray

    def __len__(self) -> int:
        return len(self.start)

    def of(self, index: np.ndarray) -> "Trials":
        """Some of the trials."""
        return Trials(*(getattr(self, name)[index] for name in self.__dataclass_fields__))


def nominal_trials(problem: PlanningProblem, start: np.ndarray, burn_centre: np.ndarray) -> Trials:
    """Trials from nothing known: nominal shares and perigee."""
    n = len(start)
    return Trials(
        np.asarray(start),
        np.asarray(burn_centre, dtype=float),
        np.zeros(n),
        np.full(n, problem.final.perigee),
        np.ones(n),
        np.full((n, len(problem.burns)), np.nan),
    )


def share_lowering(
    problem: PlanningProblem, before: np.ndarray | float, shift: np.ndarray
) -> np.ndarray:
    """Perigee in m after each lowering burn, shape (n, burns): from the one before, m, down to that
    of the last burn, with shares moved by `shift`.
    """
    wanted = np.array([burn.perigee for burn in problem.lowering])
    before = np.broadcast_to(before, np.shape(shift))[:, None]
    share = (before - wanted) / (before - wanted[-1])
    moved = np.clip(share, 1e-6, 1.0) ** np.exp(shift)[:, None]
    return before + (wanted[-1] - before) * moved


def trial_phases(
    problem: PlanningProblem,
    trials: Trials,
    begin: np.ndarray,
    low: np.ndarray,
    *,
    degree: int,
    tolerance: float,
) -> tuple[Phase, ...]:
    """Phases of a batch of trials, from the start to the release of the reference piece.

    Parameters
    ----------
    problem
        What is planned.
    trials
        n trials.
    begin, low
        Shape (n,): time s and mean perigee m at the start.
    degree, tolerance
        Of the propagator.
    """
    target = [*share_lowering(problem, low, trials.shift).T] if problem.lowering else []
    target.append(trials.perigee)
    due = [begin + trials.stretch * (problem.length - burn.before) for burn in problem.burns]
    half = [half_period(low, value) for value in target]
    # an ignition that is known must not slip to another revolution: the wait ends half a
    # revolution before it, and the next passage of the burn centre is the same one
    known = trials.ignition
    wait = np.where(np.isnan(known), np.column_stack(due), known - np.column_stack(half))
    return sequence_phases(
        problem, trials.burn_centre, wait, np.column_stack(target), propagation(degree, tolerance)
    )


def half_period(perigee: np.ndarray, apogee: np.ndarray) -> np.ndarray:
    """Half a period in s of orbits with these heights of the apsides, m."""
    return np.pi * np.sqrt((EQUATORIAL_RADIUS + 0.5 * (perigee + apogee)) ** 3 / MU)


def sequence_phases(
    problem: PlanningProblem,
    burn_centre: np.ndarray,
    wait: np.ndarray,
    perigee: np.ndarray,
    common: Propagation,
) -> tuple[Phase, ...]:
    """Phases of burns that are centred on a place of the orbit, to the release of the piece.

    Parameters
    ----------
    problem
        Its burns, all of them.
    burn_centre
        Argument of latitude in rad, shape (n,).
    wait, perigee
        Shape (n, burns): time s from which on the next passage of the centre is taken, and where
        the burn is cut off, m.
    common
        Settings of the propagator.
    """
    phases = []
    for burn, until, value in zip(problem.burns, wait.T, perigee.T, strict=True):
        ignition = Ignition("argument_of_latitude", burn_centre)
        phases.append(_wait(burn, until, common))
        phases.append(
            Phase(
                name=burn.name,
                burn=Burn(burn.firings, "perigee", value, burn.steering, ignition),
                **common,
            )
        )
    return (*phases, *descent_phases(problem, release_condition(problem.aim), common))


def release_condition(aim: AimPoint) -> Condition:
    """Where the entry phase ends: where the piece is released, or on the ground for the intact
    stack.
    """
    if aim.ballistic_coefficient is None:
        return Condition("ground")
    return Condition("altitude_down", aim.release)


def descent_phases(
    problem: PlanningProblem, down: Condition, common: Propagation
) -> tuple[Phase, Phase]:
    """From the cut-off to the interface, and on until a condition."""
    entry: Propagation = {**common, "longest_step": ENTRY_STEP}
    return (
        Phase(name="coast", until=Condition("altitude_down", problem.interface), **common),
        Phase(name="entry", until=down, attitude=problem.entry_attitude, **entry),
    )


def _wait(burn: PlannedBurn, until: np.ndarray, common: Propagation) -> Phase:
    return Phase(
        name=f"wait_for_{burn.name}",
        until=Condition("time", until),
        attitude=burn.attitude,
        dock=burn.dock,
        undock=burn.undock,
        **common,
    )


def find_starts(flight: Flight, window: float, *, degree: int = 36) -> StartStates:
    """Coast on from the end of a flight and keep the state at every ascending node in a window.

    Parameters
    ----------
    flight
        Ended in orbit.
    window
        s.
    degree
        Of the field.
    """
    end = float(flight.t[0]) + window
    common = propagation(degree, 1e-10)
    count = int(window / 5200.0) + 2
    node = Phase(name="coast", until=Condition("ascending_node", by=end), **common)
    mission = resume_from(flight, np.zeros(1, int), flight.t[:1], flight.y[:1], (node,) * count)
    coast = fly(mission)
    kept = [e for e in coast.events if e.kind is EventKind.PHASE_END and e.time < end]
    t = np.array([flight.t[0], *(e.time for e in kept)])
    y = np.vstack([flight.y[:1], *(e.state for e in kept)])
    return StartStates(flight, t, y, _spent(coast, t))


def _spent(coast: Flight, t: np.ndarray) -> np.ndarray | None:
    """What attitude control took from each tank of a coast until some times, kg, (n, tanks)."""
    if coast.mission.attitude_control is None:
        return None
    tanks = coast.initial.tanks
    spent = np.zeros((len(t), len(tanks)))
    for record in coast.control:
        share = np.clip((t - record.begin) / (record.end - record.begin), 0.0, 1.0)
        for name, mass in record.tanks.items():
            spent[:, tanks.index(name)] += share * mass
    return spent
