"""First states: frames against astropy, element sets against sgp4, mean against mean apsides."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.frames.elements import mean_apsides
from sim.frames.epoch import Epoch
from sim.lanes import interpreted
from sim.scenario.build.state import gcrf_from, initial_state
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads
from sim.scenario.start import own_epoch

# Mir, US Space Command elements, http://mailman.satobs.org/mir.html
TLE = (
    "1 16609U 86017A   01081.92334318  .00905378  11898-4  39359-3 0  7787",
    "2 16609  51.6348 251.1851 0003524 208.4275 291.6897 16.21854268863255",
)
TWO_LINES = f"{{tle: {{lines: ['{TLE[0]}', '{TLE[1]}']}}}}"
STATE = (-4945204.887, -3625970.451, -2944743.349, 1192.03952, -5672.86421, 4995.93211)


def with_state(base: str, state: str, start: str | None = None) -> str:
    head, rest = base.split("state:\n")
    head = head if start is None else head.replace("2028-07-01T00:00:00Z", start)
    head = "\n".join(line for line in head.splitlines() if start != "" or "start:" not in line)
    return f"{head}\nstate: {state}\nvehicles:\n" + rest.split("vehicles:\n")[1]


@pytest.mark.parametrize("utc", ["2001-03-22T22:09:37Z", "2022-02-11T12:00:00Z"])
def test_teme_agrees_with_astropy(utc):
    """astropy goes the same way with its own IERS tables; 1 m is 0.03 arcsec, the pole offsets."""
    from astropy import units as u
    from astropy.coordinates import GCRS, TEME, CartesianDifferential, CartesianRepresentation

    epoch = Epoch.from_utc(utc)
    time = epoch.astropy()
    speed = CartesianDifferential(*STATE[3:], unit=u.m / u.s)
    place = CartesianRepresentation(*STATE[:3], unit=u.m, differentials=speed)
    there = TEME(place, obstime=time).transform_to(GCRS(obstime=time))
    wanted = there.cartesian.xyz.to_value(u.m)
    got = gcrf_from("teme", STATE, epoch)
    assert np.linalg.norm(got[:3] - wanted) < 1.0
    assert np.linalg.norm(wanted - STATE[:3]) > 100.0


def test_eme2000_differs_from_gcrf_by_the_frame_bias():
    """IERS Conventions 2010, section 5.4.4: offsets -16.6170 and -6.8192 mas, node -14.6 mas."""
    epoch = Epoch.from_utc("2022-02-11T12:00:00Z")
    mas = math.radians(1.0 / 3.6e6)
    x, y, z, *_ = gcrf_from("eme2000", (0.0, 0.0, 1.0, 0.0, 0.0, 0.0), epoch)
    assert (x, y, z) == pytest.approx((-16.6170 * mas, -6.8192 * mas, 1.0), abs=1e-11)
    x, y, z, *_ = gcrf_from("eme2000", (1.0, 0.0, 0.0, 0.0, 0.0, 0.0), epoch)
    assert y == pytest.approx(-14.6 * mas, abs=1e-10)


def test_itrf_velocity_is_that_seen_from_the_ground():
    epoch = Epoch.from_utc("2022-02-11T12:00:00Z")
    at_rest = gcrf_from("itrf", (7e6, 0.0, 0.0, 0.0, 0.0, 0.0), epoch)
    assert math.hypot(*at_rest[3:]) == pytest.approx(7e6 * 7.2921151e-5, rel=1e-6)
    assert math.hypot(*at_rest[:3]) == pytest.approx(7e6, rel=1e-14)
    later = gcrf_from("itrf", (7e6, 0.0, 0.0, 0.0, 0.0, 0.0), epoch.plus(1.0))
    moved = [(b - a) for a, b in zip(at_rest[:3], later[:3], strict=True)]
    middle = [0.5 * (a + b) for a, b in zip(at_rest[3:], later[3:], strict=True)]
    assert moved == pytest.approx(middle, abs=1e-6)


def test_unknown_frame():
    with pytest.raises(ValueError, match="allowed: gcrf"):
        gcrf_from("mars", STATE, Epoch.from_utc("2022-02-11T12:00:00Z"))


def test_a_two_line_set_is_flown_by_sgp4_to_the_start(base):
    from sgp4.api import Satrec

    text = with_state(base, TWO_LINES, "2001-03-23T00:00:00Z")
    scenario = loads(text.replace("2028-08", "2001-08"))
    first = initial_state(scenario)
    satellite = Satrec.twoline2rv(*TLE)
    code, r, _ = satellite.sgp4(2451991.5, 0.0)
    assert code == 0
    wanted = gcrf_from("teme", (*(1e3 * c for c in r), 0.0, 0.0, 0.0), first.epoch)
    assert np.linalg.norm(np.array(first.position) - wanted[:3]) < 10.0  # 1 ms of the epoch's text
    assert first.utc == "2001-03-23T00:00:00Z"


def test_without_a_start_the_epoch_of_the_elements_is_the_start(base):
    text = with_state(base, TWO_LINES, "")
    assert (
        initial_state(loads(text.replace("2028-08", "2001-08"))).utc
        == "2001-03-22T22:09:36.850752Z"
    )


@pytest.mark.parametrize("start", ["2001-03-22T00:00:00Z", "2001-05-22T00:00:00Z"])
def test_sgp4_is_not_used_backwards_nor_for_long(base, start):
    text = with_state(base, TWO_LINES, start)
    with pytest.raises(ScenarioError, match="SGP4 is not good there"):
        loads(text)


def test_a_corrupted_line_is_caught_by_its_checksum(base):
    text = with_state(
        base, f"{{tle: {{lines: ['{TLE[0]}', '{TLE[1].replace('51.6348', '51.6349')}']}}}}"
    )
    with pytest.raises(ScenarioError, match="checksum of line 2 is 5, its digits add up to 6"):
        loads(text)


OMM = """[{"OBJECT_NAME": "MIR", "EPOCH": "2001-03-22T22:09:36.850752", "MEAN_MOTION": 16.21854268,
"ECCENTRICITY": 0.0003524, "INCLINATION": 51.6348, "RA_OF_ASC_NODE": 251.1851,
"ARG_OF_PERICENTER": 208.4275, "MEAN_ANOMALY": 291.6897, "BSTAR": 0.00039359}]"""


def test_an_omm_says_the_same_as_the_two_lines(base, tmp_path):
    (tmp_path / "mir.json").write_text(OMM)
    there = str(tmp_path / "trial.yaml")
    text = with_state(base, "{omm: {file: mir.json}}", "2001-03-23T00:00:00Z").replace(
        "2028-08", "2001-08"
    )
    scenario = loads(text, there)
    tle = with_state(base, TWO_LINES, "2001-03-23T00:00:00Z")
    first, other = initial_state(scenario), initial_state(loads(tle.replace("2028-08", "2001-08")))
    assert first.position == pytest.approx(other.position, abs=1.0)
    assert first.velocity == pytest.approx(other.velocity, abs=1e-3)
    assert (
        scenario.state.omm is not None and scenario.state.omm.file is None
    )  # complete without the file


OEM = """CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2022-02-11T00:00:00
ORIGINATOR = TRIAL
META_START
OBJECT_NAME = ISS
CENTER_NAME = EARTH
REF_FRAME = EME2000
TIME_SYSTEM = UTC
META_STOP
COMMENT states
2022-02-11T12:00:00.000 -4945.204887 -3625.970451 -2944.743349 1.19203952 -5.67286421 4.99593211
2022-042T12:04:00.000 -4483.218188 -4839.437424 -1653.185059 2.63479159 -4.37741489 5.70149742
"""


def test_an_oem_gives_one_of_its_states(base, tmp_path):
    (tmp_path / "iss.oem").write_text(OEM)
    there = str(tmp_path / "trial.yaml")
    scenario = loads(with_state(base, "{oem: {file: iss.oem}}", ""), there)
    first = initial_state(scenario)
    assert first.utc == "2022-02-11T12:00:00Z"
    assert first.position == pytest.approx(gcrf_from("eme2000", STATE, first.epoch)[:3], abs=1e-6)
    second = loads(
        with_state(base, '{oem: {file: iss.oem, epoch: "2022-02-11T12:04:00Z"}}', ""), there
    )
    assert initial_state(second).position[0] == pytest.approx(-4483218.0, abs=100.0)
    with pytest.raises(
        ScenarioError,
        match=r"state\.oem\.epoch: given '2022-02-11T12:03:00Z'; allowed: the epoch of",
    ):
        loads(with_state(base, '{oem: {file: iss.oem, epoch: "2022-02-11T12:03:00Z"}}', ""), there)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("EARTH", "MARS", r"iss\.oem:6: CENTER_NAME is 'MARS'; allowed: EARTH"),
        ("REF_FRAME = EME2000", "REF_FRAME = RTN", r"iss\.oem:7: REF_FRAME is 'RTN'"),
        ("UTC", "GPS", r"iss\.oem:8: TIME_SYSTEM is 'GPS'; allowed: UTC"),
        ("-3625.970451", "x", r"iss\.oem:11: .* not a number"),
        ("-3625.970451 ", "", r"iss\.oem:11: 6 values"),
        ("-3625.970451", "nan", r"iss\.oem:11: .*not finite"),
        ("2022-02-11T12:00:00.000", "2022-02-31T12:00:00.000", r"iss\.oem:11: .* is not a date"),
        ("CCSDS_OEM_VERS = 2.0\n", "", r"iss\.oem:1: not an OEM"),
        ("META_STOP\n", "", r"iss\.oem:10: .*is not a keyword and a value"),
    ],
)
def test_a_bad_oem_is_refused_with_its_line(base, tmp_path, old, new, says):
    (tmp_path / "iss.oem").write_text(OEM.replace(old, new))
    with pytest.raises(ScenarioError, match=says):
        loads(with_state(base, "{oem: {file: iss.oem}}", ""), str(tmp_path / "trial.yaml"))


@given(st.text(max_size=150) | st.text(max_size=100).map(lambda text: OEM + text))
def test_any_text_is_an_oem_or_a_message_error(text):
    from sim.formats.message import MessageError
    from sim.formats.oem import read_oem

    try:
        assert len(read_oem(text)) > 0
    except MessageError:
        pass


ANY_JSON = st.recursive(
    st.none() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["EPOCH", "BSTAR"]), inner)
    ),
)


@given(st.text(max_size=150) | ANY_JSON.map(json.dumps))
def test_any_text_is_an_omm_or_a_message_error(text):
    from sim.formats.message import MessageError
    from sim.formats.omm import read_omm

    try:
        assert len(read_omm(text)) > 0
    except MessageError:
        pass


def test_the_published_state_of_the_station(scenarios):
    """Perigee and apogee over the equator in the header of that ephemeris: 426 and 408 km."""
    first = initial_state(load(scenarios / "iss_today.yaml"))
    floats = [np.array([c]) for c in (*first.position, *first.velocity, 0.0, 0.0, 1.0)]
    low, high = (float(h[0]) for h in interpreted(mean_apsides)(*floats))
    assert 405e3 < low < 420e3 < high < 430e3


def test_elements_in_place_may_leave_out_the_z_of_their_epoch(base):
    (elements,) = json.loads(OMM)
    assert not elements["EPOCH"].endswith("Z")
    place = f"{{omm: {{elements: {json.dumps(elements)}}}}}"
    text = with_state(base, place, "2001-03-23T00:00:00Z").replace("2028-08", "2001-08")
    same = text.replace(elements["EPOCH"], elements["EPOCH"] + "Z")
    assert initial_state(loads(text)).position == initial_state(loads(same)).position
    assert own_epoch(loads(text).state) == elements["EPOCH"] + "Z"
