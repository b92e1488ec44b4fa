"""What debris does to people beside what the standard counts: energy that falls on one person, and
shelter.

No clause is judged with these figures; they stand beside those of `sim.entry.assessment`.
"""

import numpy as np
from numpy.typing import NDArray

from sim.entry.assessment import (
    LEAST_SHOWN,
    Assessment,
    footprint_figures,
    mean_span,
    plain,
    quantile_span,
    reached,
)
from sim.entry.break_up_figures import (
    casualty_areas,
    energies_on_person,
    expected_casualties,
    ground_energies,
)
from sim.entry.debris import Debris
from sim.entry.figures import FootprintFigures, PeopleFigures, PersonKeepOut, ShelteredFigures
from sim.entry.footprint import footprint
from sim.entry.risk.casualty import Span, one_in
from sim.entry.risk.code_spread import between_codes
from sim.entry.risk.keep_out import KeepOutLimits, keep_out
from sim.entry.risk.population import Population, density_per_km2, population
from sim.entry.risk.sheltering import (
    DAY_SHARE,
    Sheltering,
    is_day,
    is_urban,
    struck_share,
    urban_share,
)
from sim.entry.study import EntryStudy
from sim.frames.epoch import Epoch, utc_seconds_of_day

Array = NDArray[np.float64]


def people_figures(
    study: EntryStudy,
    found: Assessment,
    epoch: Epoch,
    inclination: float,
    sheltering: Sheltering | None = None,
    limits: KeepOutLimits | None = None,
) -> PeopleFigures:
    """Figures at the level of one person, and with shelter where the scenario gives it.

    Parameters
    ----------
    study, found
        The entry, and its assessment by the standard.
    epoch
        Of the times of the study.
    inclination
        rad.
    sheltering
        None: nobody is sheltered.
    limits
        Distances from land, as in `sim.entry.assessment.assess`.
    """
    debris, people = study.shown, population(found.year)
    areas = casualty_areas(debris, on_person=True)
    area = quantile_span(debris.sum(areas))
    uncontrolled = _under_orbit(found, area)
    standard = found.casualty_area.likely
    return {
        "casualty_area_m2": plain(area),
        "casualty_area_between_codes_m2": between_codes(area),
        "share_of_standard": area.likely / standard if standard > 0.0 else 0.0,
        "as_planned": plain(_planned(expected_casualties(debris, areas, people))),
        "uncontrolled": plain(uncontrolled),
        "uncontrolled_words": one_in(uncontrolled.likely),
        "footprint": _person_footprint(study, epoch),
        "keep_out": _distances(study, limits),
        "sheltered": None
        if sheltering is None
        else _sheltered(debris, found, people, epoch, float(np.degrees(inclination)), sheltering),
    }


def _under_orbit(found: Assessment, area: Span) -> Span:
    """Expected casualties of a casualty area anywhere under the orbit."""
    return Span(*(1e-6 * found.density_per_km2 * each for each in area))


def _planned(casualties: Array) -> Span:
    """Range of the expected casualties of the break-ups, (n,); nothing where it says nothing."""
    return Span(*(value if value > LEAST_SHOWN else 0.0 for value in mean_span(casualties)))


def _person_footprint(study: EntryStudy, epoch: Epoch) -> FootprintFigures | None:
    """Extents of the fragments that count on one person; None if none do."""
    debris, least = study.shown, study.options.least_energy
    energy = energies_on_person(debris)
    if not (energy > least).any():
        return None
    end = debris.impacts
    return footprint_figures(
        footprint(
            study.track,
            end.latitude,
            end.longitude,
            end.t,
            energy,
            weight=debris.count,
            event=debris.event,
            least_energy=least,
        ),
        epoch,
    )


def _distances(study: EntryStudy, limits: KeepOutLimits | None) -> list[PersonKeepOut]:
    """Least distances to land of the fragments that count on one person."""
    both = [study.nominal] if study.sample is None else [study.nominal, study.sample]
    ends = [
        (np.degrees(d.impacts.longitude[down]), np.degrees(d.impacts.latitude[down]), energy[down])
        for d in both
        for down, energy in [(reached(d), energies_on_person(d))]
    ]
    longitude, latitude, energy = (np.concatenate(column) for column in zip(*ends, strict=True))
    return [
        {
            "land": each.land_class,
            "least_km": float(each.minimum) / 1e3 if np.isfinite(each.minimum) else None,
        }
        for each in keep_out(longitude, latitude, energy, limits)
    ]


def _sheltered(
    debris: Debris,
    found: Assessment,
    people: Population,
    epoch: Epoch,
    inclination_deg: float,
    sheltering: Sheltering,
) -> ShelteredFigures:
    """The standard's count with shelter, by how many of the people live in towns."""
    areas, energy = casualty_areas(debris), ground_energies(debris)
    town = urban_share(people, inclination_deg)
    unknown = np.full(len(areas), DAY_SHARE)
    shares = (
        struck_share(sheltering.urban, energy, unknown),
        struck_share(sheltering.rural, energy, unknown),
    )
    ends = [debris.sum(areas * (town * u + (1.0 - town) * r)) for u, r in zip(*shares, strict=True)]
    area = _spread([quantile_span(each) for each in ends])
    uncontrolled = _under_orbit(found, area)
    down = areas > 0.0
    end, struck = debris.impacts, np.zeros((3, len(areas)))
    longitude, latitude = np.degrees(end.longitude[down]), np.degrees(end.latitude[down])
    urban = is_urban(density_per_km2(people, longitude, latitude))
    day = is_day((utc_seconds_of_day(epoch)[1] + end.t[down]) / 3600.0, longitude)
    for k, (u, r) in enumerate(
        zip(
            struck_share(sheltering.urban, energy[down], day),
            struck_share(sheltering.rural, energy[down], day),
            strict=True,
        )
    ):
        struck[k, down] = np.where(urban, u, r)
    planned = [_planned(expected_casualties(debris, areas * each, people)) for each in struck]
    return {
        "urban_share": town,
        "casualty_area_m2": plain(area),
        "casualty_area_between_codes_m2": between_codes(area),
        "as_planned": plain(_spread(planned)),
        "uncontrolled": plain(uncontrolled),
        "uncontrolled_words": one_in(uncontrolled.likely),
    }


def _spread(ends: list[Span]) -> Span:
    """The likely one between the low end of the lowest and the high end of the highest."""
    return Span(ends[0].low, ends[1].likely, ends[2].high)
