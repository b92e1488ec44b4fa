"""Validated text to runtime objects: units, names, times, failures, date ignitions."""

import math
from pathlib import Path

import pytest

from sim.flight.phase import Condition, Firing, Ignition, Steering, Transfer
from sim.frames.epoch import Epoch
from sim.scenario.build import mission
from sim.scenario.build.phases import phases_of, vehicles_of
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads
from sim.vehicle.hardware import Attitude, Feed, Tank

FLIGHTS = sorted(path.stem for path in (Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
EPOCH = Epoch.from_utc("2028-07-01T00:00:00Z")


def phase(base: str, until: str) -> object:
    return phases_of(
        loads(base.replace('until: {date: "2028-08-01T00:00:00Z"}', f"until: {until}")), EPOCH
    )[0].until


def test_vehicles_carry_full_names_and_si_units(base):
    ship, tug = vehicles_of(loads(base))
    assert (ship.name, ship.dry_mass, ship.mass) == ("ship", 400e3, 405e3)
    assert ship.tanks[0] == Tank("ship.main", 10e3, 5e3)
    assert ship.attitudes == (
        Attitude(
            name="ship.nominal",
            area=1500.0,
            cd_free_molecular=2.2,
            cd_continuum=1.0,
            length=4.0,
            reflectivity=1.3,
        ),
    )
    group = tug.engines[0]
    assert (group.name, group.count, group.thrust, group.isp) == ("tug.push", 2, 3000.0, 302.0)
    assert group.feeds == (Feed("tug.fuel", 1.0), Feed("ship.main", 0.5))
    assert (group.rated_time, group.starts) == (None, None)


def test_phases_follow_the_text(base):
    drift, push, fall = phases_of(loads(base), EPOCH)
    assert drift.until == Condition("time", 31 * 86400.0)
    assert drift.attitude == "ship.nominal"
    assert push.dock == ("tug",)
    assert push.burn.firings == (Firing("tug.push", 1, 1.0),)
    assert (push.burn.cutoff, push.burn.value) == ("perigee", 50e3)
    assert push.burn.steering == Steering("velocity", (-1.0, 0.0, 0.0))
    assert push.burn.ignition == Ignition("apogee", 0.0, True)
    assert push.attitude is None
    assert fall.until.kind == "ground"
    assert (drift.field_degree, drift.relative_tolerance) == (36, 1e-11)
    assert drift.longest_step == pytest.approx(5000.0 / 36.0)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{duration: 2 h}", Condition("duration", 7200.0)),
        (
            '{mean_altitude: 330 km, by: "2028-07-02T00:00:00Z"}',
            Condition("mean_altitude", 330e3, by=86400.0),
        ),
        ("{altitude_below: 120 km}", Condition("altitude_down", 120e3)),
        ("{altitude_above: 400 km}", Condition("altitude_up", 400e3)),
        ("{perigee: 2}", Condition("perigee", 2.0)),
        ("{apogee: 1}", Condition("apogee", 1.0)),
        ("{ascending_node: {count: 3}}", Condition("ascending_node", 3.0)),
        (
            "{descending_node: {longitude: [-10 deg, 20 deg]}}",
            Condition("descending_node", 1.0, (math.radians(-10.0), math.radians(20.0))),
        ),
        ("{argument_of_latitude: 90 deg}", Condition("argument_of_latitude", math.pi / 2)),
    ],
)
def test_conditions(base, text, wanted):
    assert phase(base, text) == wanted


def test_a_leap_second_is_counted(base):
    """TAI seconds, not UTC ones: 2016 ended with a leap second."""
    text = base.replace("2028-07-01", "2016-12-31").replace("2028-08-01", "2017-01-01")
    first = phases_of(loads(text), Epoch.from_utc("2016-12-31T00:00:00Z"))[0]
    assert first.until == Condition("time", 86401.0)


def test_a_burn_at_a_date_becomes_a_coast_and_a_burn(base):
    text = base.replace("{centred_on: apogee}", '{date: "2028-08-02T00:00:00Z"}')
    _, coast, push, _ = phases_of(loads(text), EPOCH)
    assert (coast.name, coast.burn, coast.dock) == ("push_coast", None, ("tug",))
    assert coast.until == Condition("time", 32 * 86400.0)
    assert (push.name, push.dock, push.burn.ignition) == ("push", (), None)


