"""The final burn gone wrong: stopped early, with engines out, pointed wrongly; flown up to its end.

Whatever fails, the rest is as planned: same ignition, same steering frame, same tanks. Leaves out
restarts, and what the failure of a burn does to the structure.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from sim.flight.burn import thrust_direction_of
from sim.flight.fly import continue_from, fly
from sim.flight.phase import Condition, CutoffKind, Phase, Steering, SteeringFrame
from sim.flight.record import BurnRecord, EventKind, EventRecord, Flight, Segment
from sim.flight.status import Status

Kind = Literal["nominal", "cut_off", "engine_out", "attitude"]

ANGLES = tuple(math.radians(angle) for angle in (5.0, 15.0, 30.0, 90.0))
"""rad, errors of attitude looked at: of pointing (5) to lost control (90)."""


@dataclass(frozen=True, kw_only=True)
class BurnFailure:
    """One way the burn may go: cut-off by kind and value (s, m/s, m, kg), engines of each firing,
    steering frame, and how far the thrust is turned from the planned direction, rad.
    """

    kind: Kind
    label: str
    cutoff: CutoffKind
    value: float
    counts: tuple[float, ...]
    frame: SteeringFrame
    pitch: float = 0.0
    yaw: float = 0.0


@dataclass(frozen=True, kw_only=True)
class BurnEnds:
    """The ends of n burns: t (n,) s and y (n, 7), stack (n, ...), and for each row its first fall
    through the entry interface while burning (None without), its record, its status (`IN_ORBIT`
    flies on) and its path.
    """

    t: np.ndarray
    y: np.ndarray
    load: np.ndarray
    fired: np.ndarray
    starts: np.ndarray
    crossing: list[EventRecord | None]
    burns: list[BurnRecord]
    status: list[Status]
    segments: list[tuple[Segment, ...]]


def fly_to_ignition(before: Flight, final: Phase) -> tuple[Flight, Phase]:
    """Fly on to the ignition of the final burn.

    Parameters
    ----------
    before
        Flight whose row 0 ended when the phase of the final burn began.
    final
        Its phase; it may dock, undock, pump and wait for a place on the orbit first.

    Returns
    -------
    tuple
        The flight up to ignition, and the phase with nothing left but the burn.

    Raises
    ------
    ValueError
        If the phase has no burn, or the row does not live to its ignition.
    """
    if final.burn is None:
        raise ValueError(f"phase {final.name} has no burn")
    bare = Phase(
        name=final.name,
        burn=replace(final.burn, ignition=None),
        field_degree=final.field_degree,
        relative_tolerance=final.relative_tolerance,
        longest_step=final.longest_step,
        save_every=final.save_every,
    )
    if replace(final, attitude=None) == bare and final.attitude in (None, before.attitude[0]):
        return before, _relative(before, bare)
    whole = fly(continue_from(before, (final,)))
    if not whole.burns or whole.burns[-1].duration == 0.0:
        raise ValueError(f"{final.name} did not ignite: {whole.status[0]}")
    ignition = Condition("time", whole.burns[-1].ignition)
    wait = replace(final, burn=None, until=ignition)
    flight = fly(continue_from(before, (wait,)))
    return flight, _relative(flight, bare)


def _relative(flight: Flight, final: Phase) -> Phase:
    """The phase with a direction fixed in space told by what is forward and down at ignition, so
    that pitch and yaw mean something.
    """
    steering = final.burn.steering
    if steering.frame != "inertial":
        return final
    r, v = flight.y[0, :3], flight.y[0, 3:6]
    nadir, normal = -r / np.linalg.norm(r), np.cross(r, v)
    across = -normal / np.linalg.norm(normal)
    axes = np.array([np.cross(across, nadir), across, nadir])
    x, y, z = axes @ thrust_direction_of(steering)
    return replace(final, burn=replace(final.burn, steering=Steering("held", (x, y, z))))


def nominal_burn(before: Flight, final: Phase) -> BurnFailure:
    """The burn as planned."""
    burn = final.burn
    sizes = {group.name: group.count for group in before.final.groups}
    counts = tuple(float(sizes[f.group] if f.count is None else f.count) for f in burn.firings)
    value = float(np.broadcast_to(burn.value, 1)[0])
    return BurnFailure(
        kind="nominal",
        label="nominal",
        cutoff=burn.cutoff,
        value=value,
        counts=counts,
        frame=burn.steering.frame,
    )


def list_failures(
    plan: BurnFailure, groups: Sequence[str], span: float, every: float
) -> list[BurnFailure]:
    """All ways a burn may go, the plan first.

    Cut-off at every so many seconds from 0 to the nominal duration `span`; for each firing (of
    the `groups` named) with several engines one and two out from ignition on, once with the
    planned cut-off rule and once with the nominal duration; thrust turned in pitch and yaw by
    `ANGLES`, held inertially from ignition on, and along the flight instead of against it, all
    for the nominal duration.
    """
    timed = replace(plan, cutoff="duration", value=span)
    found = [plan]
    for seconds in np.append(np.arange(0.0, span, every), span):
        share = f"cut-off at {seconds:.0f} s"
        found.append(replace(timed, kind="cut_off", label=share, value=float(seconds)))
    for k, group in enumerate(groups):
        for out in (1, 2):
            if plan.counts[k] <= out:
                continue
            left = (*plan.counts[:k], plan.counts[k] - out, *plan.counts[k + 1 :])
            name = f"{group}: {out} out"
            lost = replace(timed, kind="engine_out", counts=left)
            found.append(replace(lost, label=f"{name}, nominal duration"))
            if plan.cutoff != "duration":
                rule = replace(lost, cutoff=plan.cutoff, value=plan.value)
                found.append(replace(rule, label=f"{name}, planned cut-off"))
    wrong = replace(timed, kind="attitude")
    for angle in ANGLES:
        degrees = f"{math.degrees(angle):.0f}°"
        found.append(replace(wrong, label=f"pitch {degrees} down", pitch=angle))
        found.append(replace(wrong, label=f"pitch {degrees} up", pitch=-angle))
        found.append(replace(wrong, label=f"yaw {degrees}", yaw=angle))
    if plan.frame != "held":
        found.append(replace(wrong, label="held inertially", frame="held"))
    found.append(replace(wrong, label="along the flight", pitch=math.pi))
    return found


def fly_burns(before: Flight, final: Phase, rows: Sequence[BurnFailure]) -> BurnEnds:
    """Fly all burns to their ends, one batch for each kind of cut-off and steering frame.

    A burn that engines out or a wrong attitude make longer than planned does not outlast the
    entry interface: control is lost there, and the engines stop.
    """
    ends = _ends(before, final, rows)
    late = [
        k
        for k, row in enumerate(rows)
        if row.kind in ("engine_out", "attitude") and ends.crossing[k] is not None
    ]
    if not late:
        return ends
    lasted = [ends.crossing[k].time - ends.burns[k].ignition for k in late]
    shorter = [
        replace(rows[k], cutoff="duration", value=seconds)
        for k, seconds in zip(late, lasted, strict=True)
    ]
    again = _ends(before, final, shorter)
    for name in ("t", "y", "load", "fired", "starts"):
        getattr(ends, name)[late] = getattr(again, name)
    for name in ("burns", "status", "segments"):
        for k, value in zip(late, getattr(again, name), strict=True):
            getattr(ends, name)[k] = value
    return ends


def _ends(before: Flight, final: Phase, rows: Sequence[BurnFailure]) -> BurnEnds:
    n = len(rows)
    stack = before.final
    ends = BurnEnds(
        t=np.zeros(n),
        y=np.zeros((n, 7)),
        load=np.zeros((n, stack.load.shape[1])),
        fired=np.zeros((n, stack.fired.shape[1])),
        starts=np.zeros((n, stack.starts.shape[1]), dtype=np.int64),
        crossing=[None] * n,
        burns=[None] * n,
        status=[""] * n,
        segments=[()] * n,
    )
    kinds = [(row.cutoff, row.frame) for row in rows]
    for kind in dict.fromkeys(kinds):
        index = [k for k in range(n) if kinds[k] == kind]
        flight = fly(continue_from(before, (_phase(final, [rows[k] for k in index]),), len(index)))
        _keep(ends, index, flight)
    return ends


def _phase(final: Phase, rows: Sequence[BurnFailure]) -> Phase:
    """The burn of rows that share cut-off kind and steering frame."""
    burn = final.burn
    firings = tuple(
        replace(firing, count=np.array([row.counts[k] for row in rows]))
        for k, firing in enumerate(burn.firings)
    )
    steering = replace(
        burn.steering,
        frame=rows[0].frame,
        pitch=burn.steering.pitch + np.array([row.pitch for row in rows]),
        yaw=burn.steering.yaw + np.array([row.yaw for row in rows]),
    )
    value = np.array([row.value for row in rows])
    changed = replace(burn, firings=firings, cutoff=rows[0].cutoff, value=value, steering=steering)
    return replace(final, burn=changed)


def _keep(ends: BurnEnds, index: Sequence[int], flight: Flight) -> None:
    """Put the rows of a flight at their places."""
    ends.t[index], ends.y[index] = flight.t, flight.y
    for name in ("load", "fired", "starts"):
        getattr(ends, name)[index] = getattr(flight.final, name)
    for burn in flight.burns:
        ends.burns[index[burn.row]] = burn
    for event in flight.events:
        if event.kind is EventKind.ENTRY_INTERFACE and ends.crossing[index[event.row]] is None:
            ends.crossing[index[event.row]] = event
    for row, k in enumerate(index):
        ends.status[k] = flight.status[row]
    for segment in flight.segments:
        ends.segments[index[segment.row]] += (segment,)
