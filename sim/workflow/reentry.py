"""What becomes of a stack below the entry interface, as the summary tells it."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.entry.assessment import Assessment, Failure, assess, entry_figures
from sim.entry.break_up_figures import locate
from sim.entry.breakup.component import STATION, Component
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.debris import Debris
from sim.entry.disposal import ShipDisposal, add_disposals
from sim.entry.figures import (
    DebrisFigures,
    FootprintFigures,
    HazardFigures,
    MassFigures,
    PeopleFigures,
    Range,
    ReferencePoint,
    ReliabilityFigures,
    TrafficFigures,
)
from sim.entry.ground_track import coordinates
from sim.entry.risk.casualty import RISK_LIMIT, Span
from sim.entry.risk.early_ends import (
    CutOffFigures,
    people_under_ends,
    tabulate_cut_offs,
)
from sim.entry.risk.hazard_areas import hazard_areas
from sim.entry.risk.hits import traffic_figures
from sim.entry.risk.people import people_figures
from sim.entry.risk.population import end_density_per_km2, population
from sim.entry.study import EntryStudy, entry_study
from sim.flight.figures import ImpactFigures
from sim.flight.interface import Aboard, find_aboard, find_entry
from sim.flight.record import Flight
from sim.frames.earth_orientation import inclination_of_date
from sim.frames.epoch import Epoch
from sim.planning.failures.early_ends import EarlyEnds, fly_early_ends
from sim.planning.failures.interruptions import (
    SAME_REVOLUTION,
    BurnRates,
    Interruption,
    Rate,
    lost_control,
    needed_reliability,
    probability_of_burn,
    probability_range,
    stopped_probability,
    unrecovered,
)
from sim.planning.feasibility.go_no_go import find_interruptions
from sim.planning.figures import PlanFigures
from sim.planning.targeting.solve import BurnPlan
from sim.scenario.build.entry import (
    burn_rates,
    components,
    entry_options,
    keep_out_limits,
    sheltering_of,
    traffic_tables,
)
from sim.scenario.schema.scenario import Scenario

AIM = "aim of the plan"
PERIGEE_BURN, FINAL_BURN = "interrupted_perigee_burn", "interrupted_final_burn"
"""Names of the failures that follow from the rates of burns."""
INTACT = "impact of the unbroken stack"


@dataclass(frozen=True, kw_only=True)
class ReentryResult:
    """Everything below the entry interface.

    `crowd` is people per km2 where debris falls after each of the early ends of the final burn,
    shape (n,); both are None where no early end can be flown: failures `under_burn` then count as
    an uncontrolled entry.
    """

    study: EntryStudy
    assessment: Assessment
    people: PeopleFigures
    traffic: TrafficFigures | None
    hazard_areas: HazardFigures | None
    components: tuple[Component, ...]
    aboard: Aboard
    epoch: Epoch
    failures: tuple[Failure, ...] = ()
    ends: EarlyEnds | None = None
    crowd: np.ndarray | None = None
    interruptions: tuple[Interruption, ...] = ()
    rates: BurnRates | None = None

    @property
    def shown(self) -> Debris:
        """What the footprint is made of."""
        return self.study.shown


def assess_reentry(
    scenario: Scenario, flight: Flight, plan: BurnPlan | None = None
) -> ReentryResult | None:
    """Break up the stack of a flight that reached the interface; None where there is nothing to.

    With a plan its burns count as interruptions, with the orbits they leave.
    """
    given = scenario.entry
    event = find_entry(flight)
    if given is None or event is None:
        return None
    aboard = find_aboard(flight)
    families = components(scenario, aboard)
    columns = catalogue_columns(families)
    study = entry_study(flight, columns, entry_options(given))
    year = flight.mission.epoch.fractional_year(event.time)
    inclination = inclination_of_date(event.time, event.state, flight.mission.world.orientation)
    ends = fly_early_ends(flight)
    crowd = None if ends is None else _crowd(study, ends, year, inclination)
    failures = tuple(
        Failure(name, float(each.probability), each.leads_to, _source(each))
        for name, each in given.failures.items()
    )
    rates, interruptions, chance = burn_rates(given), [], None
    if given.burn_rates is not None and rates is not None:
        interruptions = find_interruptions(flight, ends, given.burn_rates.unflown, plan)
    if rates is not None and interruptions:
        failures += burn_failures(interruptions, rates)
        chance = Span(*probability_range(interruptions, rates))
    aimed = any(not burn.lowering for burn in flight.burns_of(0))
    limits, epoch = keep_out_limits(given), flight.mission.epoch
    found = assess(study, inclination, year, failures, crowd, limits, chance, aimed)
    return ReentryResult(
        study=study,
        assessment=found,
        people=people_figures(study, found, epoch, inclination, sheltering_of(given), limits),
        traffic=traffic_figures(study, *traffic_tables(given)),
        hazard_areas=hazard_areas(study, epoch),
        components=families,
        aboard=aboard,
        epoch=epoch,
        failures=failures,
        ends=ends,
        crowd=crowd,
        interruptions=tuple(interruptions),
        rates=rates,
    )


def _crowd(
    study: EntryStudy, ends: EarlyEnds, year: float, inclination: float
) -> np.ndarray | None:
    """People per km2 where debris falls after each early end; None where the planned end of the
    burn, which the debris is counted from, does not bring the stack down, or nothing survives.
    """
    located, zero = locate(study.nominal, study.track), ends.planned
    down = located.hazardous
    if not down.any() or not np.isfinite(zero.latitude).all():
        return None
    released, _ = coordinates(study.track, zero.latitude, zero.longitude)
    fragments = located.along[down] - released, located.area[down]
    later = np.where(ends.revolutions >= SAME_REVOLUTION, ends.seconds, 0.0)
    people = population(year)
    elsewhere = end_density_per_km2(people, float(np.degrees(inclination)))
    return people_under_ends(*fragments, ends.break_ups, later, people, elsewhere)


def add_ships(result: ReentryResult | None, ships: Sequence[ShipDisposal]) -> ReentryResult | None:
    """The same with the risk of ships that the stack has left to fall."""
    if result is None:
        return None
    found = result.assessment
    total = add_disposals(found.total, ships)
    return replace(result, assessment=replace(found, total=total))


def burn_failures(sequence: Sequence[Interruption], rates: BurnRates) -> tuple[Failure, ...]:
    """Failures that follow from the rates: a burn before the final one is lost for good, and the
    final one stops early and is not taken up again, by the time that each early end leaves.
    """
    before = [each for each in sequence if not each.is_final]
    last = [each for each in sequence if each.is_final]
    found = []
    if before:
        chance = Span(*probability_range(before, rates))
        found.append(Failure(PERIGEE_BURN, chance, "uncontrolled", rates.source))
    if last:
        chance = Span(*probability_range(last, rates, stopped_probability))
        (final,), recovered = last, rates.recovered
        better_to_worse = (recovered.high, recovered.value, recovered.low)
        low, likely, high = (unrecovered(rate, final.revolutions) for rate in better_to_worse)
        lasting = (low, likely, high)
        found.append(Failure(FINAL_BURN, chance, "under_burn", rates.source, lasting))
    return tuple(found)


def _source(failure: Any) -> str:
    probability = failure.probability
    told = failure.source or failure.assumption
    return told or probability.source or probability.assumption or "no source given"


def summarize_debris(
    result: ReentryResult,
    plan: PlanFigures | None,
    impact: ImpactFigures | None,
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
        drawn = (figures["footprint"], figures["footprint_nominal"], result.people["footprint"])
        for footprint in drawn:
            _refer(footprint, reference["along_km"])
    return {
        **figures,
        "masses": _masses(result),
        "reference": reference,
        "failures": [
            {
                "name": each.name,
                "probability": each.likely,
                "probability_low": each.span.low,
                "probability_high": each.span.high,
                "leads_to": each.leads_to,
                "early_ends_flown": each.leads_to == "under_burn" and result.crowd is not None,
                "source": each.source,
            }
            for each in result.failures
        ],
        "reliability": _reliability(result),
        "cut_offs": _cut_offs(result),
        "people": result.people,
        "traffic": result.traffic,
        "hazard_areas": result.hazard_areas,
    }


def _masses(result: ReentryResult) -> MassFigures:
    """What enters and lands; what is in no vehicle's own families is the station's."""
    by_vehicle: dict[str, float] = defaultdict(float)
    for family in result.components:
        vehicle, _, own = family.name.partition(".")
        by_vehicle[vehicle if own else STATION] += family.total_mass
    propellant = result.aboard.dry_mass + sum(result.aboard.propellant.values())
    propellant -= sum(by_vehicle.values())
    stack = sum(by_vehicle.values()) + propellant
    landed = float(result.study.nominal.landed_mass.sum())
    return {
        "stack_kg": stack,
        "dry_kg": sum(by_vehicle.values()),
        "propellant_kg": propellant,
        "landed_kg": landed,
        "demised_kg": stack - landed,
        "dry_by_vehicle_kg": dict(by_vehicle),
    }


def _reliability(result: ReentryResult) -> ReliabilityFigures | None:
    """Chances of the burns, and the other way round; None where no rates are known."""
    rates, sequence = result.rates, result.interruptions
    if rates is None or not sequence:
        return None
    found = result.assessment
    needed = needed_reliability(sequence, rates, found.uncontrolled.likely, RISK_LIMIT)

    def span(rate: Rate) -> Range:
        return {"low": rate.low, "likely": rate.value, "high": rate.high}

    likely = (rates.interrupted.value, rates.first_firing.value, rates.recovered.value)

    def followed(revolutions: float) -> float | None:
        return revolutions if math.isfinite(revolutions) else None

    return {
        "rates": {
            "interrupted": span(rates.interrupted),
            "first_firing": span(rates.first_firing),
            "recovered": span(rates.recovered),
        },
        "source": rates.source,
        "probability": span(probability_range(sequence, rates)),
        "burns": [
            {
                "burn": each.burn,
                "interrupted": (likely[1] if each.is_first_firing else likely[0]),
                "first_firing": each.is_first_firing,
                "revolutions_least": followed(min(each.revolutions)),
                "revolutions_most": followed(max(each.revolutions)),
                "lost": float(lost_control(each, rates.recovered.value)),
                "probability": float(probability_of_burn(each, *likely)),
            }
            for each in sequence
        ],
        "needed": {"sequence": needed.sequence, "per_burn": needed.per_burn},
    }


def _cut_offs(result: ReentryResult) -> list[CutOffFigures] | None:
    """Expected casualties of an early cut-off by stretches of the final burn; None without."""
    ends, crowd = result.ends, result.crowd
    if ends is None or crowd is None:
        return None
    expected = 1e-6 * result.assessment.casualty_area.likely * crowd
    return tabulate_cut_offs(ends.fraction, expected, ends.revolutions < SAME_REVOLUTION)


def _refer(footprint: FootprintFigures | None, zero: float) -> None:
    """Add heel and toe counted from the reference to every extent."""
    if footprint is None:
        return
    for extents in (footprint["by_fragment"], footprint["by_break_up"]):
        for each in extents:
            each["heel_from_reference_km"] = each["heel_km"] - zero
            each["toe_from_reference_km"] = each["toe_km"] - zero
