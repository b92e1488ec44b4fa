"""What ``plan.json`` holds: see `sim.report.results.shape`."""

from pydantic import Field

from sim.report.results.shape import (
    Count,
    Date,
    Distance,
    Heading,
    Latitude,
    Line,
    Longitude,
    Margin,
    Number,
    Positive,
    Shape,
    Share,
    Text,
)


class Finding(Shape):
    """A limit that a plan does not satisfy."""

    sentence: Text
    remedy: Text


class PlannedBurn(Shape):
    """A burn of a plan."""

    name: Line
    ignition_utc: Date | None = None
    duration_s: Number | None = None
    delta_v_m_s: Number | None = None
    propellant_kg: Number | None = None
    perigee_before_km: Number | None = None
    apogee_before_km: Number | None = None
    perigee_after_km: Number | None = None


class VehicleBudget(Shape):
    """Propellant of one vehicle in a plan."""

    vehicle: Line
    aboard_at_end: bool
    loaded_kg: Number
    rendezvous_kg: Number
    lowering_kg: Number
    perigee_burns_kg: Number
    final_burn_kg: Number
    attitude_control_kg: Number
    reserve_kg: Number
    left_kg: Number
    margin_kg: Number


class Budget(Shape):
    """Propellant of a plan."""

    by_vehicle: list[VehicleBudget]
    left_kg: Number
    closes: bool
    margin: Margin | None = None
    attitude_control_booked: bool = False


class AuthorityLoss(Shape):
    """Altitude at which the torque of the atmosphere passes an authority about an axis in an
    attitude.
    """

    attitude: Line
    authority: Line
    axis: Line = "pitch"
    torque_n_m: Positive
    lost_at_km: Distance | None


class ControlStage(Shape):
    """Torques about an axis at a stage of a plan, and whether the thrusters hold them."""

    stage: Line
    axis: Line
    altitude_km: Distance
    thrust_n: Number
    authority_n_m: Positive
    air_n_m: Number
    push_n_m: Number
    factor: Number | None
    factor_low: Number | None
    factor_high: Number | None
    controllable: bool


class Saturation(Shape):
    """Altitude at which so many gyroscopes are full every orbit."""

    attitude: Line
    gyroscopes: Count
    momentum_n_m_s: Positive
    full_at_km: Distance | None
    holds: bool


class ControlPhase(Shape):
    """Propellant that attitude control took in a phase."""

    phase: Line
    use: Line
    kg: Number
    low_kg: Number
    high_kg: Number


class Control(Shape):
    """Attitude control of a plan."""

    lost_at: list[AuthorityLoss]
    stages: list[ControlStage] = Field(default_factory=list)
    gyroscopes: list[Saturation] = Field(default_factory=list)
    sentence: Text = ""
    controllable: bool = True
    by_phase: list[ControlPhase] | None = None
    lost_utc: Date | None = None


class Aim(Shape):
    """Aim point."""

    latitude_deg: Latitude
    longitude_deg: Longitude


class AimCandidate(Shape):
    """An aim point that was flown."""

    leg: Line
    latitude_deg: Latitude
    longitude_deg: Longitude
    moved_over_limit: Number
    flown_over_limit: Number


class ChosenAim(Shape):
    """How an aim point was chosen."""

    passes: Count
    places: Count
    share: Share
    clearance_over_limit: Number | None
    has_backup: bool
    shortcut_error: Number
    candidates: list[AimCandidate]


class ClassClearance(Shape):
    """Distance of debris from a class of land."""

    land: Line
    limit_km: Positive
    share_km: Number
    least_km: Number


class PlanClearance(Shape):
    """Distance of the debris of a plan from land."""

    share: Share
    over_limit: Number
    least_over_limit: Number
    by_class: list[ClassClearance]


class Backup(Shape):
    """A plan of which a burn and all after it come late."""

    skipped: Line
    revolutions_late: Count
    final_burn_utc: Date | None
    impact_latitude_deg: Latitude | None
    impact_longitude_deg: Longitude | None
    delta_v_m_s: Number | None
    clearance_over_limit: Number | None
    foreign_land_km: Number | None
    in_box: bool
    serves: bool


class Miss(Shape):
    """By how much the reference piece misses it."""

    total_km: Number
    along_km: Number
    across_km: Number


class Entry(Shape):
    """The entry of a plan."""

    flight_path_angle_deg: Number | None


class GoNoGo(Shape):
    """Last point at which a sequence can stop."""

    after: Line
    perigee_km: Number
    apogee_km: Number
    hours_to_entry: Number | None


class ThrustMargin(Shape):
    """Thrust of a plan beside the least that suffices."""

    thrust_n: Number
    least_thrust_n: Number | None = None
    thrust_over_least: Number | None = None


class Margins(Shape):
    """Studies of margins."""

    thrust: ThrustMargin | None = None


class Cost(Shape):
    """Cost of an altitude lowering."""

    feasible: bool
    delta_v_m_s: Number
    propellant_kg: Number


class LoweringRow(Shape):
    """Altitude lowering at one percentile of solar activity."""

    percentile: Number
    cheapest: Cost
    profile: Cost
    cheapest_any_attitude: Cost | None = None
    earliest_utc: Date | None
    drag_alone_utc: Date | None
    latest_utc: Date | None
    drag_alone_extrapolated: bool
    latest_extrapolated: bool


class Goal(Shape):
    """Altitude to be reached by a date."""

    utc: Date
    altitude_km: Number


class LoweringStudy(Shape):
    """Altitude lowering before a plan."""

    goals: list[Goal]
    other_attitudes: list[Line]
    by_percentile: list[LoweringRow]


class FailureStudy(Shape):
    """Failures of the final burn in sum."""

    least_fraction_same_revolution: Number | None


class PlanAnswer(Heading):
    """``plan.json`` of a plan that was studied."""

    feasible: bool
    findings: list[Finding]
    burns: list[PlannedBurn] = Field(default_factory=list)
    budget: Budget | None = None
    control: Control | None = None
    aim: Aim | None = None
    aim_choice: ChosenAim | None = None
    clearance: PlanClearance | None = None
    backups: list[Backup] | None = None
    miss: Miss | None = None
    entry: Entry | None = None
    last_go_no_go: GoNoGo | None = None
    margins: Margins | None = None
    lowering: LoweringStudy | None = None
    failures: FailureStudy | None = None
    left_out: dict[str, Text] | None = None


class PlanOfRun(Shape):
    """``plan.json`` in the folder of a run."""

    feasible: bool
