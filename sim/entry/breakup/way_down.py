"""Bodies on their way down from the interface: flown to an altitude, or to where loads and heat
break them.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.event import FALLING, HEIGHT
from sim.entry.breakup.fragment_catalogue import ParentBody
from sim.entry.breakup.stages import strength_left
from sim.entry.breakup.walls import Array, Walls, heat_walls
from sim.entry.effort import FULL, Effort
from sim.environment.world import World
from sim.integrate.batch import Arc, run
from sim.integrate.lane import FIRST_EVENT, Events
from sim.integrate.observe import observations
from sim.vehicle.parameters import DENSITY_FACTOR, STEER_X, Parameters, column

Rows = NDArray[np.int64]

SCALE_HEIGHT = 7e3
"""m, of the air: heights count as logarithms of pressure."""

FLOOR = 40e3
"""m: what nothing has torn apart is taken to fail here, below the peak of load and heat."""

LEVELS = (110e3, 100e3, 92e3, 85e3, 79e3, 73e3, 67e3, 60e3, 50e3, FLOOR)
"""m: bodies are flown from one to the next, and only those that still hold are flown on."""

RELATIVE_TOLERANCE = 1e-9
FIRST_STEP = 0.1
LONGEST_STEP = 20.0
LONGEST_STEP_SEEN = 1.0
"""s, where the track is made of the steps."""
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

    def pick(self, index: NDArray[np.int64]) -> "ParentObject":
        """Some of the bodies."""
        inherited = {name: column[index] for name, column in self.inherited.items()}
        return ParentObject(self.t[index], self.state[index], self.carrier.pick(index), inherited)


class Stop(NamedTuple):
    """Where n bodies came apart: t (n,) s, state (n, 6) GCRF, geodetic height (n,) m; reached (n,):
    False where a body never came so low; heat (n,) J/m2 that the wall had taken up which decides, 0
    where none was followed.
    """

    t: Array
    state: Array
    height: Array
    reached: NDArray[np.bool_]
    heat: Array

    def pick(self, index: NDArray[np.int64]) -> "Stop":
        """Some of the bodies."""
        return Stop(
            self.t[index],
            self.state[index],
            self.height[index],
            self.reached[index],
            self.heat[index],
        )

    @classmethod
    def either(cls, mask: NDArray[np.bool_], yes: "Stop", no: "Stop") -> "Stop":
        """Row by row the one or the other."""
        return cls(
            t=np.where(mask, yes.t, no.t),
            state=np.where(mask[:, None], yes.state, no.state),
            height=np.where(mask, yes.height, no.height),
            reached=np.where(mask, yes.reached, no.reached),
            heat=np.where(mask, yes.heat, no.heat),
        )

    def parent(
        self,
        carrier: ParentBody,
        inherited: Mapping[str, Array],
        event: NDArray[np.int64] | None = None,
    ) -> ParentObject:
        """What flies on from here: bodies of break-ups `event`, by default one each."""
        own = slice(None) if event is None else event
        return ParentObject(self.t, self.state, carrier, {k: v[own] for k, v in inherited.items()})


class Failure(NamedTuple):
    """What ends a stage for n bodies: a dynamic pressure in Pa that they withstand cold, (n,),
    which goes down as their last wall warms up; or a height in m, (n,), if they come to it first;
    or that the `later` stage happens first.
    """

    stage: int
    load: Array
    height: Array
    later: "Failure | None" = None

    def pick(self, index: NDArray[np.int64]) -> "Failure":
        """Of some of the bodies."""
        later = None if self.later is None else self.later.pick(index)
        return Failure(self.stage, self.load[index], self.height[index], later)

    def beyond(self, walls: Walls, heat: Array, pressure: Array, height: Array) -> Array:
        """How far bodies are beyond their limit along their paths, (n, s); 0 or more: failed.

        heat (n, s, k) J/m2; pressure Pa and height m (n, s).
        """
        last = Walls(*(each[:, None, -1] for each in walls))
        left = np.maximum(strength_left(self.stage, last, heat[:, :, -1]), 1e-12)
        loaded = np.log(np.maximum(pressure, 1e-12)) - np.log(self.load[:, None] * left)
        own = np.maximum(loaded, (self.height[:, None] - height) / SCALE_HEIGHT)
        if self.later is None:
            return own
        return np.maximum(own, self.later.beyond(walls, heat, pressure, height))


def fly_to_height(world: World, whole: ParentObject, height: Array) -> Stop:
    """Fly bodies down to given heights in m; what is below its height stops at once."""
    now = heights(world, whole)
    at_once = now <= height + 1.0
    arc = parent_arc(world, whole, height, flying=~at_once)
    reached = (arc.status == FIRST_EVENT) | at_once
    return Stop(arc.t, arc.y[:, :6], np.where(at_once, now, height), reached, np.zeros(len(now)))


def fly_to_failure(
    world: World,
    whole: ParentObject,
    walls: Walls,
    heat: Array,
    failure: Failure,
    track: NDArray[np.int64] | None = None,
    effort: Effort = FULL,
) -> tuple[Stop, Array]:
    """Fly bodies down to where they fail, and heat their walls on the way.

    Parameters
    ----------
    world, whole
        Field, air, wind; n bodies.
    walls, heat
        k walls on each, with their heat now, (n, k) J/m2.
    failure
        What ends the way; at `FLOOR` all fail.
    track
        (n,): bodies of one number are the same body with different limits, which is flown once; by
        default each flies for itself.
    effort
        How exactly.

    Returns
    -------
    tuple
        Where, and the heat of the walls there, (n, k).
    """
    now, waiting = heights(world, whole), np.arange(len(whole.t))
    track = waiting if track is None else track
    stop = Stop(
        whole.t.copy(), whole.state.copy(), now, np.zeros_like(now, bool), heat[:, -1] + 0.0
    )
    heat = heat.copy()
    for level in LEVELS:
        index = waiting[stop.height[waiting] > level]
        if not len(index):
            continue
        here = whole.pick(index)._replace(t=stop.t[index], state=stop.state[index])
        limit = failure.pick(index)
        part = _to_level(
            world, here, walls.pick(index), heat[index], limit, level, track[index], effort
        )
        for into, found in zip(stop, part.stop, strict=True):
            into[index] = found
        heat[index] = part.heat
        waiting = np.setdiff1d(waiting, index[part.stop.reached | part.lost])
    return stop._replace(reached=stop.reached | (stop.height <= FLOOR + 1.0)), heat


class _Part(NamedTuple):
    """A stretch of the way: where it ends, `reached` for what failed there; heat; and what never
    came to the end of the stretch.
    """

    stop: Stop
    heat: Array
    lost: NDArray[np.bool_]


def _to_level(
    world: World,
    whole: ParentObject,
    walls: Walls,
    heat: Array,
    failure: Failure,
    level: float,
    track: NDArray[np.int64],
    effort: Effort,
) -> _Part:
    """Fly bodies to a height in m, or to their failure before it; those of one track that still
    hold are at the same place, and are flown once.
    """
    n = len(whole.t)
    _, first, own = np.unique(track, return_index=True, return_inverse=True)
    single = whole.pick(first)
    arc = parent_arc(
        world, single, np.full(len(first), level), first=effort.first_step,
        longest=effort.longest_step, sampling=0.0,
    )  # fmt: skip
    line = _lines(single, arc)
    table = np.repeat(_cases(single), line.shape[1], axis=0)
    flat = line.reshape(-1, line.shape[2])
    seen = observations(world, flat[:, 0], flat[:, 1:], table)
    height, density, speed = (
        each.reshape(len(first), -1)[own] for each in (seen.height, seen.density, seen.speed_air)
    )
    line = line[own]
    t, end_time, end_state = line[:, :, 0], arc.t[own], arc.y[own, :6]
    warm = heat_walls(walls, heat, t, density, speed, world.switch.heating)
    beyond = failure.beyond(walls, warm, 0.5 * density * speed * speed, height)
    failed = np.asarray((beyond >= 0.0).any(axis=1))
    last = np.maximum(np.argmax(beyond >= 0.0, axis=1) - 1, 0)
    rows = np.arange(n)
    low, high = beyond[rows, last], beyond[rows, np.minimum(last + 1, t.shape[1] - 1)]
    share = np.clip(-low / np.maximum(high - low, 1e-12), 0.0, 1.0)
    share = np.where(low >= 0.0, 0.0, share)
    where = np.where(failed, t[rows, last] + share * (t[rows, last + 1] - t[rows, last]), end_time)
    state = _exact(world, whole, line[rows, last, :7], where, end_state, np.flatnonzero(failed))
    end = ParentObject(where, state, whole.carrier, whole.inherited)
    between = warm[rows, last] + share[:, None] * (warm[rows, last + 1] - warm[rows, last])
    heat = np.where(failed[:, None], between, warm[:, -1])
    stop = Stop(where, state, heights(world, end), failed, heat[:, -1])
    return _Part(stop, heat, ~failed & (arc.status[own] != FIRST_EVENT))


def _exact(
    world: World, whole: ParentObject, before: Array, where: Array, state: Array, failed: Rows
) -> Array:
    """States of bodies, those that `failed` flown to where they did from the point before it."""
    if not len(failed):
        return state
    start = whole.pick(failed)._replace(t=before[failed, 0], state=before[failed, 1:7])
    arc = parent_arc(world, start, np.zeros(len(failed)), until=where[failed])
    state = state.copy()
    state[failed] = arc.y[:, :6]
    return state


def _lines(whole: ParentObject, arc: Arc) -> Array:
    """Start, samples and end of n arcs, shape (n, s, 8); the end stands as often as needed."""
    start = np.column_stack([whole.t, whole.state, whole.carrier.mass])
    end = np.column_stack([arc.t, arc.y])
    longest = max(len(each) for each in arc.samples)
    line = np.repeat(end[:, None], longest + 2, axis=1)
    line[:, 0] = start
    for k, samples in enumerate(arc.samples):
        line[k, 1 : len(samples) + 1] = samples
    return line


def heights(world: World, whole: ParentObject) -> Array:
    """Geodetic heights of bodies, m."""
    y = np.column_stack([whole.state, whole.carrier.mass])
    return observations(world, whole.t, y, _cases(whole)).height


def _cases(whole: ParentObject) -> Array:
    table = np.zeros((len(whole.t), len(Parameters._fields)))
    table[:, [DENSITY_FACTOR, STEER_X]] = 1.0
    for name, values in (*whole.inherited.items(), *whole.carrier._asdict().items()):
        if name != "mass":
            table[:, column(name)] = values
    return table


def parent_arc(
    world: World,
    whole: ParentObject,
    height: Array,
    *,
    first: float = FIRST_STEP,
    longest: float = LONGEST_STEP,
    sampling: float = np.inf,
    flying: NDArray[np.bool_] | bool = True,
    until: Array | None = None,
) -> Arc:
    """Propagate bodies to heights in m, or to times in s if they come first."""
    end = whole.t + np.where(flying, HORIZON, 0.0)
    return run(
        world,
        whole.t,
        np.column_stack([whole.state, whole.carrier.mass]),
        end if until is None else until,
        _cases(whole),
        events=Events(np.array([HEIGHT]), np.array([FALLING]), height[:, None]),
        step=np.full(len(whole.t), first),
        relative_tolerance=RELATIVE_TOLERANCE,
        longest_step=longest,
        sampling=sampling,
    )
