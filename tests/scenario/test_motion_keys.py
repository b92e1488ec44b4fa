"""`attitude: dynamic` in a scenario: read, built, and refused with one clear error."""

import os
from pathlib import Path

import pytest

from sim.scenario.build.mission import build_mission
from sim.scenario.build.motion import computed_area
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml
from sim.scenario.schema.vehicle import ComputedAreaModel

FOLDER = Path(__file__).parents[2] / "scenarios" / "attitude"
FILES = sorted(FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_reads_and_builds(file):
    scenario = load(file)
    assert scenario.name == file.stem
    assert loads(resolved_yaml(scenario)) == scenario
    mission = build_mission(scenario)
    assert mission.phases[0].motion is not None
    assert mission.phases[0].relative_tolerance == 1e-8


def refused(tmp_path, *changes):
    text = (FOLDER / "offset_burn.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    file = tmp_path / "changed.yaml"
    file.write_text(
        text.replace("../", os.path.relpath(FOLDER.parent, tmp_path) + "/"), encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as error:
        load(file)
    # a hold or body that both phases share is told of both
    assert len({issue.problem for issue in error.value.issues}) == 1
    return str(error.value)


def test_inertia_that_no_body_has(tmp_path):
    told = refused(tmp_path, ('zz: {value: "2.18e8 kg m2"', 'zz: {value: "2.18e9 kg m2"'))
    assert "phases[0].motion.inertia" in told and "no body has the principal moments" in told


def test_thrusters_without_torque(tmp_path):
    told = refused(tmp_path, *NO_TORQUE)
    assert "phases[0].motion.hold" in told and "nothing can turn the stack" in told


NO_TORQUE = tuple(
    (f'{axis}: {{value: "{torque}"', f'{axis}: {{value: "0 N m"')
    for axis, torque in (("roll", "1.1 kN m"), ("pitch", "8 kN m"), ("yaw", "8 kN m"))
)


def test_facets_that_leave_a_hole(tmp_path):
    facet = 'usdv: {facet: {centre: ["0 m", "0 m", "0 m"], normal: [1, 0, 0], area: "4 m2"}}'
    start = 'usdv: {cylinder: {start: ["18.1 m", "0 m", "4.9 m"], end: '
    told = refused(tmp_path, (start + '["30 m", "0 m", "4.9 m"], diameter: "4 m"}}', facet))
    assert "phases[0].motion.elements" in told and "facets do not close" in told


def test_dynamic_needs_a_motion(tmp_path):
    told = refused(tmp_path, ("attitude: dynamic", "attitude: station.nominal"))
    assert "motion" in told


@pytest.mark.parametrize(
    ("keys", "area"),
    [
        ({"arrays": {"joint": "90 deg"}}, 3140.0),
        ({"arrays": {"joint": "30 deg"}}, 1860.0),
        ({"tumbling": True}, 2420.0),
        ({"arrays": {"joint": "90 deg"}, "yaw": "90 deg"}, 424.0),
    ],
)
def test_area_that_is_computed(keys, area):
    """Silhouettes by another program, from the same dimensions."""
    given = ComputedAreaModel.model_validate(keys)
    assert computed_area(given)[0] == pytest.approx(area, rel=0.06)


def test_area_of_tracking_arrays_follows_the_sun():
    area, by_beta = computed_area(ComputedAreaModel.model_validate({"arrays": {"track_sun": True}}))
    assert area == by_beta[0][1] == pytest.approx(2240.0, rel=0.05)
    assert [beta for beta, _ in by_beta] == sorted(beta for beta, _ in by_beta)
    assert by_beta[-1][1] < 0.6 * area
