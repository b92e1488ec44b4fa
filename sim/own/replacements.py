"""Kernels with functions of one's own, each in the place of a shipped one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sim.dynamics.event import event_value
from sim.dynamics.rhs import rates_in_stream
from sim.dynamics.thrust import thrust_direction
from sim.environment.atmosphere.model_error import density_factor
from sim.environment.atmosphere.models import VACUUM
from sim.environment.atmosphere.selection import MOLECULE_MASS, air_at
from sim.environment.space_weather.indices import calendar
from sim.frames.constants import HOURS_PER_RADIAN
from sim.frames.earth_orientation import gcrf_to_itrf_matrix
from sim.frames.geodesy import geodetic
from sim.lanes import arctan2, broadcast, floor, maximum, norm, rotate
from sim.own.function import OwnFunction
from sim.own.generated import module_of
from sim.own.twin import Replacement
from sim.own.vocabulary import KINDS, PLACE

USES: dict[str, Any] = {
    "arctan2": arctan2,
    "broadcast": broadcast,
    "calendar": calendar,
    "density_factor": density_factor,
    "floor": floor,
    "gcrf_to_itrf_matrix": gcrf_to_itrf_matrix,
    "geodetic": geodetic,
    "maximum": maximum,
    "norm": norm,
    "rotate": rotate,
    "VACUUM": VACUUM,
    "MOLECULE_MASS": MOLECULE_MASS,
    "HOURS_PER_RADIAN": HOURS_PER_RADIAN,
    "shipped_rates": rates_in_stream,
    "shipped_event": event_value,
    "shipped_direction": thrust_direction,
}

AIR = """
def own_air_at(t, x, y, sin_latitude, cos_latitude, height, world, parameters):
    if world.switch.air == VACUUM:
        return broadcast(0.0, height), broadcast(1000.0, height), broadcast(1.0, height)
{place}
    {call}
    factor = density_factor(t, height, world.noise, parameters)
    return density * factor, {temperature}, {number} * factor
"""

RATES = """
def own_rates(t, x, y, z, vx, vy, vz, mass, world, parameters):
    ax, ay, az, change, stream = shipped_rates(
        t, x, y, z, vx, vy, vz, mass, world, parameters
    )
    if world.switch.fall == 0:
{place}
        area = parameters.area
{added}
    return ax, ay, az, change, stream
"""

EVENT = """
def own_event_value(kind, t, x, y, z, vx, vy, vz, mass, world, threshold):
{levels}
    return shipped_event(kind, t, x, y, z, vx, vy, vz, mass, world, threshold)
"""

DIRECTION = """
def own_direction(x, y, z, vx, vy, vz, frame, parameters):
{nothing}
    return shipped_direction(x, y, z, vx, vy, vz, frame, parameters)
"""

LEAST = 1e-12
"""Shortest direction that is made one unit long."""


def replacements_of(functions: Sequence[OwnFunction]) -> Mapping[Callable[..., Any], Replacement]:
    """Replacements by the shipped kernels they stand for."""
    uses = USES | {_called(own): _loaded(own) for own in functions}
    by_kind = {kind: [own for own in functions if own.kind == kind] for kind in KINDS}
    made: dict[Callable[..., Any], Replacement] = {}
    for own in by_kind["atmosphere"]:
        made[air_at] = Replacement("own_air_at", _air(own), uses)
    pushes, laws = by_kind["acceleration"], by_kind["steering"]
    if pushes or laws:
        made[rates_in_stream] = Replacement("own_rates", _rates(pushes, laws), uses)
    if laws:
        nothing = "".join(
            f"    if frame == {own.number}:\n"
            f"        return broadcast(0.0, x), broadcast(0.0, x), broadcast(0.0, x)\n"
            for own in laws
        )
        text = DIRECTION.format(nothing=nothing)
        made[thrust_direction] = Replacement("own_direction", text, uses)
    if by_kind["event"]:
        made[event_value] = Replacement("own_event_value", _event(by_kind["event"]), uses)
    return made


def _loaded(own: OwnFunction) -> Any:
    return getattr(module_of("function", own.text, own.table), own.entry)


def _called(own: OwnFunction) -> str:
    return f"own_{own.digest}"


def _call(own: OwnFunction) -> str:
    return f"{_called(own)}({', '.join(own.arguments)})"


def _place(functions: Sequence[OwnFunction], indent: str) -> str:
    """Lines that work out the place on the Earth, where a function asks for it."""
    asked = {name for own in functions for name in own.arguments}
    lines = []
    if asked & set(PLACE):
        lines += ["turn = gcrf_to_itrf_matrix(t, world.orientation)"]
        lines += ["ex, ey, ez = rotate(turn, x, y, z)"]
        lines += ["sin_latitude, cos_latitude, height = geodetic(ex, ey, ez)"]
    return _indented(lines + _angles(asked, "ex", "ey"), indent)


def _angles(asked: set[str], x: str, y: str) -> list[str]:
    lines = []
    if "latitude" in asked:
        lines += ["latitude = arctan2(sin_latitude, cos_latitude)"]
    if asked & {"longitude", "hour"}:
        lines += [f"longitude = arctan2({y}, {x})"]
    if "hour" in asked:
        lines += ["day, seconds = calendar(t, world.clock)"]
        lines += ["hour = seconds * (1.0 / 3600.0) + longitude * HOURS_PER_RADIAN"]
        lines += ["hour = hour - 24.0 * floor(hour * (1.0 / 24.0))"]
    return lines


def _indented(lines: Sequence[str], indent: str) -> str:
    return "\n".join(indent + line for line in lines)


def _air(own: OwnFunction) -> str:
    asked = set(own.arguments)
    names = ("density", "temperature", "number")[: own.results]
    number = "number" if own.results > 2 else "(density / MOLECULE_MASS)"
    return AIR.format(
        place=_indented(_angles(asked, "x", "y"), "    "),
        call=f"{', '.join(names)} = {_call(own)}",
        temperature="broadcast(1000.0, height)" if own.results < 2 else "temperature",
        number=number,
    )


def _rates(pushes: Sequence[OwnFunction], laws: Sequence[OwnFunction]) -> str:
    lines = []
    for own in pushes:
        lines += [f"bx, by, bz = {_call(own)}"]
        lines += [f"a{axis} = a{axis} + b{axis}" for axis in "xyz"]
    for own in laws:
        lines += [f"if world.switch.steering == {own.number}:"]
        lines += [f"    dx, dy, dz = {_call(own)}"]
        lines += [f"    k = parameters.thrust / (mass * maximum(norm(dx, dy, dz), {LEAST!r}))"]
        lines += [f"    a{axis} = a{axis} + k * d{axis}" for axis in "xyz"]
    return RATES.format(place=_place([*pushes, *laws], " " * 8), added=_indented(lines, " " * 8))


def _event(events: Sequence[OwnFunction]) -> str:
    blocks = []
    for own in events:
        place = _place([own], " " * 8)
        level = f"        level = {_call(own)} - threshold"
        still = "        return level + broadcast(0.0, x), broadcast(0.0, x)"
        blocks.append("\n".join(
            part for part in (f"    if kind == {own.number}:", place, level, still) if part
        ))  # fmt: skip
    return EVENT.format(levels="\n".join(blocks))
