"""First states: frames against astropy, element sets against sgp4, mean against mean apsides."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.message import MessageError
from sim.formats.orbit.oem import read_oem
from sim.formats.orbit.omm import read_omm
from sim.frames.constants import MU, OBLATENESS
from sim.frames.elements import mean_apsides
from sim.frames.epoch import Epoch
from sim.frames.named_frame import gcrf_from
from sim.lanes import interpreted
from sim.scenario.build.state import initial_state, problem_of_state
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads
from sim.scenario.reading.text import LARGEST_FILE
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
        match=r"state\.oem\.epoch: given '2022-02-11T12:05:00Z'; allowed: an instant of iss\.oem",
    ):
        loads(with_state(base, '{oem: {file: iss.oem, epoch: "2022-02-11T12:05:00Z"}}', ""), there)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("EARTH", "MARS", r"iss\.oem:6: state\.oem\.file: CENTER_NAME is 'MARS'; allowed: EARTH"),
        ("REF_FRAME = EME2000", "REF_FRAME = RTN", r"iss\.oem:7: .*REF_FRAME is 'RTN'"),
        ("UTC", "TDB", r"iss\.oem:8: .*TIME_SYSTEM is 'TDB'; allowed: UTC, TAI, TT, GPS"),
        ("-3625.970451", "x", r"iss\.oem:11: .* not a number"),
        ("-3625.970451 ", "", r"iss\.oem:11: .*6 values"),
        ("-3625.970451", "nan", r"iss\.oem:11: .*not finite"),
        ("2022-02-11T12:00:00.000", "2022-02-31T12:00:00.000", r"iss\.oem:11: .* is not a date"),
        ("CCSDS_OEM_VERS = 2.0\n", "", r"iss\.oem:1: .*not an OEM"),
        ("CCSDS_OEM_VERS", "<?xml version='1.0'?><ndm/>", r"iss\.oem:1: .*not well-formed XML"),
        ("META_STOP\n", "", r"iss\.oem:10: .*is not a keyword and a value"),
    ],
)
def test_a_bad_oem_is_refused_with_its_line(base, tmp_path, old, new, says):
    (tmp_path / "iss.oem").write_text(OEM.replace(old, new))
    with pytest.raises(ScenarioError, match=says):
        loads(with_state(base, "{oem: {file: iss.oem}}", ""), str(tmp_path / "trial.yaml"))


def test_icrf_about_the_earth_has_the_axes_of_gcrf(base, tmp_path):
    (tmp_path / "iss.oem").write_text(OEM.replace("EME2000", "ICRF"))
    there = str(tmp_path / "trial.yaml")
    first = initial_state(loads(with_state(base, "{oem: {file: iss.oem}}", ""), there))
    assert (*first.position, *first.velocity) == pytest.approx(STATE, abs=1e-9)


@pytest.mark.parametrize(
    ("scale", "utc"),
    [
        ("TAI", "2022-02-11T11:59:23.000000000Z"),  # 37 s since 2017, IERS Bulletin C 52
        ("GPS", "2022-02-11T11:59:42.000000000Z"),
        ("TT", "2022-02-11T11:58:50.816000000Z"),
    ],
)
def test_time_systems_without_leap_seconds(scale, utc):
    (only,) = read_oem(OEM.replace("UTC", scale))
    assert only.epoch.utc_iso(digits=9) == utc
    assert only.segments[0].t.tolist() == [0.0, 240.0]


def test_a_date_in_tai_before_utc_ticked_in_seconds_is_refused():
    text = OEM.replace("UTC", "TAI").replace("2022-02-11T12:00", "1965-02-11T12:00")
    with pytest.raises(MessageError, match="1965-02-11"):
        read_oem(text)


def test_an_orbit_file_may_be_larger_than_a_scenario(base, tmp_path):
    head, states = OEM.partition("2022-02-11T12:00:00.000")[::2]
    line = "2022-02-11T12:00:00.000" + states.splitlines()[0] + "\n"
    (tmp_path / "iss.oem").write_text(head + line * (1 + LARGEST_FILE // len(line)))
    there = str(tmp_path / "trial.yaml")
    assert loads(with_state(base, "{oem: {file: iss.oem}}", ""), there).state.cartesian


# Whatever the form, the state at the start is that of an orbit.


def cartesian(position: str, velocity: str, frame: str = "gcrf") -> str:
    return f"{{cartesian: {{frame: {frame}, position: [{position}], velocity: [{velocity}]}}}}"


def kepler(keys: str) -> str:
    angles = "inclination: 0 deg, raan: 10 deg"
    return f"{{kepler: {{{keys}, {angles}, argument_of_latitude: 0 deg}}}}"


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (cartesian("6360 km, 0 km, 0 km", "0 m/s, 7.9 km/s, 0 m/s"), "18.137 km below the ground"),
        (
            cartesian("0 km, 0 km, 6356 km", "7.9 km/s, 0 m/s, 0 m/s"),
            "0.752314 km below the ground",
        ),
        (cartesian("1 km, 0 km, 0 km", "0 m/s, 1 m/s, 0 m/s"), "km below the ground"),
        (cartesian("60000 km, 0 km, 0 km", "0 m/s, 1 km/s, 0 m/s"), "60000 km from the Earth's"),
        (cartesian("7000 km, 0 km, 0 km", "0 m/s, 12 km/s, 0 m/s"), "12 km/s, escape speed"),
        (cartesian("7000 km, 0 km, 0 km", "0 m/s, 0 m/s, 0 m/s"), "is at rest"),
        (cartesian("7000 km, 0 km, 0 km", "900 m/s, 0 m/s, 0 m/s"), "moving straight up or down"),
        (cartesian("0 km, 0 km, 7000 km", "0 m/s, 0 m/s, 0 m/s", "itrf"), "is at rest"),
        (kepler("kind: osculating, semi_major_axis: 60000 km"), "60000 km from the Earth's"),
        (kepler("kind: mean, altitude: 0 km, eccentricity: 0"), "km below the ground"),
    ],
)
def test_a_state_that_is_no_orbit_is_refused_by_check(base, state, says):
    with pytest.raises(ScenarioError, match=says) as caught:
        loads(with_state(base, state), "trial.yaml")
    (issue,) = caught.value.issues
    assert issue.file == "trial.yaml" and issue.line == 4 and issue.key.startswith("state.")
    assert "a bound orbit above the ground and within 50000 km" in issue.allowed


def test_the_poles_are_lower_ground_than_the_equator(base):
    text = with_state(base, cartesian("0 km, 0 km, 6360 km", "7.9 km/s, 0 m/s, 0 m/s"))
    assert initial_state(loads(text)).position == (0.0, 0.0, 6.36e6)


def test_an_element_set_flown_past_its_decay_is_refused_with_advice(base):
    """Mir's last elements with 100 times their drag, three weeks on: SGP4 leaves the Earth."""
    heavy = summed(TLE[0].replace(" 39359-3", " 39359-1"))
    lines = f"{{tle: {{lines: ['{heavy}', '{TLE[1]}']}}}}"
    late = with_state(base, lines, "2001-04-12T00:00:00Z").replace("2028-08", "2001-08")
    with pytest.raises(ScenarioError, match=r"trial\.yaml:\d+: state\.tle: .*2001-04-12") as caught:
        loads(late, "trial.yaml")
    assert "a start nearer the epoch of the elements, 2001-03-22T22:09:36" in str(caught.value)
    assert loads(late.replace("2001-04-12", "2001-03-23"))


