"""Tanks and lines of a mission with a value for each sample: what was in them, what of it can't be
used, and what lines carry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.flight.stack import Stack
from sim.vehicle.hardware import EngineGroup, Tank, Vehicle

Draws = Mapping[str, np.ndarray]


def disperse_vehicles(vehicles: Sequence[Vehicle], draws: Draws) -> tuple[Vehicle, ...]:
    """Vehicles whose residuals and lines have a value for each sample; the same where none is
    drawn.
    """
    return tuple(
        replace(
            vehicle,
            tanks=tuple(_disperse_tank(tank, draws) for tank in vehicle.tanks),
            engines=tuple(_disperse_line(group, draws) for group in vehicle.engines),
        )
        for vehicle in vehicles
    )


def disperse_loads(stack: Stack, draws: Draws) -> Stack:
    """The stack of n rows with other loads, at most what fits."""
    load = stack.load.copy()
    for k, name in enumerate(stack.tanks):
        factor = _value(draws, "tank_load", name)
        if factor is not None:
            load[:, k] = np.minimum(load[:, k] * factor, stack.capacity[k])
    return replace(stack, load=load, vehicles=disperse_vehicles(stack.vehicles, draws))


def _disperse_tank(tank: Tank, draws: Draws) -> Tank:
    share = _value(draws, "residual", tank.name)
    return tank if share is None else replace(tank, residual=share * tank.capacity)


def _disperse_line(group: EngineGroup, draws: Draws) -> EngineGroup:
    line = group.line
    factor = None if line is None else _value(draws, "line_flow", line.target)
    if line is None or factor is None:
        return group
    changed = replace(line, direct=line.direct * factor, transfer=line.transfer * factor)
    return replace(group, line=changed)


def _value(draws: Draws, name: str, tank: str) -> np.ndarray | None:
    """Value of a parameter for a tank: its own, else that of all tanks, else None."""
    value = draws.get(f"{name}.{tank}", draws.get(name))
    return None if value is None else np.asarray(value, dtype=float)
