"""The state of the stack: which vehicles are docked, what is in each tank, what each engine group
has done.

Every quantity has a leading axis of rows. A change gives a new stack; the old one still exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.flight.phase import Firing, Transfer
from sim.frames.constants import STANDARD_GRAVITY
from sim.vehicle.hardware import EngineGroup, Line, Vehicle

Flows = dict[tuple[str, str], np.ndarray]
"""What open lines may carry from a source to a target, kg/s, shape (n,) each."""

EMPTY = 1e-6
"""kg below which a tank counts as empty, and s below which an engine's rated time is used up."""

JUST = 1e-9
"""m/s: a velocity change this near to that of a failure is there."""


@dataclass(frozen=True, kw_only=True)
class Stack:
    """Loads (n, tanks) kg, firing times (n, groups) s of each engine, starts (n, groups), which
    vehicles are docked (n, vehicles), and what vehicles that undocked have left aboard (n,) kg;
    `floor` (n, tanks) kg is what is kept of the usable propellant of each tank.
    """

    vehicles: tuple[Vehicle, ...]
    present: np.ndarray
    load: np.ndarray
    fired: np.ndarray
    starts: np.ndarray
    left_aboard: np.ndarray
    floor: np.ndarray

    @property
    def docked(self) -> frozenset[str]:
        """Names of the vehicles that are docked in every row."""
        return frozenset(v.name for k, v in enumerate(self.vehicles) if self.present[:, k].all())

    def of(self, index: np.ndarray) -> "Stack":
        """The stack of some rows, in that order."""
        arrays = ("present", "load", "fired", "starts", "left_aboard", "floor")
        return replace(
            self,
            vehicles=tuple(vehicle.of(index) for vehicle in self.vehicles),
            **{name: getattr(self, name)[index] for name in arrays},
        )

    @property
    def tanks(self) -> list[str]:
        """Names of all tanks, in the order of `load`."""
        return [tank.name for vehicle in self.vehicles for tank in vehicle.tanks]

    @property
    def groups(self) -> list[EngineGroup]:
        """All engine groups, in the order of `fired`."""
        return [group for vehicle in self.vehicles for group in vehicle.engines]

    @property
    def capacity(self) -> np.ndarray:
        """What each tank can hold, kg, shape (tanks,)."""
        return np.array([tank.capacity for v in self.vehicles for tank in v.tanks])

    @property
    def usable(self) -> np.ndarray:
        """Load less what can't be used and what is kept, kg, shape (n, tanks)."""
        return np.maximum(self.load - self.residual - self.floor, 0.0)

    @property
    def residual(self) -> np.ndarray:
        """What of the load of each tank can't be used, kg, shape (n, tanks)."""
        residual = np.zeros_like(self.load)
        for k, tank in enumerate(tank for v in self.vehicles for tank in v.tanks):
            residual[:, k] = tank.residual
        return residual

    @property
    def mass(self) -> np.ndarray:
        """Mass of what is docked, kg, shape (n,)."""
        dry = self.left_aboard
        for vehicle, here in zip(self.vehicles, self.present.T, strict=True):
            dry = dry + np.where(here, vehicle.dry_mass, 0.0)
        return dry + (self.load * self.aboard).sum(axis=1)

    @property
    def aboard(self) -> np.ndarray:
        """Whether each tank is docked, shape (n, tanks)."""
        return np.repeat(self.present, [len(v.tanks) for v in self.vehicles], axis=1)

    def owner(self, group: str) -> Vehicle:
        """The vehicle an engine group belongs to."""
        return next(v for v in self.vehicles if any(e.name == group for e in v.engines))


def assemble_stack(vehicles: Sequence[Vehicle], docked: Sequence[str], n: int) -> Stack:
    """Build the stack of n rows at the start, all tanks loaded as their vehicles say."""
    loads = [tank.load for vehicle in vehicles for tank in vehicle.tanks]
    groups = sum(len(vehicle.engines) for vehicle in vehicles)
    here = np.array([vehicle.name in docked for vehicle in vehicles], dtype=bool)
    return Stack(
        vehicles=tuple(vehicles),
        present=np.tile(here, (n, 1)),
        load=np.tile(np.array(loads, dtype=np.float64), (n, 1)),
        fired=np.zeros((n, groups)),
        starts=np.zeros((n, groups), dtype=np.int64),
        left_aboard=np.zeros(n),
        floor=np.zeros((n, len(loads))),
    )


