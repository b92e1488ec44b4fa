"""A GMAT script by the grammar and the fields that the GMAT User Guide (R2022a) documents.

GMAT itself is not run: this tells a misspelt field, a value of the wrong kind, a resource that is
not created or not used, and commands out of order. It does not tell whether GMAT flies the same.
"""

import re
from dataclasses import replace

import numpy as np
import pytest

from sim.flight.fly import fly
from sim.formats.gmat_script import gmat_script
from sim.formats.plain_flight import PlainBurn, PlainFlight
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load
from sim.validation.reference import scenario_path
from sim.workflow.export.plain_flight import plain_flight

NUMBER = r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?"
TEXT, FLAG = r"'[^']*'", "true|false"
NAMES = r"\{[A-Za-z][\w.]*(?:, [A-Za-z][\w.]*)*\}"
KEPT = ("X", "Y", "Z", "VX", "VY", "VZ")
FIELDS = {
    "Spacecraft": dict.fromkeys((*KEPT, "DryMass", "Cd", "DragArea"), NUMBER)
    | {
        "DateFormat": "UTCGregorian",
        "Epoch": r"'\d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d\.\d{3}'",
        "CoordinateSystem": "EarthICRF|EarthMJ2000Eq|EarthFixed",
        "DisplayStateType": "Cartesian",
        "Tanks": NAMES,
        "Thrusters": NAMES,
    },
    "ChemicalTank": dict.fromkeys(
        ("FuelMass", "Pressure", "Temperature", "RefTemperature", "Volume", "FuelDensity"), NUMBER
    )
    | {"AllowNegativeFuelMass": FLAG, "PressureModel": "PressureRegulated|BlowDown"},
    "ChemicalThruster": {
        **{f"ThrustDirection{i}": NUMBER for i in (1, 2, 3)},
        **{f"{letter}{i}": NUMBER for letter in "CK" for i in range(1, 17)},
        "CoordinateSystem": "Local|EarthICRF|EarthMJ2000Eq",
        "Origin": "Earth",
        "Axes": "VNB|LVLH|MJ2000Eq|SpacecraftBody",
        "DutyCycle": NUMBER,
        "ThrustScaleFactor": NUMBER,
        "DecrementMass": FLAG,
        "Tank": NAMES,
        "GravitationalAccel": NUMBER,
    },
    "FiniteBurn": {"Thrusters": NAMES},
    "ForceModel": {
        "CentralBody": "Earth",
        "PrimaryBodies": NAMES,
        "PointMasses": NAMES,
        "GravityField.Earth.Degree": r"\d+",
        "GravityField.Earth.Order": r"\d+",
        "GravityField.Earth.PotentialFile": r"'(?:EGM96|JGM2|JGM3)\.cof'",
        "Drag": "None",
        "Drag.AtmosphereModel": "NRLMSISE00|MSISE90|JacchiaRoberts",
        "Drag.HistoricWeatherSource": "'ConstantFluxAndGeoMag'",
        "Drag.PredictedWeatherSource": "'ConstantFluxAndGeoMag'",
        "Drag.F107": NUMBER,
        "Drag.F107A": NUMBER,
        "Drag.MagneticIndex": NUMBER,
        "SRP": "On|Off",
        "ErrorControl": "RSSStep|RSSState|LargestStep|LargestState|None",
    },
    "Propagator": dict.fromkeys(("InitialStepSize", "Accuracy", "MinStep", "MaxStep"), NUMBER)
    | {"FM": r"\w+", "Type": "PrinceDormand78|RungeKutta89|PrinceDormand45"},
    "ReportFile": {"Filename": TEXT, "Precision": r"\d+", "Add": NAMES},
}
REFERRING = ("Tanks", "Thrusters", "Tank", "FM")
PARAMETERS = {"ElapsedSecs", "TotalMass", "Earth.Altitude"} | {f"EarthICRF.{k}" for k in KEPT}
STOP = rf"Sat\.(?:ElapsedSecs|Earth\.Altitude) = {NUMBER}"
COMMANDS = (
    re.compile(rf"Propagate (?P<Propagator>\w+)\((?P<Spacecraft>\w+)\) \{{{STOP}(?:, {STOP})*\}}"),
    re.compile(r"BeginFiniteBurn (?P<FiniteBurn>\w+)\((?P<Spacecraft>\w+)\)"),
    re.compile(r"EndFiniteBurn (?P<FiniteBurn>\w+)\((?P<Spacecraft>\w+)\)"),
)