def summed(line: str) -> str:
    total = sum(int(c) if c.isdigit() else c == "-" for c in line[:68])
    return line[:68] + str(total % 10)


def test_a_fault_of_an_element_set_names_its_line(base):
    bad = summed(TLE[1].replace("51.6348", "51.634x"))
    state = f"\n  tle:\n    lines:\n      - '{TLE[0]}'\n      - '{bad}'"
    with pytest.raises(ScenarioError, match="the inclination in columns 9 to 16") as caught:
        loads(with_state(base, state), "trial.yaml")
    (issue,) = caught.value.issues
    assert (issue.line, issue.key, issue.given) == (8, "state.tle.lines[1]", repr(bad))


@pytest.mark.parametrize("year", ["1970", "1972", "2150", "9999"])
def test_elements_of_other_times_are_refused(base, year):
    (elements,) = json.loads(OMM)
    elements["EPOCH"] = elements["EPOCH"].replace("2001", year)
    state = f"{{omm: {{elements: {json.dumps(elements)}}}}}"
    for start in ("", "2028-07-01T00:00:00Z"):
        with pytest.raises(ScenarioError, match=r"no such instant.*1973 to 2099"):
            loads(with_state(base, state, start))


def test_a_fault_of_elements_in_place_names_their_key(base):
    (elements,) = json.loads(OMM)
    state = f"{{omm: {{elements: {json.dumps({**elements, 'EPHEMERIS_TYPE': 4})}}}}}"
    with pytest.raises(
        ScenarioError, match="EPHEMERIS_TYPE is 4, of SGP4-XP; given 4; allowed: 0, 2"
    ) as caught:
        loads(with_state(base, state), "trial.yaml")
    assert caught.value.issues[0].key == "state.omm.elements.EPHEMERIS_TYPE"


