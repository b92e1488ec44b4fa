"""Files of orbits in: element sets of many objects, ephemerides in all forms, and their faults."""

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.formats.message import MessageError
from sim.formats.orbit.element_set import two_lines
from sim.formats.orbit.objects import of_object
from sim.formats.orbit.oem import read_oem
from sim.formats.orbit.read import orbits_of, read_orbits, tle_sets
from sim.frames.epoch import Epoch
from sim.frames.named_frame import gcrf_from, gcrf_states

ISS = (
    "1 25544U 98067A   19366.82137887  .00016717  00000-0  10270-3 0  9129",
    "2 25544  51.6392  96.6358 0005156  88.7140 271.4601 15.49497216  6061",
)  # https://celestrak.org/NORAD/elements/supplemental/, 30 December 2019
MIR = (
    "1 16609U 86017A   01081.92334318  .00905378  11898-4  39359-3 0  7787",
    "2 16609  51.6348 251.1851 0003524 208.4275 291.6897 16.21854268863255",
)  # http://mailman.satobs.org/mir.html


def summed(line: str) -> str:
    total = sum(int(c) if c.isdigit() else c == "-" for c in line[:68])
    return line[:68] + str(total % 10)


ALPHA_5 = tuple(summed(line[:2] + "T0001" + line[7:]) for line in ISS)

FILE = "\r\n".join(
    ["# two stations", "", "ISS [Orbit 606]", *ISS, "", *MIR, "0 MIR", *MIR, "", *ALPHA_5, ""]
)


def test_a_file_of_many_sets_with_names_and_without():
    sets = tle_sets("\ufeff" + FILE, "stations.tle")
    assert [each.number for each in sets] == [25544, 16609, 16609, 270001]
    assert [each.name for each in sets] == ["ISS [Orbit 606]", "", "MIR", ""]
    assert [each.line for each in sets] == [4, 7, 10, 13]
    assert sets[0].designator == "1998-067A" and sets[1].designator == "1986-017A"
    assert len(of_object(sets, "16609")) == 2 and len(of_object(sets, "T0001")) == 1
    for wanted in ("25544", "iss [orbit 606]", "025544"):
        assert of_object(sets[:2], wanted)[0].lines == ISS
    with pytest.raises(MessageError, match="3 objects") as caught:
        of_object(sets, None)
    assert "25544 ISS [Orbit 606]" in caught.value.allowed
    with pytest.raises(MessageError, match="no objects are called 'ISS'") as caught:
        of_object(sets, "ISS")
    assert caught.value.allowed.startswith("25544 ISS")


def test_day_366_of_2019_is_where_astropy_and_sgp4_have_it():
    """astropy 8.0 (TEME to GCRS) and sgp4 2.27: (-756.4183, 6754.7632, 3.0332) km."""
    (found,) = tle_sets("\n".join(ISS))
    assert found.epoch.utc_iso(digits=6) == "2020-01-01T19:42:47.134368Z"
    state = found.gcrf_states(found.epoch, np.zeros(1))[0]
    assert np.linalg.norm(state[:3] - 1e3 * np.array([-756.4183, 6754.7632, 3.0332])) < 5.0
    (alpha,) = tle_sets("\n".join(ALPHA_5))
    assert np.abs(alpha.teme_at(alpha.epoch) - found.teme_at(found.epoch)).max() < 1e-6


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        (MIR[1], MIR[1].replace("51.6348", "51.6349"), 8, "checksum of line 2"),
        (ISS[0], ISS[0][:68], 4, "column 69, the checksum, is missing"),
        (ISS[0], summed(ISS[0][:62] + "4" + ISS[0][63:]), 4, "of SGP4-XP"),
        (ISS[0], ISS[0].replace(" 0  9", "\u00a00  9"), 4, r"no-break space \(U\+00A0\) in column"),
        (ISS[1], MIR[1], 4, "different objects, '25544' and '16609'"),
        ("0 MIR\r\n", "MIR\r\nMIR again\r\n", 10, "'MIR again' where line 1"),
        (ALPHA_5[1], "", 13, "is the last line"),
        ("# two", "* \x07 two", 1, "neither a name nor"),
    ],
)
def test_a_fault_in_a_file_of_sets_names_its_line(old, new, line, says):
    assert old in FILE
    with pytest.raises(MessageError, match=says) as caught:
        tle_sets(FILE.replace(old, new, 1))
    assert caught.value.line == line and caught.value.problem.isprintable()


