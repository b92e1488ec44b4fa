"""Failure modes of the final burn: early cut-off, engines out, wrong attitude; each flown to its
end.

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
from sim.flight.phase import Burn, Condition, CutoffKind, Phase, Steering, SteeringFrame
from sim.flight.record import BurnRecord, EventKind, EventRecord, Flight, Segment
from sim.flight.status import Status

Kind = Literal["nominal", "cut_off", "engine_out", "attitude"]

ANGLES = tuple(math.radians(angle) for angle in (5.0, 15.0, 30.0, 90.0))
"""rad, attitude errors flown: from a pointing error (5 deg) to lost control (90 deg)."""


@dataclass(frozen=True, kw_only=True)
class BurnFailure:
    """One failure mode of the burn.

    Attributes
    ----------
    kind, label
        Class of failure, and the words for one of it.
    cutoff, value
        Cut-off rule and its value (s, m/s, m, kg).
    counts
        Engines that fire, for each firing.
    frame
        Steering frame.
    pitch, yaw
        rad, how far the thrust is thrust_direction_of from the planned direction.
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
    """States at the end of n burns.

    Attributes
    ----------
    t, y
        s, shape (n,), and states (n, 7).
    load, fired, starts
        Propellant accounting of the stack, shape (n, ...).
    crossing
        First passage of the entry interface while burning; None without.
    burns, status, segments
        Record of each burn, status (`IN_ORBIT` flies on) and path.
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


def burn_of(phase: Phase) -> Burn:
    """The burn of a phase.

    Raises
    ------
    ValueError
        If the phase has none.
    """
    if phase.burn is None:
        raise ValueError(f"phase {phase.name} has no burn")
    return phase.burn


def fly_to_ignition(before: Flight, final: Phase) -> tuple[Flight, Phase]:
    """Fly on to the ignition of the final burn.

    Parameters
    ----------
    before
        Flight whose first trajectory ended when the phase of the final burn began.
    final
        Its phase; it may dock, undock, pump and wait for an argument of latitude first.

    Returns
    -------
    tuple
        The flight up to ignition, and the phase with nothing left but the burn.

    Raises
    ------
    ValueError
        If the phase has no burn, or the stack comes down before ignition.
    """
    bare = Phase(
        name=final.name,
        burn=replace(burn_of(final), ignition=None),
        field_degree=final.field_degree,
        relative_tolerance=final.relative_tolerance,
        longest_step=final.longest_step,
        save_every=final.save_every,
    )
    if replace(final, attitude=None) == bare and final.attitude in (None, before.attitude[0]):
        return before, _hold_direction(before, bare)
    whole = fly(continue_from(before, (final,)))
    if not whole.burns or whole.burns[-1].duration == 0.0:
        raise ValueError(f"{final.name} did not ignite: {whole.status[0]}")
    ignition = Condition("time", whole.burns[-1].ignition)
    wait = replace(final, burn=None, until=ignition)
    flight = fly(continue_from(before, (wait,)))
    return flight, _hold_direction(flight, bare)


def _hold_direction(flight: Flight, final: Phase) -> Phase:
    """The phase with an inertial thrust direction expressed in the axes forward, across and down
    at ignition, in which an error of pitch or yaw is defined.
    """
    burn = burn_of(final)
    if burn.steering.frame != "inertial":
        return final
    r, v = flight.y[0, :3], flight.y[0, 3:6]
    nadir, normal = -r / np.linalg.norm(r), np.cross(r, v)
    across = -normal / np.linalg.norm(normal)
    axes = np.array([np.cross(across, nadir), across, nadir])
    x, y, z = axes @ thrust_direction_of(burn.steering)
    return replace(final, burn=replace(burn, steering=Steering("held", (x, y, z))))


def nominal_burn(before: Flight, final: Phase) -> BurnFailure:
    """The burn as planned, in the form of a failure mode."""
    burn = burn_of(final)
    sizes = {group.name: group.count for group in before.final.groups}
    counts = (sizes[f.group] if f.count is None else f.count for f in burn.firings)
    return BurnFailure(
        kind="nominal",
        label="nominal",
        cutoff=burn.cutoff,
        value=float(np.broadcast_to(burn.value, 1)[0]),
        counts=tuple(float(count) for count in counts),
        frame=burn.steering.frame,
    )


def list_failures(
    plan: BurnFailure, groups: Sequence[str], span: float, every: float
) -> list[BurnFailure]:
    """All failure modes of the burn, the planned burn first.

    Cut-off at every so many seconds from 0 to the nominal duration `span`; for each firing (of
    the `groups` named) with several engines one and two out from ignition on, once with the
    planned cut-off rule and once with the nominal duration; thrust turned in pitch and yaw by
    `ANGLES`, held inertially from ignition on, and along the flight instead of against it, all
    for the nominal duration.
    """
    timed = replace(plan, cutoff="duration", value=span)
    failures = [plan]
    for seconds in np.append(np.arange(0.0, span, every), span):
        label = f"cut-off at {seconds:.0f} s"
        failures.append(replace(timed, kind="cut_off", label=label, value=float(seconds)))
    for k, group in enumerate(groups):
        for out in (1, 2):
            if plan.counts[k] <= out:
                continue
            working = (*plan.counts[:k], plan.counts[k] - out, *plan.counts[k + 1 :])
            name = f"{group}: {out} out"
            lost = replace(timed, kind="engine_out", counts=working)
            failures.append(replace(lost, label=f"{name}, nominal duration"))
            if plan.cutoff != "duration":
                rule = replace(lost, cutoff=plan.cutoff, value=plan.value)
                failures.append(replace(rule, label=f"{name}, planned cut-off"))
    wrong = replace(timed, kind="attitude")
    for angle in ANGLES:
        degrees = f"{math.degrees(angle):.0f}°"
        failures.append(replace(wrong, label=f"pitch {degrees} down", pitch=angle))
        failures.append(replace(wrong, label=f"pitch {degrees} up", pitch=-angle))
        failures.append(replace(wrong, label=f"yaw {degrees}", yaw=angle))
    if plan.frame != "held":
        failures.append(replace(wrong, label="held inertially", frame="held"))
    failures.append(replace(wrong, label="along the flight", pitch=math.pi))
    return failures


def fly_burns(before: Flight, final: Phase, failures: Sequence[BurnFailure]) -> BurnEnds:
    """Fly all burns to their ends, one batch for each kind of cut-off and steering frame.

    A burn that engines out or a wrong attitude make longer than planned does not outlast the
    entry interface: control is lost there, and the engines stop.
    """
    ends = _fly_batches(before, final, failures)
    late, shorter = [], []
    for k, failure in enumerate(failures):
        crossing = ends.crossing[k]
        if failure.kind in ("engine_out", "attitude") and crossing is not None:
            late.append(k)
            seconds = crossing.time - ends.burns[k].ignition
            shorter.append(replace(failure, cutoff="duration", value=seconds))
    if not late:
        return ends
    again = _fly_batches(before, final, shorter)
    for name in ("t", "y", "load", "fired", "starts"):
        getattr(ends, name)[late] = getattr(again, name)
    for name in ("burns", "status", "segments"):
        for k, value in zip(late, getattr(again, name), strict=True):
            getattr(ends, name)[k] = value
    return ends


def _fly_batches(before: Flight, final: Phase, failures: Sequence[BurnFailure]) -> BurnEnds:
    """Fly burns, all of one cut-off rule and steering frame together, and order their ends."""
    n, stack = len(failures), before.final
    t, y = np.zeros(n), np.zeros((n, 7))
    accounts = {
        "load": np.zeros((n, stack.load.shape[1])),
        "fired": np.zeros((n, stack.fired.shape[1])),
        "starts": np.zeros((n, stack.starts.shape[1]), dtype=np.int64),
    }
    crossing: dict[int, EventRecord] = {}
    burns: dict[int, BurnRecord] = {}
    status: dict[int, Status] = {}
    segments: list[tuple[Segment, ...]] = [()] * n
    kinds = [(failure.cutoff, failure.frame) for failure in failures]
    for kind in dict.fromkeys(kinds):
        index = [k for k in range(n) if kinds[k] == kind]
        phase = _vary_burn(final, [failures[k] for k in index])
        flight = fly(continue_from(before, (phase,), len(index)))
        t[index], y[index] = flight.t, flight.y
        for name, values in accounts.items():
            values[index] = getattr(flight.final, name)
        burns |= {index[burn.row]: burn for burn in flight.burns}
        for event in flight.events:
            if event.kind is EventKind.ENTRY_INTERFACE:
                crossing.setdefault(index[event.row], event)
        status |= dict(zip(index, flight.status, strict=True))
        for segment in flight.segments:
            segments[index[segment.row]] += (segment,)
    return BurnEnds(
        t=t,
        y=y,
        load=accounts["load"],
        fired=accounts["fired"],
        starts=accounts["starts"],
        crossing=[crossing.get(k) for k in range(n)],
        burns=[burns[k] for k in range(n)],
        status=[status[k] for k in range(n)],
        segments=segments,
    )


def _vary_burn(final: Phase, failures: Sequence[BurnFailure]) -> Phase:
    """The phase of a batch of failures that share cut-off rule and steering frame."""
    burn = burn_of(final)
    firings = tuple(
        replace(firing, count=np.array([failure.counts[k] for failure in failures]))
        for k, firing in enumerate(burn.firings)
    )
    steering = replace(
        burn.steering,
        frame=failures[0].frame,
        pitch=burn.steering.pitch + np.array([failure.pitch for failure in failures]),
        yaw=burn.steering.yaw + np.array([failure.yaw for failure in failures]),
    )
    varied = replace(
        burn,
        firings=firings,
        cutoff=failures[0].cutoff,
        value=np.array([failure.value for failure in failures]),
        steering=steering,
    )
    return replace(final, burn=varied)
