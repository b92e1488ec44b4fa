"""The failure map: against integrations made elsewhere, a plain flight, and its own stack.

The reference is a spherical-break-up model: 250 km circular, impulsive burn to 50 km, US76, 3-DOF,
m/(Cd A) 150 free-molecular and 315 kg/m2 continuum, break-up at 78 km, fragments of constant drag
coefficient; its integration is good to 5 km.
"""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from sim.environment.space_weather.indices import weather
from sim.environment.world import world
from sim.flight.fly import continue_from, fly, join_flights
from sim.flight.mission import Mission
from sim.flight.phase import Burn, Condition, Firing, Ignition, Phase, Steering
from sim.flight.record import EventKind
from sim.flight.trajectory import great_circle
from sim.frames.constants import MU
from sim.frames.epoch import Epoch
from sim.planning.failures.burn import fly_to_ignition
from sim.planning.failures.descent import track_length
from sim.planning.failures.early_ends import fly_early_ends
from sim.planning.failures.impact_map import FailureMapOptions, failure_features, map_failures
from sim.planning.failures.interruptions import SAME_REVOLUTION
from sim.vehicle.hardware import Attitude, EngineGroup, Feed, Tank, Vehicle

DAY = 86400.0
MASS = 430e3
DELTA_V = 59.72
START = np.array([5423612.894, 2356826.393, 2977843.189])
ALONG = np.array([-4416.13505, 3914.06191, 4945.40567])
REFERENCE = 5.0


def stack(thrust: float, count: int) -> tuple[Vehicle, ...]:
    """One vehicle whose propellant weighs next to nothing."""
    engines = EngineGroup(
        name="tug.main", count=count, thrust=thrust / count, isp=1e6, feeds=(Feed("tug.tank"),)
    )
    area = MASS / (150.0 * 2.1)
    attitudes = (
        Attitude(name="tug.held", area=area, cd_free_molecular=2.1, cd_continuum=1.0, length=20.0),
        Attitude(name="tug.loose", area=area, cd_free_molecular=2.1, cd_continuum=1.0, length=20.0),
    )
    tank = Tank("tug.tank", 50.0, 50.0)
    return (Vehicle("tug", MASS - 50.0, (tank,), (engines,), attitudes),)


@pytest.fixture(scope="module")
def before():
    """A second of flight that ends half a burn before the apogee of the reference."""
    epoch = Epoch.from_utc("2028-07-01T00:00:00Z")
    span = 60.0 * DAY
    made = world(
        epoch,
        span,
        degree=2,
        third_body=False,
        air="us1976",
        weather_table=weather(epoch, span, constant=(150.0, 150.0, 10.0)),
    )
    r = np.linalg.norm(START)
    back = (1.0 + 0.5 * MASS * DELTA_V / 1e6) * math.sqrt(MU / r**3)
    u, w = START / r, ALONG / np.linalg.norm(ALONG)
    position = r * (math.cos(back) * u - math.sin(back) * w)
    velocity = math.sqrt(MU / r) * (math.sin(back) * u + math.cos(back) * w)
    mission = Mission(
        name="reference",
        epoch=epoch,
        horizon=span,
        world=made,
        vehicles=stack(1e6, 20),
        docked=("tug",),
        phases=(Phase(name="coast", until=Condition("time", 1.0), field_degree=2),),
        position=position[None, :],
        velocity=velocity[None, :],
        dispersed={},
        entry_interface=122e3,
    )
    return fly(mission)


RETROGRADE = Burn((Firing("tug.main"),), "delta_v", DELTA_V, Steering("lvlh"))
FINAL = Phase(name="final", burn=RETROGRADE, field_degree=2)
AFTER = (Phase(name="entry", until=Condition("ground"), attitude="tug.loose", field_degree=2),)
OPTIONS = FailureMapOptions(every=0.05 * MASS * DELTA_V / 1e6, light=100.0, field_degree=2)


def under(longitude, latitude, t):
    """A country of the northern hemisphere."""
    north = latitude > 0.0
    return [("north", 60.0 * int(north.sum()))] if north.any() else []


@pytest.fixture(scope="module")
def made(before):
    return map_failures(before, FINAL, AFTER, OPTIONS, under)


def row_of(columns, fraction: float) -> int:
    burns = np.where(columns["kind"] == "cut_off", columns["fraction"], np.nan)
    k = int(np.nanargmin(np.abs(burns - fraction)))
    assert burns[k] == pytest.approx(fraction, abs=2e-4)
    return k