@given(
    st.sampled_from([1, 10, 1e6, 1e200, 1e300]),
    st.tuples(*[st.floats(-1e4, 1e4)] * 6),
)
def test_any_state_is_judged_without_a_fault_of_the_program(scale, numbers):
    position, velocity = tuple(1e3 * x for x in numbers[:3]), tuple(scale * v for v in numbers[3:])
    problem = problem_of_state(position, velocity, MU)
    assert problem is None or problem.startswith("the first state ")
    if problem is None:
        r, v = math.hypot(*position), math.hypot(*velocity)
        assert 6.356e6 < r < 5.0001e7 and v * v < 2.0 * MU / r


@given(st.text(max_size=150) | st.text(max_size=100).map(lambda text: OEM + text))
def test_any_text_is_an_oem_or_a_message_error(text):
    try:
        assert len(read_oem(text)) > 0
    except MessageError as error:
        assert error.problem.isprintable()


ANY_JSON = st.recursive(
    st.none() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["EPOCH", "BSTAR"]), inner)
    ),
)


@given(st.text(max_size=150) | ANY_JSON.map(json.dumps))
def test_any_text_is_an_omm_or_a_message_error(text):
    try:
        assert len(read_omm(text)) > 0
    except MessageError as error:
        assert error.problem.isprintable()


def test_the_published_state_of_the_station(scenarios):
    """Perigee and apogee over the equator in the header of that ephemeris: 426 and 408 km."""
    first = initial_state(load(scenarios / "iss_today.yaml"))
    floats = [np.array([c]) for c in (*first.position, *first.velocity, 0.0, 0.0, 1.0)]
    low, high = (float(h[0]) for h in interpreted(mean_apsides)(*floats, MU, OBLATENESS))
    assert 405e3 < low < 420e3 < high < 430e3


def test_elements_in_place_may_leave_out_the_z_of_their_epoch(base):
    (elements,) = json.loads(OMM)
    assert not elements["EPOCH"].endswith("Z")
    place = f"{{omm: {{elements: {json.dumps(elements)}}}}}"
    text = with_state(base, place, "2001-03-23T00:00:00Z").replace("2028-08", "2001-08")
    same = text.replace(elements["EPOCH"], elements["EPOCH"] + "Z")
    assert initial_state(loads(text)).position == initial_state(loads(same)).position
    assert own_epoch(loads(text).state) == elements["EPOCH"] + "Z"


# Files of several objects


def test_a_file_of_element_sets_needs_its_object_named(base, tmp_path):
    other = [summed(line[:2] + "16610" + line[7:]) for line in TLE]
    earlier = [summed(TLE[0].replace("01081.92", "01080.92")), TLE[1]]
    (tmp_path / "sets.tle").write_text("\n".join(["MIR", *TLE, *earlier, *other]))
    there = str(tmp_path / "trial.yaml")

    def read(keys: str):
        state = with_state(base, f"{{tle: {{file: sets.tle{keys}}}}}", "2001-03-23T00:00:00Z")
        return loads(state.replace("2028-08", "2001-08"), there).state.tle

    named = read(", object: MIR")
    assert named.lines == TLE and named.source == "sets.tle, line 2, 16609 MIR"
    assert read(', object: 16609, epoch: "2001-03-21T22:09:36.850752Z"').lines == tuple(earlier)
    assert read(", object: 16610").lines == tuple(other)
    with pytest.raises(
        ScenarioError, match=r"trial\.yaml:\d+: state\.tle\.object: .*2 objects.*16609 MIR"
    ):
        read("")
    with pytest.raises(ScenarioError, match=r"no objects are called 'ISS'; allowed: 16609 MIR"):
        read(", object: ISS")
    (tmp_path / "sets.tle").write_text("\n".join([*TLE, other[0], TLE[1].replace("51.6", "51.7")]))
    with pytest.raises(ScenarioError, match=r"sets\.tle:4: state\.tle\.file: checksum of line 2"):
        read(", object: 16609")


@pytest.mark.parametrize("frame", ["ICRF", "TOD", "ITRF2000", "TEME"])
def test_an_oem_is_taken_between_its_states_in_every_frame(base, tmp_path, frame):
    (tmp_path / "iss.oem").write_text(OEM.replace("EME2000", frame))
    there = str(tmp_path / "trial.yaml")
    state = '{oem: {file: iss.oem, object: iss, epoch: "2022-02-11T12:02:00Z"}}'
    scenario = loads(with_state(base, state, ""), there)
    assert scenario.state.cartesian.source == "iss.oem, line 11, ISS"
    (ephemeris,) = read_oem(OEM.replace("EME2000", frame))
    first = initial_state(scenario)
    wanted = ephemeris.state_at(first.epoch)
    assert first.utc == "2022-02-11T12:02:00Z"
    assert (*first.position, *first.velocity) == pytest.approx(wanted, abs=1e-6)
