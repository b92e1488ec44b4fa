"""The station from the entry interface down, while it comes apart: states where pieces come free.

Whole, then modules and truss without appendages, then single modules with what they carry, each
tumbling; mass and area drop as the parts leave. Nothing melts before it comes free, and lift of
the parent is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.event import FALLING, HEIGHT
from sim.dynamics.fragment_aerodynamics import BODY
from sim.entry.breakup.fragment_catalogue import ParentBody, Pieces
from sim.entry.breakup.stages import APPENDAGE, LATE, BreakUp, Draw, Trigger, triggered_height
from sim.environment.world import World
from sim.errors import FlightError
from sim.integrate.batch import Arc, run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.integrate.observe import observations
from sim.vehicle.parameters import Parameters, tabulate

Array = NDArray[np.float64]

CD_FREE_MOLECULAR = 2.1
CD_CONTINUUM = 0.92
"""Of a tumbling convex body on a quarter of its surface (Schaaf-Chambre; modified Newtonian)."""

FLOOR = 40e3
"""m: what no trigger has torn apart is taken to fail here, below the peak of load and heat."""

RELATIVE_TOLERANCE = 1e-9
FIRST_STEP = 0.1
LONGEST_STEP = 20.0
LONGEST_STEP_SEEN = 1.0
"""s, where every step is looked at for a trigger."""
HORIZON = 4.0 * 3600.0
"""s after the interface; a parent still up then has skipped out."""


class ParentObject(NamedTuple):
    """The station at the interface, for n break-ups: t (n,) s, state (n, 6) GCRF, its drag, and
    columns of its parameter vector that its parts inherit, (n,) each.
    """

    t: Array
    state: Array
    carrier: ParentBody
    inherited: Mapping[str, Array]


@dataclass(frozen=True)
class Releases:
    """Where pieces come free: n break-ups of m pieces.

    t (n, m) s, state (n, m, 6) GCRF, height (n, m) m, of each piece; reached (n, m): False where
    the parent never came so low. stages (n, 3) m: heights of the first three stages as flown, of
    the third that of the first module.
    """

    t: Array
    state: Array
    height: Array
    reached: NDArray[np.bool_]
    stages: Array


def tumbling(mass: Array, area: Array, length: Array) -> ParentBody:
    """A body of mean cross-section area (m2) that turns through all directions; subsonic drag as
    in hypersonic flow.
    """
    one = np.ones(len(mass))
    continuum = CD_CONTINUUM * one
    return ParentBody(mass, area, CD_FREE_MOLECULAR * one, continuum, continuum, length)


def releases(
    world: World, whole: ParentObject, pieces: Pieces, break_up: BreakUp, draw: Draw
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
    """
    n, m = len(whole.t), len(pieces)
    world = world._replace(switch=world.switch._replace(fall=BODY))
    first = _down(world, whole, break_up.trigger(0), draw.stage[:, 0])
    core = ParentObject(first.t, first.state, _core(whole, pieces), whole.inherited)
    second = _down(world, core, break_up.trigger(1), np.minimum(draw.stage[:, 1], first.height))
    k = len(pieces.carriers.mass)
    event, carrier = np.divmod(np.arange(n * k), k)
    start = _either(pieces.early[carrier], first.pick(event), second.pick(event))
    single = _part(start, pieces.carriers.pick(carrier), whole.inherited, event)
    drawn = np.minimum(draw.stage[event, 2], start.height)
    third = _down(world, single, break_up.trigger(2), drawn)
    # every piece: from the whole, the core or its carrier; then shielded ones further down
    event, piece = np.divmod(np.arange(n * m), m)
    own = np.maximum(pieces.carrier[piece], 0) + k * event
    free = _either(pieces.stage[piece] == APPENDAGE, first.pick(event), second.pick(event))
    free = _either(pieces.carrier[piece] >= 0, third.pick(own), free)
    late = np.flatnonzero((pieces.stage == LATE)[piece])
    if len(late):
        of = own[late]
        part = _part(third.pick(of), pieces.carriers.pick(of % k), whole.inherited, event[late])
        drawn = np.minimum(draw.late.ravel()[late], third.height[of])
        for into, stop in zip(free, _down(world, part, None, drawn), strict=True):
            into[late] = stop
    torn = third.height.reshape(n, k)[:, ~pieces.early].max(axis=1)
    return Releases(
        t=free.t.reshape(n, m),
        state=free.state.reshape(n, m, -1),
        height=free.height.reshape(n, m),
        reached=free.reached.reshape(n, m),
        stages=np.column_stack([first.height, second.height, torn]),
    )