def test_early_ends_come_down_where_the_map_has_them(before, made):
    """Coasts from the planned flight's own states, against burns that were flown to a cut-off."""
    flight = join_flights(before, fly(continue_from(before, (FINAL, *AFTER))))
    ends = fly_early_ends(flight, places=10)
    assert ends is not None and ends.burn == "final"
    c = made.columns
    rows = [row_of(c, fraction) for fraction in ends.fraction]
    assert ends.seconds / 3600.0 == pytest.approx(c["hours_to_entry"][rows], rel=1e-3)
    # periods of orbits between 250 and 150 km
    assert np.all(np.abs(ends.seconds / ends.revolutions - 5305.0) < 65.0)
    # a fragment falls as far beyond the break-up as there, in later revolutions to some 20 km
    latitude, longitude = np.degrees(ends.break_ups[:2])
    there = c["light_latitude_deg"][rows], c["light_longitude_deg"][rows]
    beyond = great_circle(*there, latitude, longitude) - c["light_from_break_up_km"][rows]
    assert np.all(np.abs(beyond) < 30.0)
    assert np.all(np.abs(beyond[ends.revolutions < 0.8]) < 0.2 * REFERENCE)
    later = ends.revolutions >= SAME_REVOLUTION
    assert later.tolist() == c["later"][rows].tolist()


def test_a_flight_without_a_final_burn_has_no_early_ends(before):
    assert fly_early_ends(before) is None


def test_nominal_fall_agrees_with_the_reference(made):
    c = made.columns
    assert c["entry_s"][0] == pytest.approx(1534.3 + 0.5 * c["cut_off_s"][0], abs=2.0)
    assert c["entry_angle_deg"][0] == pytest.approx(-0.86, abs=0.01)
    assert c["light_from_break_up_km"][0] == pytest.approx(3646.9 - 2654.1, abs=REFERENCE)
    assert c["heavy_from_break_up_km"][0] == pytest.approx(4382.0 - 2654.1, abs=2 * REFERENCE)


@pytest.mark.parametrize(
    ("missing", "shift"), [(0.05, 637.0), (0.10, 1411.0), (0.15, 2405.0), (0.20, 3817.0)]
)
def test_short_burns_agree_with_the_reference(made, missing, shift):
    along = made.columns["light_along_track_km"]
    found = along[row_of(made.columns, 1.0 - missing)] - along[0]
    assert found == pytest.approx(shift, rel=0.01, abs=REFERENCE)


def test_a_burn_cut_by_30_percent_comes_down_a_revolution_later(made):
    k = row_of(made.columns, 0.7)
    later = made.columns["light_impact_s"][k] - made.columns["light_impact_s"][0]
    # the reference has 68 min; where a stack that skips comes down hangs on a percent of the air
    assert 45.0 < later / 60.0 < 90.0
    assert made.columns["later"][k] and not made.columns["later"][row_of(made.columns, 0.8)]


def test_less_burn_falls_farther(made):
    c = made.columns
    order = np.flatnonzero(c["kind"] == "cut_off")
    down = order[c["status"][order] == "impact"]
    assert len(down) > 15
    assert (np.diff(c["body_along_track_km"][down]) < 0.0).all()
    assert (np.diff(c["perigee_after_km"][order]) < 0.0).all()
    assert (np.diff(c["hours_to_entry"][down]) < 0.0).all()


def test_last_cut_off_is_the_plan(made):
    c = made.columns
    k = int(np.flatnonzero(c["kind"] == "cut_off")[-1])
    assert c["cut_off_s"][k] == pytest.approx(c["cut_off_s"][0], abs=1e-9)
    assert abs(c["body_along_track_km"][k]) < 0.1


def test_plan_is_the_plain_flight(before, made):
    flight = fly(replace(before.mission, phases=(*before.mission.phases, FINAL, *AFTER)))
    impact = flight.first(0, EventKind.IMPACT)
    assert made.columns["body_impact_s"][0] == pytest.approx(impact.time - 1.0, abs=0.1)


