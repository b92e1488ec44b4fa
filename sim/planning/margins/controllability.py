"""Controllability of a flown plan, axis by axis: the torques of atmosphere and engines in each burn
against the authority of the thrusters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.flight.record import BurnRecord, Flight
from sim.frames.constants import STANDARD_GRAVITY
from sim.planning.margins.attitude_torque import (
    aerodynamic_torque,
    largest_offset,
    thrust_roll_torque,
    thrust_torque,
)
from sim.planning.margins.control_authority import AxisControl, ControlAssumptions, Estimate


@dataclass(frozen=True, kw_only=True)
class AxisDemand:
    """Torques about one axis at one stage of a plan, N m, with their ranges.

    `stage` is a burn, "lowering", or `LOWEST_PASS`; `altitude` m and `thrust` N are those of the
    strongest torque of the atmosphere in it; `authority` is what the thrusters have.
    """

    stage: str
    axis: str
    altitude: float
    thrust: float
    authority: Estimate
    air: Estimate
    push: Estimate

    @property
    def factor(self) -> Estimate:
        """Authority over the sum of the torques; low where all the range is against the plan."""
        authority, air, push = self.authority, self.air, self.push
        return Estimate(
            _over(authority.low, air.high + push.high),
            _over(authority.value, air.value + push.value),
            _over(authority.high, air.low + push.low),
        )

    @property
    def controllable(self) -> bool:
        """Whether the nominal authority is at least the sum of the nominal torques."""
        return self.factor.value >= 1.0


def _over(authority: float, torque: float) -> float:
    return authority / torque if torque > 0.0 else np.inf


LOWEST_PASS = "lowest pass"
"""Stage without thrust, before the final burn."""


def find_demands(
    flight: Flight,
    path: Mapping[str, np.ndarray],
    control: ControlAssumptions,
    row: int = 0,
) -> list[AxisDemand]:
    """Torques about each axis at the lowest pass and in the burns of a flown plan, in time.

    Lowering burns stand as one stage, that of the strongest of them. Parameters as in
    `find_control_need`.
    """
    burns = flight.burns_of(row)
    drag = path["mass_kg"] * path["deceleration_g"] * STANDARD_GRAVITY
    lowering = [burn for burn in burns if burn.lowering]
    stages = [("lowering", burn) for burn in sorted(lowering, key=lambda b: b.thrust)[-1:]]
    stages += [(burn.name, burn) for burn in burns if not burn.lowering]
    demands: list[AxisDemand] = []
    for stage, burn in stages:
        inside = _during(path["time_s"], burn)
        k = inside[np.argmax(drag[inside])]
        demands += _about_axes(stage, path, drag, int(k), burn.thrust, control)
    if burns:
        before = np.flatnonzero(path["time_s"] <= burns[-1].ignition)
        k = int(before[np.argmin(path["altitude_km"][before])])
        demands += _about_axes(LOWEST_PASS, path, drag, k, 0.0, control)
    return demands


def _during(t: np.ndarray, burn: BurnRecord) -> np.ndarray:
    """Samples during a burn; the nearest one where none was saved."""
    inside = np.flatnonzero((t >= burn.ignition) & (t <= burn.ignition + burn.duration))
    return inside if len(inside) else np.array([np.argmin(np.abs(t - burn.ignition))])


def _about_axes(
    stage: str,
    path: Mapping[str, np.ndarray],
    drag: np.ndarray,
    k: int,
    thrust: float,
    control: ControlAssumptions,
) -> Iterator[AxisDemand]:
    """A demand about each axis at sample k of a path."""
    for axis in control.axes:
        yield AxisDemand(
            stage=stage,
            axis=axis.name,
            altitude=float(1e3 * path["altitude_km"][k]),
            thrust=thrust,
            authority=axis.authority,
            air=Estimate(
                *(aerodynamic_torque(float(drag[k]), d) for d in _three(axis.arm)),
            ),
            push=Estimate(
                *(_push(axis, thrust, d, control) for d in _three(control.thrust_offset))
            ),
        )


def _push(axis: AxisControl, thrust: float, offset: float, control: ControlAssumptions) -> float:
    """Torque of thrust about an axis; the whole offset counts in pitch and in yaw, for it may lie
    either way.
    """
    if axis.name == "roll":
        return thrust_roll_torque(thrust, offset, control.cant)
    return thrust_torque(thrust, offset)


def _three(estimate: Estimate) -> tuple[float, float, float]:
    return estimate.low, estimate.value, estimate.high


def allowed_offset(demands: list[AxisDemand], stage: str) -> float:
    """How far from the centre of mass the thrust line of a stage may pass, m: until the first of
    pitch and yaw has no authority left.
    """
    return min(
        largest_offset(each.authority.value, each.air.value, each.thrust)
        for each in demands
        if each.stage == stage and each.axis != "roll"
    )


def describe_alignment(demands: list[AxisDemand], control: ControlAssumptions) -> str:
    """One sentence on the burn that leaves least to misalignment: how well its thrust line must be
    aligned, and how well it is taken to be.
    """
    pushing = [each for each in demands if each.thrust > 0.0]
    if not pushing:
        return ""
    stage = min((d.stage for d in pushing), key=lambda name: allowed_offset(demands, name))
    thrust = next(d.thrust for d in pushing if d.stage == stage)
    needed, offset = allowed_offset(demands, stage), control.thrust_offset
    force = f"{thrust / 1e3:.1f} kN"
    if needed <= 0.0:
        return f"Not controllable while {force} push: the atmosphere alone is stronger."
    if offset.value > needed:
        return (
            f"Not controllable while {force} push: the thrust line passes the centre of mass at "
            f"{offset.value:.2f} m, and {needed:.2f} m or less are needed."
        )
    return (
        f"Controllable while {force} push, if the thrust line is aligned to {offset.value:.2f} m "
        f"(assumption, {offset.low:g} to {offset.high:g} m); it needs {needed:.2f} m."
    )
