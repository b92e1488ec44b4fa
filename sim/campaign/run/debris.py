"""Debris of dispersed samples: break-up, representative fragments down to the ground, and the
figures of each sample: footprint, casualty area and expectation, distances to land.
"""

from dataclasses import dataclass

import numpy as np

from sim.campaign.run.experiment import Catalogue, Experiment
from sim.dynamics.thrust import INERTIAL
from sim.entry.breakup.fragment_catalogue import ParentBody
from sim.entry.breakup.parent import ParentObject
from sim.entry.breakup.stages import Draw
from sim.entry.ground_track import coordinates
from sim.entry.risk.casualty import CASUALTY_ENERGY, casualty_area
from sim.entry.risk.keep_out import keep_out
from sim.entry.risk.population import density_per_km2, population
from sim.entry.study import Debris, fragments, parent_at_interface
from sim.flight.record import Flight

Table = dict[str, np.ndarray]

FRAGMENT_STREAM = 0x9E3779B97F4A7C15
"""Second word of the generator's key: keeps the random numbers of fragments apart from those of
parameters.
"""


NO_FRAGMENTS: Table = {
    "sample": np.zeros(0, dtype=np.int64),
    "family": np.zeros(0, dtype=np.int32),
    "count": np.zeros(0),
    "pieces": np.zeros(0),
    "landed": np.zeros(0, dtype=bool),
    "time_s": np.zeros(0),
    "latitude_deg": np.zeros(0),
    "longitude_deg": np.zeros(0),
    "along_km": np.zeros(0),
    "cross_km": np.zeros(0),
    "mass_left_kg": np.zeros(0),
    "energy_j": np.zeros(0),
    "casualty_area_m2": np.zeros(0),
}
"""Columns of the table of fragments."""

DEBRIS_FIGURES = (
    "heel_km",
    "toe_km",
    "centre_km",
    "cross_km",
    "casualty_area_m2",
    "expected_casualties",
    "foreign_land_km",
    "us_land_km",
    "permanent_ice_km",
    "outside_corridor",
    "keep_out_violations",
    "surviving_share",
)
"""Figures of the debris of a sample."""

LAND_COLUMNS = ("foreign_land_km", "us_land_km", "permanent_ice_km")
"""Least distance to each class of land, in the order of `sim.entry.risk.keep_out.keep_out`."""


@dataclass(frozen=True, kw_only=True)
class Fallen:
    """Fragments of all samples of a chunk, r of them, and where they fell.

    Attributes
    ----------
    debris
        From the entry study.
    sample
        Shape (r,): place of the sample each belongs to, among those of the chunk.
    hazardous
        Shape (r,): whether it reached the ground with more than 15 J.
    latitude, longitude
        Shape (r,), geodetic, deg.
    along, cross
        Shape (r,), m: along the nominal ground track from the aim point, and to the right of it;
        NaN for fragments that are not hazardous.
    area
        Shape (r,), m2: casualty area of all pieces a fragment stands for, 0 if not hazardous.
    samples, entered
        Number n of samples of the chunk, and which of them passed the entry interface.
    """

    samples: int
    entered: np.ndarray
    debris: Debris
    sample: np.ndarray
    hazardous: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray
    along: np.ndarray
    cross: np.ndarray
    area: np.ndarray

    def sum_by_sample(self, values: np.ndarray) -> np.ndarray:
        """Sum over the fragments of each sample, shape (n,); NaN for those that did not enter."""
        totals = np.full(self.samples, np.nan)
        totals[self.entered] = np.bincount(self.sample, values, self.samples)[self.entered]
        return totals

    def least_by_sample(self, values: np.ndarray) -> np.ndarray:
        """Least over the hazardous fragments of each sample, shape (n,); NaN if it has none."""
        least = np.full(self.samples, np.inf)
        np.minimum.at(least, self.sample[self.hazardous], values[self.hazardous])
        return np.where(np.isfinite(least), least, np.nan)