def path(world: World, whole: ParentObject, pieces: Pieces, shed: Array) -> Arc:
    """The station to the ground without coming apart further than losing its appendages at heights
    `shed` in m; every step sampled from there on.
    """
    world = world._replace(switch=world.switch._replace(fall=BODY))
    first = _down(world, whole, None, shed)
    core = ParentObject(first.t, first.state, _core(whole, pieces), whole.inherited)
    return _arc(world, core, np.zeros(len(first.t)), longest=LONGEST_STEP_SEEN, sampling=0.0)


class _Stop(NamedTuple):
    t: Array
    state: Array
    height: Array
    reached: NDArray[np.bool_]

    def pick(self, index: NDArray[np.int64]) -> "_Stop":
        return _Stop(self.t[index], self.state[index], self.height[index], self.reached[index])


def _either(mask: NDArray[np.bool_], yes: _Stop, no: _Stop) -> _Stop:
    return _Stop(
        t=np.where(mask, yes.t, no.t),
        state=np.where(mask[:, None], yes.state, no.state),
        height=np.where(mask, yes.height, no.height),
        reached=np.where(mask, yes.reached, no.reached),
    )


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


def _part(
    stop: _Stop, carrier: ParentBody, inherited: Mapping[str, Array], event: NDArray[np.int64]
) -> ParentObject:
    return ParentObject(stop.t, stop.state, carrier, {k: v[event] for k, v in inherited.items()})


def _down(world: World, whole: ParentObject, trigger: Trigger | None, height: Array) -> _Stop:
    """Fly bodies to given heights in m, or to where a trigger is met if there is one."""
    if trigger is not None:
        height = np.minimum(_triggered(world, whole, trigger), _height(world, whole))
    now = _height(world, whole)
    at_once = now <= height + 1.0
    arc = _arc(world, whole, height, flying=~at_once)
    reached = (arc.status == FIRST_EVENT) | at_once
    return _Stop(arc.t, arc.y[:, :6], np.where(at_once, now, height), reached)


def _height(world: World, whole: ParentObject) -> Array:
    y = np.column_stack([whole.state, whole.carrier.mass])
    return observations(world, whole.t, y, _cases(whole)).height


def _triggered(world: World, whole: ParentObject, trigger: Trigger) -> Array:
    arc = _arc(world, whole, np.full(len(whole.t), FLOOR), longest=LONGEST_STEP_SEEN, sampling=0.0)
    parameter_table, heights = _cases(whole), []
    for k, samples in enumerate(arc.samples):
        start = np.concatenate([[whole.t[k]], whole.state[k], [whole.carrier.mass[k]]])
        line = np.vstack([start, samples])
        seen = observations(
            world, line[:, 0], line[:, 1:], np.tile(parameter_table[k], (len(line), 1))
        )
        heights.append(
            triggered_height(trigger, line[:, 0], seen.height, seen.density, seen.speed_air)
        )
    return np.nan_to_num(np.array(heights), nan=FLOOR)


def _cases(whole: ParentObject) -> Array:
    n = len(whole.t)
    values = {name: np.zeros(n) for name in Parameters._fields}
    values |= {"density_factor": np.ones(n), "steer_x": np.ones(n)}
    values |= whole.inherited
    values |= {k: v for k, v in whole.carrier._asdict().items() if k != "mass"}
    return tabulate(Parameters(**values))


def _arc(
    world: World,
    whole: ParentObject,
    height: Array,
    *,
    longest: float = LONGEST_STEP,
    sampling: float = np.inf,
    flying: NDArray[np.bool_] | bool = True,
) -> Arc:
    return run(
        world,
        whole.t,
        np.column_stack([whole.state, whole.carrier.mass]),
        whole.t + np.where(flying, HORIZON, 0.0),
        _cases(whole),
        events=Events(np.array([HEIGHT]), np.array([FALLING]), height[:, None]),
        step=np.full(len(whole.t), FIRST_STEP),
        relative_tolerance=RELATIVE_TOLERANCE,
        longest_step=longest,
        sampling=sampling,
    )