def dock_vehicles(
    stack: Stack,
    arriving: Sequence[str],
    leaving: Sequence[str],
    rows: np.ndarray | slice = slice(None),
) -> Stack:
    """Let vehicles dock, and then undock, in some rows: by default in all."""
    present, left = stack.present.copy(), stack.left_aboard.copy()
    for k, vehicle in enumerate(stack.vehicles):
        if vehicle.name in arriving:
            present[rows, k] = True
        if vehicle.name in leaving:
            left[rows] += np.where(present[rows, k], vehicle.left_aboard, 0.0)
            present[rows, k] = False
    return replace(stack, present=present, left_aboard=left)


def transfer_propellant(
    stack: Stack, transfer: Transfer, rows: np.ndarray | slice = slice(None)
) -> Stack:
    """Pump propellant from tank to tank: as much as asked for, is there to be used, and fits; in
    those of some rows where both tanks are docked.

    Raises
    ------
    ValueError
        If one of the tanks is docked nowhere.
    """
    source = stack.tanks.index(transfer.source)
    target = stack.tanks.index(transfer.target)
    joined = stack.aboard[:, source] & stack.aboard[:, target]
    if not joined.any():
        raise ValueError(f"{transfer.source} and {transfer.target} must both be docked to pump")
    free = np.maximum(stack.capacity[target] - stack.load[:, target], 0.0)
    moved = np.minimum(stack.usable[:, source], free)
    if transfer.mass is not None:
        moved = np.minimum(moved, transfer.mass)
    chosen = np.zeros_like(joined)
    chosen[rows] = joined[rows]
    moved = np.where(chosen, moved, 0.0)
    load = stack.load.copy()
    load[:, source] -= moved
    load[:, target] += moved
    return replace(stack, load=load)


@dataclass(frozen=True)
class EngineOutput:
    """What a set of firings gives now, per row.

    thrust (n,) N, flow (n,) kg/s, draw (n, tanks) kg/s, active (n, groups), and how long (n,) s
    until a tank is empty or an engine reaches its rated time or longest burn (infinite if nothing
    fires).
    """

    thrust: np.ndarray
    flow: np.ndarray
    draw: np.ndarray
    active: np.ndarray
    lasts: np.ndarray


def engine_output(stack: Stack, firings: Sequence[Firing], burning: np.ndarray) -> EngineOutput:
    """Work out what the engines of a burn deliver with the tanks and engines as they stand.

    Parameters
    ----------
    stack
        The stack now.
    firings
        Groups asked for. A group draws from the first of its feeds that is docked and above its
        floor; one with no feed left, no rated time left, or no start left stays silent.
    burning
        Shape (n, groups), s each group has already fired in this burn.
    """
    n = len(stack.load)
    names = [group.name for group in stack.groups]
    tanks = stack.tanks
    usable = stack.usable
    thrust, flow = np.zeros(n), np.zeros(n)
    draw = np.zeros_like(stack.load)
    active = np.zeros_like(stack.fired, dtype=bool)
    lasts = np.full(n, np.inf)
    available = (usable > EMPTY) & stack.aboard
    lines: Flows = {}
    for firing in firings:
        g = names.index(firing.group)
        group = stack.groups[g]
        owner = stack.present[:, stack.vehicles.index(stack.owner(group.name))]
        if not owner.any():
            continue
        count = group.count if firing.count is None else firing.count
        remaining = np.full(n, np.inf)
        if group.rated_time is not None:
            remaining = np.minimum(remaining, group.rated_time - stack.fired[:, g])
        if group.longest_burn is not None:
            remaining = np.minimum(remaining, group.longest_burn - burning[:, g])
        waiting = owner & (remaining > EMPTY)
        if group.starts is not None:
            waiting &= (stack.starts[:, g] < group.starts) | (burning[:, g] > 0.0)
        for feed in group.feeds:
            k = tanks.index(feed.tank)
            fed = waiting & available[:, k]
            force = np.where(fed, count * group.thrust * firing.thrust_factor, 0.0)
            force = force * feed.thrust_factor
            used = force / (group.isp * firing.isp_factor * STANDARD_GRAVITY)
            thrust, flow = thrust + force, flow + used
            draw[:, k] += used
            active[:, g] |= fed
            lasts = np.where(fed, np.minimum(lasts, remaining), lasts)
            waiting &= ~fed
            if group.line is not None and group.line.target == feed.tank:
                # closed once the group has stopped: a trickle would start it again and again
                _open_line(lines, group.line, np.where(fed, group.line.burning, 0.0))
    _carry_through_lines(stack, lines, draw)
    lasts = np.minimum(lasts, _time_to_change(stack, draw))
    return EngineOutput(thrust, flow, draw, active, lasts)


