"""What becomes of ships that left the stack: where they come down, how far from land, and the risk
of those that are left to fall.

A ship without control comes down anywhere under its orbit: the stated share of its mass without
propellant, times a casualty area by mass, times the people there (as for the stack). One that
deorbits itself is counted as nobody's risk, by where its intact body falls; its break-up, and a
burn of it that fails, are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from sim.entry.figures import Range
from sim.entry.geodesic import geodesic_distance
from sim.entry.risk.casualty import Span, TotalRisk, uncontrolled_casualties
from sim.entry.risk.keep_out import keep_out
from sim.entry.risk.population import population
from sim.flight.disposal.departure import Departure, find_departures
from sim.flight.disposal.propagation import DisposalFlight, fly_disposals
from sim.flight.record import Flight
from sim.frames.earth_orientation import inclination_of_date

UNCERTAIN = 2.5
"""assumption: factor either way on the casualty area of a ship: 5 to 25 % of it may survive, with
30 to 75 m2/t."""
LEFT_TO_FALL = "ships left to fall"
"""Name of their part of the casualty expectation."""


class ShipImpactFigures(TypedDict):
    """Where the intact ship falls; None where it is left to fall."""

    impact_utc: str | None
    impact_latitude_deg: float | None
    impact_longitude_deg: float | None
    aim_distance_km: float | None
    nearest_land: str | None
    nearest_country: str | None
    land_distance_km: float | None
    land_limit_km: float | None
    distance_kept: bool | None


NOWHERE: ShipImpactFigures = {
    "impact_utc": None,
    "impact_latitude_deg": None,
    "impact_longitude_deg": None,
    "aim_distance_km": None,
    "nearest_land": None,
    "nearest_country": None,
    "land_distance_km": None,
    "land_limit_km": None,
    "distance_kept": None,
}
"""Of a ship that did not come down by itself."""


class DisposalFigures(ShipImpactFigures):
    """Figures of one ship that left; None for what it did not do. Keys: `docs/outputs.md`."""

    vehicle: str
    way: str
    undock_utc: str
    dry_mass_kg: float
    propellant_aboard_kg: float
    delta_v_m_s: float
    propellant_needed_kg: float
    engine: str | None
    ignition_utc: str | None
    burn_duration_s: float | None
    propellant_used_kg: float | None
    perigee_after_km: float | None
    flight_path_angle_deg: float | None
    surviving_mass_kg: float
    expected_casualties: Range


@dataclass(frozen=True)
class ShipDisposal:
    """A ship that left, its flight (None if it is left to fall or lacks something), figures, and
    why it did not come down as it should (empty if it did).
    """

    departure: Departure
    flown: DisposalFlight | None
    figures: DisposalFigures
    shortfall: str


def assess_disposals(flight: Flight, row: int = 0) -> tuple[ShipDisposal, ...]:
    """Fly the ships that left a row of a flight down, and say what becomes of each."""
    departures = find_departures(flight, row)
    flown = {id(each.departure): each for each in fly_disposals(flight, departures)}
    ships = []
    for departure in departures:
        own = flown.get(id(departure))
        shortfall = departure.shortfall or ("" if own is None else own.shortfall)
        figures = _figures(flight, departure, own)
        ships.append(ShipDisposal(departure, own, figures, shortfall))
    return tuple(ships)


def add_disposals(total: TotalRisk, ships: Sequence[ShipDisposal]) -> TotalRisk:
    """Add the risk of ships that are left to fall: it comes on top of every branch."""
    risks = [ship.figures["expected_casualties"] for ship in ships]
    extra = Span(*(sum(risk[end] for risk in risks) for end in ("low", "likely", "high")))
    if extra.high <= 0.0:
        return total
    contributions = {**total.contributions, LEFT_TO_FALL: extra}
    joined = Span(*(a + b for a, b in zip(total.total, extra, strict=True)))
    driver = max(contributions, key=lambda name: contributions[name].likely)
    share = {name: span.likely / joined.likely for name, span in contributions.items()}
    widest = max(contributions, key=lambda name: contributions[name].high - contributions[name].low)
    return replace(
        total,
        total=joined,
        contributions=contributions,
        share=share,
        driver=driver,
        least_known=widest if widest == LEFT_TO_FALL else total.least_known,
    )


def left_to_fall(dry_mass: float, share: float, area: float, year: float, degrees: float) -> Span:
    """Expected casualties of a ship without control.

    Parameters
    ----------
    dry_mass
        kg without propellant.
    share
        Of it that reaches the ground.
    area
        Casualty area by mass of that, m2/kg.
    year
        Of the population.
    degrees
        Inclination.
    """
    people = population(year)
    likely = uncontrolled_casualties(people, degrees, dry_mass * share * area)
    return Span(likely / UNCERTAIN, likely, likely * UNCERTAIN)


def _figures(flight: Flight, each: Departure, flown: DisposalFlight | None) -> DisposalFigures:
    epoch, ship, event = flight.mission.epoch, each.disposal, each.event
    dry = each.disposal.dry_mass
    risk = Span(0.0, 0.0, 0.0)
    if not ship.controlled:
        orientation = flight.mission.world.orientation
        degrees = float(np.degrees(inclination_of_date(event.time, event.state, orientation)))
        year = epoch.fractional_year(event.time)
        risk = left_to_fall(dry, ship.surviving_share, ship.casualty_area, year, degrees)
    burn = None if flown is None else flown.burn
    angle = None if flown is None else flown.flight_path_angle
    return {
        "vehicle": each.vehicle.name,
        "way": "controlled" if ship.controlled else "uncontrolled",
        "undock_utc": epoch.utc_iso(event.time, 3),
        "dry_mass_kg": dry,
        "propellant_aboard_kg": each.load,
        "delta_v_m_s": each.delta_v,
        "propellant_needed_kg": each.needed,
        "engine": None if each.engine is None or burn is None else each.engine.group.name,
        "ignition_utc": None if burn is None else epoch.utc_iso(burn.ignition, 3),
        "burn_duration_s": None if burn is None else burn.duration,
        "propellant_used_kg": None if burn is None else burn.propellant,
        "perigee_after_km": None if burn is None else burn.perigee_after / 1e3,
        "flight_path_angle_deg": None if angle is None else float(np.degrees(angle)),
        **_impact(flight, each, flown),
        "surviving_mass_kg": dry * ship.surviving_share,
        "expected_casualties": {"low": risk.low, "likely": risk.likely, "high": risk.high},
    }


def _impact(flight: Flight, each: Departure, flown: DisposalFlight | None) -> ShipImpactFigures:
    """Where the intact ship falls, and how far that is from the aim and from land."""
    if flown is None or flown.impact_time is None:
        return NOWHERE
    assert flown.latitude is not None and flown.longitude is not None
    place = np.array([flown.longitude]), np.array([flown.latitude])
    aim = (np.degrees([x]) for x in (each.disposal.longitude, each.disposal.latitude))
    least = min(keep_out(*place, np.array([np.inf])), key=lambda c: c.minimum - c.limit)
    return {
        "impact_utc": flight.mission.epoch.utc_iso(flown.impact_time, 3),
        "impact_latitude_deg": flown.latitude,
        "impact_longitude_deg": flown.longitude,
        "aim_distance_km": float(geodesic_distance(*place, *aim)[0]) / 1e3,
        "nearest_land": least.land_class,
        "nearest_country": least.country or None,
        "land_distance_km": least.minimum / 1e3,
        "land_limit_km": least.limit / 1e3,
        "distance_kept": bool(least.passed),
    }


DATES = ("undock_utc", "ignition_utc", "impact_utc")
TEXTS = ("vehicle", "way", "engine", "nearest_land", "nearest_country")
RISKS = ("low", "likely", "high")


def disposal_columns(ships: Sequence[DisposalFigures]) -> dict[str, np.ndarray]:
    """A table with a row for each ship: dates, texts (empty for none), numbers (NaN for none)."""
    columns: dict[str, np.ndarray] = {}
    for key in DisposalFigures.__annotations__:
        values = [ship[key] for ship in ships]
        if key == "expected_casualties":
            for end in RISKS:
                columns[f"{key}_{end}"] = np.array([value[end] for value in values])
        elif key in (*DATES, *TEXTS):
            columns[key] = np.array([value or "" for value in values], dtype=str)
        elif key == "distance_kept":
            columns[key] = np.array([value is True for value in values])
        else:
            columns[key] = np.array([np.nan if v is None else v for v in values], dtype=float)
    return columns
