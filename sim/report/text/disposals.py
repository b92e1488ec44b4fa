"""Ships that left the stack, in rows and sentences."""

from typing import Any

from sim.entry.disposal import DisposalFigures
from sim.entry.risk.casualty import one_in
from sim.report.results.contents import RunFigures
from sim.report.text.formatting import MISSING, amount, number, position, utc_minutes
from sim.report.text.names import human_name, place_name

DISPOSAL_HEADS = (
    "ship",
    "undocks",
    "aboard, kg",
    "needs, kg",
    "m/s",
    "burn, UTC",
    "s",
    "falls at",
    "to land, km",
    "limit, km",
    "survives, kg",
    "risk",
)
"""Columns of `disposal_rows`."""
DISPOSAL_NUMBERS = (
    "aboard, kg", "needs, kg", "m/s", "s", "to land, km", "limit, km", "survives, kg"
)  # fmt: skip

DISPOSAL_SHORT = (0, 1, 2, 3, 4, 7, 8, 11)
"""Numbers of the columns that a screen of 80 characters has room for."""


def disposal_rows(summary: RunFigures) -> list[tuple[str, ...]]:
    """A row of text for each ship with a disposal that left, in time."""
    return [_row(ship) for ship in summary.get("disposals") or []]


def _row(ship: DisposalFigures) -> tuple[str, ...]:
    controlled = ship["way"] == "controlled"
    latitude, longitude = ship["impact_latitude_deg"], ship["impact_longitude_deg"]
    place = MISSING if controlled else "anywhere under its orbit"
    if latitude is not None and longitude is not None:
        place = position(latitude, longitude)
    return (
        human_name(ship["vehicle"]),
        ship["undock_utc"][:10],
        number(ship["propellant_aboard_kg"], "kg"),
        number(ship["propellant_needed_kg"], "kg"),
        number(ship["delta_v_m_s"], "m/s"),
        utc_minutes(ship["ignition_utc"]) if ship["ignition_utc"] else MISSING,
        number(ship["burn_duration_s"], "s"),
        place,
        number(ship["land_distance_km"], "km"),
        number(ship["land_limit_km"], "km"),
        number(ship["surviving_mass_kg"], "kg"),
        "at sea" if controlled else one_in(ship["expected_casualties"]["likely"]),
    )


def disposal_sentences(summary: RunFigures) -> list[str]:
    """What ships that deorbit themselves took of what they had, and what the table leaves open."""
    ships = summary.get("disposals") or []
    burned = [ship for ship in ships if ship["propellant_used_kg"] is not None]
    sentences = []
    if burned:
        used = sum(ship["propellant_used_kg"] or 0.0 for ship in burned)
        aboard = sum(ship["propellant_aboard_kg"] for ship in burned)
        sentences.append(
            f"Of the {amount(aboard, 'kg')} that the ships had aboard when they undocked, "
            f"{amount(used, 'kg')} are burned in their own deorbits; both count as left with "
            "vehicles that undocked in the propellant of the stack. Positions are those of intact "
            "ships: their debris is not part of the footprint."
        )
    fallen = [ship for ship in ships if ship["way"] == "uncontrolled"]
    if fallen:
        names = ", ".join(place_name(ship["vehicle"]) for ship in fallen)
        risk = sum(ship["expected_casualties"]["likely"] for ship in fallen)
        sentences.append(
            f"Left to fall: {names}; together {one_in(risk)}, part of the casualty risk above."
        )
    return sentences


def disposal_figures(summary: RunFigures) -> dict[str, Any]:
    """Figures for the comparison; None where no ship with a disposal left."""
    ships = summary.get("disposals") or []
    burned = [ship for ship in ships if ship["propellant_used_kg"] is not None]
    distances = [d for ship in burned if (d := ship["land_distance_km"]) is not None]
    fallen = [ship for ship in ships if ship["way"] == "uncontrolled"]
    return {
        "disposals_controlled": len(burned) if ships else None,
        "disposals_uncontrolled": len(fallen) if ships else None,
        "disposal_propellant_kg": (
            sum(ship["propellant_used_kg"] or 0.0 for ship in burned) if burned else None
        ),
        "disposal_land_distance_km": min(distances, default=None),
        "disposal_casualties": (
            sum(ship["expected_casualties"]["likely"] for ship in fallen) if fallen else None
        ),
    }
