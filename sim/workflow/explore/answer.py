"""What a state of the controls comes to: burn, entry, footprint, distances from land, risk.

The flight is that of `run` from the hold on, by the same functions; every piece is flown. Distances
are those of the nominal break-up alone: how far they scatter is what the cloud shows.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.dynamics.observation import Observation
from sim.entry import effort
from sim.entry.break_up_figures import casualty_areas, expected_casualties, footprint_ends, locate
from sim.entry.break_ups import fly_break_ups
from sim.entry.breakup.fragment_catalogue import Pieces
from sim.entry.breakup.stages import median
from sim.entry.footprint import WHOLE, containment
from sim.entry.ground_track import Track, track_through
from sim.entry.risk.casualty import RISK_LIMIT, uncontrolled_casualties
from sim.entry.risk.keep_out import keep_out
from sim.entry.study import (
    EntryOptions,
    EntryStudy,
    entry_study,
    flown_break_ups,
    on_track,
    parent_at_interface,
)
from sim.flight.fly import fly
from sim.flight.interface import find_entry, observe_events
from sim.flight.phase import Phase
from sim.flight.record import BurnRecord, EventKind, EventRecord, Flight
from sim.frames.constants import STANDARD_GRAVITY
from sim.integrate.observe import observations
from sim.vehicle.parameters import THRUST
from sim.workflow.explore.controls import Controls
from sim.workflow.explore.held import HeldPlan

Array = NDArray[np.float64]

COARSE, COARSE_TOLERANCE, COARSE_STEP = 12, 1e-9, 10.0
"""Degree of the gravity field, relative error of a step, and s between points of the entry, where
few pieces are flown: 3 km at the ground."""
TRACK_EVERY = 20.0
"""s between points of a ground track, at least."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a state comes to.

    Attributes
    ----------
    state
        The controls.
    flight
        From the hold to the ground, one row.
    study
        Break-up and pieces; None where the stack does not come down in time.
    burn
        The final burn as flown; None where none was needed or possible.
    figures
        Plain figures, units in their names.
    track
        Columns longitude and latitude in deg, height in km, s after ignition and whether the
        engines burn, (k, 5).
    profile
        Below the entry interface: s after it, height in km, speed in m/s, deceleration in g,
        dynamic pressure in kPa, heat flux in kW/m2, (k, 6).
    fragments
        Of the pieces that count: longitude, latitude in deg, mass of one in kg, how many, stage,
        (k, 5).
    ring
        Area that holds them all: longitude and latitude in deg, (k, 2).
    """

    state: Controls
    flight: Flight
    study: EntryStudy | None
    burn: BurnRecord | None
    figures: dict[str, Any]
    track: Array
    profile: Array
    fragments: Array
    ring: Array


def answer_state(plan: HeldPlan, state: Controls, pieces: Pieces | None = None) -> Answer:
    """Fly a state from the hold to the ground, and measure what lands.

    Parameters
    ----------
    plan
        Held.
    state
        Read by `sim.workflow.explore.controls.read_controls`; its aim plays no part.
    pieces
        Representative ones that stand for all, for an answer within a tenth of a second: the
        footprint is then theirs, counted along the track of the unbroken stack. None: all.
    """
    mission = plan.mission([state])
    if pieces is not None:
        mission = replace(mission, phases=tuple(_coarse(phase) for phase in mission.phases))
    flight = fly(mission)
    burn = next((b for b in flight.burns if b.name == plan.record.name), None)
    t, seen, thrust = _observed(flight)
    ignition = plan.ignition(state)
    track = np.column_stack([
        np.degrees(seen.longitude), np.degrees(seen.latitude), seen.height / 1e3, t - ignition,
        (thrust > 0.0).astype(float),
    ])  # fmt: skip
    epoch = flight.mission.epoch
    figures: dict[str, Any] = {
        "ignition_utc": epoch.utc_iso(ignition, 0),
        "burn": None if burn is None else _burn_figures(burn),
        "entry": None,
        "impact": None,
        "debris": None,
    }
    none = np.zeros((0, 6))
    if flight.first(0, EventKind.IMPACT) is None or find_entry(flight) is None:
        return Answer(
            state=state, flight=flight, study=None, burn=burn, figures=figures,
            track=_thin(track), profile=none, fragments=none[:, :5], ring=none[:, :2],
        )  # fmt: skip
    entry = find_entry(flight)
    assert entry is not None  # asked above
    figures["entry"] = _entry_figures(flight, entry)
    figures["impact"] = {
        "utc": epoch.utc_iso(float(t[-1]), 0),
        "latitude_deg": float(track[-1, 1]),
        "longitude_deg": float(track[-1, 0]),
    }
    options = plan.options_of(state)
    if pieces is None:
        study = entry_study(flight, plan.columns, options)
    else:
        line = track_through(seen.latitude[t >= entry.time], seen.longitude[t >= entry.time])
        study = _study_few(plan, flight, options, pieces, line)
    figures["debris"], fragments, ring = _debris(plan, study)
    return Answer(
        state=state, flight=flight, study=study, burn=burn, figures=figures, track=_thin(track),
        profile=_profile(t, seen, entry.time), fragments=fragments, ring=ring,
    )  # fmt: skip


def _coarse(phase: Phase) -> Phase:
    """A phase as it is flown for a quick answer."""
    entering = phase.longest_step < COARSE_STEP
    return replace(
        phase,
        field_degree=min(COARSE, phase.field_degree),
        relative_tolerance=max(COARSE_TOLERANCE, phase.relative_tolerance),
        longest_step=COARSE_STEP if entering else phase.longest_step,
    )


def coarse_options(options: EntryOptions) -> EntryOptions:
    """How few pieces are flown."""
    return replace(options, field_degree=COARSE, parent_field_degree=COARSE, effort=effort.COARSE)


def _study_few(
    plan: HeldPlan, flight: Flight, options: EntryOptions, pieces: Pieces, track: Track
) -> EntryStudy:
    """The nominal break-up of a few pieces, on a track that is given."""
    options = coarse_options(options)
    whole = parent_at_interface(flight, options)
    middle = median(options.break_up, len(pieces))
    nominal = fly_break_ups(
        flown_break_ups(flight.mission, plan.columns, pieces, options, whole, middle)
    )
    nominal = on_track(nominal, track, options.least_energy)
    return EntryStudy(options, pieces, track, float(whole.t[0]), nominal, None)


def _observed(flight: Flight) -> tuple[Array, Observation, Array]:
    """Times, observations and thrust along the row of a flight."""
    pieces = [segment for segment in flight.segments if segment.row == 0]
    samples = np.concatenate([segment.samples for segment in pieces])
    lengths = [len(segment.samples) for segment in pieces]
    table = np.repeat([segment.parameters for segment in pieces], lengths, axis=0)
    seen = observations(flight.mission.world, samples[:, 0], samples[:, 1:], table)
    return samples[:, 0], seen, table[:, THRUST]


def _entry_figures(flight: Flight, entry: EventRecord) -> dict[str, Any]:
    at = observe_events(flight.mission.world, [entry])
    return {
        "utc": flight.mission.epoch.utc_iso(entry.time, 0),
        "speed_m_s": float(at.speed_inertial[0]),
        "flight_path_angle_deg": float(np.degrees(at.flight_path_angle_inertial[0])),
        "latitude_deg": float(np.degrees(at.latitude[0])),
        "longitude_deg": float(np.degrees(at.longitude[0])),
    }


def _burn_figures(burn: BurnRecord) -> dict[str, Any]:
    return {
        "duration_s": burn.duration,
        "delta_v_m_s": burn.delta_v,
        "propellant_kg": burn.propellant,
        "perigee_after_km": burn.perigee_after / 1e3,
        "apogee_after_km": burn.apogee_after / 1e3,
        "ending": str(burn.ending),
    }


def _thin(track: Array) -> Array:
    """A track without points nearer in time than `TRACK_EVERY`, its edges and ends kept."""
    keep = np.zeros(len(track), dtype=bool)
    last = -np.inf
    edges = np.diff(track[:, 4], prepend=track[0, 4]) != 0.0
    for k, seconds in enumerate(track[:, 3]):
        if seconds - last >= TRACK_EVERY or edges[k] or k == len(track) - 1:
            keep[k], last = True, seconds
    return track[keep]


def _profile(t: Array, seen: Observation, begin: float) -> Array:
    """Loads and heat of the unbroken stack below the interface, a point every few seconds."""
    inside = np.flatnonzero(t >= begin)
    step = max(1, len(inside) // 150)
    inside = np.append(inside[:-1:step], inside[-1])
    return np.column_stack([
        t[inside] - begin, seen.height[inside] / 1e3, seen.speed_air[inside],
        seen.deceleration[inside] / STANDARD_GRAVITY, seen.dynamic_pressure[inside] / 1e3,
        seen.heat_flux[inside] / 1e3,
    ])  # fmt: skip


def _debris(plan: HeldPlan, study: EntryStudy) -> tuple[dict[str, Any] | None, Array, Array]:
    """Figures of what lands, the pieces that count, and the area around them."""
    nominal, end = study.nominal, study.nominal.impacts
    down = end.landed & (end.energy > study.options.least_energy)
    if nominal.footprint is None or not down.any():
        return None, np.zeros((0, 5)), np.zeros((0, 2))
    areas = casualty_areas(nominal)
    heel, toe, centre, cross = (float(x[0]) for x in footprint_ends(locate(nominal, study.track)))
    longitude, latitude = np.degrees(end.longitude[down]), np.degrees(end.latitude[down])
    clearances = keep_out(longitude, latitude, end.energy[down], plan.limits)
    area = float(areas.sum())
    expected = float(expected_casualties(nominal, areas, plan.people)[0])
    north, east = containment(nominal.footprint, WHOLE)
    weight = areas[down] / areas[down].sum()
    epoch = plan.held.mission.epoch
    figures = {
        "length_km": (toe - heel) / 1e3,
        "beyond_interface_km": centre / 1e3,
        "cross_km": cross / 1e3,
        "latitude_deg": float(weight @ latitude),
        "longitude_deg": _mean_longitude(longitude, weight),
        "first_impact_utc": epoch.utc_iso(nominal.footprint.first, 0),
        "last_impact_utc": epoch.utc_iso(nominal.footprint.last, 0),
        "stages_km": [float(h) / 1e3 for h in nominal.stages[0]],
        "landed_kg": float(nominal.landed_mass.sum()),
        "casualty_area_m2": area,
        "expected_casualties": expected,
        "uncontrolled_casualties": float(
            uncontrolled_casualties(plan.people, plan.inclination_deg, area)
        ),
        "risk_limit": RISK_LIMIT,
        "keep_out": [
            {
                "land": each.land_class,
                "limit_km": each.limit / 1e3,
                "least_km": float(each.minimum) / 1e3 if np.isfinite(each.minimum) else None,
                "nearest": each.country,
                "kept": bool(each.passed),
            }
            for each in clearances
        ],
    }
    fragments = np.column_stack([
        longitude, latitude, end.mass[down], nominal.count[down], nominal.stage[down].astype(float)
    ])  # fmt: skip
    return figures, fragments, np.degrees(np.column_stack([east, north]))


def _mean_longitude(longitude: Array, weight: Array) -> float:
    """Weighted mean in deg of longitudes that may lie on both sides of the date line."""
    around = np.exp(1j * np.radians(longitude))
    return float(np.degrees(np.angle(weight @ around)))