def parse(text):
    """Resources by name (type, fields) and commands; anything outside the grammar fails."""
    made, commands, flying = {}, [], False
    for line in text.splitlines():
        if not line or line.startswith("%"):
            continue
        assert line.endswith(";") and line.count(";") == 1, line
        line = line[:-1]
        create = re.fullmatch(r"Create (\w+) (\w+)", line)
        setting = re.fullmatch(r"(\w+)\.([A-Za-z][\w.]*) = (.+)", line)
        if line == "BeginMissionSequence":
            assert not flying
            flying = True
        elif flying:
            assert any(each.fullmatch(line) for each in COMMANDS), line
            commands.append(line)
        elif create:
            kind, name = create.groups()
            assert kind in FIELDS and name not in made, line
            made[name] = (kind, {})
        else:
            assert setting, line
            name, field, value = setting.groups()
            kind, fields = made[name]
            assert field in FIELDS[kind] and field not in fields, line
            assert re.fullmatch(FIELDS[kind][field], value), line
            fields[field] = value
    assert flying and commands
    return made, commands


def check(text):
    made, commands = parse(text)
    used = {name for name, (kind, _) in made.items() if kind == "ReportFile"}
    for kind, fields in made.values():
        for field in REFERRING:
            if field in fields and kind in FIELDS:
                names = set(re.findall(r"\w+", fields[field]))
                assert names <= set(made), fields[field]
                used |= names
        for parameter in re.findall(r"[\w.]+", fields.get("Add", "")):
            owner, _, rest = parameter.partition(".")
            assert made[owner][0] == "Spacecraft" and rest in PARAMETERS, parameter
    burning = None
    for line in commands:
        found = next(m for each in COMMANDS if (m := each.fullmatch(line)))
        for kind, name in found.groupdict().items():
            assert made[name][0] == kind, line
            used.add(name)
        if line.startswith("Begin"):
            assert burning is None
            burning = found["FiniteBurn"]
        elif line.startswith("End"):
            assert burning == found["FiniteBurn"]
            burning = None
    assert burning is None
    assert used == set(made), set(made) - used


BURN = PlainBurn(
    name="final",
    ignition=3600.0,
    duration=600.0,
    thrust=10e3,
    isp=300.0,
    frame="velocity",
    direction=(-1.0, 0.0, 0.0),
)
FLIGHT = PlainFlight(
    name="trial",
    start_utc="2025-06-01T12:00:30.250000Z",
    position=np.array([6578137.0, 1e-9, -1.5]),
    velocity=np.array([0.0, 7784.25, 10.0]),
    mass=430e3,
    area=1500.0,
    cd=2.2,
    field="egm2008",
    degree=36,
    third_bodies=True,
    air="nrlmsise00",
    weather=np.array([[0.0, 140.0, 150.0, 15.0], [86400.0, 160.0, 150.0, 15.0]]),
    burns=(BURN, replace(BURN, name="again", ignition=9000.0, frame="lvlh")),
    duration=20000.0,
)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"burns": ()},
        {"burns": (replace(BURN, ignition=0.0, frame="inertial", direction=(0.6, 0.8, 1e-12)),)},
        {"air": "none", "third_bodies": False, "field": "egm96", "degree": 0},
        {"floor": 80e3, "duration": 9600.0},
    ],
)
def test_a_script_keeps_to_the_grammar(change):
    check(gmat_script(replace(FLIGHT, **change)))


@pytest.mark.parametrize("name", ["mir_2001", "atv1_2008", "iss_reboost_2016_04_13"])
def test_hindcasts_keep_to_the_grammar(name):
    mission = build_mission(load(scenario_path(f"hindcasts/{name}.yaml")))
    check(gmat_script(plain_flight(fly(mission))))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("Sat.DragArea", "Sat.Dragarea"),
        ("Create FiniteBurn Burn2;", "Create FiniteBurn Burn3;"),
        ("Flight.FM = Forces;", "Flight.FM = Force;"),
        ("Thruster1.Axes = VNB;", "Thruster1.Axes = VNC;"),
        ("Sat.Cd = 2.2;", "Sat.Cd = 2,2;"),
        ("EndFiniteBurn Burn1(Sat);", "EndFiniteBurn Burn2(Sat);"),
        ("BeginMissionSequence;", "BeginMissionSequence"),
        ("Sat.TotalMass", "Sat.Mass"),
        ("Tank.FuelDensity = 1260;", "Tank.FuelDensity = 1260;\nCreate ChemicalTank Spare;"),
    ],
)
def test_a_slip_is_found(good, bad):
    text = gmat_script(FLIGHT)
    assert good in text
    with pytest.raises((AssertionError, KeyError)):
        check(text.replace(good, bad))


def test_a_stated_field_has_no_file_to_export():
    mission = build_mission(load(scenario_path("checks/nesc_atmos_01.yaml")))
    with pytest.raises(ValueError, match="stated gravity field"):
        plain_flight(fly(mission))
