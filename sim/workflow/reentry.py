"""What becomes of a stack below the entry interface, as the summary tells it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.entry.assessment import Assessment, Failure, assess, entry_figures
from sim.entry.breakup.component import Component
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.figures import DebrisFigures, FootprintFigures, ReferencePoint
from sim.entry.ground_track import coordinates
from sim.entry.next_revolution import next_revolution
from sim.entry.study import Debris, EntryStudy, entry_study
from sim.flight.figures import ImpactFigures
from sim.flight.interface import find_entry
from sim.flight.record import Flight
from sim.frames.elements import inclination_of_state
from sim.frames.epoch import Epoch
from sim.scenario.build.entry import components, entry_options, keep_out_limits
from sim.scenario.schema.scenario import Scenario

AIM = "aim of the plan"
INTACT = "impact of the unbroken stack"


@dataclass(frozen=True)
class ReentryResult:
    """Everything below the entry interface.

    `next_track` tells whether failures `under_burn` were counted over the people under the
    revolution after the final burn; if not, over those under the whole orbit.
    """

    study: EntryStudy
    assessment: Assessment
    components: tuple[Component, ...]
    epoch: Epoch
    failures: tuple[Failure, ...] = ()
    next_track: bool = False

    @property
    def shown(self) -> Debris:
        """What the footprint is made of: the sample, or the nominal break-up without one."""
        return self.study.nominal if self.study.sample is None else self.study.sample


def assess_reentry(scenario: Scenario, flight: Flight) -> ReentryResult | None:
    """Break up the stack of a flight that reached the interface; None where there is nothing to."""
    given = scenario.entry
    event = find_entry(flight)
    if given is None or event is None:
        return None
    families = components(given)
    columns = catalogue_columns(families)
    study = entry_study(flight, columns, entry_options(given))
    failures = tuple(
        Failure(name, float(each.probability), each.leads_to, _source(each))
        for name, each in given.failures.items()
    )
    epoch = flight.mission.epoch
    year = epoch.fractional_year(event.time)
    inclination = inclination_of_state(event.state[:3], event.state[3:6])
    track = next_revolution(flight)
    found = assess(study, inclination, year, failures, track, keep_out_limits(given))
    return ReentryResult(study, found, families, epoch, failures, track is not None)


def _source(failure: Any) -> str:
    probability = failure.probability
    told = failure.source or failure.assumption
    return told or probability.source or probability.assumption or "no source given"


def summarize_debris(
    result: ReentryResult, plan: Mapping[str, Any] | None, impact: ImpactFigures | None
) -> DebrisFigures:
    """Figures of the entry for the summary, distances also from a point people know.

    Parameters
    ----------
    result
        The entry.
    plan
        Answer of the search, whose aim is that point.
    impact
        Of the unbroken stack: that point where there is no plan.
    """
    figures = entry_figures(result.study, result.assessment, result.components, result.epoch)
    name, point = (AIM, plan["aim"]) if plan else (INTACT, impact)
    reference: ReferencePoint | None = None
    if point is not None:
        place = (point["latitude_deg"], point["longitude_deg"])
        along, cross = coordinates(result.study.track, *(np.radians([x]) for x in place))
        reference = {
            "kind": name,
            "latitude_deg": place[0],
            "longitude_deg": place[1],
            "along_km": float(along[0]) / 1e3,
            "cross_km": float(cross[0]) / 1e3,
        }
        for footprint in (figures["footprint"], figures["footprint_nominal"]):
            _refer(footprint, reference["along_km"])
    return {
        **figures,
        "reference": reference,
        "failures": [
            {
                "name": each.name,
                "probability": each.probability,
                "leads_to": each.leads_to,
                "over_next_revolution": each.leads_to == "under_burn" and result.next_track,
                "source": each.source,
            }
            for each in result.failures
        ],
    }


def _refer(footprint: FootprintFigures | None, zero: float) -> None:
    """Add heel and toe counted from the reference to every extent."""
    if footprint is None:
        return
    for extents in (footprint["by_fragment"], footprint["by_break_up"]):
        for each in extents:
            each["heel_from_reference_km"] = each["heel_km"] - zero
            each["toe_from_reference_km"] = each["toe_km"] - zero