def test_engines_out(made):
    c = made.columns
    engines = {c["label"][k]: k for k in np.flatnonzero(c["kind"] == "engine_out")}
    assert len(engines) == 4
    timed, ruled = (
        engines["tug.main: 1 out, nominal duration"],
        engines["tug.main: 1 out, planned cut-off"],
    )
    assert c["fraction"][timed] == pytest.approx(0.95, abs=1e-4)
    assert c["fraction"][ruled] == pytest.approx(1.0, abs=1e-9)
    assert c["cut_off_s"][ruled] == pytest.approx(c["cut_off_s"][0] / 0.95, rel=1e-4)
    # an impulse: engines out at the full velocity change are the plan, at the full time an
    # early cut-off
    assert abs(c["body_along_track_km"][ruled]) < 10.0
    early = c["body_along_track_km"][row_of(c, 0.95)]
    assert c["body_along_track_km"][timed] == pytest.approx(early, abs=10.0)


def test_wrong_attitudes(made):
    c = made.columns
    at = {label: k for k, label in enumerate(c["label"])}
    # an impulse of cos(angle): yaw as an early cut-off of that fraction
    cosine = c["perigee_after_km"][at["yaw 30°"]]
    short = np.interp(
        math.cos(math.radians(30.0)),
        c["fraction"][c["kind"] == "cut_off"],
        c["perigee_after_km"][c["kind"] == "cut_off"],
    )
    assert cosine == pytest.approx(short, abs=1.5)
    # held from ignition on: on average half the arc, 0.86 degrees, toward nadir, 46 km a degree
    assert c["body_along_track_km"][at["held inertially"]] == pytest.approx(-0.86 * 46.0, abs=8.0)
    assert c["body_along_track_km"][at["pitch 5° down"]] == pytest.approx(-198.0, abs=15.0)
    assert c["apogee_after_km"][at["along the flight"]] > 400.0
    assert c["status"][at["along the flight"]] == "out_of_time"


def test_tracks_end_at_the_impacts(made):
    c = made.columns
    for k, track in enumerate(made.tracks):
        if c["status"][k] != "impact":
            continue
        assert track[0, 2] == 0.0 and (np.diff(track[:, 2]) > 0.0).all()
        assert np.diff(track[:, 2]).max() <= OPTIONS.track_every + 1e-6
        assert track[-1, 0] == pytest.approx(c["body_longitude_deg"][k])
        assert np.abs(track[:, 1]).max() < 52.5
        assert track_length(track) == pytest.approx(
            c["body_along_track_km"][k] + track_length(made.tracks[0]), abs=1e-6
        )


def test_countries_are_those_after_cut_off(made):
    for k, found in enumerate(made.countries):
        track = made.tracks[k]
        after = track[track[:, 2] >= made.columns["cut_off_s"][k]]
        assert dict(found).get("north", 0.0) == 60.0 * (after[:, 1] > 0.0).sum()
    assert made.columns["countries"][row_of(made.columns, 0.6)] == "north"


def test_heavy_falls_beyond_light(made):
    c = made.columns
    down = c["status"] == "impact"
    assert (c["heavy_from_break_up_km"][down] > c["light_from_break_up_km"][down] + 300.0).all()
    assert (c["heavy_impact_s"][down] < c["light_impact_s"][down]).all()
    assert np.isnan(c["heavy_latitude_deg"][~down]).all()


def test_tumbling_from_cut_off_brings_stranded_rows_down_sooner(before, made):
    held = replace(before.mission.vehicles[0].attitudes[1], area=3e3)
    vehicle = replace(
        before.mission.vehicles[0], attitudes=(before.mission.vehicles[0].attitudes[0], held)
    )
    mission = replace(before.mission, vehicles=(vehicle,))
    flight = replace(before, mission=mission)
    options = replace(OPTIONS, every=10.0)
    late = map_failures(flight, FINAL, AFTER, options).columns
    soon = map_failures(flight, FINAL, AFTER, replace(options, tumbles_from="cut_off")).columns
    k = list(late["label"]).index("cut-off at 10 s")
    assert soon["hours_to_entry"][k] < 0.9 * late["hours_to_entry"][k]
    assert soon["body_along_track_km"][0] == late["body_along_track_km"][0] == 0.0
    assert soon["body_impact_s"][0] == late["body_impact_s"][0]


def test_waiting_for_the_ignition_is_part_of_the_final_phase(before):
    passing = replace(FINAL, burn=replace(RETROGRADE, ignition=Ignition("perigee")))
    flight, bare = fly_to_ignition(before, passing)
    whole = fly(replace(before.mission, phases=(*before.mission.phases, passing)))
    assert flight.t[0] == pytest.approx(whole.burns[0].ignition, abs=1e-6)
    assert flight.t[0] > 100.0
    assert bare.burn.ignition is None
    assert fly_to_ignition(before, FINAL)[0] is before


