"""`attitude: dynamic` in a scenario: read, built, and refused with one clear error."""

import math
import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from sim.flight.motion.control import Hold
from sim.scenario.build.mission import build_mission
from sim.scenario.build.motion import computed_area
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml
from sim.scenario.reference.key import matching
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


def test_share_of_tracking_arrays_by_the_sun():
    """NASA's areas of 2016 from shares that depend on beta, within the 5 % that a fit allows."""
    shares = [(0, 0.885), (22, 0.705), (38, 0.65), (52, 0.725)]
    rows = [
        {"beta": f"{beta} deg", "share": {"value": share, "assumption": "a fit"}}
        for beta, share in shares
    ]
    keys = {"arrays": {"track_sun": True}, "share_by_beta": rows}
    _, by_beta = computed_area(ComputedAreaModel.model_validate(keys))
    found = dict(by_beta)
    for (beta, _), area in zip(shares, (2040.0, 1640.0, 1400.0, 1320.0), strict=True):
        assert found[math.radians(beta)] == pytest.approx(area, rel=0.05)
    with pytest.raises(ValidationError, match="share_by_beta of arrays that don't follow the Sun"):
        ComputedAreaModel.model_validate({"share_by_beta": rows})


def test_law_of_control_is_as_the_keys_say(tmp_path):
    text = (FOLDER / "cmg_loss.yaml").read_text(encoding="utf-8")
    keys = (
        "gyroscopes: 4, frequency: 0.01 rad/s, damping: 0.7, unload_at: 0.9, "
        "gives_up: 40 deg, turn_rate: 0.05 deg/s"
    )
    text = text.replace("hold: {gyroscopes: 4}", f"hold: {{{keys}}}")
    file = tmp_path / "changed.yaml"
    file.write_text(
        text.replace("../", os.path.relpath(FOLDER.parent, tmp_path) + "/"), encoding="utf-8"
    )
    law = build_mission(load(file)).phases[0].motion.law
    assert (law.frequency, law.damping, law.kept) == (0.01, 0.7, 0.9)
    assert law.gives_up == pytest.approx(math.radians(40.0))
    assert law.turn_rate == pytest.approx(math.radians(0.05))
    plain = build_mission(load(FOLDER / "cmg_loss.yaml")).phases[0].motion.law
    assert plain == Hold(authority=(0.0, 0.0, 0.0))


@pytest.mark.parametrize("key", ["frequency", "damping", "unload_at", "gives_up", "turn_rate"])
def test_keys_of_control_are_explained(key):
    (facts,) = matching(f"phases[].motion.hold.{key}")
    assert "assumption" in facts.meaning and facts.default