def break_up_samples(
    experiment: Experiment,
    catalogue: Catalogue,
    flight: Flight,
    entered: np.ndarray,
    numbers: np.ndarray,
    draws: Table,
) -> tuple[Table, Table]:
    """Break up the samples that entered and fly their fragments to the ground.

    Parameters
    ----------
    experiment, catalogue
        The plan, and its fragments.
    flight
        Of all n samples of a chunk.
    entered
        Which of them passed the entry interface.
    numbers
        Of the samples in the campaign, shape (n,).
    draws
        Values of the dispersed parameters, shape (n,) each.

    Returns
    -------
    tuple
        Figures of the n samples (NaN for those that did not enter), and columns of their
        fragments.
    """
    n = len(numbers)
    if not len(entered):
        return {name: np.full(n, np.nan) for name in DEBRIS_FIGURES}, NO_FRAGMENTS
    debris = fly_fragments(experiment, catalogue, flight, entered, numbers, draws)
    fallen = _locate(experiment, catalogue, debris, entered, n)
    figures = {
        **_footprint(fallen),
        **_risk(experiment, fallen),
        **_distances_to_land(experiment, fallen),
        "outside_corridor": _outside_corridor(experiment, fallen),
        "surviving_share": _surviving_share(fallen),
    }
    end = debris.impacts
    columns = {
        "sample": np.asarray(numbers, dtype=np.int64)[fallen.sample],
        "family": debris.family.astype(np.int32),
        "count": debris.count,
        "pieces": np.tile(catalogue.represented, len(entered)),
        "landed": end.landed,
        "time_s": end.t,
        "latitude_deg": fallen.latitude,
        "longitude_deg": fallen.longitude,
        "along_km": fallen.along / 1e3,
        "cross_km": fallen.cross / 1e3,
        "mass_left_kg": end.mass,
        "energy_j": end.energy,
        "casualty_area_m2": fallen.area,
    }
    return {name: figures[name] for name in DEBRIS_FIGURES}, columns


def _locate(
    experiment: Experiment, catalogue: Catalogue, debris: Debris, entered: np.ndarray, samples: int
) -> Fallen:
    """Where fragments fell, and the casualty area of each."""
    end = debris.impacts
    hazardous = end.landed & (end.energy > CASUALTY_ENERGY)
    along = np.full(len(hazardous), np.nan)
    cross = np.full(len(hazardous), np.nan)
    if hazardous.any() and experiment.track is not None:
        along[hazardous], cross[hazardous] = coordinates(
            experiment.track, end.latitude[hazardous], end.longitude[hazardous]
        )
        along -= experiment.aim
    mass_share = np.clip(end.mass / debris.mass, 0.0, 1.0)
    size = catalogue.areas[debris.family]
    # a solid piece shrinks alike in all directions, a hollow one keeps its outer size
    size = np.where(catalogue.hollow[debris.family], size, size * mass_share ** (2.0 / 3.0))
    return Fallen(
        samples=samples,
        entered=entered,
        debris=debris,
        sample=entered[debris.event],
        hazardous=hazardous,
        latitude=np.degrees(end.latitude),
        longitude=np.degrees(end.longitude),
        along=along,
        cross=cross,
        area=np.where(hazardous, debris.count * casualty_area(size), 0.0),
    )


def _footprint(fallen: Fallen) -> Table:
    """Ends of the footprint, and its centre weighted by casualty area."""
    weight = np.where(fallen.hazardous, fallen.area, 0.0)
    total = fallen.sum_by_sample(fallen.area)
    along = fallen.sum_by_sample(weight * np.nan_to_num(fallen.along))
    cross = fallen.sum_by_sample(weight * np.nan_to_num(fallen.cross))
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "heel_km": fallen.least_by_sample(fallen.along / 1e3),
            "toe_km": -fallen.least_by_sample(-fallen.along / 1e3),
            "centre_km": along / total / 1e3,
            "cross_km": cross / total / 1e3,
        }


def _risk(experiment: Experiment, fallen: Fallen) -> Table:
    """Casualty area and casualty expectation."""
    hazardous = fallen.hazardous
    density = np.zeros(len(hazardous))
    density[hazardous] = density_per_km2(
        population(experiment.year), fallen.longitude[hazardous], fallen.latitude[hazardous]
    )
    return {
        "casualty_area_m2": fallen.sum_by_sample(fallen.area),
        "expected_casualties": fallen.sum_by_sample(1e-6 * fallen.area * density),
    }


def _distances_to_land(experiment: Experiment, fallen: Fallen) -> Table:
    """Least distance to each class of land, and how often one is below its limit."""
    hazardous = fallen.hazardous
    clearances = keep_out(
        np.where(hazardous, fallen.longitude, 0.0),
        np.where(hazardous, fallen.latitude, 0.0),
        np.where(hazardous, fallen.debris.impacts.energy, 0.0),
        experiment.limits,
    )
    figures: Table = {}
    violations = np.zeros(len(hazardous))
    for name, clearance in zip(LAND_COLUMNS, clearances, strict=True):
        figures[name] = fallen.least_by_sample(clearance.distance / 1e3)
        violations += hazardous & (clearance.distance < clearance.limit)
    figures["keep_out_violations"] = fallen.sum_by_sample(violations)
    return figures


