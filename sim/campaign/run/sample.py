"""Flying one chunk of a campaign: dispersed rows to the interface and the ground, a few pieces of
each, and what every sample comes to.

A sample depends on its number, its draws and the experiment alone, never on the chunk it flies in.
"""

import numpy as np

from sim.campaign.run.apply import apply_draws
from sim.campaign.run.experiment import Experiment
from sim.campaign.sampling.parameter import AFTER_INTERFACE
from sim.dynamics.thrust import INERTIAL
from sim.entry.breakup.fragment_catalogue import ParentBody
from sim.entry.breakup.parent import ParentObject
from sim.entry.breakup.stages import Draw
from sim.entry.ground_track import coordinates
from sim.entry.risk.casualty import CASUALTY_ENERGY, casualty_area
from sim.entry.risk.keep_out import keep_out
from sim.entry.risk.population import density_per_km2, population
from sim.entry.study import Debris, fragments, parent_at_interface
from sim.flight.fly import fly
from sim.flight.interface import find_entries, observe_events
from sim.flight.record import EventKind, Flight
from sim.flight.stack import Stack
from sim.flight.status import status_texts

Table = dict[str, np.ndarray]

PIECE_STREAM = 0x9E3779B97F4A7C15
"""Word that keeps the numbers of pieces apart from those of parameters."""


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


