"""How many Progress ships suffice: each number of ships flown in each way, with the limit that
binds where it fails, by how much, and what would free it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.flight.fly import fly
from sim.flight.interface import find_entry, observe_events
from sim.flight.mission import Mission
from sim.flight.record import BurnRecord, EventKind, Flight
from sim.frames.constants import EQUATORIAL_RADIUS, MU, STANDARD_GRAVITY
from sim.planning.margins.fleet import WAYS, Fleet, Way, build_fleet_mission, check_fleet

LEFT_OVER = 1.0
"""kg below which a tank has run dry."""
ISP = 300.0
"""s, to tell a missing velocity change in kg."""


@dataclass(frozen=True, kw_only=True)
class FleetAssessment:
    """One number of ships and one way.

    `binding` names the constraint that fails (empty if none does) and `words` say by how much and
    what would free it; delta_v m/s, propellant and margin kg, perigees m, inertial flight-path
    angle rad at the entry interface, negative below the horizon (NaN if it is not met), `spare` s
    from cut-off to the interface.
    """

    ships: int
    way: Way
    feasible: bool
    binding: str
    words: str
    thrust: float
    lowering_delta_v: float
    final_delta_v: float
    final_duration: float
    propellant: float
    margin: float
    parking: float
    perigee: float
    spare: float
    flight_path_angle: float


def assess_fleet(
    mission: Mission,
    fleet: Fleet,
    seconds: float,
    numbers: Sequence[int] = (1, 2, 3, 4, 5, 6),
    ways: Sequence[Way] = WAYS,
) -> tuple[FleetAssessment, ...]:
    """Fly every number of ships in every way.

    Parameters
    ----------
    mission
        Gives the world, the epoch, the entry interface and the dispersed columns; its vehicles
        are not flown.
    fleet
        The question.
    seconds
        s since the epoch at which the stack is on its first orbit.
    numbers
        Of ships, at least 1.

    Raises
    ------
    ValueError
        If the heights are out of order, or an engine group is not there.
    """
    check_fleet(fleet, numbers)
    return tuple(
        _answer(fleet, n, way, fly(build_fleet_mission(mission, fleet, n, way, seconds)))
        for way in ways
        for n in numbers
    )


def _answer(fleet: Fleet, n: int, way: Way, flight: Flight) -> FleetAssessment:
    burns = flight.burns_of(0)
    lowering = [burn for burn in burns if burn.name != "final"]
    final = next((burn for burn in burns if burn.name == "final"), None)
    crossing = flight.first(0, EventKind.ENTRY_INTERFACE)
    end = np.nan if final is None else final.ignition + final.duration
    spare = np.nan if crossing is None else crossing.time - end
    margin = float((flight.final.usable * flight.final.aboard)[0].sum())
    binding, words = _binding(fleet, flight, final, spare, margin)
    return FleetAssessment(
        ships=n,
        way=way,
        feasible=not binding,
        binding=binding,
        words=words,
        thrust=0.0 if final is None else final.thrust,
        lowering_delta_v=sum(burn.delta_v for burn in lowering),
        final_delta_v=0.0 if final is None else final.delta_v,
        final_duration=0.0 if final is None else final.duration,
        propellant=sum(burn.propellant for burn in burns),
        margin=margin,
        parking=lowering[-1].perigee_after,
        perigee=(lowering[-1] if final is None else final).perigee_after,
        spare=spare,
        flight_path_angle=_flight_path_angle(flight),
    )


def _flight_path_angle(flight: Flight) -> float:
    """Inertial flight-path angle at the last passage of the interface, rad."""
    entry = find_entry(flight)
    if entry is None:
        return np.nan
    seen = observe_events(flight.mission.world, [entry])
    return float(seen.flight_path_angle_inertial[0])


def _binding(
    fleet: Fleet, flight: Flight, final: BurnRecord | None, spare: float, margin: float
) -> tuple[str, str]:
    """The constraint that binds (empty if none) and a sentence about it."""
    if final is None:
        return "air", "it comes down before the final burn; fewer or shorter rests would free it"
    above = (final.perigee_after - fleet.perigee) / 1e3
    if spare < 0.0:
        return "thrust", (
            f"the final burn of {final.thrust / 1e3:.1f} kN is still on {-spare:.0f} s after the "
            f"entry interface; more thrust or a parking perigee below "
            f"{final.perigee_before / 1e3:.0f} km would free it"
        )
    if not final.is_complete:
        motion = math.sqrt(MU / (EQUATORIAL_RADIUS + fleet.parking) ** 3)
        delta_v = 0.25e3 * motion * above
        missing = flight.y[0, 6] * delta_v / (ISP * STANDARD_GRAVITY)
        words = f"the final burn ends {above:.0f} km above its perigee: "
        least = f"at least {delta_v:.1f} m/s or {missing:,.0f} kg are missing"
        if _dry(flight):
            return "propellant", f"{words}the tanks of its engines are empty; {least}"
        return "rated time", (
            f"{words}its engines have used up their rated time; {least}; more ships or a lower "
            "parking perigee would free it"
        )
    if margin < fleet.reserve:
        return "reserve", (
            f"{margin:,.0f} kg are left of the {fleet.reserve:,.0f} kg for attitude control and "
            f"phasing; {fleet.reserve - margin:,.0f} kg more would free it"
        )
    return "", f"yes, with {margin - fleet.reserve:,.0f} kg over the reserve"


def _dry(flight: Flight) -> bool:
    """Whether every tank that the engines of the last phase with a burn draw from is empty."""
    last = next(p.burn for p in reversed(flight.mission.phases) if p.burn is not None)
    named = {firing.group for firing in last.firings}
    feeds = {f.tank for group in flight.final.groups if group.name in named for f in group.feeds}
    load = dict(zip(flight.final.tanks, flight.final.usable[0], strict=True))
    return all(load[tank] < LEFT_OVER for tank in feeds)
