"""Propellant that is left over and of use: what the engines of the final burn can still draw when
it ends, beyond reserve, attitude control and residuals; and what lies in tanks they cannot reach.

The one margin of a plan, of a run and of a comparison.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.flight.phase import Firing
from sim.flight.record import Flight
from sim.flight.stack import Stack, engine_output
from sim.planning.margins.control_authority import ControlAssumptions
from sim.planning.margins.control_propellant import estimate_propellant
from sim.planning.margins.figures import MarginFigures, TankContent
from sim.planning.margins.propellant import Charge, list_charges


def reachable_tanks(stack: Stack, firings: Sequence[Firing]) -> set[str]:
    """Names of the tanks that engines of a burn draw from, of vehicles that are docked in every
    row.
    """
    named = {firing.group for firing in firings}
    docked = {tank.name for v in stack.vehicles if v.name in stack.docked for tank in v.tanks}
    groups = [group for group in stack.groups if group.name in named]
    return docked & {
        feed.tank
        for group in groups
        if stack.owner(group.name).name in stack.docked
        for feed in group.feeds
    }


def delivered_by_lines(
    stack: Stack, firings: Sequence[Firing], spare: Mapping[str, float], row: int = 0
) -> dict[str, float]:
    """What lines that carry during a burn would still bring its engines, kg by their source, while
    those burn what is to spare in their own tanks.

    With a flow F of the engines that a line of flow L keeps up, m kg of their own last m / (F - L)
    seconds, in which it brings L m / (F - L); no more than is to spare at its source. A line that
    carries between burns alone brings nothing more once the last has begun.
    """
    flow = float(
        engine_output(stack.of(np.array([row])), firings, np.zeros((1, len(stack.groups)))).flow[0]
    )
    brought = {}
    for group in stack.groups:
        line = group.line
        if line is None or group.name not in {f.group for f in firings} or line.source not in spare:
            continue
        carries, own = float(line.burning), max(spare.get(line.target, 0.0), 0.0)
        if carries > 0.0 and flow > 0.0:
            seconds = own / (flow - carries) if flow > carries else np.inf
            # seconds are endless where the line carries all that the engines take
            able = carries * seconds if own > 0.0 else 0.0
            brought[line.source] = min(max(spare[line.source], 0.0), able)
    return brought


def find_margin(
    flight: Flight, final: Sequence[Firing], charges: Sequence[Charge], row: int = 0
) -> MarginFigures:
    """Propellant that is of use after the final burn.

    Parameters
    ----------
    flight
        Finished.
    final
        Engines of the final burn.
    charges
        What no burn accounts for, of `sim.planning.margins.propellant.list_charges`. Those of
        tanks that the engines reach count, and those without a tank.
    row
        Of the flight.
    """
    stack = flight.final
    near = reachable_tanks(stack, final)
    of_use = dict(zip(stack.tanks, stack.usable[row].tolist(), strict=True))
    contents = {
        name: float(kg)
        for name, kg, here in zip(stack.tanks, stack.load[row], stack.aboard[row], strict=True)
        if here
    }
    counted = [c for c in charges if not c.tank or c.tank in near]
    spare = {
        name: of_use[name] - sum(c.taken("value") for c in charges if c.tank == name)
        for name in contents
    }
    lines = {
        k: kg for k, kg in delivered_by_lines(stack, final, spare, row).items() if k not in near
    }
    within = [TankContent(tank=name, kg=kg) for name, kg in contents.items() if name in near]
    within += [TankContent(tank=name, kg=kg) for name, kg in lines.items() if kg > 0.0]
    beyond = [
        TankContent(tank=name, kg=kg - lines.get(name, 0.0))
        for name, kg in contents.items()
        if name not in near
    ]
    reachable = sum(each["kg"] for each in within)
    rest = sum(contents[name] - of_use[name] for name in contents if name in near)

    def taken(end: str, cause: str = "") -> float:
        return sum(c.taken(end) for c in counted if not cause or c.cause == cause)

    return {
        "usable_kg": reachable - rest - taken("value"),
        "low_kg": reachable - rest - taken("high"),
        "high_kg": reachable - rest - taken("low"),
        "reachable_kg": reachable,
        "reserve_kg": taken("value", "reserve"),
        "attitude_control_kg": taken("value", "attitude_control"),
        "residual_kg": rest,
        "reachable": within,
        "unreachable_kg": sum(each["kg"] for each in beyond),
        "unreachable": beyond,
    }


def margin_of_flight(
    flight: Flight,
    path: Mapping[str, np.ndarray],
    reserve: Mapping[str, float] | None = None,
) -> MarginFigures | None:
    """The same of a flight that was flown to its end; None where no burn but lowering ones was.

    Parameters
    ----------
    flight
        Finished, one trajectory.
    path
        Of `sim.flight.trajectory.trajectory`.
    reserve
        kg by vehicle.
    """
    burns = [burn.name for burn in flight.burns_of(0) if not burn.lowering]
    phases = {phase.name: phase for phase in flight.mission.phases}
    burn = phases[burns[-1]].burn if burns and burns[-1] in phases else None
    if burn is None:
        return None
    control = estimate_propellant(flight, path, ControlAssumptions())
    return find_margin(flight, burn.firings, list_charges(flight, burn.firings, control, reserve))
