"""The key `attitude_control`: what it becomes, and what is refused."""

import pytest

from sim.planning.margins.attitude_torque import thrust_torque
from sim.planning.margins.control_authority import ControlAssumptions, Estimate
from sim.scenario.build.attitude_control import attitude_control_of, control_assumptions_of
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads

TEXT = """
name: short
title: "Held by thrusters"
start: "2025-06-01T00:00:00Z"
state:
  kepler:
    altitude: "230 km"
    inclination: "51.6 deg"
    raan: "0 deg"
    argument_of_latitude: "0 deg"
environment:
  space_weather: {constant: {f107: "100 sfu", f107a: "100 sfu", ap: 10}}
vehicles:
  station:
    dry_mass: {value: "400 t", assumption: "made up"}
    tanks:
      store: &tank
        capacity: {value: "6 t", assumption: "made up"}
        load: {value: "4 t", assumption: "made up"}
    attitudes:
      flying:
        area: {value: "1500 m2", assumption: "made up"}
        cd_free_molecular: {value: 2.2, assumption: "made up"}
        cd_continuum: {value: 1.2, assumption: "made up"}
        length: {value: "50 m", assumption: "made up"}
  tug:
    dry_mass: {value: "15 t", assumption: "made up"}
    tanks: {fuel: *tank}
stack: [station, tug]
phases:
  - {name: wait, attitude: flying, until: {duration: "1 h"}}
"""
GOOD = """
attitude_control:
  gyroscopes_down_to: {value: "220 km", source: "a test"}
  per_orbit: {value: "30 kg", assumption: "14 to 60 kg"}
  per_turn: {value: "25 kg", assumption: "20 to 200 kg"}
  tanks: [store, tug.fuel]
"""


def made(control=GOOD, campaign=""):
    return loads(TEXT + control + campaign, "made.yaml")


def test_without_the_key_nothing_is_booked():
    scenario = made("")
    assert attitude_control_of(scenario) is None
    assert control_assumptions_of(scenario) == ControlAssumptions()


def test_what_is_stated_is_what_is_flown():
    control = attitude_control_of(made(GOOD + "  unturned: [tug]\n"))
    assert control is not None
    assert (control.below, control.per_orbit, control.per_turn) == (220e3, 30.0, 25.0)
    assert control.tanks == ("station.store", "tug.fuel") and control.unturned == ("tug",)
    assert control_assumptions_of(made()) == ControlAssumptions()


def test_a_stated_authority_keeps_the_range_in_proportion():
    text = GOOD + '  authority: {pitch: {value: "4 kN m", assumption: "half"}}\n'
    usual, stated = ControlAssumptions(), control_assumptions_of(made(text))
    assert stated.axis("pitch").authority == usual.axis("pitch").authority.times(0.5)
    assert stated.axis("yaw") == usual.axis("yaw") and stated.axis("roll") == usual.axis("roll")


def test_a_stated_thrust_offset_has_the_stated_range_or_one_as_wide_as_usual():
    """Not in proportion: 1.5 m would reach from 0 to 4 m."""

    def offset(text):
        return control_assumptions_of(made(GOOD + text)).thrust_offset

    stated = '  thrust_offset: {value: "1.5 m", assumption: "untrimmed"}\n'
    assert offset(stated) == Estimate(pytest.approx(1.35), 1.5, pytest.approx(1.75))
    assert offset(stated.replace("1.5", "0.1")) == Estimate(0.0, 0.1, pytest.approx(0.35))
    ends = '  thrust_offset_range: ["1.0 m", "2.2 m"]\n'
    assert offset(stated + ends) == Estimate(1.0, 1.5, 2.2)
    for bad in (ends, stated.replace("1.5", "0.9") + ends, stated + ends.replace("1.0", "2.3")):
        with pytest.raises(ScenarioError, match="with a thrust_offset between them"):
            made(GOOD + bad)


def test_the_untrimmed_thrust_has_the_range_of_its_sources(scenarios):
    path = scenarios / "one_change" / "usdv_untrimmed.yaml"
    assert control_assumptions_of(load(path)).thrust_offset == Estimate(1.0, 1.5, 2.2)


def test_no_thruster_holds_the_untrimmed_thrust_of_the_deorbit_vehicle(scenarios):
    usual, untrimmed = (
        control_assumptions_of(load(scenarios / "one_change" / f"usdv_{name}.yaml"))
        for name in ("attitude", "untrimmed")
    )
    for axis in ("pitch", "yaw"):
        held = usual.axis(axis).authority
        assert thrust_torque(12e3, usual.thrust_offset.value) < held.low
        assert thrust_torque(12e3, untrimmed.thrust_offset.value) > held.high


def test_a_scenario_that_is_written_reads_the_same():
    scenario = made(GOOD)
    again = type(scenario).model_validate(scenario.model_dump(mode="json", by_alias=True))
    assert again == scenario


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("tug.fuel", "tug.fule"), "no such tank.*tug.fule.*did you mean"),
        (("tug.fuel", "station.store"), "named twice"),
        (('{value: "30 kg", assumption: "14 to 60 kg"}', '"30 kg"'), "has no source"),
        (('"30 kg"', '"30 km"'), "not a unit of a mass"),
        (('"30 kg"', '"-1 kg"'), "out of range"),
        (("[store, tug.fuel]", "[]"), "at least 1"),
        (("tanks:", "unturned: [tgu]\n  tanks:"), "no such vehicle"),
    ],
)
def test_what_cannot_be_meant_is_refused(change, message):
    with pytest.raises(ScenarioError, match=message):
        made(GOOD.replace(*change))


def test_dispersing_it_asks_for_it():
    campaign = """
campaign:
  dispersions:
    attitude_per_orbit: {uniform: {low: "14 kg", high: "60 kg"}, assumption: "14 to 60 kg"}
"""
    assert made(GOOD, campaign).campaign is not None
    with pytest.raises(ScenarioError, match="attitude_control"):
        made("", campaign)
