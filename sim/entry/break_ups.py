"""n break-ups flown together: the station to where its pieces come free, pieces to where they
burst, tear or give up what they shield, and all that is left to the ground.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.entry.breakup.fragment_catalogue import TORN, Pieces
from sim.entry.breakup.parent import Releases, releases
from sim.entry.breakup.stages import LATE, MODULE, BreakUp, Draw
from sim.entry.breakup.way_down import ParentObject, Stop
from sim.entry.bursts import burst_heights, burst_kicks, burst_speeds
from sim.entry.debris import Debris
from sim.entry.effort import FULL, Effort
from sim.entry.fragment_propagation import HORIZON, fall
from sim.entry.fragments import Array, Bodies
from sim.entry.tearing import fly_to_tear, pick_rows, tear
from sim.environment.world import World

RELEASE_TEMPERATURE = 300.0
"""K; assumption: what comes free was in the shade of what carried it. Modules and truss were not:
the heat that their walls took up is spread over them, as far as it brings them to melting."""

EVENTS_AT_ONCE = 200
"""Break-ups flown together, to bound memory."""

OF_A_PIECE = tuple(
    each.name
    for each in fields(Bodies)
    if each.name not in ("t0", "state", "lift_up", "lift_side", "temperature", "inherited")
)
"""Columns of a catalogue that bodies are made of."""


@dataclass(frozen=True, kw_only=True)
class Flown:
    """How n break-ups of m pieces are flown.

    Attributes
    ----------
    high, low
        Worlds for the station and for its fragments.
    columns, pieces, break_up
        Catalogue, the rows of it to release, and how stations break up.
    whole, draw
        n stations at the interface, and draws of n break-ups.
    factors
        On columns of the catalogue, such as ``shape_factor`` for heating: shape (n,), one for all
        pieces of a break-up.
    melting, threads
        See `sim.entry.fragment_propagation.fall`.
    effort
        How exactly stations and pieces are followed.
    """

    high: World
    low: World
    columns: Mapping[str, Array]
    pieces: Pieces
    break_up: BreakUp
    whole: ParentObject
    draw: Draw
    factors: Mapping[str, Array]
    melting: bool = True
    threads: int = 1
    effort: Effort = FULL

    def pick(self, index: NDArray[np.int64]) -> "Flown":
        """Some of the break-ups."""
        return Flown(
            high=self.high,
            low=self.low,
            columns=self.columns,
            pieces=self.pieces,
            break_up=self.break_up,
            whole=self.whole.pick(index),
            draw=self.draw.pick(index),
            factors={name: factor[index] for name, factor in self.factors.items()},
            melting=self.melting,
            threads=self.threads,
            effort=self.effort,
        )


def fly_break_ups(flown: Flown) -> Debris:
    """Break n stations up and fly all their pieces to the ground.

    Returns
    -------
    Debris
        n m rows, break-up by break-up, without a footprint.
    """
    n = len(flown.whole.t)
    parts = []
    for start in range(0, n, EVENTS_AT_ONCE):
        index = np.arange(start, min(start + EVENTS_AT_ONCE, n))
        parts.append(_fly(flown.pick(index)))
    return Debris.concatenate(parts)


def _fly(flown: Flown) -> Debris:
    pieces, draw = flown.pieces, flown.draw
    n, m = len(flown.whole.t), len(pieces)
    event, piece = np.divmod(np.arange(n * m), m)
    found = releases(
        flown.high, flown.whole, pieces, flown.break_up, draw, flown.factors, flown.effort
    )
    free = _shielded(flown, found)
    rows = _rows(flown, pieces.family[piece], event)
    bodies = _bodies(flown, rows, event, free, draw.lift_up.ravel(), draw.lift_side.ravel())
    parting, (thrown, burst) = draw.kick.reshape(-1, 3), _burst(flown, found)
    bodies.state[:, 3:] += parting + thrown
    torn = tear(flown.low, bodies, rows, _across(parting))
    end = fall(
        flown.low,
        torn.bodies,
        melting=flown.melting,
        threads=flown.threads,
        horizon=np.where(free.reached, HORIZON, 0.0),
        effort=flown.effort,
    )
    return Debris(
        event=event,
        family=pieces.family[piece],
        stage=pieces.stage[piece],
        count=pieces.count[piece] * torn.pieces,
        mass_count=pieces.mass_count[piece] * torn.pieces,
        released=pieces.released[piece],
        mass=torn.bodies.mass,
        area=torn.bodies.area,
        shrinks=torn.bodies.shrinks,
        release_time=free.t,
        release_height=free.height,
        impacts=end,
        stages=found.stages,
        torn_height=torn.height,
        burst_height=burst,
        footprint=None,
    )


def _across(kick: Array) -> Array:
    """Kicks of the children of what tears: as fast as pieces part, in another direction."""
    return np.roll(kick, 1, axis=1)


def _burst(flown: Flown, found: Releases) -> tuple[Array, Array]:
    """Velocities that bursts give all pieces, (n m, 3) m/s, and heights of the bursts, (n, t) m."""
    pieces, draw = flown.pieces, flown.draw
    n, m, k = len(flown.whole.t), len(pieces), len(pieces.carriers.mass)
    t = len(pieces.tanks.family)
    if not t:
        return np.zeros((n * m, 3)), np.zeros((n, 0))
    event, tank = np.divmod(np.arange(n * t), t)
    rows, still = _rows(flown, pieces.tanks.family[tank], event), np.zeros(n * t)
    height = burst_heights(flown.low, _bodies(flown, rows, event, found.tanks, still, still), rows)
    goes = np.flatnonzero(np.isfinite(height))
    own = event[goes] * k + pieces.tanks.carrier[tank[goes]]
    speed = burst_speeds(
        pick_rows(rows, goes), own, draw.energy[event[goes]], np.tile(pieces.loads, n)
    )
    event, piece = np.divmod(np.arange(n * m), m)
    together = (pieces.carrier >= 0) & (pieces.stage != LATE)
    assembly = np.where(together[piece], event * k + pieces.carrier[piece], -1)
    kicks = burst_kicks(assembly, pieces.released[piece], speed, draw.burst.reshape(-1, 3))
    return kicks, height.reshape(n, t)


def _shielded(flown: Flown, found: Releases) -> Stop:
    """Where pieces come free, (n m,): shielded ones where their guards tear or have melted."""
    pieces, n, m = flown.pieces, len(flown.whole.t), len(flown.pieces)
    free = found.pieces
    guarded = np.flatnonzero((pieces.stage == LATE) & (pieces.guard >= 0))
    if flown.break_up.drawn(LATE) or not len(guarded):
        return free
    g = len(pieces.guards.family)
    event, guard = np.divmod(np.arange(n * g), g)
    rows = _rows(flown, pieces.guards.family[guard], event)
    still = np.zeros(n * g)
    first = np.array([guarded[pieces.guard[guarded] == k][0] for k in range(g)])
    bodies = _bodies(flown, rows, event, found.guards, still, still)
    ends = fly_to_tear(flown.low, bodies, rows, flown.draw.gone[:, first].ravel())
    into = (np.arange(n)[:, None] * m + guarded).ravel()
    end = (np.arange(n)[:, None] * g + pieces.guard[guarded]).ravel()
    late = found.guards.pick(end)._replace(
        t=ends.t[end], state=ends.y[end, :6], height=ends.height[end], heat=np.zeros(len(end))
    )
    for column, new in zip(free, late, strict=True):
        column[into] = new
    return free


def _rows(flown: Flown, family: NDArray[np.int64], event: NDArray[np.int64]) -> dict[str, Array]:
    """Columns of rows of a family and a break-up each, with the factors of the break-up."""
    rows = {name: np.asarray(column)[family] for name, column in flown.columns.items()}
    for name in rows:
        factor = flown.factors.get(name.rsplit(TORN, 1)[-1])  # of its children too
        if factor is not None:
            rows[name] = rows[name] * factor[event]
    return rows


def _bodies(
    flown: Flown,
    rows: Mapping[str, Array],
    event: NDArray[np.int64],
    stop: Stop,
    lift_up: Array,
    lift_side: Array,
) -> Bodies:
    own = {name: column for name, column in rows.items() if name in OF_A_PIECE}
    outside = np.where(rows["stage"] == MODULE, stop.heat, 0.0)
    warmer = outside * own["heated_area"] / (own["mass"] * own["specific_heat"])
    return Bodies(
        **own,
        t0=stop.t,
        state=stop.state.copy(),
        lift_up=lift_up,
        lift_side=lift_side,
        temperature=np.minimum(RELEASE_TEMPERATURE + warmer, own["melting_temperature"]),
        inherited={name: column[event] for name, column in flown.whole.inherited.items()},
    )