@given(st.text(max_size=200) | st.text(max_size=60).map(lambda text: FILE + text))
def test_any_text_is_element_sets_or_a_message_error(text):
    try:
        assert orbits_of(text)
    except MessageError as error:
        assert error.problem.isprintable()


OEM = """CCSDS_OEM_VERS = 2.0
CREATION_DATE = 2022-02-11T00:00:00
ORIGINATOR = TRIAL
META_START
OBJECT_NAME = ISS
OBJECT_ID = 1998-067-A
CENTER_NAME = Earth
REF_FRAME = EME2000
TIME_SYSTEM = UTC
INTERPOLATION = Hermite
INTERPOLATION_DEGREE = 3
META_STOP
2022-02-11T12:00:00.000 -4945.204887 -3625.970451 -2944.743349 1.19203952 -5.67286421 4.99593211
2022-042T12:04:00.000Z -4483.218188 -4839.437424 -1653.185059 2.63479159 -4.37741489 5.70149742
COVARIANCE_START
EPOCH = 2022-02-11T12:00:00
COV_REF_FRAME = RTN
1e-4
0 4e-4
0 0 9e-4
0 0 0 1e-8
0 2e-7 0 0 4e-8
0 0 0 0 0 9e-8
COVARIANCE_STOP
"""


def as_xml(oem: str) -> str:
    """The same message in XML, as NASA publishes it."""
    head, states = oem.split("META_STOP\n")
    metadata = "".join(
        f"<{key}>{value}</{key}>\n"
        for key, value in (line.split(" = ") for line in head.split("META_START\n")[1].splitlines())
    )
    rows = ""
    for line in states.split("COVARIANCE_START")[0].splitlines():
        date, *words = line.split()
        axes = ("X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT")
        rows += f"<stateVector><EPOCH>{date}</EPOCH>" + "".join(
            f'<{axis} units="km{"/s" if "DOT" in axis else ""}">{word}</{axis}>'
            for axis, word in zip(axes, words, strict=True)
        )
        rows += "</stateVector>\n"
    return (
        '<?xml version="1.0"?>\n<ndm><oem id="CCSDS_OEM_VERS" version="2.0"><header>'
        f"<COMMENT/></header><body><segment><metadata>{metadata}</metadata><data>\n"
        f"<COMMENT>of NASA</COMMENT>{rows}</data></segment></body></oem></ndm>"
    )


def test_both_forms_of_an_ephemeris_say_the_same():
    (text,), (xml,) = read_oem(OEM), read_oem(as_xml(OEM))
    assert xml.name == text.name == "ISS" and xml.epoch == text.epoch
    for one, other in zip(text.gcrf(), xml.gcrf(), strict=True):
        assert np.array_equal(one, other)
    assert text.segments[0].degree == xml.segments[0].degree == 3


def test_a_covariance_is_read_in_its_frame():
    (found,) = read_oem(OEM)
    (covariance,) = found.covariances
    assert covariance.frame == "RTN"
    assert np.allclose(np.sqrt(np.diag(covariance.matrix)), [10, 20, 30, 0.1, 0.2, 0.3])
    assert covariance.matrix[4, 1] == covariance.matrix[1, 4] == pytest.approx(0.2)


def circle(t: np.ndarray) -> np.ndarray:
    radius, rate = 6.8e6, 1.126e-3
    c, s, zero = np.cos(rate * t), np.sin(rate * t), np.zeros_like(t)
    return radius * np.column_stack([c, s, zero, -rate * s, rate * c, zero])


@pytest.mark.parametrize(
    ("method", "degree", "error"),
    [("HERMITE", 7, 0.05), ("LAGRANGE", 7, 30.0), ("LINEAR", 1, 7e4), ("", 0, 0.05)],
)
@given(time=st.floats(0.0, 7200.0))
def test_between_states_the_rule_of_the_file_holds(method, degree, error, time):
    """A circle with a state every four minutes, as NASA's; the errors are those of the methods: for
    a line the sagitta R (w h)^2 / 8.
    """
    t = np.arange(0.0, 7201.0, 240.0)
    rule = f"INTERPOLATION = {method}\nINTERPOLATION_DEGREE = {degree}\n" if method else ""
    zero = Epoch.from_utc("2022-02-11T12:00:00Z")
    states = "".join(
        f"{zero.utc_iso(float(each))} {' '.join(f'{x / 1e3:.12f}' for x in row)}\n"
        for each, row in zip(t, circle(t), strict=True)
    )
    head = OEM.split("INTERPOLATION")[0].replace("EME2000", "ICRF")
    (found,) = read_oem(f"{head}{rule}META_STOP\n{states}")
    got = found.state_at(zero.plus(time))
    (wanted,) = circle(np.array([time]))
    assert np.linalg.norm(got[:3] - wanted[:3]) < error
    assert np.linalg.norm(got[3:] - wanted[3:]) < error * 2e-2