FLOWN = (
    "end_time_s",
    "propellant_used_kg",
    "propellant_left_kg",
    "margin_kg",
    "delta_v_m_s",
    "final_burn_s",
    "final_perigee_km",
)
DOWN = (
    "entry_time_s",
    "entry_angle_deg",
    "entry_latitude_deg",
    "entry_longitude_deg",
    "impact_time_s",
    "impact_latitude_deg",
    "impact_longitude_deg",
)
BROKEN = (
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
"""Numbers of a sample: of its flight, of where it comes down, of its debris."""


def fly_samples(experiment: Experiment, numbers: np.ndarray, draws: Table) -> tuple[Table, Table]:
    """Fly some samples.

    Parameters
    ----------
    experiment
        See there.
    numbers
        Of the samples, shape (n,).
    draws
        Their values, shape (n,) each.

    Returns
    -------
    tuple
        Columns of n samples, and columns of their fragments.
    """
    n = len(numbers)
    own = {
        name: values for name, values in draws.items() if name.split(".")[0] not in AFTER_INTERFACE
    }
    if own:
        mission = apply_draws(experiment.mission, experiment.phases, own)
    else:
        zero = {"ut1": np.zeros(n)}
        mission = apply_draws(experiment.mission, experiment.phases, zero)
    flight = fly(mission)
    table: Table = {"sample": np.asarray(numbers, dtype=np.int64)}
    table |= _flown(experiment, flight)
    debris_table = NO_FRAGMENTS
    if experiment.pieces is not None and experiment.columns is not None:
        entered = np.flatnonzero(np.isfinite(table["entry_time_s"]))
        debris_table = _broken(experiment, flight, entered, numbers, draws, table)
    return table, debris_table


def make_failed_samples(
    experiment: Experiment, numbers: np.ndarray, why: str
) -> tuple[Table, Table]:
    """Rows of samples that could not be flown: their numbers, a status, and nothing else."""
    n = len(numbers)
    names = [*FLOWN]
    if experiment.enters:
        names += [*DOWN]
    if experiment.pieces is not None:
        names += [*BROKEN]
    table: Table = {
        "sample": np.asarray(numbers, dtype=np.int64),
        "status": np.array([why] * n, dtype=str),
        "burns_complete": np.zeros(n, dtype=bool),
    }
    return table | {name: np.full(n, np.nan) for name in names}, NO_FRAGMENTS


def _flown(experiment: Experiment, flight: Flight) -> Table:
    """What the flight of each row came to."""
    n = len(flight.t)
    made: Table = {
        "status": status_texts(flight.status),
        "burns_complete": np.ones(n, dtype=bool),
    }
    made |= {name: np.zeros(n) for name in FLOWN}
    made["end_time_s"] = flight.t.copy()
    burning = [phase.name for phase in flight.mission.phases if phase.burn is not None]
    for burn in flight.burns:
        made["propellant_used_kg"][burn.row] += burn.propellant
        made["delta_v_m_s"][burn.row] += burn.delta_v
        if burning and burn.name == burning[-1]:
            made["final_burn_s"][burn.row] = burn.duration
            made["final_perigee_km"][burn.row] = burn.perigee_after / 1e3
        made["burns_complete"][burn.row] &= burn.ending == "cut_off" or burn.lowering
    stack = flight.final
    made["propellant_left_kg"] = (stack.load * stack.aboard).sum(axis=1)
    made["margin_kg"] = _margin(experiment, stack)
    return made | (_down(flight) if experiment.enters else {})


def _margin(experiment: Experiment, stack: Stack) -> np.ndarray:
    """Propellant left in the vehicles that have a reserve, less it, shape (n,)."""
    owners = set(experiment.reserve) & stack.docked
    if not experiment.reserve:
        groups = {
            firing.group
            for phase in experiment.phases
            if phase.burn is not None
            for firing in phase.burn.firings
        }
        owners = {stack.owner(group).name for group in groups} & stack.docked
    own = np.array([v.name in owners for v in stack.vehicles for _ in v.tanks], dtype=bool)
    return (stack.load * own).sum(axis=1) - sum(experiment.reserve.values())


def _down(flight: Flight) -> Table:
    """Where and when each row passed the interface and came down; NaN where it did not."""
    n = len(flight.t)
    out = {name: np.full(n, np.nan) for name in DOWN}
    impacts = {e.row: e for e in flight.events if e.kind is EventKind.IMPACT}
    for stem, found in (("entry", find_entries(flight)), ("impact", impacts)):
        rows = np.array(list(found), dtype=int)
        if not len(rows):
            continue
        seen = observe_events(flight.mission.world, list(found.values()))
        out[f"{stem}_time_s"][rows] = [event.time for event in found.values()]
        out[f"{stem}_latitude_deg"][rows] = np.degrees(seen.latitude)
        out[f"{stem}_longitude_deg"][rows] = np.degrees(seen.longitude)
        if stem == "entry":
            out["entry_angle_deg"][rows] = np.degrees(seen.flight_path_angle_inertial)
    return out


def _broken(
    experiment: Experiment,
    flight: Flight,
    entered: np.ndarray,
    numbers: np.ndarray,
    draws: Table,
    table: Table,
) -> Table:
    """Break up the rows that entered; adds to the table of samples, returns that of fragments."""
    n = len(numbers)
    table |= {name: np.full(n, np.nan) for name in BROKEN}
    if not len(entered):
        return NO_FRAGMENTS
    debris = fly_fragments(experiment, flight, entered, numbers, draws)
    end = debris.impacts
    lat, lon = np.degrees(end.latitude), np.degrees(end.longitude)
    landed = end.landed & (end.energy > CASUALTY_ENERGY)
    row = entered[debris.event]
    along = np.full(len(row), np.nan)
    cross = np.full(len(row), np.nan)
    if landed.any() and experiment.track is not None:
        along[landed], cross[landed] = coordinates(
            experiment.track, end.latitude[landed], end.longitude[landed]
        )
        along -= experiment.aim
    left = np.clip(end.mass / debris.mass, 0.0, 1.0)
    size = experiment.areas[debris.family]
    size = np.where(experiment.hollow[debris.family], size, size * left ** (2.0 / 3.0))
    area = np.where(landed, debris.count * casualty_area(size), 0.0)
    density = np.zeros(len(row))
    density[landed] = density_per_km2(population(experiment.year), lon[landed], lat[landed])
    clear = keep_out(
        np.where(landed, lon, 0.0),
        np.where(landed, lat, 0.0),
        np.where(landed, end.energy, 0.0),
        experiment.limits,
    )
    table["casualty_area_m2"] = _summed(row, area, n, entered)
    table["expected_casualties"] = _summed(row, 1e-6 * area * density, n, entered)
    table["heel_km"] = _least(row, along / 1e3, landed, n)
    table["toe_km"] = -_least(row, -along / 1e3, landed, n)
    weight = np.where(landed, area, 0.0)
    centre = _summed(row, weight * np.nan_to_num(along), n, entered)
    beside = _summed(row, weight * np.nan_to_num(cross), n, entered)
    with np.errstate(divide="ignore", invalid="ignore"):
        table["centre_km"] = centre / table["casualty_area_m2"] / 1e3
        table["cross_km"] = beside / table["casualty_area_m2"] / 1e3
    names = ("foreign_land_km", "us_land_km", "permanent_ice_km")
    near = np.zeros(len(row))
    for name, each in zip(names, clear, strict=True):
        table[name] = _least(row, each.distance / 1e3, landed, n)
        near += landed & (each.distance < each.limit)
    table["keep_out_violations"] = _summed(row, near, n, entered)
    corridor = experiment.corridor
    outside = landed & ~(
        (np.abs(along - corridor.centre) <= corridor.half_length)
        & (np.abs(cross) <= corridor.half_width)
    )
    table["outside_corridor"] = _summed(row, outside.astype(float), n, entered)
    whole = _summed(row, debris.count * debris.mass, n, entered)
    table["surviving_share"] = (
        _summed(row, debris.count * end.mass * end.landed, n, entered) / whole
    )
    return {
        "sample": np.asarray(numbers, dtype=np.int64)[row],
        "family": debris.family.astype(np.int32),
        "count": debris.count,
        "pieces": np.tile(experiment.number, len(entered)),
        "landed": end.landed,
        "time_s": end.t,
        "latitude_deg": lat,
        "longitude_deg": lon,
        "along_km": along / 1e3,
        "cross_km": cross / 1e3,
        "mass_left_kg": end.mass,
        "energy_j": end.energy,
        "casualty_area_m2": area,
    }


def fly_fragments(
    experiment: Experiment,
    flight: Flight,
    entered: np.ndarray,
    numbers: np.ndarray,
    draws: Table,
) -> Debris:
    """Fragments of the rows that entered."""
    pieces, options = experiment.pieces, experiment.options
    wholes = [parent_at_interface(flight, options, int(row)) for row in entered]
    whole = ParentObject(
        np.concatenate([w.t for w in wholes]),
        np.concatenate([w.state for w in wholes]),
        ParentBody(
            *(np.concatenate(column) for column in zip(*(w.carrier for w in wholes), strict=True))
        ),
        {name: np.concatenate([w.inherited[name] for w in wholes]) for name in wholes[0].inherited},
    )
    own = {name: values[entered] for name, values in draws.items()}
    draw = draw_break_ups(experiment, np.asarray(numbers)[entered], own)
    factors = catalogue_factors(own)
    columns = experiment.columns
    mission = flight.mission
    high = mission.world_of(options.parent_field_degree, INERTIAL)
    low = mission.world_of(options.field_degree, INERTIAL)
    return fragments(high, low, columns, pieces, options, whole, draw, factors)


def catalogue_factors(own: Table) -> Table:
    """Factors on columns of the catalogue that draws of a sample mean."""
    made: Table = {}
    if "heating_factor" in own:
        made["shape_factor"] = own["heating_factor"]
    if "emissivity_factor" in own:
        made["emissivity"] = own["emissivity_factor"]
    drag = own.get("fragment_drag", 1.0) / own.get("ballistic_factor", 1.0)
    if np.ndim(drag):
        made |= {name: drag for name in ("cd_free_molecular", "cd_continuum", "cd_subsonic")}
    return made


def draw_break_ups(experiment: Experiment, numbers: np.ndarray, own: Table) -> Draw:
    """Altitudes, kicks and lift of each sample's pieces, from the sample's own numbers.

    What is declared as a parameter has its drawn value; the altitude of pieces that come free late,
    kicks, lift and bank belong to single pieces and come from a stream of the sample.
    """
    break_up, m = experiment.options.break_up, len(experiment.pieces)
    n = len(numbers)
    stage = np.empty((n, 3))
    late, kick = np.empty((n, m)), np.empty((n, m, 3))
    up, side = np.empty((n, m)), np.empty((n, m))
    for k, number in enumerate(numbers):
        key = np.array([experiment.seed & (2**64 - 1), PIECE_STREAM], dtype=np.uint64)
        bits = np.random.Philox(key=key, counter=[0, 0, 0, int(number)])
        generator = np.random.Generator(bits)
        share = generator.random(3)
        stage[k] = [break_up.spread(j).at(share[j : j + 1])[0] for j in range(3)]
        late[k] = break_up.late.at(generator.random(m))
        direction = generator.standard_normal((m, 3))
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        kick[k] = break_up.release_speed * direction
        held = break_up.lift * np.abs(generator.standard_normal(m))
        bank = 2.0 * np.pi * generator.random(m)
        up[k], side[k] = held * np.cos(bank), held * np.sin(bank)
    for j, name in enumerate(("break_up_a", "break_up_b", "break_up_c")):
        if name in own:
            stage[:, j] = own[name]
    if "break_up_late" in own:
        late[:] = np.asarray(own["break_up_late"])[:, None]
    if "fragment_lift" in own:
        factor = np.asarray(own["fragment_lift"])[:, None]
        bank = np.asarray(own.get("fragment_bank", np.zeros(n)))[:, None]
        up, side = factor * np.cos(bank) * np.ones(m), factor * np.sin(bank) * np.ones(m)
    return Draw(stage, late, kick, up, side)


def _summed(row: np.ndarray, values: np.ndarray, n: int, entered: np.ndarray) -> np.ndarray:
    """Sum over the fragments of each sample; NaN for those that did not enter."""
    out = np.full(n, np.nan)
    out[entered] = np.bincount(row, values, n)[entered]
    return out


def _least(row: np.ndarray, values: np.ndarray, which: np.ndarray, n: int) -> np.ndarray:
    """Least over the chosen fragments of each sample; NaN where there are none."""
    out = np.full(n, np.inf)
    np.minimum.at(out, row[which], values[which])
    return np.where(np.isfinite(out), out, np.nan)
