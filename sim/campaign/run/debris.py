"""Debris of dispersed samples: break-up, representative fragments down to the ground, and the
figures of each sample: footprint, casualty area and expectation, distances to land.
"""

from dataclasses import replace

import numpy as np

from sim.campaign.run.experiment import Catalogue, Corridor, Experiment
from sim.entry.break_up_figures import (
    LocatedDebris,
    casualty_areas,
    distances_to_land,
    expected_casualties,
    footprint_ends,
    locate,
)
from sim.entry.break_ups import fly_break_ups
from sim.entry.breakup.stages import (
    BURST_DEVIATION,
    BreakUp,
    Draw,
    altitudes_and_strengths,
    directions,
)
from sim.entry.debris import Debris
from sim.entry.risk.population import population
from sim.entry.study import flown_break_ups, parents_at_interface
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
    "person_casualty_area_m2": np.zeros(0),
}
"""Columns of the table of fragments."""

DEBRIS_FIGURES = (
    "heel_km",
    "toe_km",
    "centre_km",
    "cross_km",
    "casualty_area_m2",
    "expected_casualties",
    "person_casualty_area_m2",
    "person_expected_casualties",
    "foreign_land_km",
    "us_land_km",
    "permanent_ice_km",
    "outside_corridor",
    "keep_out_violations",
    "surviving_share",
)
"""Figures of the debris of a sample."""

BY_ALTITUDE = {
    "break_up_a": "appendages",
    "break_up_b": "modules",
    "break_up_c": "contents",
    "break_up_late": "late",
}
"""Stages that happen at an altitude where a campaign disperses it, by its parameter."""

STRENGTHS = ("strength_a", "strength_b", "strength_c")
"""Parameters that are factors on what the first three stages withstand."""

FACTORS = {
    "heating_factor": "shape_factor",
    "accommodation_factor": "accommodation",
    "emissivity_factor": "emissivity",
    "oxidation_factor": "oxidation_heat",
}
"""Parameters that are factors on one column of the catalogue each."""

LAND_COLUMNS = ("foreign_land_km", "us_land_km", "permanent_ice_km")
"""Least distance to each class of land, in the order of `sim.entry.risk.keep_out.keep_out`."""


