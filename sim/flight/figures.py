"""Form of the figures of a flight, as `summary.json` holds them.

Units are in the names; what each means is in `docs/outputs.md`. Whatever did not happen is None.
"""

from typing import NotRequired, TypedDict


class BurnNumbers(TypedDict):
    """Numbers of a burn, as the table of events has them too."""

    duration_s: float
    delta_v_m_s: float
    thrust_n: float
    propellant_kg: float
    perigee_before_km: float
    apogee_before_km: float
    perigee_after_km: float
    apogee_after_km: float


class BurnFigures(BurnNumbers):
    """A burn of the plan, as it was flown."""

    name: str
    ignition_utc: str
    ending: str
    propellant_by_tank_kg: dict[str, float]


class LoweringFigures(TypedDict):
    """All lowering burns together."""

    burns: int
    delta_v_m_s: float
    propellant_kg: float
    duration_s: float
    exhausted: int
    first_utc: str | None
    last_utc: str | None


class TankFigures(TypedDict):
    """Propellant of a tank."""

    start_kg: float
    used_kg: float
    end_kg: float
    aboard_at_end: bool


class PropellantFigures(TypedDict):
    """Available is what was aboard or came; margin is what is aboard at the end; the rest left with
    vehicles.
    """

    used_kg: float
    available_kg: float
    margin_kg: float
    departed_kg: float
    by_cause_kg: dict[str, float]
    by_tank: dict[str, TankFigures]


class OrbitNumbers(TypedDict):
    """Numbers of an orbit: the mean ones over a revolution, the osculating ones of a state."""

    mean_altitude_km: float
    mean_perigee_km: float
    mean_apogee_km: float
    osculating_perigee_km: float
    osculating_apogee_km: float


class OrbitFigures(OrbitNumbers):
    """The orbit at an instant."""

    utc: str
    mass_kg: float


class Milestone(TypedDict):
    """First date at which the mean altitude fell through a round value."""

    mean_altitude_km: float
    utc: str


class InterfaceFigures(TypedDict):
    """State at the entry interface."""

    utc: str
    altitude_km: float
    speed_inertial_m_s: float
    flight_path_angle_deg: float
    speed_air_m_s: float
    flight_path_angle_air_deg: float
    latitude_deg: float
    longitude_deg: float
    mass_kg: float


class PeakFigures(TypedDict):
    """Largest loads and heat flux below the entry interface, each with its altitude."""

    deceleration_g: float
    deceleration_altitude_km: float
    dynamic_pressure_kpa: float
    dynamic_pressure_altitude_km: float
    heat_flux_w_m2: float
    heat_flux_altitude_km: float
    heat_flux_reference_radius_m: float


class ImpactFigures(TypedDict):
    """Where and how the intact stack would reach the ground."""

    utc: str
    latitude_deg: float
    longitude_deg: float
    speed_air_m_s: float
    flight_path_angle_air_deg: float
    downrange_km: float | None
    mass_kg: float
    distance_to_point_nemo_km: float


class Crossing(TypedDict):
    """A crossing of the equator."""

    utc: str
    longitude_deg: float


class ComputeFigures(TypedDict):
    """Work of the propagation."""

    wall_s: float
    force_evaluations: int
    steps_accepted: int
    steps_rejected: int
    steps_retaken: int
    steps_equal: int


class MeansFigures(TypedDict):
    """What held a rigid body in a phase: what gyroscopes store and how they turn, torque of the
    thrusters about roll, pitch and yaw (None: no thrusters), and the share of what thrusters can
    fire about all axes that they fired.
    """

    gyroscope_capacity_n_m_s: float
    gyroscope_torque_n_m: float
    authority_n_m: list[float] | None
    thruster_duty: float | None


class TurningFigures(MeansFigures):
    """How a rigid body turned in a phase."""

    phase: str
    largest_rate_deg_s: float
    end_rates_deg_s: list[float]
    largest_control_torque_n_m: float
    largest_momentum_n_m_s: float
    propellant_kg: float


class MotionFigures(TypedDict):
    """How a rigid body turned, and when control gave it up."""

    attitude_lost_utc: str | None
    entry_interface_rates_deg_s: list[float] | None
    phases: list[TurningFigures]


class FlightFigures(TypedDict):
    """Everything about a flight."""

    scenario: str
    status: str
    status_sentence: str
    start_utc: str
    end_utc: str
    duration_days: float
    last_phase: str
    phases_not_flown: list[str]
    burns: list[BurnFigures]
    lowering: LoweringFigures
    delta_v_m_s: float
    propellant: PropellantFigures
    attitude_lost_utc: str | None
    orbit: dict[str, OrbitFigures]
    milestones: list[Milestone]
    entry_interface: InterfaceFigures | None
    peak: PeakFigures | None
    impact: ImpactFigures | None
    ground_track: dict[str, Crossing | None]
    compute: ComputeFigures
    motion: NotRequired[MotionFigures]