def _outside_corridor(experiment: Experiment, fallen: Fallen) -> np.ndarray:
    """Number of hazardous fragments of each sample outside the corridor."""
    corridor = experiment.corridor
    outside = fallen.hazardous & ~(
        (np.abs(fallen.along - corridor.centre) <= corridor.half_length)
        & (np.abs(fallen.cross) <= corridor.half_width)
    )
    return fallen.sum_by_sample(outside.astype(float))


def _surviving_share(fallen: Fallen) -> np.ndarray:
    """Share of the mass of the fragments of each sample that reaches the ground."""
    debris = fallen.debris
    released = fallen.sum_by_sample(debris.count * debris.mass)
    landed = fallen.sum_by_sample(debris.count * debris.impacts.mass * debris.impacts.landed)
    return landed / released


def fly_fragments(
    experiment: Experiment,
    catalogue: Catalogue,
    flight: Flight,
    entered: np.ndarray,
    numbers: np.ndarray,
    draws: Table,
) -> Debris:
    """Break up the samples that entered, and fly their representative fragments to the ground."""
    options = experiment.options
    stacks = [parent_at_interface(flight, options, int(sample)) for sample in entered]
    parent = ParentObject(
        np.concatenate([each.t for each in stacks]),
        np.concatenate([each.state for each in stacks]),
        ParentBody(
            *(np.concatenate(column) for column in zip(*(w.carrier for w in stacks), strict=True))
        ),
        {name: np.concatenate([w.inherited[name] for w in stacks]) for name in stacks[0].inherited},
    )
    values = {name: column[entered] for name, column in draws.items()}
    break_ups = draw_break_ups(experiment, catalogue, np.asarray(numbers)[entered], values)
    mission = flight.mission
    return fragments(
        mission.world_of(options.parent_field_degree, INERTIAL),
        mission.world_of(options.field_degree, INERTIAL),
        catalogue.columns,
        catalogue.fragments,
        options,
        parent,
        break_ups,
        catalogue_factors(values),
    )


def catalogue_factors(draws: Table) -> Table:
    """Factors on columns of the catalogue, from the draws of each sample."""
    factors: Table = {}
    if "heating_factor" in draws:
        factors["shape_factor"] = draws["heating_factor"]
    if "emissivity_factor" in draws:
        factors["emissivity"] = draws["emissivity_factor"]
    drag = draws.get("fragment_drag", 1.0) / draws.get("ballistic_factor", 1.0)
    if isinstance(drag, np.ndarray):
        factors |= {name: drag for name in ("cd_free_molecular", "cd_continuum", "cd_subsonic")}
    return factors


def draw_break_ups(
    experiment: Experiment, catalogue: Catalogue, numbers: np.ndarray, draws: Table
) -> Draw:
    """Altitudes, kicks and lift of each sample's fragments.

    What is dispersed as a parameter has its drawn value; the altitude of fragments that come free
    late, kicks, lift and bank belong to single fragments and come from a generator of the sample.
    """
    break_up, m = experiment.options.break_up, len(catalogue.fragments)
    n = len(numbers)
    stage = np.empty((n, 3))
    late, kick = np.empty((n, m)), np.empty((n, m, 3))
    up, side = np.empty((n, m)), np.empty((n, m))
    for k, number in enumerate(numbers):
        key = np.array([experiment.seed & (2**64 - 1), FRAGMENT_STREAM], dtype=np.uint64)
        bits = np.random.Philox(key=key, counter=[0, 0, 0, int(number)])
        generator = np.random.Generator(bits)
        share = generator.random(3)
        stage[k] = [break_up.spread(j).at(share[j : j + 1])[0] for j in range(3)]
        late[k] = break_up.late.at(generator.random(m))
        direction = generator.standard_normal((m, 3))
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        kick[k] = break_up.release_speed * direction
        lift = break_up.lift * np.abs(generator.standard_normal(m))
        bank = 2.0 * np.pi * generator.random(m)
        # sample by sample: the bits of sine and cosine could depend on the place in a longer array
        up[k], side[k] = lift * np.cos(bank), lift * np.sin(bank)
    for j, name in enumerate(("break_up_a", "break_up_b", "break_up_c")):
        if name in draws:
            stage[:, j] = draws[name]
    if "break_up_late" in draws:
        late[:] = np.asarray(draws["break_up_late"])[:, None]
    if "fragment_lift" in draws:
        lift = np.asarray(draws["fragment_lift"])[:, None]
        bank = np.asarray(draws.get("fragment_bank", np.zeros(n)))[:, None]
        up, side = lift * np.cos(bank) * np.ones(m), lift * np.sin(bank) * np.ones(m)
    return Draw(stage, late, kick, up, side)
