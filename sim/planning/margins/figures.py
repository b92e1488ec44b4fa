"""Form of the studies of the margins of a plan, as `plan.json` holds them.

Units are in the names; what each means is in `docs/outputs.md`. What does not exist is None.
"""

from typing import NotRequired, TypedDict


class TankContent(TypedDict):
    """Propellant in a tank, kg."""

    tank: str
    kg: float


class MarginFigures(TypedDict):
    """Propellant in kg after the final burn.

    `usable_kg` is `reachable_kg` less reserve, attitude control and residual; its range is that of
    attitude control on the whole way: what that takes at its high end and tanks out of reach cannot
    pay. `unreachable_kg` is in the tanks of `unreachable`. Below 0 it is missing.
    """

    usable_kg: float
    low_kg: float
    high_kg: float
    reachable_kg: float
    reserve_kg: float
    attitude_control_kg: float
    residual_kg: float
    reachable: list[TankContent]
    unreachable_kg: float
    unreachable: list[TankContent]


class BudgetCause(TypedDict):
    """Propellant that one thing takes, with its range."""

    name: str
    cause: str
    kg: float
    low_kg: float
    high_kg: float
    note: str


class PropellantMasses(TypedDict):
    """Propellant of a tank or vehicle by what it is for, and what remains."""

    loaded_kg: float
    lowering_kg: float
    perigee_burns_kg: float
    final_burn_kg: float
    phasing_kg: float
    attitude_control_kg: float
    rendezvous_kg: float
    reserve_kg: float
    pumped_kg: float
    left_kg: float
    margin_kg: float
    margin_low_kg: float
    margin_high_kg: float


class VehicleBudget(PropellantMasses):
    """Propellant of a vehicle."""

    vehicle: str
    aboard_at_end: bool


class TankBudget(PropellantMasses):
    """Propellant of a tank, with the source of its load."""

    tank: str
    aboard_at_end: bool
    note: NotRequired[str]


class BudgetFigures(TypedDict):
    """Propellant of a plan by cause, vehicle and tank."""

    by_cause: list[BudgetCause]
    by_vehicle: list[VehicleBudget]
    by_tank: list[TankBudget]
    attitude_control_booked: bool
    left_kg: float
    departed_kg: float
    closes: bool
    margin: NotRequired[MarginFigures]


class LeastThrustFigures(TypedDict):
    """Least thrust from one orbit at one percentile of solar activity, or why there is none."""

    start_perigee_km: float
    start_apogee_km: float
    percentile: float
    least_thrust_n: float | None
    delta_v_m_s: float | None
    burn_s: float | None
    entry_angle_deg: float | None
    reason: str


class ThrustFigures(TypedDict):
    """Thrust of a plan beside the least that reaches its final perigee."""

    thrust_n: float
    mass_kg: float
    perigee_km: float
    least_thrust_n: float | None
    thrust_over_least: float | None
    least_thrust: list[LeastThrustFigures]


class MarginStudies(TypedDict):
    """Studies of margins."""

    thrust: ThrustFigures | None


class AxisFigures(TypedDict):
    """What is assumed of the torque of the thrusters about an axis."""

    axis: str
    authority_n_m: float
    authority_low_n_m: float
    authority_high_n_m: float
    arm_m: float
    arm_low_m: float
    arm_high_m: float


class ControlAssumptionFigures(TypedDict):
    """What the study of attitude control assumes."""

    axes: list[AxisFigures]
    thrust_offset_m: float
    thrust_offset_low_m: float
    thrust_offset_high_m: float
    cant_deg: float
    gyroscopes_down_to_km: float
    momentum_n_m_s: float


class StageFigures(TypedDict):
    """Torques about an axis at a stage of a plan, and whether the thrusters hold them."""

    stage: str
    axis: str
    altitude_km: float
    thrust_n: float
    authority_n_m: float
    air_n_m: float
    push_n_m: float
    factor: float | None
    factor_low: float | None
    factor_high: float | None
    controllable: bool


class AuthorityLossFigures(TypedDict):
    """Altitude at which the torque of the atmosphere passes an authority."""

    attitude: str
    axis: str
    authority: str
    torque_n_m: float
    lost_at_km: float | None
    lost_at_low_km: float | None
    lost_at_high_km: float | None


class GyroscopeFigures(TypedDict):
    """Altitude at which so many gyroscopes are full every orbit."""

    attitude: str
    gyroscopes: int
    momentum_n_m_s: float
    full_at_km: float | None
    holds: bool


class ControlPhaseFigures(TypedDict):
    """Propellant booked in a phase for holding or turning."""

    phase: str
    use: str
    kg: float
    low_kg: float
    high_kg: float
    by_tank_kg: dict[str, float]


class ControlFigures(TypedDict):
    """Attitude control of a plan."""

    assumptions: ControlAssumptionFigures
    sentence: str
    stages: list[StageFigures]
    lost_at: list[AuthorityLossFigures]
    gyroscopes: list[GyroscopeFigures]
    needed_down_to_km: float
    at_cut_off_km: float
    lowest_before_final_km: float
    limit_km: float
    overcome: list[str]
    flagged: bool
    controllable: bool
    propellant_low_kg: float
    propellant_kg: float
    propellant_high_kg: float
    booked: bool
    by_phase: list[ControlPhaseFigures] | None
    lost_utc: str | None