def output_left(
    stack: Stack,
    firings: Sequence[Firing],
    burning: np.ndarray,
    gained: np.ndarray,
    mass: np.ndarray,
) -> tuple[EngineOutput, np.ndarray]:
    """What the engines of a burn deliver that have not failed so far, until the next one does, and
    the rows, shape (n,), in which all have failed.

    Parameters
    ----------
    stack, firings, burning
        As of `engine_output`.
    gained, mass
        Velocity change so far, m/s, and mass, kg, shape (n,).
    """
    failures = [failure for firing in firings for failure in firing.failures]
    if not failures:
        return engine_output(stack, firings, burning), np.zeros(len(gained), dtype=bool)
    sizes = {group.name: group.count for group in stack.groups}
    left, fires = [], np.zeros(len(gained), dtype=bool)
    for firing in firings:
        count = sizes[firing.group] if firing.count is None else firing.count
        for failure in firing.failures:
            out = np.where(gained >= failure.at - JUST, failure.engines, 0.0)
            count = np.maximum(count - out, 0.0)
        left.append(replace(firing, count=count))
        fires |= np.asarray(count) > 0.0
    now = engine_output(stack, left, burning)
    lasts = now.lasts
    for failure in failures:
        missing = np.broadcast_to(failure.at - gained, len(gained))
        with np.errstate(divide="ignore", invalid="ignore"):
            ahead = mass / now.flow * -np.expm1(-missing * now.flow / now.thrust)
        waits = (missing > JUST) & np.isfinite(missing) & (now.thrust > 0.0)
        lasts = np.where(waits, np.minimum(lasts, ahead), lasts)
    return replace(now, lasts=lasts), ~fires


def _open_line(lines: Flows, line: Line, flow: np.ndarray) -> None:
    """Add a line; one that serves several groups carries its flow once."""
    ends = line.source, line.target
    lines[ends] = np.maximum(lines.get(ends, 0.0), flow)


def _carry_through_lines(stack: Stack, lines: Flows, draw: np.ndarray) -> None:
    """Add to what is drawn from each tank, kg/s, (n, tanks), what lines carry as tanks stand now:
    nothing from an empty tank, and into a full one no more than is drawn from it.
    """
    usable = stack.usable
    for (source, target), flow in lines.items():
        s, k = stack.tanks.index(source), stack.tanks.index(target)
        able = stack.aboard[:, s] & stack.aboard[:, k] & (usable[:, s] > EMPTY)
        carried = np.where(able, flow, 0.0)
        full = stack.load[:, k] >= stack.capacity[k] - EMPTY
        carried = np.where(full, np.minimum(carried, np.maximum(draw[:, k], 0.0)), carried)
        draw[:, s] += carried
        draw[:, k] -= carried


def _time_to_change(stack: Stack, draw: np.ndarray) -> np.ndarray:
    """Seconds until a tank runs empty or full, shape (n,)."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        empty = np.where(draw > 0.0, stack.usable / draw, np.inf)
        full = np.where(draw < 0.0, (stack.load - stack.capacity) / draw, np.inf)
    return np.minimum(empty, full).min(axis=1, initial=np.inf)


def burn_propellant(
    stack: Stack, now: EngineOutput, seconds: np.ndarray, started: np.ndarray
) -> Stack:
    """Account for a stretch of burning.

    `seconds` (n,), and the groups (n, groups) that were started for it.
    """
    load = np.maximum(stack.load - now.draw * seconds[:, None], 0.0)
    fired = stack.fired + now.active * seconds[:, None]
    return replace(stack, load=load, fired=fired, starts=stack.starts + (started & now.active))


def refill_tanks(stack: Stack, seconds: np.ndarray) -> Stack:
    """Let lines refill tanks between burns for some time, s, shape (n,); the same stack where none
    does.
    """
    lines: Flows = {}
    for group in stack.groups:
        if group.line is not None and np.any(group.line.coasting):
            _open_line(lines, group.line, np.broadcast_to(group.line.coasting, len(seconds)))
    if not lines:
        return stack
    remaining = np.array(seconds, dtype=np.float64)
    while True:
        draw = np.zeros_like(stack.load)
        _carry_through_lines(stack, lines, draw)
        draw[remaining <= 0.0] = 0.0
        if not draw.any():
            return stack
        span = np.minimum(remaining, _time_to_change(stack, draw))
        stack = replace(stack, load=np.maximum(stack.load - draw * span[:, None], 0.0))
        remaining -= span
