"""What the break-up cases measure: a scenario is flown and broken up as `iss-deorbit run` does it,
and pieces are counted as others count them; and the stanchion of Naples, released by hand.
"""

from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from sim.entry.break_up_figures import casualty_areas
from sim.entry.breakup.component import Component, as_columns
from sim.entry.breakup.fragment_catalogue import catalogue_columns
from sim.entry.breakup.material import material
from sim.entry.breakup.shape import Cylinder
from sim.entry.fragment_propagation import fall
from sim.entry.fragments import Bodies, Impacts
from sim.entry.ground_track import coordinates
from sim.entry.risk.population import mean_density_per_km2, population
from sim.entry.study import EntryStudy, entry_study
from sim.flight.fly import fly
from sim.flight.interface import find_aboard
from sim.flight.status import DEMISED
from sim.scenario.build.entry import components, entry_options
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.cases.entry_trajectory import (
    gravity_field,
    polar_state,
    propagate_down,
    single_body,
    standard_world,
)
from sim.validation.propagator_inputs import ballistic_parameters
from sim.validation.reference import scenario_path

LIGHTEST = 0.5
"""kg left of a piece that counts; the lightest that NASA named of UARS has 0.6 kg."""

HAZARDOUS = 15.0
"""J at the ground of a piece that counts."""


@dataclass(frozen=True)
class BrokenUp:
    """A spacecraft of a scenario in `scenarios/hindcasts`, broken up, and its families."""

    study: EntryStudy
    components: tuple[Component, ...]

    @property
    def heights(self) -> list[float]:
        """Heights in km of the first three stages of the nominal break-up."""
        return [1e-3 * float(height) for height in self.study.nominal.stages[0]]

    @property
    def mass(self) -> float:
        """Mass that lands, mean of the dispersed break-ups, kg."""
        return float(self.study.shown.landed_mass.sum()) / self.study.shown.break_ups

    @property
    def share(self) -> float:
        """The same over the dry mass."""
        return self.mass / sum(each.total_mass for each in self.components)

    @property
    def pieces(self) -> float:
        """Pieces that count, mean of the dispersed break-ups."""
        drawn = self.study.shown
        return float((drawn.count * _counted(drawn.impacts)).sum()) / drawn.break_ups

    @property
    def largest(self) -> float:
        """Heaviest piece that lands in the nominal break-up, kg."""
        end = self.study.nominal.impacts
        return float((end.mass * end.landed).max(initial=0.0))

    @property
    def casualty_area(self) -> float:
        """m2, median of the dispersed break-ups."""
        return float(np.median(self.study.shown.sum(casualty_areas(self.study.shown))))

    def casualties(self, inclination: float, year: float) -> float:
        """Expected casualties without control under an orbit (deg), in a year."""
        density = mean_density_per_km2(population(year), inclination)
        return 1e-6 * self.casualty_area * float(density)

    @property
    def field(self) -> float:
        """From the first to the last piece that counts in the nominal break-up, km."""
        along = self._along(_counted(self.study.nominal.impacts))
        return 1e-3 * float(np.ptp(along)) if len(along) else 0.0

    def surviving(self, family: str) -> float:
        """Share of the mass of a family that lands in the nominal break-up."""
        return self.study.nominal.surviving(self._rows(family))

    def place(self, family: str) -> float:
        """Place in km along the track of a family in the nominal break-up, NaN if none lands."""
        nominal = self.study.nominal
        along = self._along(self._rows(family) & nominal.impacts.landed)
        return 1e-3 * float(along.mean()) if len(along) else np.nan

    def _rows(self, family: str) -> np.ndarray:
        names = [each.name for each in self.components]
        return self.study.nominal.family == names.index(family)

    def _along(self, rows: np.ndarray) -> np.ndarray:
        end = self.study.nominal.impacts
        return coordinates(self.study.track, end.latitude[rows], end.longitude[rows])[0]


def _counted(end: Impacts) -> np.ndarray:
    """Which rows of fragments count."""
    return end.landed & (end.mass >= LIGHTEST) & (end.energy > HAZARDOUS)


@cache
def break_up(name: str) -> BrokenUp:
    """Fly a hind-cast to its entry, and its pieces to the ground.

    Raises
    ------
    ValueError
        If it does not enter, or the scenario says nothing of that.
    """
    scenario = load(scenario_path(f"hindcasts/{name}.yaml"))
    if scenario.entry is None:
        raise ValueError(f"{name} says nothing of its entry")
    flight = fly(build_mission(scenario))
    families = components(scenario, find_aboard(flight))
    study = entry_study(flight, catalogue_columns(families), entry_options(scenario.entry))
    return BrokenUp(study, families)


STANCHION = Component(
    name="stanchion",
    count=1,
    mass=0.726,
    shape=Cylinder(0.041, 0.102),
    material=material("Inconel 718"),
    stage="late",
)


SHADE = 300.0
"""K of a piece that was in the shade of what carried it."""


def stanchion_left(height: float) -> float:
    """Share of the stanchion's mass that lands if its pallet, of 500 kg/m2, lets it go at a height
    in m below 78 km; 0 if none does.
    """
    world = standard_world()._replace(gravity=gravity_field(0))
    t, state = 0.0, polar_state(78e3, 7500.0, -0.85)
    if height < 78e3:
        arc = propagate_down(world, t, state, ballistic_parameters(500.0, 500.0, 1.0), height)
        t, state = float(arc.t[0]), arc.y[0, :6]
    columns = as_columns([STANCHION])
    own = {f.name: float(columns[f.name][0]) for f in fields(Bodies) if f.name in columns}
    own |= {"lift_up": 0.0, "lift_side": 0.0, "temperature": SHADE}
    end = fall(world, single_body(t, state, own))
    return 0.0 if end.status[0] == DEMISED else float(end.mass[0]) / STANCHION.mass
