"""Why engines give no thrust, in words: worn, no propellant, or a line that brings too little."""

import math

from sim.flight.stack import EMPTY, Stack
from sim.vehicle.hardware import EngineGroup, Line


def describe_wear(stack: Stack, group: EngineGroup, row: int = 0) -> str:
    """How a group has used up its rated time or starts, over all its burns; empty if it has not."""
    g = [each.name for each in stack.groups].index(group.name)
    fired, starts = float(stack.fired[row, g]), int(stack.starts[row, g])
    if group.rated_time is not None and fired > group.rated_time - EMPTY:
        return f"{group.name} has fired {fired:.0f} s of its rated {group.rated_time:.0f} s"
    if group.starts is not None and starts >= group.starts:
        return f"{group.name} has used {starts} of its {group.starts} starts"
    return ""


def describe_silence(stack: Stack, group: EngineGroup, needed: float, row: int = 0) -> str:
    """Why a group can't fire: away, worn or without propellant, of which it needs so many kg (NaN:
    not known); empty if it can.
    """
    if stack.owner(group.name).name not in stack.docked:
        return f"{group.name} is not docked"
    tanks = [feed.tank for feed in group.feeds]
    index = [stack.tanks.index(tank) for tank in tanks]
    there = (stack.usable * stack.aboard)[row, index] > EMPTY
    worn = describe_wear(stack, group, row)
    if worn or there.any():
        return worn
    amount = f"none of the {needed:.0f} kg it needs" if math.isfinite(needed) else "no propellant"
    return f"{group.name} has {amount} in {', '.join(tanks)}"


def describe_line(line: Line, own: float, flow: float) -> str:
    """What a line did in a burn that ended with its tank empty, and what it could have done.

    Parameters
    ----------
    line
        Into the tank.
    own
        Propellant that was in the tank at ignition, kg.
    flow
        Of the engines, kg/s.
    """
    brings, could = float(line.burning), float(line.direct)
    seconds, alone = last_time(own, flow, brings), last_time(own, flow, 0.0)
    words = f"{line.target} is empty after {seconds:.0f} s"
    if brings > 0.0:
        return f"{words}, with {brings:g} kg/s from {line.source} ({alone:.0f} s without)"
    state = "is closed" if line.switch == "none" else "carries nothing during a burn"
    fed = f"gives {last_time(own, flow, could):.0f} s" if could < flow else "keeps it from that"
    return f"{words}; its line from {line.source} {state}, a feed of {could:g} kg/s {fed}"


def last_time(own: float, flow: float, brought: float) -> float:
    """Seconds a tank lasts that engines empty and a line fills; kg and kg/s."""
    return own / (flow - brought) if flow > brought else math.inf
