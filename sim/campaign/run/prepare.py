"""From a nominal flight to an experiment: where a campaign begins, what its rows fly, which pieces
stand for the debris.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.campaign.run.apply import guide_burns
from sim.campaign.run.experiment import Corridor, Experiment
from sim.campaign.run.representative_fragments import choose_representatives
from sim.entry.assessment import areas_of
from sim.entry.breakup.component import Component
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.ground_track import coordinates
from sim.entry.risk.keep_out import KeepOutLimits
from sim.entry.study import EntryOptions, EntryStudy, entry_study
from sim.flight.fly import fly
from sim.flight.mission import Mission
from sim.flight.phase import Firing, Phase
from sim.flight.record import EventKind, Flight
from sim.integrate.observe import observations
from sim.integrate.step_limit import longest_step

SELDOM = 1e12
"""s between samples: none are kept."""

DEGREE = 20
TOLERANCE = 1e-9
"""Of the propagator. Against degree 36 and 1e-10 impacts move together by a few kilometres, which
docs/campaigns.md gives; what is asked of a campaign is how far they lie apart."""

ENTRY_STEP = 4.0
PIECES = 30


def prepare_experiment(
    name: str,
    mission: Mission,
    seed: int,
    *,
    families: Sequence[Component] = (),
    options: EntryOptions | None = None,
    aim: tuple[float, float] | None = None,
    year: float = 2031.0,
    pieces: int = PIECES,
    degree: int = DEGREE,
    tolerance: float = TOLERANCE,
    corridor: Corridor | None = None,
    limits: KeepOutLimits | None = None,
    reserve: Mapping[str, float] | None = None,
) -> tuple[Experiment, Flight]:
    """Fly the nominal row and make the experiment.

    Parameters
    ----------
    name
        Of the plan.
    mission
        Of one row, from where the campaign begins.
    seed
        Root seed.
    families, options
        Components of the station and how it breaks up; none: stacks stay whole.
    aim
        Latitude and longitude in rad that distances along the track are counted from; by default
        the impact of the unbroken stack.
    year
        Of the population.
    pieces
        How many pieces of the catalogue stand for all.
    degree, tolerance
        Of the propagator for dispersed rows.
    corridor, limits
        Where debris may fall.
    reserve
        kg that must stay in vehicles, by their names.

    Returns
    -------
    tuple
        The experiment, and the nominal flight.
    """
    nominal = fly(mission)
    phases = tuple(
        _quick(_counted(phase, mission), degree, tolerance)
        for phase in guide_burns(mission, nominal)
    )
    options = EntryOptions() if options is None else replace(options, samples=0, threads=1)
    enters = nominal.first(0, EventKind.ENTRY_INTERFACE) is not None
    plain = Experiment(
        name=name,
        mission=mission,
        phases=phases,
        seed=seed,
        track=None,
        aim=0.0,
        columns=None,
        pieces=None,
        number=np.zeros(0),
        areas=np.array([each.area for each in families]),
        hollow=np.array([each.wall is not None for each in families], dtype=bool),
        options=options,
        year=year,
        corridor=corridor or Corridor(),
        limits=limits or KeepOutLimits(),
        enters=enters,
        reserve=dict(reserve or {}),
    )
    if not families or not enters:
        return plain, nominal
    columns = catalogue_columns(families)
    study = entry_study(nominal, columns, options)
    chosen = choose_representatives(
        study.pieces, study.nominal, areas_of(study.nominal, families), _along(study), pieces
    )
    place = aim or _landing(nominal)
    along, _ = coordinates(study.track, np.array([place[0]]), np.array([place[1]]))
    made = replace(
        plain,
        track=study.track,
        aim=float(along[0]),
        columns=columns,
        pieces=chosen.pieces,
        number=chosen.number,
    )
    return made, nominal


def _along(study: EntryStudy) -> np.ndarray:
    """Where each piece of the nominal break-up lands along the track, m; NaN if it does not."""
    end = study.nominal.impacts
    out = np.full(len(end), np.nan)
    down = end.landed
    out[down], _ = coordinates(study.track, end.latitude[down], end.longitude[down])
    return out


def _landing(flight: Flight) -> tuple[float, float]:
    """Where the unbroken stack came down, rad."""
    event = flight.first(0, EventKind.IMPACT)
    if event is None:
        raise ValueError("the nominal flight does not come down: nothing to count distances from")
    seen = observations(
        flight.mission.world, np.array([event.time]), event.state[None], event.parameters[None]
    )
    return float(seen.latitude[0]), float(seen.longitude[0])


def _counted(phase: Phase, mission: Mission) -> Phase:
    """A phase whose firings say how many engines fire, so that some can fail."""
    groups = {group.name: group.count for vehicle in mission.vehicles for group in vehicle.engines}

    def known(firing: Firing) -> Firing:
        count = groups[firing.group] if firing.count is None else firing.count
        return replace(firing, count=float(count))

    if phase.altitude_profile is not None:
        firings = tuple(known(firing) for firing in phase.altitude_profile.firings)
        return replace(phase, altitude_profile=replace(phase.altitude_profile, firings=firings))
    if phase.burn is None:
        return phase
    firings = tuple(known(firing) for firing in phase.burn.firings)
    return replace(phase, burn=replace(phase.burn, firings=firings))


def _quick(phase: Phase, degree: int, tolerance: float) -> Phase:
    """A phase as dispersed rows fly it: no samples kept, the field cut, longer steps."""
    low = min(degree, phase.field_degree)
    entering = phase.longest_step < 10.0
    return replace(
        phase,
        field_degree=low,
        relative_tolerance=max(tolerance, phase.relative_tolerance),
        longest_step=ENTRY_STEP if entering else longest_step(low),
        save_every=SELDOM,
    )
