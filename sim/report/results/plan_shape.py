"""What ``plan.json`` holds: see `sim.report.results.shape`."""

from pydantic import Field

from sim.report.results.shape import Date, Distance, Heading, Line, Number, Positive, Shape, Text


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
    closes: bool
    margin_kg: Number
    margin_low_kg: Number
    margin_high_kg: Number


class AuthorityLoss(Shape):
    """Altitude at which the torque of the atmosphere passes an authority in an attitude."""

    attitude: Line
    authority: Line
    torque_n_m: Positive
    lost_at_km: Distance | None


class Control(Shape):
    """Attitude control of a plan."""

    lost_at: list[AuthorityLoss]


class PlanAnswer(Heading):
    """``plan.json`` of a plan that was studied."""

    feasible: bool
    findings: list[Finding]
    burns: list[PlannedBurn] = Field(default_factory=list)
    budget: Budget | None = None
    control: Control | None = None
    left_out: dict[str, Text] | None = None


class PlanOfRun(Shape):
    """``plan.json`` in the folder of a run."""

    feasible: bool
