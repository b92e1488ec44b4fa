"""Programs for Orekit: valid Python, the numbers of the flight, directions in Orekit's axes."""

import ast
from dataclasses import replace

import numpy as np
import pytest

from sim.data import open_data
from sim.formats.orekit_driver import icgem_text, orekit_direction, orekit_driver
from sim.formats.plain_flight import PlainBurn, PlainFlight

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
    position=np.array([6578137.0, 0.1 + 0.2, 1.5]),
    velocity=np.array([0.0, 7784.25, 10.0]),
    mass=430e3,
    area=1500.0,
    cd=2.2,
    field="egm2008",
    degree=20,
    third_bodies=True,
    air="nrlmsise00",
    weather=np.array([[0.0, 140.0, 150.0, 15.0], [86400.0, 160.0, 150.0, 15.0]]),
    burns=(BURN,),
    duration=20000.0,
)


def constants(text):
    """Values of the names in capitals."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign):
            target = node.targets[0]
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            if all(getattr(n, "id", "").isupper() for n in names) and names[0].id != "AXES":
                value = ast.literal_eval(node.value)
                many = value if isinstance(target, ast.Tuple) else [value]
                found |= {n.id: v for n, v in zip(names, many, strict=True)}
    return found


def test_the_program_has_the_numbers_to_the_last_bit():
    found = constants(orekit_driver(FLIGHT))
    assert found["START"] == "2025-06-01T12:00:30.250000"
    assert found["POSITION"] == (6578137.0, 0.1 + 0.2, 1.5)
    assert (found["MASS"], found["AREA"], found["CD"]) == (430e3, 1500.0, 2.2)
    assert (found["DEGREE"], found["THIRD_BODIES"], found["DRAG"]) == (20, True, True)
    assert found["WEATHER"] == [(0.0, 140.0, 150.0, 15.0), (86400.0, 160.0, 150.0, 15.0)]
    assert found["BURNS"] == [(3600.0, 600.0, 10e3, 300.0, "TNW", (-1.0, 0.0, 0.0))]
    assert (found["DURATION"], found["FLOOR"]) == (20000.0, 80e3)


def test_a_flight_without_air_and_burns():
    found = constants(orekit_driver(replace(FLIGHT, air="none", burns=(), third_bodies=False)))
    assert (found["DRAG"], found["THIRD_BODIES"], found["BURNS"]) == (False, False, [])


@pytest.mark.parametrize(
    ("frame", "axes", "direction"),
    [
        ("velocity", "TNW", (1.0, 3.0, -2.0)),
        ("lvlh", "LVLH_CCSDS", (1.0, 2.0, 3.0)),
        ("inertial", "GCRF", (1.0, 2.0, 3.0)),
    ],
)
def test_directions_in_the_axes_of_orekit(frame, axes, direction):
    burn = replace(BURN, frame=frame, direction=(1.0, 2.0, 3.0))
    assert orekit_direction(burn) == (axes, direction)


def test_the_field_is_written_to_the_last_bit():
    text, data = icgem_text("egm2008", 4), open_data("egm2008")
    lines = text.splitlines()
    assert "max_degree 4" in lines and "norm fully_normalized" in lines
    rows = {tuple(map(int, w[1:3])): w[3:] for w in (s.split() for s in lines) if w[0] == "gfc"}
    assert len(rows) == 15
    assert float(rows[3, 2][0]) == data["c"][3, 2] and float(rows[3, 2][1]) == data["s"][3, 2]
    assert "max_degree 2" in icgem_text("egm2008", 0)
