"""Names of tanks, engine groups, attitudes and ports: short where unique, else ``vehicle.name``."""

from collections.abc import Iterable, Mapping
from typing import Literal

from sim.scenario.schema.vehicle import VehicleModel

Kind = Literal["tanks", "engines", "attitudes", "ports"]


def names_of(vehicles: Mapping[str, VehicleModel], kind: Kind) -> tuple[str, ...]:
    """Full names ``vehicle.name`` of everything of a kind."""
    return tuple(
        f"{vehicle}.{name}" for vehicle, model in vehicles.items() for name in getattr(model, kind)
    )


def matches(reference: str, known: Iterable[str]) -> list[str]:
    """Full names a reference may stand for."""
    return [name for name in known if name == reference or name.partition(".")[2] == reference]


def full_name(reference: str, known: Iterable[str]) -> str:
    """The one full name a reference stands for; raises KeyError if there isn't exactly one."""
    names = matches(reference, known)
    if len(names) != 1:
        raise KeyError(reference)
    return names[0]
