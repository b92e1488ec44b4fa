"""What an entry study comes to: footprint, keep-out distances and casualty risk, as plain figures.

Expected casualties of the entry as planned are summed over fragments with the people under them;
those of an uncontrolled entry are the casualty area times the mean density of people under the
orbit. Both are given from the 5 % to the 95 % break-up of the sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.entry.break_up_figures import casualty_areas, expected_casualties
from sim.entry.breakup.component import Component
from sim.entry.breakup.stages import BreakUp
from sim.entry.debris import Debris
from sim.entry.figures import (
    EntryFigures,
    ExtentFigures,
    FootprintFigures,
    KeepOutFigures,
    Range,
    RequirementFigures,
    RiskFigures,
    SurvivingShares,
    UncontrolledFigures,
)
from sim.entry.footprint import SHOWN_SHARES, Extent, Footprint
from sim.entry.risk.casualty import (
    RISK_LIMIT,
    Branch,
    Span,
    TotalRisk,
    as_span,
    one_in,
    total_risk,
    uncontrolled_casualties,
)
from sim.entry.risk.code_spread import between_codes, range_figures
from sim.entry.risk.keep_out import Clearance, KeepOutLimits, keep_out
from sim.entry.risk.population import end_density_per_km2, mean_density_per_km2, population
from sim.entry.risk.requirements import Requirement, requirements
from sim.entry.risk.uncontrolled import risk_by_country, risk_by_latitude
from sim.entry.study import EntryStudy
from sim.frames.epoch import Epoch

Array = NDArray[np.float64]

LEAST_SHOWN = 1e-12
"""Expected casualties below which a number says nothing."""


@dataclass(frozen=True)
class Failure:
    """Something that may go wrong, and its probability: the stack then comes down anywhere on its
    orbit (`uncontrolled`), or as an early end of the final burn leaves it (`under_burn`).

    `lasting` is the chance of each of n early ends not to be made good, at the better end of what
    is known, as it is, and at the worse end, shape (n,) each; None where all weigh alike.
    """

    name: str
    probability: float | Span
    leads_to: str
    source: str
    lasting: tuple[Array, Array, Array] | None = None

    @property
    def span(self) -> Span:
        """The probability with its range."""
        return as_span(self.probability, self.name, "probability", 1.0)

    @property
    def likely(self) -> float:
        """The probability without its range."""
        return self.span.likely


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """Risk and distances of an entry.

    Attributes
    ----------
    casualty_area
        m2, of all fragments of one break-up over 15 J.
    nominal, uncontrolled
        Expected casualties of the entry as planned and of an uncontrolled one.
    total
        With the failures.
    requirements
        Clauses of NASA-STD-8719.14C, 4.7-1.
    clearance
        Distances to land, over all fragments of nominal and dispersed break-ups.
    density_per_km2, density_over_time_per_km2
        People where uncontrolled entries end, and under the orbit, mean over time.
    inclination_deg, year
        Of the orbit and of the population.
    """

    casualty_area: Span
    nominal: Span
    uncontrolled: Span
    total: TotalRisk
    requirements: tuple[Requirement, ...]
    clearance: tuple[Clearance, ...]
    density_per_km2: float
    density_over_time_per_km2: float
    inclination_deg: float
    year: float


def _failure_branches(
    failures: Sequence[Failure], uncontrolled: Span, area: Span, crowd: Array | None
) -> list[Branch]:
    """Branches of the total risk, each with its expected casualties."""
    return [
        Branch(
            each.name,
            each.probability,
            uncontrolled
            if crowd is None or each.leads_to != "under_burn"
            else _under_burn(each, area, crowd),
            each.source,
        )
        for each in failures
    ]


def _under_burn(failure: Failure, area: Span, crowd: Array) -> Span:
    """Expected casualties of a final burn that ends early and is not made good."""
    lasting = failure.lasting or (np.ones(len(crowd)),) * 3
    found = [
        1e-6 * a * float(share @ crowd) / float(share.sum()) if share.any() else 0.0
        for a, share in zip(area, lasting, strict=True)
    ]
    return Span(min(found), found[1], max(found))


def assess(
    study: EntryStudy,
    inclination: float,
    year: float,
    failures: Sequence[Failure] = (),
    crowd: Array | None = None,
    limits: KeepOutLimits | None = None,
    failure_probability: Span | None = None,
    controlled: bool = True,
) -> Assessment:
    """Casualty risk and keep-out distances of an entry.

    Parameters
    ----------
    study
        Nominal break-up and perhaps a sample.
    inclination, year
        rad; of entry, population is projected to it.
    failures
        Failures before entry.
    crowd
        People per km2 where debris falls after each of n early ends of the final burn, shape (n,);
        None where no such end can be flown: it then counts as an uncontrolled entry.
    limits
        Distances from land; by default those of NASA-STD-8719.14C.
    failure_probability
        That the burns leave an uncontrolled entry; by default the sum of the failures that lead
        to one.
    controlled
        Whether the entry is aimed by burns.
    """
    people = population(year)
    debris = study.shown
    areas = casualty_areas(debris)
    casualties = expected_casualties(debris, areas, people)
    area = quantile_span(debris.sum(areas))
    nominal = Span(*(value if value > LEAST_SHOWN else 0.0 for value in mean_span(casualties)))
    degrees = float(np.degrees(inclination))
    uncontrolled = Span(*(float(uncontrolled_casualties(people, degrees, a)) for a in area))
    branches = _failure_branches(failures, uncontrolled, area, crowd)
    total = total_risk(nominal, branches, "as planned")
    clearance = _clearances(study, limits)
    if failure_probability is None:
        failure_probability = _sum_of_lost(failures)
    passed = all(each.passed for each in clearance)
    return Assessment(
        casualty_area=area,
        nominal=nominal,
        uncontrolled=uncontrolled,
        total=total,
        requirements=requirements(uncontrolled, failure_probability, passed, controlled=controlled),
        clearance=clearance,
        density_per_km2=end_density_per_km2(people, degrees),
        density_over_time_per_km2=mean_density_per_km2(people, degrees),
        inclination_deg=degrees,
        year=year,
    )


def _clearances(study: EntryStudy, limits: KeepOutLimits | None) -> tuple[Clearance, ...]:
    """Distances to land of what landed of the nominal break-up and the sample."""
    both = [study.nominal] if study.sample is None else [study.nominal, study.sample]
    ends = [
        (np.degrees(end.longitude[down]), np.degrees(end.latitude[down]), end.energy[down])
        for end, down in ((d.impacts, reached(d)) for d in both)
    ]
    longitude, latitude, energy = (np.concatenate(column) for column in zip(*ends, strict=True))
    return keep_out(longitude, latitude, energy, limits)


def _sum_of_lost(failures: Sequence[Failure]) -> Span:
    """Probability of the failures that lead to an uncontrolled entry."""
    lost = [each.span for each in failures if each.leads_to == "uncontrolled"]
    return Span(*(min(1.0, sum(each[k] for each in lost)) for k in range(3)))


def reached(debris: Debris) -> NDArray[np.bool_]:
    """Rows of fragments that came down to the ground."""
    return debris.impacts.landed & np.isfinite(debris.impacts.latitude)


def quantile_span(values: Array) -> Span:
    """The median of break-ups, (n,), with the 5 % and the 95 % one."""
    if len(values) == 1:
        return Span(*(float(values[0]),) * 3)
    return Span(*(float(q) for q in np.quantile(values, [0.05, 0.5, 0.95])))


def mean_span(values: Array) -> tuple[float, float, float]:
    """Quantiles with the mean in the middle: an expectation is a mean, held between its ends."""
    if len(values) == 1:
        alone = float(values[0])
        return alone, alone, alone
    low, high = np.quantile(values, [0.05, 0.95])
    mean = float(values.mean())
    return float(min(low, mean)), mean, float(max(high, mean))


def entry_figures(
    study: EntryStudy, found: Assessment, components: Sequence[Component], epoch: Epoch
) -> EntryFigures:
    """Figures with units in their names; keys are defined in `docs/outputs.md`."""
    nominal, sample, shown = study.nominal, study.sample, study.shown
    return {
        "families": len(components),
        "pieces": float(nominal.count.sum()),
        "dispersed_break_ups": 0 if sample is None else study.options.samples,
        "surviving_mass_share": _survival(nominal, components),
        "surviving_mass_share_sample": None if sample is None else sample.surviving(),
        "stages_km": [float(h) / 1e3 for h in nominal.stages[0]],
        "stages_published_km": _published(study.options.break_up),
        "stages_sample_km": None if sample is None else (sample.stages.T / 1e3).tolist(),
        "footprint": footprint_figures(shown.footprint, epoch),
        "footprint_nominal": footprint_figures(nominal.footprint, epoch),
        "keep_out": [_clearance(each, study, components) for each in found.clearance],
        "casualty_area_m2": plain(found.casualty_area),
        "casualty_area_between_codes_m2": between_codes(found.casualty_area),
        "ranges": range_figures(0 if sample is None else sample.break_ups),
        "people_per_km2_under_the_orbit": found.density_over_time_per_km2,
        "uncontrolled_entry": _uncontrolled_figures(found),
        "population_year": found.year,
        "expected_casualties": _risk(found),
        "requirements": [requirement_figures(each) for each in found.requirements],
    }


def _uncontrolled_figures(found: Assessment) -> UncontrolledFigures:
    """Where an uncontrolled entry may end, and whose risk it is."""
    people, degrees, whole = population(found.year), found.inclination_deg, found.uncontrolled
    over_time = found.density_over_time_per_km2
    return {
        "people_per_km2": found.density_per_km2,
        "factor": found.density_per_km2 / over_time if over_time > 0.0 else 1.0,
        "by_latitude": [
            {
                "south_deg": band.south_deg,
                "north_deg": band.north_deg,
                "share_of_ends": band.share_of_ends,
                "people_per_km2": band.people_per_km2,
                "expected_casualties": band.share_of_risk * whole.likely,
            }
            for band in risk_by_latitude(people, degrees)
        ],
        "by_country": [
            {"country": name, "share": share, "expected_casualties": share * whole.likely}
            for name, share in risk_by_country(people, degrees)
        ],
    }


def _published(break_up: BreakUp) -> list[Range]:
    """Altitudes in km of the stages and of shielded pieces as published, 5, 50 and 95 %."""
    spreads = [break_up.spread(k).at(np.array([0.05, 0.5, 0.95])) / 1e3 for k in range(4)]
    return [
        {"low": float(low), "likely": float(likely), "high": float(high)}
        for low, likely, high in spreads
    ]


def requirement_figures(requirement: Requirement) -> RequirementFigures:
    """A clause as results hold it."""
    value = requirement.value
    return {
        "clause": requirement.clause,
        "text": requirement.text,
        "value": None if value is None else plain(value),
        "limit": requirement.limit,
        "met": requirement.met,
        "applies": requirement.applies,
    }


def _survival(debris: Debris, components: Sequence[Component]) -> SurvivingShares:
    return {
        "all": debris.surviving(),
        "by_stage": debris.surviving_by_stage(),
        "by_material": debris.surviving_by([each.material.name for each in components]),
        "published_low": 0.1,
        "published_high": 0.4,
    }


def footprint_figures(found: Footprint | None, epoch: Epoch) -> FootprintFigures | None:
    """Window and extents of a footprint as results hold them; None if nothing came down."""
    if found is None:
        return None
    return {
        "first_impact_utc": epoch.utc_iso(found.first, 0),
        "last_impact_utc": epoch.utc_iso(found.last, 0),
        "by_fragment": [_extent(each) for each in found.extents if each.carried],
        "by_break_up": [_extent(each) for each in found.events if each.carried],
        "not_carried": [
            {"share": each.share, "needed": each.needed, "effective": each.effective}
            for share in SHOWN_SHARES
            if not (each := found.extent(share)).carried
        ],
    }


def _extent(each: Extent) -> ExtentFigures:
    return {
        "share": each.share,
        "heel_km": each.heel / 1e3,
        "toe_km": each.toe / 1e3,
        "length_km": (each.toe - each.heel) / 1e3,
        "width_km": (each.right - each.left) / 1e3,
    }


def _clearance(
    each: Clearance, study: EntryStudy, components: Sequence[Component]
) -> KeepOutFigures:
    """Distance to a class of land, with the family of the nearest fragment."""
    name = None
    if each.fragment is not None:
        name = components[_family_of(study, each.fragment)].name
    return {
        "land": each.land_class,
        "limit_km": each.limit / 1e3,
        "least_km": float(each.minimum) / 1e3 if np.isfinite(each.minimum) else None,
        "fragment": name,
        "nearest_country": each.country or None,
        "violations": int(each.violations),
        "kept": bool(each.passed),
    }


def _family_of(study: EntryStudy, index: int) -> int:
    """Family of a fragment, counted over what landed of the nominal break-up and the sample."""
    both = [study.nominal] if study.sample is None else [study.nominal, study.sample]
    families = [d.family[reached(d)] for d in both]
    return int(np.concatenate(families)[index])


def plain(span: Span) -> Range:
    """A span as results hold it."""
    return {"low": span.low, "likely": span.likely, "high": span.high}


def _risk(found: Assessment) -> RiskFigures:
    return {
        "limit": RISK_LIMIT,
        "as_planned": plain(found.nominal),
        "uncontrolled": plain(found.uncontrolled),
        "uncontrolled_words": one_in(found.uncontrolled.likely),
        "with_failures": plain(found.total.total),
        "with_failures_words": one_in(found.total.total.likely),
        "contributions": {k: plain(v) for k, v in found.total.contributions.items()},
        "driver": found.total.driver,
        "least_known": found.total.least_known,
    }
