"""The scenario as a whole: what its file may hold. It never flies anything."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, PrivateAttr

from sim.scenario.error import Issue, Key, LocatedIssue, Places, shown, written_key
from sim.scenario.schema.attitude_control import AttitudeControlModel
from sim.scenario.schema.backup_search import ContingencyModel
from sim.scenario.schema.campaign import CampaignModel
from sim.scenario.schema.entry import EntryModel
from sim.scenario.schema.environment import Environment
from sim.scenario.schema.guidance import GuidanceModel
from sim.scenario.schema.phase import PhaseModel
from sim.scenario.schema.plan import PlanModel
from sim.scenario.schema.quantity import Date
from sim.scenario.schema.state import State
from sim.scenario.schema.strict import Strict
from sim.scenario.schema.vehicle import Name, VehicleModel, VisitModel
from sim.scenario.schema.words import Line


class Comparison(Strict):
    """How this scenario is shown beside others."""

    label: Line = ""
    """Short name in tables and legends; default the name."""
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    """Colour in figures beside other scenarios, "#rrggbb"."""


@dataclass(frozen=True, eq=False)
class Origin:
    """Where a scenario was read. Two that say the same are equal wherever they were read."""

    places: Places | None = None

    def __eq__(self, other: object) -> bool:
        """Any two origins."""
        return isinstance(other, Origin)

    def __hash__(self) -> int:
        """One for all, as they are all equal."""
        return 0


class Scenario(Strict):
    """One flight from its first state to its end."""

    _origin: Origin = PrivateAttr(default_factory=Origin)

    name: Name
    """Short name, used for folders and tables."""
    title: Line
    """One line for people."""
    description: str = ""
    """More than the title says."""
    comparison: Comparison = Field(default_factory=Comparison)
    depends_on: Line = ""
    """What the answer hangs on, in one sentence that every output shows."""
    start: Date | None = None
    """First instant; default the epoch of the state."""
    horizon: Date | None = None
    """Last instant the flight may reach; default 200 days after the last date in the phases."""
    state: State
    environment: Environment = Field(default_factory=Environment)
    vehicles: Annotated[dict[Name, VehicleModel], Field(min_length=1)]
    """All vehicles that ever dock, by name."""
    stack: Annotated[tuple[Name, ...], Field(min_length=1, max_length=64)]
    """Vehicles docked together at the start."""
    visits: Annotated[dict[Name, VisitModel], Field(max_length=500)] = Field(default_factory=dict)
    """Vehicles that come and go on dates, whatever the phase, by name."""
    phases: Annotated[tuple[PhaseModel, ...], Field(min_length=1, max_length=500)]
    """The flight, one stretch after the other, in the order flown."""
    attitude_control: AttitudeControlModel | None = None
    """What attitude control takes from which tanks; left out, nothing is booked."""
    entry: EntryModel | None = None
    """Break-up, debris and risk below the entry interface; left out, the stack stays whole."""
    campaign: CampaignModel | None = None
    """What `iss-deorbit campaign` disperses."""
    plan: PlanModel | None = None
    """Burns to be planned; the phases then end in orbit, where the plan begins."""
    contingency: ContingencyModel | None = None
    """What `iss-deorbit contingency` takes to be so on the day it is asked about."""
    guidance: GuidanceModel | None = None
    """How a control centre guides the burns of a plan in a campaign."""

    @property
    def all_vehicles(self) -> dict[str, VehicleModel]:
        """Vehicles by name: those of `vehicles`, then those that visits bring along."""
        brought = {name: visit.vehicle for name, visit in self.visits.items() if visit.vehicle}
        return {**self.vehicles, **brought}

    def key_of(self, vehicle: str) -> Key:
        """The key a vehicle stands under."""
        return ("vehicles", vehicle) if vehicle in self.vehicles else ("visits", vehicle, "vehicle")

    def port_of(self, vehicle: str) -> str:
        """Where a vehicle docks, as its visit or its own file says; empty if neither does."""
        visit = self.visits.get(vehicle)
        return (visit.port if visit else "") or self.all_vehicles[vehicle].port

    def port_key_of(self, vehicle: str) -> Key:
        """The key that says where a vehicle docks."""
        visit = self.visits.get(vehicle)
        at = ("visits", vehicle) if visit and visit.port else self.key_of(vehicle)
        return (*at, "port")

    def read_from(self, places: Places) -> "Scenario":
        """The same scenario, with the places of its values, for what is found wrong later on."""
        same = self.model_copy()
        same._origin = Origin(places)
        return same

    def made_from(self, other: "Scenario") -> "Scenario":
        """The same scenario, with the places of the one that it was made from."""
        return self if other._origin.places is None else self.read_from(other._origin.places)

    def located(self, issue: Issue) -> LocatedIssue:
        """A problem with file, line and key; with the name where no file is known."""
        if self._origin.places is not None:
            return self._origin.places.issue(issue.key, issue.problem, issue.given, issue.allowed)
        given = None if issue.given is ... else shown(issue.given)
        key = written_key(issue.key)
        return LocatedIssue(self.name, None, key, issue.problem, given, issue.allowed)