def break_up_samples(
    experiment: Experiment,
    catalogue: Catalogue,
    flight: Flight,
    entered: np.ndarray,
    numbers: np.ndarray,
    draws: Table,
    east: np.ndarray | None = None,
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
    numbers, draws
        Of the samples in the campaign, and the values of their parameters, shape (n,) each.
    east
        rad, by how much the aim of each sample lies east of the plan's, shape (n,): distances along
        and across, and the corridor, are those about its own pass.

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
    assert experiment.track is not None  # made together with the catalogue
    turn = None if east is None else east[entered]
    located = locate(debris, experiment.track, experiment.aim, turn)
    figures = {
        name: _by_sample(values, entered, n)
        for name, values in _figures(experiment, catalogue, located).items()
    }
    end = debris.impacts
    columns = {
        "sample": np.asarray(numbers, dtype=np.int64)[entered[debris.event]],
        "family": debris.family.astype(np.int32),
        "count": debris.count,
        "pieces": np.tile(catalogue.represented, len(entered)),
        "landed": end.landed,
        "time_s": end.t,
        "latitude_deg": np.degrees(end.latitude),
        "longitude_deg": np.degrees(end.longitude),
        "along_km": located.along / 1e3,
        "cross_km": located.cross / 1e3,
        "mass_left_kg": end.mass,
        "energy_j": end.energy,
        "casualty_area_m2": located.area,
        "person_casualty_area_m2": casualty_areas(debris, on_person=True),
    }
    return {name: figures[name] for name in DEBRIS_FIGURES}, columns


def _by_sample(values: np.ndarray, entered: np.ndarray, samples: int) -> np.ndarray:
    """Figures of the samples that entered among all of a chunk; NaN for the others."""
    figures = np.full(samples, np.nan)
    figures[entered] = values
    return figures


def _figures(experiment: Experiment, catalogue: Catalogue, located: LocatedDebris) -> Table:
    """Figures of each break-up."""
    debris = located.debris
    heel, toe, centre, across = footprint_ends(located)
    distances, violations = distances_to_land(located, experiment.limits)
    people, on_person = population(experiment.year), casualty_areas(debris, on_person=True)
    figures = {
        "heel_km": heel / 1e3,
        "toe_km": toe / 1e3,
        "centre_km": centre / 1e3,
        "cross_km": across / 1e3,
        "casualty_area_m2": debris.sum(located.area),
        "expected_casualties": expected_casualties(debris, located.area, people),
        "person_casualty_area_m2": debris.sum(on_person),
        "person_expected_casualties": expected_casualties(debris, on_person, people),
        "outside_corridor": debris.sum(_outside_corridor(experiment.corridor, located)),
        "keep_out_violations": violations,
        "surviving_share": debris.sum(debris.landed_mass) / catalogue.mass,
    }
    return figures | {
        name: distance / 1e3 for name, distance in zip(LAND_COLUMNS, distances, strict=True)
    }


def _outside_corridor(corridor: Corridor, located: LocatedDebris) -> np.ndarray:
    """Which hazardous fragments lie outside the corridor, 1 or 0."""
    return (located.hazardous & ~corridor.holds(located.along, located.cross)).astype(float)


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
    parent = parents_at_interface(flight, options, entered)
    values = {name: column[entered] for name, column in draws.items()}
    break_ups = draw_break_ups(experiment, catalogue, np.asarray(numbers)[entered], values)
    flown = flown_break_ups(
        flight.mission, catalogue.columns, catalogue.fragments, options, parent, break_ups
    )
    decreed = options.break_up.by_altitude | {
        stage for name, stage in BY_ALTITUDE.items() if name in values
    }
    break_up = replace(options.break_up, by_altitude=decreed)
    return fly_break_ups(replace(flown, break_up=break_up, factors=catalogue_factors(values)))


def catalogue_factors(draws: Table) -> Table:
    """Factors on columns of the catalogue, from the draws of each sample."""
    factors: Table = {}
    factors |= {column: draws[name] for name, column in FACTORS.items() if name in draws}
    drag = draws.get("fragment_drag", 1.0) / draws.get("ballistic_factor", 1.0)
    if isinstance(drag, np.ndarray):
        factors |= {name: drag for name in ("cd_free_molecular", "cd_continuum", "cd_subsonic")}
    return factors


def draw_break_ups(
    experiment: Experiment, catalogue: Catalogue, numbers: np.ndarray, draws: Table
) -> Draw:
    """Altitudes, kicks and lift of each sample's fragments.

    What is dispersed as a parameter has its drawn value, one for all fragments of a sample; when
    those that are shielded come free, kicks, lift and bank otherwise belong to single fragments and
    come, with the energy of bursts, from a generator of the sample.
    """
    break_up, m, n = experiment.options.break_up, len(catalogue.fragments), len(numbers)
    if "release_speed" in draws:
        break_up = replace(break_up, release_speed=1.0)
    single = [_draw_one(break_up, m, experiment.seed, int(number)) for number in numbers]
    drawn = Draw(*(np.concatenate(column) for column in zip(*single, strict=True)))
    for j, name in enumerate(("break_up_a", "break_up_b", "break_up_c")):
        if name in draws:
            drawn.stage[:, j] = draws[name]
    for j, name in enumerate(STRENGTHS):
        if name in draws:
            drawn.strength[:, j] = draws[name]
    if "break_up_late" in draws:
        drawn.late[:] = np.asarray(draws["break_up_late"])[:, None]
    if "shield_melted" in draws:
        drawn.gone[:] = np.asarray(draws["shield_melted"])[:, None]
    if "burst_energy" in draws:
        drawn.energy[:] = draws["burst_energy"]
    if "release_speed" in draws:
        drawn.kick[:] *= np.asarray(draws["release_speed"])[:, None, None]
    if "fragment_lift" in draws:
        lift = np.asarray(draws["fragment_lift"])[:, None]
        bank = np.asarray(draws.get("fragment_bank", np.zeros(n)))[:, None]
        drawn.lift_up[:], drawn.lift_side[:] = lift * np.cos(bank), lift * np.sin(bank)
    return drawn


def _draw_one(break_up: BreakUp, pieces: int, seed: int, number: int) -> Draw:
    """One break-up of the sample of that number."""
    key = np.array([seed & (2**64 - 1), FRAGMENT_STREAM], dtype=np.uint64)
    bits = np.random.Philox(key=key, counter=[0, 0, 0, number])
    generator = np.random.Generator(bits)
    share, late = generator.random((1, 3)), generator.random((1, pieces))
    direction = directions(generator, (1, pieces))
    lift = break_up.lift * np.abs(generator.standard_normal((1, pieces)))
    bank = 2.0 * np.pi * generator.random((1, pieces))
    return Draw(
        *altitudes_and_strengths(break_up, share, late),
        break_up.release_speed * direction,
        lift * np.cos(bank),
        lift * np.sin(bank),
        directions(generator, (1, pieces)),
        np.exp(BURST_DEVIATION * generator.standard_normal(1)),
    )
