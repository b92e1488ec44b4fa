"""Covariances of a file along the axes of a campaign, and from an OEM into a scenario."""

import numpy as np
import pytest

from sim.campaign.sampling.correlation import find_groups
from sim.formats.message import MessageError
from sim.formats.orbit.covariance import (
    NAMES,
    dispersions_from,
    local_covariance,
    nearest_covariance,
)
from sim.formats.orbit.ephemeris import Covariance
from sim.frames.epoch import Epoch
from sim.scenario.build.dispersions import dispersions_of
from sim.scenario.error import ScenarioError
from sim.scenario.load import load

EPOCH = Epoch.from_utc("2022-02-11T12:00:00Z")
STATE = [6.8e6, 0.0, 0.0, 100.0, 4.7e3, 6.0e3]
MATRIX = np.diag([100.0, 400.0, 900.0, 0.01, 0.04, 0.09])
MATRIX[1, 3] = MATRIX[3, 1] = -1.0

OEM = """CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2022-02-11T12:00:00
ORIGINATOR = TRIAL
META_START
OBJECT_NAME = ISS
OBJECT_ID = 1998-067-A
CENTER_NAME = Earth
REF_FRAME = EME2000
TIME_SYSTEM = UTC
META_STOP
2022-02-11T12:00:00.000 -4945.204887 -3625.970451 -2944.743349 1.19203952 -5.67286421 4.99593211
2022-02-11T12:04:00.000 -4483.218188 -4839.437424 -1653.185059 2.63479159 -4.37741489 5.70149742
COVARIANCE_START
EPOCH = 2022-02-11T12:00:00
COV_REF_FRAME = RTN
1e-4
0 4e-4
0 0 9e-4
0 -1e-6 0 1e-8
0 0 0 0 4e-8
0 0 0 0 0 9e-8
COVARIANCE_STOP
"""
SCENARIO = """
include: shipped:iss_today
name: dispersed
start: null
state: {oem: {file: orbit.oem, covariance: true}}
"""


def given(frame: str, matrix: np.ndarray = MATRIX) -> Covariance:
    return Covariance(epoch=EPOCH, frame=frame, matrix=matrix, line=7)


@pytest.mark.parametrize("frame", ["RTN", "RSW", "ric"])
def test_radial_axes_are_ours(frame):
    assert np.allclose(local_covariance(given(frame), STATE), MATRIX)


def test_tangential_axes_follow_the_velocity():
    """An error along the velocity alone has an upward part where the orbit climbs."""
    matrix = np.zeros((6, 6))
    matrix[0, 0] = 1.0
    found = local_covariance(given("TNW", matrix), STATE)
    velocity = np.array(STATE[3:]) / np.linalg.norm(STATE[3:])
    climb, ahead = velocity[0], np.hypot(*velocity[1:])
    assert found[0, 0] == pytest.approx(climb**2) and found[1, 1] == pytest.approx(ahead**2)
    assert found[0, 1] == pytest.approx(climb * ahead) and found[2, 2] == pytest.approx(0.0)


def test_fixed_axes_are_turned_with_all_correlations():
    """One error in space, drawn in GCRF or along our axes, is the same."""
    rng = np.random.default_rng(1)
    root = rng.normal(size=(6, 6))
    found = local_covariance(given("ICRF", root @ root.T), STATE)
    position, velocity = np.array(STATE[:3]), np.array(STATE[3:])
    up = position / np.linalg.norm(position)
    across = np.cross(position, velocity) / np.linalg.norm(np.cross(position, velocity))
    axes = np.stack([up, np.cross(across, up), across])
    errors = root.T @ np.kron(np.eye(2), axes.T)  # a row for each of six independent draws
    assert np.allclose(found, errors.T @ errors)
    near = local_covariance(given("EME2000", root @ root.T), STATE)
    assert np.allclose(found, near, atol=1e-5 * np.abs(found).max())  # 20 mas of frame bias


@pytest.mark.parametrize(
    ("frame", "matrix", "says"),
    [("LVLH", MATRIX, "a covariance in LVLH"), ("RTN", -MATRIX, "no covariance")],
)
def test_what_is_no_covariance(frame, matrix, says):
    with pytest.raises(MessageError, match=says):
        local_covariance(given(frame, matrix), STATE)


def test_dispersions_give_the_covariance_back():
    stated = dispersions_from(MATRIX, "a test")
    sigma = [float(str(stated[name]["normal"]["sigma"]).split()[0]) for name in NAMES]
    assert np.allclose(np.square(sigma), np.diag(MATRIX))
    assert stated["position_along"]["correlated"] == {"velocity_up": pytest.approx(-0.5)}
    assert "correlated" not in stated["position_up"]
    some = MATRIX.copy()
    some[2] = some[:, 2] = 0.0
    assert "position_across" not in dispersions_from(some, "a test")


def test_a_scenario_takes_the_covariance_of_its_file(tmp_path):
    (tmp_path / "orbit.oem").write_text(OEM)
    (tmp_path / "a.yaml").write_text(SCENARIO)
    campaign = load(tmp_path / "a.yaml").campaign
    assert campaign is not None
    models = campaign.dispersions
    assert set(models) == set(NAMES)
    assert models["position_along"].source == "covariance of orbit.oem, line 21, ISS 1998-067-A"
    ((_, factor),) = [tuple(group) for group in find_groups(dispersions_of(models))]
    assert factor[1, 0] == pytest.approx(-0.5)


def test_dispersions_of_the_scenario_go_before_those_of_the_file(tmp_path):
    (tmp_path / "orbit.oem").write_text(OEM)
    own = "campaign: {dispersions: {position_up: {normal: {mean: 0 m, sigma: 1 km}, source: here}}}"
    (tmp_path / "a.yaml").write_text(f"{SCENARIO}{own}\n")
    campaign = load(tmp_path / "a.yaml").campaign
    assert campaign is not None and campaign.dispersions["position_up"].source == "here"
    assert len(campaign.dispersions) == len(NAMES)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("EPOCH = 2022-02-11T12:00:00", "EPOCH = 2022-02-12T12:00:00"), "within ten minutes"),
        (("COV_REF_FRAME = RTN", "COV_REF_FRAME = LVLH"), "a covariance in LVLH .line"),
    ],
)
def test_what_is_wrong_with_it_is_told_at_its_key(tmp_path, change, says):
    (tmp_path / "orbit.oem").write_text(OEM.replace(*change))
    (tmp_path / "a.yaml").write_text(SCENARIO)
    with pytest.raises(ScenarioError, match=says):
        load(tmp_path / "a.yaml")


def test_a_file_without_one_says_so(tmp_path):
    (tmp_path / "orbit.oem").write_text(OEM.partition("COVARIANCE_START")[0])
    (tmp_path / "a.yaml").write_text(SCENARIO)
    with pytest.raises(ScenarioError, match=r"state\.oem\.covariance.*holds no covariance"):
        load(tmp_path / "a.yaml")
    with pytest.raises(MessageError, match="no covariance within"):
        late = given("RTN")
        from sim.formats.orbit.ephemeris import Ephemeris

        file = Ephemeris(name="", designator="", segments=(), covariances=(late,))
        nearest_covariance(file, EPOCH.plus(3600.0))
