"""What a plan has to do: an aim point, the burns with their engines and perigees, and its limits.

Data only, SI units and radians; heights of apsides are those of the J2-mean orbit above the
equatorial radius, as everywhere.
"""

from dataclasses import dataclass, field, fields

from sim.flight.mission import Mission
from sim.flight.phase import CutoffLaw, Firing, Steering
from sim.frames.epoch import DAY

RELEASE = 78e3
"""m, height where the reference piece leaves the stack. Main break-up of large spacecraft: 42 nmi,
the convention of ORSAT and DAS."""

BALLISTIC_COEFFICIENT = 100.0
"""kg/m2 of the reference piece: the middle of the medium class of debris. assumption: its point of
impact stands for the centre of the footprint."""

COARSE_DEGREE = 8
"""Degree of gravity of flights that only look around, or last for minutes: good to some 20 km over
four days."""


def coarse_degree(mission: Mission) -> int:
    """Degree of gravity of such flights; not above that of the mission's own field, from which the
    drift of the node and of the perigee must not differ.
    """
    return min(COARSE_DEGREE, mission.world.gravity.degree)


@dataclass(frozen=True)
class AimPoint:
    """Where the reference piece is to come down, rad.

    A piece of `ballistic_coefficient` (kg/m2) released from the intact stack at the height
    `release` (m); with the coefficient None the intact stack itself.
    """

    latitude: float
    longitude: float
    ballistic_coefficient: float | None = BALLISTIC_COEFFICIENT
    release: float = RELEASE


@dataclass(frozen=True, kw_only=True)
class PlannedBurn:
    """A burn: engines, the perigee it leaves (m), how long before the final burn it takes place
    (s), how long it may last (s), and the law by which its vehicle cuts it off. What docks and
    undocks does so when the wait for it begins.
    """

    name: str
    firings: tuple[Firing, ...]
    perigee: float
    before: float = 0.0
    longest: float | None = None
    steering: Steering = field(default_factory=Steering)
    dock: tuple[str, ...] = ()
    undock: tuple[str, ...] = ()
    attitude: str | None = None
    law: CutoffLaw = "delta_v"


@dataclass(frozen=True)
class PlanLimits:
    """What a plan must keep to.

    Attributes
    ----------
    shallowest
        rad, negative below the horizon: the inertial flight-path angle at the entry interface must
        be at least as steep.
    least_perigee
        m: perigee of the last orbit before the final burn, below which attitude can't be held.
    reserve
        kg of propellant that must be left, by vehicle.
    """

    shallowest: float | None = None
    least_perigee: float | None = None
    reserve: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class UnaimedProblem:
    """A planning problem but for its aim point, which is still to be chosen; it begins where a
    flight has ended.

    Attributes
    ----------
    lowering
        Burns that take the perigee down, in order; the last leaves the orbit of the final burn. The
        share of each may be moved for phasing, the last perigee is kept.
    final
        The last burn.
    window
        s after the start in which the first burn may take place.
    altitude
        m, mean altitude at which the first burn had best begin; None for wherever.
    directions
        In which directions the last pass may cross the aim: +1 ascending, -1 descending.
    fixed_shares
        Keep the perigees of `lowering` as they are.
    flight_path_angle
        rad, inertial, negative below the horizon: wanted at the entry interface; the perigee of
        the final burn then follows.
    interface
        m, height of the entry interface.
    entry_attitude
        Attitude from the entry interface on.
    """

    lowering: tuple[PlannedBurn, ...]
    final: PlannedBurn
    window: float = 4.0 * DAY
    altitude: float | None = None
    directions: tuple[int, ...] = (-1, 1)
    fixed_shares: bool = False
    flight_path_angle: float | None = None
    interface: float = 120e3
    entry_attitude: str | None = None
    limits: PlanLimits = field(default_factory=PlanLimits)

    @property
    def length(self) -> float:
        """Seconds from the first to the final burn."""
        return max((burn.before for burn in self.lowering), default=0.0)

    @property
    def burns(self) -> tuple[PlannedBurn, ...]:
        """All burns in order."""
        return (*self.lowering, self.final)

    def aimed_at(self, aim: AimPoint) -> "PlanningProblem":
        """The problem with an aim point."""
        own = {each.name: getattr(self, each.name) for each in fields(UnaimedProblem)}
        return PlanningProblem(aim=aim, **own)


@dataclass(frozen=True, kw_only=True)
class PlanningProblem(UnaimedProblem):
    """A planning problem.

    Attributes
    ----------
    aim
        Where debris is to be centred.
    """

    aim: AimPoint
