"""From a nominal flight to an experiment: where a campaign begins, the phases that dispersed
samples fly, and the fragments that represent the debris.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.campaign.run.apply import guide_burns
from sim.campaign.run.experiment import Catalogue, Corridor, Experiment
from sim.campaign.run.guided import GuidedPlan, add_sequence, release_on_the_way
from sim.entry.break_up_figures import casualty_areas
from sim.entry.breakup.component import Component
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.debris import Debris
from sim.entry.ground_track import coordinates
from sim.entry.representative_fragments import choose_representatives, pieces_at_the_ends
from sim.entry.risk.keep_out import KeepOutLimits
from sim.entry.risk.population import end_density_per_km2, population
from sim.entry.study import EntryOptions, EntryStudy, entry_study
from sim.flight.fly import fly
from sim.flight.interface import find_entry, observe_events
from sim.flight.mission import Mission
from sim.flight.phase import Firing, Phase
from sim.flight.record import EventKind, Flight
from sim.frames.earth_orientation import inclination_of_date
from sim.integrate.step_limit import longest_step
from sim.operations.guidance.rule import GuidanceRule
from sim.planning.targeting.sequence import propagation
from sim.planning.targeting.solve import BurnPlan

SELDOM = 1e12
"""s between saved states: none are saved."""

DEGREE = 20
TOLERANCE = 1e-9
"""Degree of the gravity field and relative tolerance of dispersed flights. Against degree 36 and
1e-10 impacts move together by a few kilometres, which docs/campaigns.md gives; what a campaign
answers is how far they lie apart.
"""

ENTRY_STEP = 4.0
"""s, longest step of phases below the entry interface."""

PIECES = 30
"""Representative fragments."""

AT_AN_END = 8
"""Of so many of them one stands for what lands first in dispersed break-ups, and one for what lands
last.
"""

MOST_BREAK_UPS = 50
"""That are looked at for it."""


def prepare_experiment(
    name: str,
    mission: Mission,
    seed: int,
    *,
    families: Callable[[Flight], Sequence[Component]] | None = None,
    options: EntryOptions | None = None,
    aim: tuple[float, float] | None = None,
    year: float = 2031.0,
    pieces: int = PIECES,
    degree: int = DEGREE,
    tolerance: float = TOLERANCE,
    corridor: Corridor | None = None,
    limits: KeepOutLimits | None = None,
    reserve: Mapping[str, float] | None = None,
    guidance: GuidanceRule | None = None,
    guided: GuidedPlan | None = None,
) -> tuple[Experiment, Flight]:
    """Fly the nominal mission and make the experiment; both are returned.

    Parameters
    ----------
    name, mission, seed
        Of the plan; of one trajectory, from where the campaign begins; root seed.
    families, options
        Components of what a flight brings to the interface, and how that breaks up; None: not.
    aim
        rad, that distances along the track are counted from; by default the intact impact.
    year, pieces, degree, tolerance
        Of the population; how many representative fragments are flown; of the gravity field and of
        a step, for dispersed samples.
    corridor, limits, reserve
        Where debris may fall; kg that must stay in vehicles, by their names.
    guidance, guided
        How burns are guided; by default as `orbit`. Their plan, which `replan` can't do without.
    """
    nominal = fly(mission)
    rule, plan = guidance or GuidanceRule(law="orbit"), None if guided is None else guided.plan
    phases = _dispersed_phases(mission, nominal, rule, plan, degree, tolerance)
    enters = nominal.first(0, EventKind.ENTRY_INTERFACE) is not None
    experiment = Experiment(
        name=name,
        mission=mission,
        phases=phases,
        seed=seed,
        options=replace(options or EntryOptions(), samples=0, threads=1),
        year=year,
        corridor=corridor or Corridor(),
        limits=limits or KeepOutLimits(),
        enters=enters,
        reserve=dict(reserve or {}),
        guidance=rule,
        aim_point=None if plan is None else plan.problem.aim,
    )
    if rule.law == "replan":
        experiment = _guide(experiment, guided, tolerance)
    if families is not None and enters:
        looked_at = 0 if options is None else min(options.samples, MOST_BREAK_UPS)
        experiment = _add_catalogue(experiment, nominal, families(nominal), aim, pieces, looked_at)
    return experiment, nominal


def _guide(experiment: Experiment, guided: GuidedPlan | None, tolerance: float) -> Experiment:
    """The experiment with what planning again needs."""
    if guided is None:
        raise ValueError(
            f"{experiment.name}: guidance.law replan needs a plan whose burns it plans again"
        )
    lowest = min(phase.field_degree for phase in experiment.phases)
    return add_sequence(experiment, guided, propagation(lowest, tolerance))


def _dispersed_phases(
    mission: Mission,
    nominal: Flight,
    rule: GuidanceRule,
    plan: BurnPlan | None,
    degree: int,
    tolerance: float,
) -> tuple[Phase, ...]:
    """Phases as dispersed samples fly them under a law of guidance."""
    phases = mission.phases
    if rule.law == "orbit":
        planned = () if plan is None else [burn.name for burn in plan.problem.burns]
        phases = guide_burns(mission, nominal, planned)
    if plan is not None:
        phases = release_on_the_way(phases, plan.problem.aim)
    return tuple(
        simplify_phase(state_engine_counts(phase, mission), degree, tolerance) for phase in phases
    )


def _add_catalogue(
    experiment: Experiment,
    nominal: Flight,
    families: Sequence[Component],
    aim: tuple[float, float] | None,
    pieces: int,
    looked_at: int,
) -> Experiment:
    """The experiment with representative fragments and the track they are measured along."""
    columns, most = catalogue_columns(families), pieces // AT_AN_END
    samples = looked_at if most else 0
    study = entry_study(nominal, columns, replace(experiment.options, samples=samples))
    chosen = choose_representatives(
        study.pieces,
        study.nominal,
        casualty_areas(study.nominal),
        _impacts_along_track(study, study.nominal),
        pieces,
        _at_the_ends(study, most),
    )
    catalogue = Catalogue(
        columns=columns,
        fragments=chosen.fragments,
        represented=chosen.represented,
        mass=float((study.nominal.count * study.nominal.mass).sum()),
    )
    latitude, longitude = aim or _impact_of_stack(nominal)
    along, _ = coordinates(study.track, np.array([latitude]), np.array([longitude]))
    event = find_entry(nominal)
    if event is None:
        raise ValueError("the nominal flight does not enter: no people to count")
    inclination = float(
        np.degrees(inclination_of_date(event.time, event.state, nominal.mission.world.orientation))
    )
    return replace(
        experiment,
        track=study.track,
        aim=float(along[0]),
        catalogue=catalogue,
        density=float(end_density_per_km2(population(experiment.year), inclination)),
    )


def _at_the_ends(study: EntryStudy, most: int) -> np.ndarray:
    """Pieces that land first and last in the dispersed break-ups; none without any."""
    if study.sample is None:
        return np.zeros(0, dtype=np.int64)
    along = _impacts_along_track(study, study.sample)
    along[casualty_areas(study.sample) == 0.0] = np.nan
    return pieces_at_the_ends(along.reshape(-1, len(study.pieces)), most)


def _impacts_along_track(study: EntryStudy, debris: Debris) -> np.ndarray:
    """Where each row of some debris lands along the track, m; NaN if it does not."""
    impacts = debris.impacts
    along = np.full(len(impacts), np.nan)
    landed = impacts.landed
    along[landed], _ = coordinates(study.track, impacts.latitude[landed], impacts.longitude[landed])
    return along


def _impact_of_stack(flight: Flight) -> tuple[float, float]:
    """Latitude and longitude of the impact of the intact stack, rad."""
    event = flight.first(0, EventKind.IMPACT)
    if event is None:
        raise ValueError("the nominal flight does not come down: nothing to count distances from")
    seen = observe_events(flight.mission.world, [event])
    return float(seen.latitude[0]), float(seen.longitude[0])


def state_engine_counts(phase: Phase, mission: Mission) -> Phase:
    """A phase whose firings state the number of engines that fire, so that some can fail."""
    groups = {group.name: group.count for vehicle in mission.vehicles for group in vehicle.engines}

    def with_count(firing: Firing) -> Firing:
        count = groups[firing.group] if firing.count is None else firing.count
        return replace(firing, count=float(count))

    if phase.altitude_profile is not None:
        firings = tuple(with_count(firing) for firing in phase.altitude_profile.firings)
        return replace(phase, altitude_profile=replace(phase.altitude_profile, firings=firings))
    if phase.burn is None:
        return phase
    firings = tuple(with_count(firing) for firing in phase.burn.firings)
    return replace(phase, burn=replace(phase.burn, firings=firings))


def simplify_phase(phase: Phase, degree: int, tolerance: float) -> Phase:
    """A phase as dispersed samples fly it: no states saved, gravity field cut, longer steps."""
    low = min(degree, phase.field_degree)
    entering = phase.longest_step < 10.0
    return replace(
        phase,
        field_degree=low,
        relative_tolerance=max(tolerance, phase.relative_tolerance),
        longest_step=ENTRY_STEP if entering else longest_step(low),
        save_every=SELDOM,
    )
