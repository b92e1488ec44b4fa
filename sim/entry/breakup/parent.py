"""The station from the entry interface down, while it comes apart: states where pieces come free.

Whole, then modules and truss without appendages, then single modules with what they carry, each
tumbling; mass and area drop as the parts leave, and walls warm up from the interface on
(`sim.entry.breakup.way_down`). Nothing melts before it comes free, and lift of the parent is left
out.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.fragment_aerodynamics import BODY
from sim.entry.breakup.fragment_catalogue import ParentBody, Pieces, Riders
from sim.entry.breakup.stages import APPENDAGE, CONTENT, LATE, MODULE, BreakUp, Draw
from sim.entry.breakup.walls import Array, Walls
from sim.entry.breakup.way_down import (
    FLOOR,
    LONGEST_STEP_SEEN,
    Failure,
    ParentObject,
    Stop,
    fly_to_failure,
    fly_to_height,
    parent_arc,
)
from sim.entry.effort import FULL, Effort
from sim.environment.world import World
from sim.errors import FlightError
from sim.integrate.batch import Arc

CD_FREE_MOLECULAR = 2.1
CD_CONTINUUM = 0.92
"""Of a tumbling convex body on a quarter of its surface (Schaaf-Chambre; modified Newtonian)."""


class Releases(NamedTuple):
    """Where pieces of n break-ups come free: m pieces, (n m,), guards and tanks, (n g,), break-up
    by break-up.

    Shielded pieces that don't come free at a drawn altitude have the place where their carrier was
    torn open. stages (n, 3) m: heights of the first three stages as flown, of the third the mean of
    all modules by mass.
    """

    pieces: Stop
    guards: Stop
    tanks: Stop
    stages: Array


def tumbling(mass: Array, area: Array, length: Array) -> ParentBody:
    """A body of mean cross-section area (m2) that turns through all directions; subsonic drag as
    in hypersonic flow.
    """
    one = np.ones(len(mass))
    continuum = CD_CONTINUUM * one
    return ParentBody(mass, area, CD_FREE_MOLECULAR * one, continuum, continuum, length)


def releases(
    world: World,
    whole: ParentObject,
    pieces: Pieces,
    break_up: BreakUp,
    draw: Draw,
    factors: Mapping[str, Array] | None = None,
    effort: Effort = FULL,
) -> Releases:
    """Fly n stations down and note where each of m pieces comes free.

    Parameters
    ----------
    world
        Field, air, wind.
    whole
        For n break-ups, above every release.
    pieces, break_up, draw
        What comes free, how, and the sample of n break-ups, m pieces. A stage drawn above the one
        before it happens with it.
    factors
        On columns of `Walls`, such as ``shape_factor``, by name, shape (n,); by default none. Those
        on other columns of the catalogue change nothing here.
    effort
        How exactly.
    """
    n, k = len(whole.t), len(pieces.carriers.mass)
    world = world._replace(switch=world.switch._replace(fall=BODY))
    walls = _walls(pieces, draw, factors or {})
    way = _Way(world, break_up, draw, effort)
    cold = np.zeros((n, k + 1))
    first, heat = way.stage(APPENDAGE, whole, walls, cold, float(pieces.spans[0]) ** -2.0)
    core = first.parent(_core(whole, pieces), whole.inherited)
    second, heat = way.stage(MODULE, core, walls, heat)
    bare = Walls(*(each[:, -1:] for each in walls))
    roots = _shorter(way, core, bare, pieces.spans, first, second)
    event, carrier = np.divmod(np.arange(n * k), k)
    own = pieces.carrier_root[carrier] + len(pieces.spans) * event
    start = Stop.either(pieces.early[carrier], roots.pick(own), second.pick(event))
    single = start.parent(pieces.carriers.pick(carrier), whole.inherited, event)
    shells = Walls(*(each[:, :k].reshape(-1, 1) for each in walls))
    third, _ = way.stage(CONTENT, single, shells, heat[:, :k].reshape(-1, 1))
    stops = _Stops(roots, second, third, n)
    free = stops.of(pieces.riders)
    alone = (pieces.stage == LATE) & (break_up.drawn(LATE) | (pieces.guard < 0))
    if alone.any():
        _release_late(world, whole, pieces, draw, stops, free, np.flatnonzero(alone))
    weight = np.where(pieces.early, 0.0, pieces.loads)
    weight[-1] *= weight[:-1].sum() == 0.0  # the mean module stands for others where there are any
    torn = third.height.reshape(n, k) @ (weight / weight.sum())
    return Releases(
        pieces=free,
        guards=stops.of(pieces.guards),
        tanks=stops.of(pieces.tanks),
        stages=np.column_stack([first.height, second.height, torn]),
    )


def path(world: World, whole: ParentObject, pieces: Pieces, shed: Array) -> Arc:
    """The station to the ground without coming apart further than losing its appendages at heights
    `shed` in m; every step sampled from there on.
    """
    world = world._replace(switch=world.switch._replace(fall=BODY))
    core = fly_to_height(world, whole, shed).parent(_core(whole, pieces), whole.inherited)
    return parent_arc(world, core, np.zeros(len(core.t)), longest=LONGEST_STEP_SEEN, sampling=0.0)


class _Way(NamedTuple):
    """How the stages of n break-ups are flown."""

    world: World
    break_up: BreakUp
    draw: Draw
    effort: Effort

    def stage(
        self, stage: int, whole: ParentObject, walls: Walls, heat: Array, scale: float = 1.0
    ) -> tuple[Stop, Array]:
        """Fly bodies, whole numbers of them a break-up, to where a stage happens; returns where,
        and the heat of their walls there. `scale` takes the strength to Pa.
        """
        event = np.arange(len(whole.t)) // (len(whole.t) // len(self.draw.stage))
        if all(self.break_up.drawn(later) for later in range(stage, LATE)):
            return fly_to_height(self.world, whole, self.draw.stage[event, stage]), heat
        failure = self.failure(stage, event, scale)
        if stage == APPENDAGE:  # modules do not wait for appendages that hold longer
            failure = failure._replace(later=self.failure(MODULE, event))
        return fly_to_failure(self.world, whole, walls, heat, failure, effort=self.effort)

    def failure(self, stage: int, event: NDArray[np.int64], scale: float = 1.0) -> Failure:
        """What ends a stage for bodies of break-ups `event`."""
        if self.break_up.drawn(stage):
            return Failure(stage, np.full(len(event), np.inf), self.draw.stage[event, stage])
        load = scale * self.break_up.strength(stage).load * self.draw.strength[event, stage]
        return Failure(stage, load, np.full(len(event), FLOOR))


def _shorter(
    way: _Way, core: ParentObject, walls: Walls, spans: Array, first: Stop, second: Stop
) -> Stop:
    """Where appendages of each span come off, (n spans,): the longest first, shorter ones from the
    core until its modules part, when all do.
    """
    n, a = len(first.t), len(spans)
    event, span = np.divmod(np.arange(n * a), a)
    off = first.pick(event)
    if way.break_up.drawn(APPENDAGE) or a == 1:
        return off
    short = np.flatnonzero(span > 0)
    own = event[short]
    load = way.break_up.strength(APPENDAGE).load * way.draw.strength[own, APPENDAGE]
    failure = Failure(APPENDAGE, load / spans[span[short]] ** 2, second.height[own])
    cold = np.zeros((len(own), 1))
    stop, _ = fly_to_failure(
        way.world, core.pick(own), walls.pick(own), cold, failure, own, way.effort
    )
    for into, found in zip(off, stop, strict=True):
        into[short] = found
    return off


class _Stops(NamedTuple):
    """Where the first three stages of n break-ups happened: of each span, once, of each carrier."""

    roots: Stop
    second: Stop
    third: Stop
    n: int

    def of(self, riders: Riders) -> Stop:
        """For g riders, (n g,): with an appendage, the core or their carrier."""
        g = len(riders.family)
        event, row = np.divmod(np.arange(self.n * g), max(g, 1))
        spans, carriers = len(self.roots.t) // self.n, len(self.third.t) // self.n
        root = self.roots.pick(riders.root[row] + spans * event)
        free = Stop.either(riders.stage[row] == APPENDAGE, root, self.second.pick(event))
        own = self.third.pick(np.maximum(riders.carrier[row], 0) + carriers * event)
        return Stop.either(riders.carrier[row] >= 0, own, free)


def _release_late(
    world: World,
    whole: ParentObject,
    pieces: Pieces,
    draw: Draw,
    stops: _Stops,
    free: Stop,
    late: NDArray[np.int64],
) -> None:
    """Put some pieces where their carrier, torn open, comes to their drawn altitude."""
    event, piece = np.repeat(np.arange(stops.n), len(late)), np.tile(late, stops.n)
    carrier = pieces.carrier[piece]
    own = stops.third.pick(carrier + len(pieces.carriers.mass) * event)
    row = piece + len(pieces) * event
    part = own.parent(pieces.carriers.pick(carrier), whole.inherited, event)
    stop = fly_to_height(world, part, draw.late[event, piece])
    for into, found in zip(free, stop, strict=True):
        into[row] = found


def _walls(pieces: Pieces, draw: Draw, factors: Mapping[str, Array]) -> Walls:
    """Walls of all carriers, and last the mean one that decides when modules part; (n, k + 1)."""
    mean = [np.append(each[0], each[0, -1]) for each in pieces.walls]
    walls = Walls(*(np.tile(each, (len(draw.strength), 1)) for each in mean))
    thick = np.tile(draw.strength[:, CONTENT, None], (1, len(mean[0])))
    thick[:, -1] = draw.strength[:, MODULE]
    own = {name: factor[:, None] for name, factor in factors.items() if name in Walls._fields}
    own["areal_mass"] = thick
    return walls._replace(**{name: getattr(walls, name) * own[name] for name in own})


def _core(whole: ParentObject, pieces: Pieces) -> ParentBody:
    """The station without appendages: their mass gone, and of the area what modules have."""
    mass = whole.carrier.mass - pieces.shed
    if not (mass > 0.0).all():
        raise FlightError(
            f"appendages of {pieces.shed:g} kg leave nothing of {whole.carrier.mass.min():g} kg"
        )
    n = len(mass)
    core = ParentBody(*(np.repeat(column, n) for column in pieces.core))
    return core._replace(mass=mass, area=np.minimum(core.area, whole.carrier.area))