def test_of_two_segments_that_meet_the_later_holds_and_none_beyond():
    head, states = OEM.split("META_STOP\n")
    lines = states.splitlines()[:2]
    meta = head[head.index("META_START") :] + "META_STOP\n"
    kick = lines[1].replace("2.63479159", "2.73479159")
    later = lines[0].replace("12:00:00", "12:08:00")
    (found,) = read_oem(f"{OEM}{meta}{kick}\n{later}\n")
    assert len(found.segments) == 2
    joint = Epoch.from_utc("2022-02-11T12:04:00Z")
    assert found.segment_at(joint).states[0, 3] == 2734.79159
    same = OEM.replace(lines[1], f"{lines[1]}\n{kick}\n{later}")
    (found,) = read_oem(same)  # a discontinuity told by the instant alone
    assert [len(each.t) for each in found.segments] == [2, 2]
    with pytest.raises(InputError, match=r"2022-02-11T12:00:00.000Z to 2022-02-11T12:08"):
        found.state_at(joint.plus(241.0))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("UTC", "TDB", 9, "TIME_SYSTEM is 'TDB'"),
        ("EME2000", "RTN", 8, "REF_FRAME is 'RTN'"),
        ("Hermite", "SPLINE", 10, "INTERPOLATION is 'SPLINE'"),
        ("DEGREE = 3", "DEGREE = 300", 11, "INTERPOLATION_DEGREE is '300'"),
        ("T12:04:00", "T11:04:00", 14, "before the state above"),
        ("T12:04:00", "T24:04:00", 14, "no real time"),
        ("0 0 0 0 0 9e-8\n", "", 23, "not whole"),
        ("COVARIANCE_STOP", "", 15, "without COVARIANCE_STOP"),
        ("9e-8", "inf", 23, "not finite"),
    ],
)
def test_a_fault_in_an_ephemeris_names_its_line(old, new, line, says):
    with pytest.raises(MessageError, match=says) as caught:
        read_oem(OEM.replace(old, new))
    assert caught.value.line == line


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('version="2.0"', 'version="7"', "version '7'"),
        ("km/s", "m/s", "X_DOT is in 'm/s'"),
        ("<oem ", "<!DOCTYPE ndm><oem ", "not well-formed"),
        ("<ndm>", '<!DOCTYPE ndm [<!ENTITY a "b">]><ndm>', "document type"),
        ("<Z_DOT", "<W_DOT", "not well-formed"),
        ("</data>", "</data", "not well-formed"),
        ("<X units", "<U units", "not well-formed"),
    ],
)
def test_a_fault_in_an_xml_ephemeris_is_told(old, new, says):
    text = as_xml(OEM)
    assert old in text
    with pytest.raises(MessageError, match=says) as caught:
        read_oem(text.replace(old, new))
    assert caught.value.line is not None


@pytest.mark.parametrize("frame", ["tod", "teme", "eme2000", "itrf"])
def test_many_states_are_turned_like_one(frame):
    epoch, t = Epoch.from_utc("2022-02-11T12:00:00Z"), np.array([0.0, 240.0, 86400.0])
    states = circle(t)
    many = gcrf_states(frame, epoch, t, states)
    for time, state, got in zip(t.tolist(), states, many, strict=True):
        x, y, z, vx, vy, vz = state.tolist()
        wanted = np.array(gcrf_from(frame, (x, y, z, vx, vy, vz), epoch.plus(time)))
        assert np.abs(got[:3] - wanted[:3]).max() < 1e-3
        assert np.abs(got[3:] - wanted[3:]).max() < 1e-6


def test_tod_agrees_with_the_true_equator_of_astropy():
    from astropy import units as u
    from astropy.coordinates import GCRS, TETE, CartesianRepresentation

    epoch = Epoch.from_utc("2022-02-11T12:00:00Z")
    time = epoch.astropy()
    place = CartesianRepresentation(4e6, 5e6, 2e6, unit=u.m)
    wanted = TETE(place, obstime=time).transform_to(GCRS(obstime=time)).cartesian.xyz.to_value(u.m)
    got = np.array(gcrf_from("tod", (4e6, 5e6, 2e6, 0.0, 0.0, 0.0), epoch))[:3]
    assert np.linalg.norm(got - wanted) < 0.1


