"""An area that follows the Sun angle, as a scenario states it."""

import math
from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.build.mission import build_mission
from sim.scenario.load import load

SHIPPED = Path(__file__).parents[2] / "scenarios" / "usdv.yaml"

CURVE = """\
include: trial.yaml
vehicles:
  ship:
    attitudes:
      nominal:
        area_by_beta:
          - {beta: 0 deg, area: {value: 2000 m2, assumption: trial}}
          - {beta: 30 deg, area: {value: 1500 m2, assumption: trial}}
        area_factor: {value: 0.5, assumption: trial}
"""


@pytest.fixture
def written(base, tmp_path):
    """Writes a scenario laid over the trial, and returns its path."""
    (tmp_path / "trial.yaml").write_text(base, encoding="utf-8")

    def write(text: str):
        path = tmp_path / "over.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_it_takes_the_place_of_the_constant_area(written):
    mission = build_mission(load(written(CURVE)))
    nominal = mission.attitude("ship.nominal")
    assert nominal.by_beta == ((0.0, 1000.0), (pytest.approx(math.radians(30.0)), 750.0))
    assert nominal.area == 1000.0
    assert mission.world.switch.area_by_beta == 1
    assert mission.area_curve(nominal) == 1


def test_the_factor_acts_on_a_constant_area_too(written):
    factor = "{ship: {attitudes: {nominal: {area_factor: {value: 1.2, assumption: trial}}}}}"
    mission = build_mission(load(written(f"{{include: trial.yaml, vehicles: {factor}}}")))
    assert mission.attitude("ship.nominal").area == pytest.approx(1800.0)
    assert mission.world.switch.area_by_beta == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("beta: 0 deg", "beta: 5 deg", "over.yaml:6: vehicles.ship.attitudes.nominal.area_by_beta"),
        ("beta: 30 deg", "beta: 0 deg", 'angles that rise from "0 deg"'),
        ("beta: 30 deg", "beta: 91 deg", "0 deg to 90 deg"),
        ("area_by_beta:", "area: {value: 1 m2, assumption: t}\n        area_by_beta:", "both"),
        ("area: {value: 1500 m2, assumption: trial}", "area: 1500 m2", "source"),
    ],
)
def test_faults_are_told_where_they_stand(written, old, new, told):
    with pytest.raises(InputError) as caught:
        load(written(CURVE.replace(old, new)))
    text = str(caught.value)
    assert told in text
    assert "attitudes.nominal" in text


def test_the_level_is_that_of_the_areas_of_nasa_and_of_no_geometry():
    """NASA's areas go with its Cd of 2.0; the rest of the level is the air of the eight arcs of
    docs/air.md, whose constants lie between 0.81 and 1.06. Areas of a panel model are not scaled.
    """
    attitudes = load(SHIPPED).vehicles["station"].attitudes
    flown = attitudes["nominal"]
    rest = float(flown.area_factor) * float(flown.cd_free_molecular) / 2.0
    assert 0.81 < rest < 1.06
    scaled = {name for name, each in attitudes.items() if each.area_factor is not None}
    assert scaled == {"nominal"}
