"""How a control centre guides the burns of a plan, as a scenario states it: when it measures and
plans again, and how well it knows where the stack is.
"""

from typing import Literal

from pydantic import Field, StrictBool

from sim.operations.decisions.rules import Otherwise
from sim.scenario.schema.bounds import (
    AbortCount,
    AttitudeBand,
    ClearShare,
    Count,
    GuidanceTime,
    HoldLength,
    Knowing,
    LookAhead,
    NavigationPosition,
    NavigationSpeed,
    PassMiss,
    Reboost,
    RuleCount,
    StateAge,
    StormAp,
)
from sim.scenario.schema.entry import RateModel
from sim.scenario.schema.quantity import default
from sim.scenario.schema.strict import Strict

Law = Literal["replan", "orbit", "clock"]
"""`replan`: remaining burns are planned again from what is known before each. `orbit`: burns where
on the orbit the plan has them, cut off at the perigee it leaves, as no vehicle can. `clock`: dates
and cut-offs as first planned.
"""


class NavigationModel(Strict):
    """How well position and speed are known; what is left out is usual for the source."""

    source: Literal["gps", "radar", "none", "perfect"] = "gps"
    """Receivers aboard, radars on the ground, nothing after the first fix, or the truth."""
    position: NavigationPosition | None = None
    """Standard deviation of each component of a fix."""
    velocity: NavigationSpeed | None = None
    """Standard deviation of each component of a fix."""
    semi_major_axis: NavigationPosition | None = None
    """Standard deviation once a revolution without a burn has been tracked."""
    position_bias: NavigationPosition | None = None
    """Standard deviation of what all fixes of a flight have in common, by component."""
    velocity_bias: NavigationSpeed | None = None
    """The same of the velocity."""
    semi_major_axis_bias: NavigationPosition | None = None
    """The same of the semi-major axis."""
    assumption: str | None = None
    """Where the numbers come from."""


class HoldModel(Strict):
    """How a burn waits that breaks a rule."""

    revolutions: HoldLength = default(16)
    """To the next pair of revolutions over the aim; 16 are about a day."""
    final_burn: HoldLength = default(1)
    """Revolutions to the backup opportunity of the final burn."""
    most: Count = 2
    """How often in a descent."""
    source: str | None = None
    assumption: str | None = None


class RulesModel(Strict):
    """Go/no-go before each burn; a rule that is left out is not asked."""

    aborts: AbortCount | None = None
    """Aborts that the propellant must cover beyond the plan."""
    state_age: StateAge | None = None
    """Oldest state at ignition."""
    attitude: AttitudeBand | None = None
    """Largest error of the attitude in the burn before."""
    computers: RuleCount | None = None
    """Least strings of computers that work."""
    thrusters: RuleCount | None = None
    """Least strings of thrusters that work."""
    storm: StormAp | None = None
    """ap forecast for the burn from which on it waits."""
    clear_of_land: ClearShare | None = None
    """Least share of the known footprint that keeps its distance from land."""
    backups: RuleCount | None = None
    """Least revolutions after the final burn's own whose impact lies in the box."""
    hold: HoldModel = Field(default_factory=HoldModel)
    """How a burn waits that breaks a rule."""
    otherwise: Otherwise = "go"
    """Where it can't wait: burn all the same, raise the orbit, or accept the perigee reached."""
    reboost: Reboost | None = None
    """Velocity change of an abort; 5 m/s if left out."""
    source: str | None = None
    assumption: str | None = None


class StringsModel(Strict):
    """Redundant strings."""

    strings: RuleCount
    """How many there are."""
    down: RateModel
    """Chance that one is down at a go/no-go."""
    source: str | None = None
    assumption: str | None = None


class FailuresModel(Strict):
    """What fails in the burns of dispersed flights; what is left out never does."""

    interruptions: StrictBool = True
    """Whether burns are interrupted, as often as `burn_rates` of the entry say."""
    engine: RateModel | None = None
    """Chance that an engine stops in a burn."""
    computers: StringsModel | None = None
    """Strings of computers."""
    thrusters: StringsModel | None = None
    """Strings of thrusters."""
    source: str | None = None
    assumption: str | None = None


class GuidanceModel(Strict):
    """Guidance of the burns of a plan in dispersed flights."""

    law: Law | None = None
    """Left out, `replan` where burns are planned, else `orbit`."""
    freeze: GuidanceTime = default("3 h")
    """Time before ignition after which the commands of a burn do not change."""
    latest_data: GuidanceTime = default("30 min")
    """Age of the newest fix when the commands are frozen."""
    passes: Literal["same", "any"] = "any"
    """Whether another pass is flown when the planned one can't be met; after a hold always."""
    largest_miss: PassMiss = default("60 km")
    """Expected distance from the aim beyond which another pass is looked for."""
    look_ahead: LookAhead = default("1 d")
    """How far ahead passes are compared where one is chosen."""
    navigation: NavigationModel = Field(default_factory=NavigationModel)
    """How well position and speed are known."""
    drag: Literal["estimated", "nominal"] = "estimated"
    """Whether the ballistic coefficient is estimated from the arcs flown."""
    drag_spread: Knowing | None = None
    """Standard deviation of the logarithm of the ballistic coefficient before an arc was flown;
    0.1 if left out.
    """
    drag_change: Knowing | None = None
    """The same that a day adds to what arcs have shown; 0.1 if left out."""
    thrust_deviation: Knowing | None = None
    """Standard deviation of the logarithm of a measured acceleration; 0.005 if left out."""
    forecast: Literal["model", "perfect"] = "model"
    """Air ahead: as the model has it with the drag estimated so far; or air, area and mass as they
    are.
    """
    rules: RulesModel = Field(default_factory=RulesModel)
    """Go/no-go before each burn."""
    failures: FailuresModel | None = None
    """What fails in the burns; left out, nothing."""
    source: str | None = None
    assumption: str | None = None