def test_a_burn_does_not_outlast_control(before):
    weak = replace(before.mission, vehicles=stack(6e3, 4))
    flight = fly(weak)
    long = replace(FINAL, burn=replace(RETROGRADE, cutoff="perigee", value=40e3))
    made = map_failures(flight, long, AFTER, replace(OPTIONS, every=1e4))
    c = made.columns
    k = list(c["label"]).index("tug.main: 2 out, planned cut-off")
    firings = (replace(RETROGRADE.firings[0], count=2.0),)
    unbounded = replace(long, burn=replace(long.burn, firings=firings))
    burn = fly(replace(weak, phases=(*weak.phases, unbounded))).burns[0]
    assert c["cut_off_s"][k] < burn.duration - 60.0
    assert c["perigee_after_km"][k] > 50.0 > burn.perigee_after / 1e3


def test_a_plan_that_stays_up_has_no_distances(before):
    short = replace(FINAL, burn=replace(RETROGRADE, value=5.0))
    c = map_failures(before, short, AFTER, replace(OPTIONS, every=10.0, longest=7200.0)).columns
    assert (c["status"] == "in_orbit").sum() > 15 and c["status"][0] == "in_orbit"
    assert np.isnan(c["body_along_track_km"]).all() and np.isnan(c["body_latitude_deg"]).all()
    assert not c["later"].any()


def test_a_direction_fixed_in_space_is_turned_as_one_held(before):
    flight, _ = fly_to_ignition(before, FINAL)
    forward = flight.y[0, 3:6] / np.linalg.norm(flight.y[0, 3:6])
    options = replace(OPTIONS, every=100.0)
    found = [
        map_failures(before, replace(FINAL, burn=replace(RETROGRADE, steering=how)), AFTER, options)
        for how in (Steering("inertial", tuple(-forward)), Steering("held"))
    ]
    labels = list(found[0].columns["label"])
    assert labels == list(found[1].columns["label"]) and "held inertially" not in labels
    for name in ("perigee_after_km", "apogee_after_km"):
        np.testing.assert_allclose(*(each.columns[name] for each in found), atol=0.01)


def test_bad_input(before):
    with pytest.raises(ValueError, match="has no burn"):
        map_failures(before, AFTER[0], AFTER)
    with pytest.raises(ValueError, match="names an attitude"):
        map_failures(before, FINAL, ())
    empty = replace(before, final=replace(before.final, load=0.0 * before.final.load))
    with pytest.raises(ValueError, match="did not ignite"):
        map_failures(empty, FINAL, AFTER)


def test_geojson(made):
    collection = failure_features(made.columns, made.tracks[:1] * len(made.tracks))
    text = json.dumps(collection, allow_nan=False)
    features = json.loads(text)["features"]
    points = [f for f in features if f["geometry"]["type"] == "Point"]
    down = int((made.columns["status"] == "impact").sum())
    assert len(points) == 3 * down
    for body in ("body", "light", "heavy"):
        first = next(f for f in points if f["properties"]["what"] == f"impact of {body}")
        place = [made.columns[f"{body}_{name}_deg"][0] for name in ("longitude", "latitude")]
        # to 1e-6 degree
        np.testing.assert_allclose(first["geometry"]["coordinates"], place, rtol=0.0, atol=5.1e-7)
    lines = [f for f in features if f["geometry"]["type"] == "MultiLineString"]
    assert len(lines) == len(made.tracks)
    for line in lines[0]["geometry"]["coordinates"]:
        assert np.abs(np.diff([x for x, _ in line])).max() < 180.0
    ends = [line[0][0] for line in lines[0]["geometry"]["coordinates"][1:]]
    assert {abs(end) for end in ends} <= {180.0}  # a track is cut on the antimeridian


def test_lengths_on_the_ground():
    track = np.array([[0.0, 0.0, 0.0], [90.0, 0.0, 10.0], [90.0, 90.0, 20.0]])
    quarter = float(great_circle(0.0, 0.0, 0.0, 90.0))
    assert track_length(track) == pytest.approx(2.0 * quarter)
    assert track_length(track, 15.0) == pytest.approx(1.5 * quarter)
    assert math.isnan(track_length(track, math.nan))
