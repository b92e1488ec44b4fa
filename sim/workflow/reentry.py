"""What becomes of a stack below the entry interface, as the summary tells it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from sim.entry.assessment import Assessment, Failure, assess, entry_figures
from sim.entry.breakup.component import Component
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.disposal import ShipDisposal, add_disposals
from sim.entry.figures import (
    DebrisFigures,
    FootprintFigures,
    Range,
    ReferencePoint,
    ReliabilityFigures,
)
from sim.entry.ground_track import coordinates
from sim.entry.next_revolution import next_revolution
from sim.entry.risk.casualty import RISK_LIMIT, Span
from sim.entry.risk.cut_off import CutOffFigures, cut_off_casualties, tabulate_cut_offs
from sim.entry.risk.population import population
from sim.entry.study import Debris, EntryStudy, entry_study
from sim.flight.figures import ImpactFigures
from sim.flight.interface import find_entry
from sim.flight.record import Flight
from sim.frames.elements import inclination_of_state
from sim.frames.epoch import Epoch
from sim.planning.failures.impact_map import FailureMap
from sim.planning.failures.interruptions import (
    BurnRates,
    Interruption,
    Rate,
    lost_control,
    needed_reliability,
    probability_of_burn,
    probability_range,
    stopped_probability,
    unplanned_interruptions,
)
from sim.planning.failures.study import summarise_failures
from sim.scenario.build.entry import burn_rates, components, entry_options, keep_out_limits
from sim.scenario.schema.scenario import Scenario

AIM = "aim of the plan"
PERIGEE_BURN, FINAL_BURN = "interrupted_perigee_burn", "interrupted_final_burn"
"""Names of the failures that follow from the rates of burns."""
INTACT = "impact of the unbroken stack"


@dataclass(frozen=True, kw_only=True)
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
    interruptions: tuple[Interruption, ...] = ()
    rates: BurnRates | None = None

    @property
    def shown(self) -> Debris:
        """What the footprint is made of: the sample, or the nominal break-up without one."""
        return self.study.nominal if self.study.sample is None else self.study.sample


def assess_reentry(
    scenario: Scenario, flight: Flight, interruptions: Sequence[Interruption] | None = None
) -> ReentryResult | None:
    """Break up the stack of a flight that reached the interface; None where there is nothing to.

    `interruptions` are those of the burns of a plan; of a flight without one, each burn is taken to
    leave the six revolutions for which the chance to recover is stated.
    """
    given = scenario.entry
    event = find_entry(flight)
    if given is None or event is None:
        return None
    families = components(given)
    columns = catalogue_columns(families)
    study = entry_study(flight, columns, entry_options(given))
    rates = burn_rates(given)
    if interruptions is None:
        interruptions = _unplanned(scenario, flight)
    failures = tuple(
        Failure(name, float(each.probability), each.leads_to, _source(each))
        for name, each in given.failures.items()
    )
    chance = None
    if rates is not None and interruptions:
        failures += burn_failures(interruptions, rates)
        chance = Span(*probability_range(interruptions, rates))
    epoch = flight.mission.epoch
    year = epoch.fractional_year(event.time)
    inclination = inclination_of_state(event.state[:3], event.state[3:6])
    track = next_revolution(flight)
    aimed = any(not burn.lowering for burn in flight.burns_of(0))
    found = assess(study, inclination, year, failures, track, keep_out_limits(given), chance, aimed)
    return ReentryResult(
        study=study,
        assessment=found,
        components=families,
        epoch=epoch,
        failures=failures,
        next_track=track is not None,
        interruptions=tuple(interruptions),
        rates=rates,
    )


def add_ships(result: ReentryResult | None, ships: Sequence[ShipDisposal]) -> ReentryResult | None:
    """The same with the risk of ships that the stack has left to fall."""
    if result is None:
        return None
    found = result.assessment
    total = add_disposals(found.total, ships)
    return replace(result, assessment=replace(found, total=total))


def _unplanned(scenario: Scenario, flight: Flight) -> list[Interruption]:
    """The deorbit burns of a flight without a plan."""
    phases = {phase.name: phase for phase in flight.mission.phases}
    names = [burn.name for burn in flight.burns_of(0) if not burn.lowering]
    burns = [
        burn.firings for name in names if name in phases and (burn := phases[name].burn) is not None
    ]
    rates = None if scenario.entry is None else scenario.entry.burn_rates
    if rates is None or len(burns) < len(names):
        return []
    return unplanned_interruptions(names, burns, flight.mission.vehicles, rates.unflown)


def burn_failures(sequence: Sequence[Interruption], rates: BurnRates) -> tuple[Failure, ...]:
    """Failures that follow from the rates: a burn before the final one is lost for good, and the
    final one stops early and is not taken up again.
    """
    before = [each for each in sequence if not each.is_final]
    last = [each for each in sequence if each.is_final]
    found = []
    if before:
        chance = Span(*probability_range(before, rates))
        found.append(Failure(PERIGEE_BURN, chance, "uncontrolled", rates.source))
    if last:
        chance = Span(*probability_range(last, rates, stopped_probability))
        found.append(Failure(FINAL_BURN, chance, "under_burn", rates.source))
    return tuple(found)


def _source(failure: Any) -> str:
    probability = failure.probability
    told = failure.source or failure.assumption
    return told or probability.source or probability.assumption or "no source given"


def summarize_debris(
    result: ReentryResult,
    plan: Mapping[str, Any] | None,
    impact: ImpactFigures | None,
    failures: FailureMap | None = None,
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
    failures
        Map of a final burn that fails; None where none was computed.
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
                "probability": each.likely,
                "probability_low": each.span.low,
                "probability_high": each.span.high,
                "leads_to": each.leads_to,
                "over_next_revolution": each.leads_to == "under_burn" and result.next_track,
                "source": each.source,
            }
            for each in result.failures
        ],
        "reliability": _reliability(result),
        "cut_offs": None if failures is None else _cut_offs(result, failures),
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


def _cut_offs(result: ReentryResult, failures: FailureMap) -> list[CutOffFigures]:
    """Expected casualties of an early cut-off by stretches of the final burn."""
    found = result.assessment
    fraction, expected = cut_off_casualties(
        failures.columns, population(found.year), found.casualty_area.likely
    )
    least = summarise_failures(failures)["least_fraction_same_revolution"]
    return tabulate_cut_offs(fraction, expected, least if np.isfinite(least) else None)


def _refer(footprint: FootprintFigures | None, zero: float) -> None:
    """Add heel and toe counted from the reference to every extent."""
    if footprint is None:
        return
    for extents in (footprint["by_fragment"], footprint["by_break_up"]):
        for each in extents:
            each["heel_from_reference_km"] = each["heel_km"] - zero
            each["toe_from_reference_km"] = each["toe_km"] - zero
