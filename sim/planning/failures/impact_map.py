"""The failure map: where the intact stack, a light and a heavy fragment come down when the final
burn fails, when, and what lies under the ground track until then.

All of `sim.planning.failures.burn.list_failures` are flown until the ground with the atmosphere of
the mission, days later where need be. Leaves out melting and lift of the fragments (their
ballistic coefficient stays as it is), a second try after the failure, and any break-up above the
altitude given for it.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from sim.flight.fly import fly
from sim.flight.phase import Condition, Phase
from sim.flight.record import Flight
from sim.flight.status import IMPACT, IN_ORBIT
from sim.formats.geojson import Feature, line, points
from sim.frames.epoch import DAY
from sim.planning.failures.burn import (
    BurnEnds,
    BurnFailure,
    burn_of,
    fly_burns,
    fly_to_ignition,
    list_failures,
    nominal_burn,
)
from sim.planning.failures.descent import (
    BREAK_UP,
    Falls,
    final_status,
    find_break_ups,
    fly_fragments,
    tabulate_entries,
    trace_ground_tracks,
    track_length,
)

CountriesPassed = Sequence[tuple[str, float]]
"""Countries in the order first met, with the seconds over each."""
CountriesUnder = Callable[[np.ndarray, np.ndarray, np.ndarray], CountriesPassed]
"""Tells them from longitude and latitude (deg) and rising time (s) along a track."""

BODIES = ("body", "light", "heavy")


@dataclass(frozen=True, kw_only=True)
class FailureMapOptions:
    """Settings of a failure map.

    Attributes
    ----------
    every
        s between cut-offs.
    tumbling
        Attitude of a stack out of control; empty: that of the last phase of the plan.
    tumbles_from
        Whether a stack keeps its attitude down to the entry interface, as if only the engines had
        failed, or tumbles from cut-off on (after the planned burn it is kept in any case).
    break_up
        m, where the fragments leave the stack. Stations broke up near 78 km.
    light, heavy
        kg/m2, classes by ballistic coefficient; assumption: 20 a panel or a cover, 1000 a dense
        solid part.
    longest
        s after ignition up to which a trajectory is followed.
    field_degree, relative_tolerance
        Of the fall. Not to be relaxed: a degree of 16 shifts impacts by 40 km, and by a revolution
        those of trajectories that graze the interface.
    track_every
        s between points of the ground tracks.
    """

    every: float = 5.0
    tumbling: str = ""
    tumbles_from: Literal["interface", "cut_off"] = "interface"
    break_up: float = 78e3
    light: float = 20.0
    heavy: float = 1000.0
    longest: float = 60.0 * DAY
    field_degree: int = 36
    relative_tolerance: float = 1e-11
    track_every: float = 60.0


@dataclass(frozen=True)
class FailureMap:
    """The map of a final burn.

    Attributes
    ----------
    columns
        One value for each failure mode, units in the names; NaN where there is none. `entry_s` and
        `impact_s` count from ignition, `hours_to_entry` from the end of the burn. `along_track_km`
        is taken along the ground from the nominal impact of the intact stack (NaN throughout if
        the plan itself does not come down); `later` marks those that come down more than half a
        revolution after the plan.
    tracks
        For each failure mode longitude and latitude in deg and s after ignition, shape (k, 3), from
        ignition to the ground.
    countries
        For each failure mode the countries passed between cut-off and impact; empty without the
        means to tell.
    wall
        s it took.
    """

    columns: dict[str, np.ndarray]
    tracks: tuple[np.ndarray, ...]
    countries: tuple[CountriesPassed, ...]
    wall: float


def map_failures(
    before: Flight,
    final: Phase,
    after: Sequence[Phase],
    options: FailureMapOptions | None = None,
    countries_under: CountriesUnder | None = None,
) -> FailureMap:
    """Fly every failure mode of the final burn, down to the ground.

    Parameters
    ----------
    before
        Flight whose first trajectory ended when the phase of the final burn began.
    final
        Phase of the final burn.
    after
        The phases that follow it in the plan; the last one names the attitude out of control.
    options
        See `Options`.
    countries_under
        Tells the countries under a track.

    Raises
    ------
    ValueError
        If the final phase has no burn or does not ignite, or no attitude out of control is known.
    """
    began = time.perf_counter()
    options = options or FailureMapOptions()
    named = [phase.attitude for phase in after if phase.attitude is not None]
    if not options.tumbling and not named:
        raise ValueError("no phase after the final burn names an attitude; give `tumbling`")
    options = replace(options, tumbling=options.tumbling or named[-1])
    before, final = fly_to_ignition(before, final)
    final = replace(final, save_every=options.track_every)
    plan = nominal_burn(before, final)
    span = fly_burns(before, final, [plan]).burns[0].duration
    if span == 0.0:
        raise ValueError(f"{final.name} did not ignite: no engine with propellant")
    groups = [firing.group for firing in burn_of(final).firings]
    failures = list_failures(plan, groups, span, options.every)
    ends = fly_burns(before, final, failures)
    falls = _fly_falls(before, ends, failures, options)
    columns, tracks = _tabulate(before, failures, ends, falls, options)
    countries: tuple[CountriesPassed, ...] = ()
    if countries_under is not None:
        countries = tuple(
            countries_under(*track[track[:, 2] >= burn.duration].T)
            for track, burn in zip(tracks, ends.burns, strict=True)
        )
        names = [", ".join(name for name, _ in passed) for passed in countries]
        columns["countries"] = np.array(names)
    return FailureMap(columns, tracks, countries, time.perf_counter() - began)


def _fly_falls(
    before: Flight, ends: BurnEnds, failures: Sequence[BurnFailure], options: FailureMapOptions
) -> Falls:
    """Fly each stack to the ground after its burn; None for those already down."""
    flying = [k for k in range(len(failures)) if ends.status[k] == IN_ORBIT]
    controlled = flying
    if options.tumbles_from == "cut_off":
        controlled = [k for k in flying if failures[k].kind == "nominal"]
    lost = [k for k in flying if k not in set(controlled)]
    falls: Falls = [None] * len(failures)
    for index, attitude in ((controlled, None), (lost, options.tumbling)):
        if index:
            flight = _fly_fall(before, ends, np.array(index), attitude, options)
            for row, k in enumerate(index):
                falls[k] = flight, row
    return falls


def _fly_fall(
    before: Flight,
    ends: BurnEnds,
    index: np.ndarray,
    attitude: str | None,
    options: FailureMapOptions,
) -> Flight:
    """One batch from the ends of the burns to the ground."""
    mission = before.mission
    stop = float(before.t[0]) + options.longest
    how = {
        "field_degree": options.field_degree,
        "relative_tolerance": options.relative_tolerance,
        "save_every": options.track_every,
    }
    interface = Condition("altitude_down", mission.entry_interface, by=stop)
    break_up = Condition("altitude_down", options.break_up, by=stop)
    phases = (
        Phase(name="coast", until=interface, attitude=attitude, **how),
        Phase(name=BREAK_UP, until=break_up, attitude=options.tumbling, longest_step=20.0, **how),
        Phase(name="sea", until=Condition("ground", by=stop), longest_step=20.0, **how),
    )
    one = np.zeros(len(index), dtype=int)
    stack = replace(
        before.final.of(one),
        load=ends.load[index],
        fired=ends.fired[index],
        starts=ends.starts[index],
    )
    return fly(
        replace(
            mission,
            phases=phases,
            position=ends.y[index, :3],
            velocity=ends.y[index, 3:6],
            dispersed={name: values[one] for name, values in mission.dispersed.items()},
            start=ends.t[index],
            stack=stack,
            attitude_at_start=str(before.attitude[0]),
        )
    )


def _tabulate(
    before: Flight,
    failures: Sequence[BurnFailure],
    ends: BurnEnds,
    falls: Falls,
    options: FailureMapOptions,
) -> tuple[dict[str, np.ndarray], tuple[np.ndarray, ...]]:
    ignition = float(before.t[0])
    burns = ends.burns
    columns: dict[str, np.ndarray] = {
        "kind": np.array([failure.kind for failure in failures]),
        "label": np.array([failure.label for failure in failures]),
        "cut_off_s": np.array([burn.duration for burn in burns]),
        "delta_v_m_s": np.array([burn.delta_v for burn in burns]),
        "fraction": np.array([burn.delta_v / burns[0].delta_v for burn in burns]),
        "ending": np.array([burn.ending for burn in burns]),
        "perigee_after_km": np.array([burn.perigee_after / 1e3 for burn in burns]),
        "apogee_after_km": np.array([burn.apogee_after / 1e3 for burn in burns]),
        "status": final_status(ends, falls),
    }
    columns |= tabulate_entries(before, ends, falls)
    columns["hours_to_entry"] = (columns["entry_s"] - columns["cut_off_s"]) / 3600.0
    tracks, turns = trace_ground_tracks(before, ends, falls, options.track_every)
    lengths = np.array([track_length(track) for track in tracks])
    down = columns["status"] == str(IMPACT)
    zero = lengths[0] if down[0] else np.nan
    columns["revolutions"] = np.where(down, turns, np.nan)
    columns["later"] = columns["revolutions"] > columns["revolutions"][0] + 0.5
    last = np.where(down[:, None], [track[-1] for track in tracks], np.nan)
    columns["body_longitude_deg"] = last[:, 0]
    columns["body_latitude_deg"] = last[:, 1]
    columns["body_impact_s"] = last[:, 2]
    columns["body_along_track_km"] = np.where(down, lengths - zero, np.nan)
    broken = find_break_ups(falls)
    seconds = [np.nan if event is None else event.time - ignition for event in broken]
    released = np.array([track_length(*each) for each in zip(tracks, seconds, strict=True)])
    released -= zero
    for name, beta in (("light", options.light), ("heavy", options.heavy)):
        columns |= fly_fragments(before, broken, name, beta)
        columns[f"{name}_along_track_km"] = released + columns[f"{name}_from_break_up_km"]
    return columns, tracks


def failure_features(
    columns: dict[str, np.ndarray], tracks: Sequence[np.ndarray] = ()
) -> dict[str, Any]:
    """GeoJSON (RFC 7946) of a map: points of impact, and ground tracks where given.

    Parameters
    ----------
    columns
        Of a `FailureMap`.
    tracks
        Shape (k, 3) each, as in `FailureMap`; cut where they cross the antimeridian.
    """
    features: list[Feature] = []
    names = [name for name in columns if not name.endswith(("_longitude_deg", "_latitude_deg"))]
    for k in range(len(columns["kind"])):
        properties = {name: _plain(columns[name][k]) for name in names}
        for body in BODIES:
            north, east = (columns[f"{body}_{name}_deg"][k] for name in ("latitude", "longitude"))
            if np.isfinite(north) and np.isfinite(east):
                features += points(north, east, [{"what": f"impact of {body}"} | properties])
        if len(tracks):
            features.append(_track_feature(tracks[k], {"what": "ground track"} | properties))
    return {"type": "FeatureCollection", "features": features}


def _plain(value: Any) -> Any:
    """A value JSON knows; None for NaN."""
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and not np.isfinite(value) else value


def _track_feature(track: np.ndarray, properties: dict[str, Any]) -> Feature:
    """A ground track, in several lines even if it needs but one: readers need one type only."""
    feature = line(track[:, 1], track[:, 0], properties)
    geometry = feature["geometry"]
    if geometry["type"] == "LineString":
        lines = [geometry["coordinates"]]
        feature["geometry"] = {"type": "MultiLineString", "coordinates": lines}
    return feature