STK = """stk.v.11.0
# WrittenBy    trial
BEGIN Ephemeris
NumberOfEphemerisPoints 3
ScenarioEpoch           11 Feb 2022 12:00:00.000
InterpolationMethod     Lagrange
InterpolationSamplesM1  5
CentralBody             Earth
CoordinateSystem        J2000
DistanceUnit            Kilometers
BEGIN SegmentBoundaryTimes
240.0
END SegmentBoundaryTimes
EphemerisTimePosVel

  0.0 -4945.204887 -3625.970451 -2944.743349 1.19203952 -5.67286421 4.99593211
240.0 -4483.218188 -4839.437424 -1653.185059 2.63479159 -4.37741489 5.70149742
480.0 -4483.218188 -4839.437424 -1653.185059 2.63479159 -4.37741489 5.70149742
END Ephemeris
"""


def test_an_stk_ephemeris_says_what_the_oem_says():
    (found,) = orbits_of(STK).ephemerides
    (oem,) = read_oem(OEM)
    assert np.allclose(found.gcrf()[1][:2], oem.gcrf()[1], atol=1e-6)
    assert [len(each.t) for each in found.segments] == [2, 1]
    assert found.segments[0].method == "LAGRANGE" and found.segments[0].lines.tolist() == [16, 17]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("J2000", "LVLH", 9, "CoordinateSystem is 'LVLH'"),
        ("CoordinateSystem        J2000", "", 14, "CoordinateSystem is missing"),
        ("Earth", "Moon", 8, "CentralBody is 'Moon'"),
        ("11 Feb", "31 Feb", 5, "ScenarioEpoch is"),
        ("EphemerisTimePosVel", "EphemerisTimePos", 14, "'EphemerisTimePos'"),
        ("480.0 ", "180.0 ", 18, "before the state above"),
        ("4.99593211", "x", 16, "not a number"),
        ("SamplesM1  5", "SamplesM1  90", 7, "InterpolationSamplesM1 is '90'"),
    ],
)
def test_a_fault_in_an_stk_ephemeris_names_its_line(old, new, line, says):
    with pytest.raises(MessageError, match=says) as caught:
        orbits_of(STK.replace(old, new))
    assert caught.value.line == line


def test_a_file_is_read_whatever_form_it_has(tmp_path):
    file = tmp_path / "orbit"
    file.write_text(OEM)
    assert read_orbits(file).ephemerides[0].file == str(file)
    file.write_text("\n".join(ISS))
    assert read_orbits(file).element_sets[0].lines == ISS
    file.write_text("\n".join(ISS)[:-1])
    with pytest.raises(InputError, match=r"orbit:2: .*checksum"):
        read_orbits(file)
    with pytest.raises(InputError, match="No such file"):
        read_orbits(tmp_path / "none")


@given(st.integers(0, 339_999))
def test_numbers_in_five_places_are_decoded(number):
    head, rest = divmod(number, 10_000)
    place = str(head) if head < 10 else "ABCDEFGHJKLMNPQRSTUVWXYZ"[head - 10]
    lines = tuple(summed(f"{line[:2]}{place}{rest:04d}{line[7:]}") for line in ISS)
    assert two_lines((lines[0], lines[1])).number == number


@pytest.mark.skipif("ISS_DEORBIT_CASES" not in os.environ, reason="needs NASA's files")
def test_the_public_file_of_the_station_in_both_forms():
    """ISS.OEM_J2K_EPH of 2022-042, https://nasa-public-data.s3.amazonaws.com/iss-coords/."""
    folder = Path(os.environ["ISS_DEORBIT_CASES"]) / "oem"
    with gzip.open(folder / "ISS_2022_042_nasa.xml.gz", "rt", encoding="utf-8") as file:
        (xml,) = read_oem(file.read())
    (text,) = read_oem((folder / "ISS_2022_042_from_xml.oem").read_text())
    for one, other in zip(xml.gcrf(), text.gcrf(), strict=True):
        assert np.array_equal(one, other)
    # a state left out and interpolated from its neighbours, eight minutes apart
    segment = xml.segments[0]
    first = segment.states[0]
    assert first[:3] / 1e3 == pytest.approx([-4945.2048874258, -3625.9704508659, -2944.7433487186])
