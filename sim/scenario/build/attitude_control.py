"""From the attitude control a scenario states to what a flight books and a plan assumes."""

from collections.abc import Sequence
from dataclasses import replace

from sim.flight.attitude_control.rule import AttitudeControl
from sim.planning.margins.control_authority import AxisControl, ControlAssumptions, Estimate
from sim.scenario.build.naming import full_name, names_of
from sim.scenario.schema.scenario import Scenario


def attitude_control_of(scenario: Scenario) -> AttitudeControl | None:
    """What a flight books for attitude control; None where the scenario states nothing."""
    given = scenario.attitude_control
    if given is None:
        return None
    known = names_of(scenario.all_vehicles, "tanks")
    return AttitudeControl(
        below=float(given.gyroscopes_down_to),
        per_orbit=float(given.per_orbit),
        per_turn=float(given.per_turn),
        tanks=tuple(full_name(name, known) for name in given.tanks),
        unturned=given.unturned,
    )


def control_assumptions_of(scenario: Scenario) -> ControlAssumptions:
    """What is assumed about torque and authority: the defaults, and what the scenario states in
    their place. A stated torque keeps the range of the default in proportion; a stated distance its
    ends as far away, unless its range is stated too.
    """
    usual, given = ControlAssumptions(), scenario.attitude_control
    if given is None:
        return usual

    def stated(axis: AxisControl) -> AxisControl:
        value = getattr(given.authority, axis.name)
        return replace(axis, authority=_about(axis.authority, value))

    roll, pitch, yaw = map(stated, usual.axes)
    return replace(
        usual,
        axes=(roll, pitch, yaw),
        thrust_offset=_offset(usual.thrust_offset, given.thrust_offset, given.thrust_offset_range),
        gyroscopes_down_to=float(given.gyroscopes_down_to),
    )


def _about(usual: Estimate, value: float | None) -> Estimate:
    return usual if value is None else usual.times(float(value) / usual.value)


def _offset(usual: Estimate, value: float | None, ends: Sequence[float] | None) -> Estimate:
    if value is None:
        return usual
    away = float(value) - usual.value
    low, high = ends or (max(usual.low + away, 0.0), usual.high + away)
    return Estimate(float(low), float(value), float(high))