def test_steering_is_normalised_and_ignition_not_centred(base):
    text = base.replace(
        "direction: retrograde", "steering: {frame: held, direction: [-0.5, 0, -0.5], yaw: 10 deg}"
    )
    text = text.replace("{centred_on: apogee}", "{at: {argument_of_latitude: 30 deg}}")
    burn = phases_of(loads(text), EPOCH)[1].burn
    half = math.sqrt(0.5)
    assert burn.steering.direction == pytest.approx((-half, 0.0, -half))
    assert (burn.steering.frame, burn.steering.yaw) == ("held", math.radians(10.0))
    assert burn.ignition == Ignition("argument_of_latitude", math.radians(30.0), False)


def test_transfers_and_lowering(base):
    extra = (
        "    transfer: [{from: main, to: ship.spare, mass: 1 t}]\n"
        "    lowering:\n      every: 30 d\n      engines: [{group: big, count: 3, failed: 1}]\n"
        '      profile: [{date: "2028-07-01T00:00:00Z", altitude: 400 km},'
        ' {date: "2028-07-31T00:00:00Z", altitude: 390 km}]\n'
    )
    first = phases_of(
        loads(base.replace("    attitude: nominal\n", "    attitude: nominal\n" + extra)), EPOCH
    )[0]
    assert first.transfers == (Transfer("ship.main", "ship.spare", 1000.0),)
    assert first.altitude_profile.times == (0.0, 30 * 86400.0)
    assert first.altitude_profile.altitudes == (400e3, 390e3)
    assert first.altitude_profile.firings == (Firing("ship.big", 2, 1.0),)
    assert (
        first.altitude_profile.every,
        first.altitude_profile.least_delta_v,
        first.altitude_profile.raising,
    ) == (
        30 * 86400.0,
        0.1,
        False,
    )


@pytest.mark.parametrize("name", FLIGHTS)
def test_every_scenario_assembles(scenarios, name):
    scenario = load(scenarios / f"{name}.yaml")
    vehicles, phases = vehicles_of(scenario), phases_of(scenario, EPOCH)
    groups = {group.name for vehicle in vehicles for group in vehicle.engines}
    tanks = {tank.name for vehicle in vehicles for tank in vehicle.tanks}
    assert all(
        feed.tank in tanks
        for vehicle in vehicles
        for group in vehicle.engines
        for feed in group.feeds
    )
    for each in phases:
        for firing in (
            *(each.burn.firings if each.burn else ()),
            *(each.altitude_profile.firings if each.altitude_profile else ()),
        ):
            assert firing.group in groups
    assert len({each.name for each in phases}) == len(phases)


def test_the_stack_at_the_first_deorbit_burn_weighs_452_t(scenarios):
    """452 t, range 440 to 468: station, one Progress and the USDV; what is burnt by then, 1.5 t,
    comes off the sum of full tanks.
    """
    vehicles = {vehicle.name: vehicle for vehicle in vehicles_of(load(scenarios / "usdv.yaml"))}
    progress = vehicles["progress_8"]
    full = progress.dry_mass + sum(tank.capacity for tank in progress.tanks)
    assert vehicles["station"].mass + vehicles["usdv"].mass + full == pytest.approx(
        453.5e3, abs=500.0
    )
    assert full == 4404.0 + 880.0 + 950.0
    dracos = {group.name: group for group in vehicles["usdv"].engines}["usdv.translation"]
    # 12 kN nominal, less pulses and blowdown, and the cant
    assert dracos.count * dracos.thrust == pytest.approx(12e3 * 0.93 * 0.98)


def test_no_lowering_differs_only_in_the_lowering(scenarios):
    with_it, without = (
        phases_of(load(scenarios / f"{n}.yaml"), EPOCH) for n in ("usdv", "usdv_no_lowering")
    )
    assert [each.name for each in with_it] == [each.name for each in without]
    assert sum(each.altitude_profile is not None for each in with_it) == 8
    assert not any(each.altitude_profile for each in without)
    assert [each.burn for each in with_it] == [each.burn for each in without]


def test_a_ship_is_pumped_empty_before_it_leaves(base):
    text = base.replace(
        "  - name: fall\n",
        "  - name: fall\n    undock: [tug]\n    transfer: [{from: tug.fuel, to: ship.main}]\n",
    )
    fall = phases_of(loads(text), EPOCH)[2]
    assert fall.undock == ("tug",)
    assert fall.transfers == (Transfer("tug.fuel", "ship.main", None),)


def test_a_fault_nobody_foresaw_names_file_line_and_key(base, monkeypatch):
    def broken(*_: object) -> None:
        raise ZeroDivisionError("float division by zero")

    monkeypatch.setattr(mission, "phases_of", broken)
    words = r"trial\.yaml:\d+: phases: unforeseen ZeroDivisionError: float division by zero"
    with pytest.raises(ScenarioError, match=words):
        mission.build_mission(loads(base, "trial.yaml"))
