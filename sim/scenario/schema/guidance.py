"""How a control centre guides the burns of a plan, as a scenario states it: when it measures and
plans again, and how well it knows where the stack is.
"""

from typing import Literal

from pydantic import Field

from sim.scenario.schema.bounds import GuidanceTime, NavigationPosition, NavigationSpeed, PassMiss
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
    assumption: str | None = None
    """Where the numbers come from."""


class GuidanceModel(Strict):
    """Guidance of the burns of a plan in dispersed flights."""

    law: Law | None = None
    """Left out, `replan` where burns are planned, else `orbit`."""
    freeze: GuidanceTime = default("3 h")
    """Time before ignition after which the commands of a burn do not change."""
    latest_data: GuidanceTime = default("30 min")
    """Age of the newest fix when the commands are frozen."""
    passes: Literal["same", "any"] = "any"
    """Whether another pass is flown when the planned one can't be met, or a burn is held."""
    largest_miss: PassMiss = default("60 km")
    """Distance across the track from the aim beyond which another pass is looked for."""
    navigation: NavigationModel = Field(default_factory=NavigationModel)
    """How well position and speed are known."""
    drag: Literal["estimated", "nominal"] = "estimated"
    """Whether the ballistic coefficient is estimated from the arcs flown."""
    forecast: Literal["model", "perfect"] = "model"
    """Air ahead: as the model has it with the drag estimated so far, or the truth."""
    source: str | None = None
    assumption: str | None = None
