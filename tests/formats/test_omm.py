"""Mean-elements messages: all forms say the same, and a fault names line and keyword."""

import json
from datetime import datetime
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.message import MessageError
from sim.formats.orbit.omm import read_omm
from sim.frames.epoch import Epoch

# The ISS on 30 December 2019, https://celestrak.org/NORAD/elements/supplemental/
ELEMENTS = {
    "OBJECT_NAME": "ISS (ZARYA)",
    "EPOCH": "2020-01-01T19:42:47.134368",
    "MEAN_MOTION": 15.49497216,
    "ECCENTRICITY": 0.0005156,
    "INCLINATION": 51.6392,
    "RA_OF_ASC_NODE": 96.6358,
    "ARG_OF_PERICENTER": 88.714,
    "MEAN_ANOMALY": 271.4601,
    "BSTAR": 0.0001027,
}


def as_json(*sets: dict) -> str:
    return json.dumps(list(sets), indent=1)


def as_kvn(*sets: dict) -> str:
    head = "CCSDS_OMM_VERS = 2.0\nCOMMENT a = b\nCENTER_NAME = EARTH\n"
    return (
        "\n".join(head + "\n".join(f"{k} = {v}" for k, v in each.items()) for each in sets) + "\n"
    )


def as_csv(*sets: dict) -> str:
    rows = [",".join(ELEMENTS | {"NORAD_CAT_ID": 0})]
    rows += [",".join(str(v) for v in each.values()) for each in sets]
    return "\r\n".join(rows) + "\r\n"


def as_xml(*sets: dict) -> str:
    """As CelesTrak and Space-Track write it, in one `ndm`."""
    messages = []
    for each in sets:
        body = "\n".join(f"<{k}>{escape(str(v))}</{k}>" for k, v in each.items())
        messages.append(
            '<omm id="CCSDS_OMM_VERS" version="2.0"><header><COMMENT>a</COMMENT>'
            f"</header><body><segment><data><meanElements>\n{body}</meanElements></data></segment>"
            "</body></omm>"
        )
    return f"<?xml version='1.0'?>\n<ndm xmlns:x='y'>{chr(10).join(messages)}</ndm>\n"


def keywords(text: str) -> list[dict]:
    return [dict(each.keywords) for each in read_omm(text)]


FORMS = [as_json, as_kvn, as_xml]


def test_all_forms_say_the_same():
    other = {**ELEMENTS, "EPOCH": "2020-01-02T00:00:00"}
    said = keywords(as_json(ELEMENTS, other))
    assert [form(ELEMENTS, other) and keywords(form(ELEMENTS, other)) for form in FORMS] == [
        said
    ] * 3
    assert keywords(as_json(ELEMENTS)) == keywords(json.dumps(ELEMENTS))
    columns = [
        dict.fromkeys(ELEMENTS, 0) | each | {"NORAD_CAT_ID": ""} for each in (ELEMENTS, other)
    ]
    assert keywords(as_csv(*columns)) == said


def test_a_number_of_nine_digits_flies_like_any_other():
    (plain,) = read_omm(as_json(ELEMENTS))
    (nine,) = read_omm(as_json({**ELEMENTS, "NORAD_CAT_ID": 999100101}))
    assert nine.number == 999100101
    assert nine.teme_at(nine.epoch).tolist() == plain.teme_at(plain.epoch).tolist()


NAME = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "OBJECT_NAME": NAME,
                "NORAD_CAT_ID": st.integers(0, 999_999_999),
                "EPOCH": st.datetimes(datetime(1973, 1, 1), datetime(2090, 1, 1)).map(
                    datetime.isoformat
                ),
                "MEAN_MOTION": st.floats(0.1, 18.0),
                "ECCENTRICITY": st.floats(0.0, 0.9),
                "INCLINATION": st.floats(0.0, 180.0),
                "RA_OF_ASC_NODE": st.floats(0.0, 360.0),
                "ARG_OF_PERICENTER": st.floats(0.0, 360.0),
                "MEAN_ANOMALY": st.floats(0.0, 360.0),
                "BSTAR": st.floats(-0.1, 0.1),
            }
        ),
        min_size=1,
        max_size=3,
    )
)
def test_whatever_is_written_in_any_form_is_read_back(sets):
    for form in FORMS:
        read = read_omm(form(*sets))
        for each, given_set in zip(read, sets, strict=True):
            assert each.number == given_set["NORAD_CAT_ID"]
            for key in ("MEAN_MOTION", "BSTAR", "INCLINATION", "OBJECT_NAME"):
                assert each.keywords[key] == given_set[key]
            written = Epoch.from_utc(given_set["EPOCH"] + "Z")
            assert abs(each.epoch.seconds_since(written)) < 1e-8


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY a 'b'>]>\n<omm/>", 2, "document type"),
        ("<?xml version='1.0'?>\n<ndm><omm>\n<EPOCH></omm></ndm>", 3, "not well-formed"),
        ("<html>\n</html>", 1, "<html> is not an OMM"),
        ("<ndm/>", None, "no element set"),
        ("<omm>" + "<a>" * 50, 1, "40 deep"),
        ("EPOCH,MEAN_MOTION\n1\n", 2, "1 values in a row"),
        ("[{},\n{]", 1, "EPOCH is missing"),
        ("[\n{]", 2, "not JSON"),
        ("[] x", 1, "not JSON"),
    ],
)
def test_texts_that_are_no_message_are_refused_with_their_line(text, line, says):
    with pytest.raises(MessageError, match=says) as caught:
        read_omm(text)
    assert caught.value.line == line


@pytest.mark.parametrize(
    "changes",
    [
        {"EPOCH": "2020-01-01 19:42:47.134368"},  # older exports of Space-Track
        {"EPOCH": "2020-001T19:42:47.134368Z"},
        {"BSTAR": "0.0001027", "MEAN_MOTION": "15.49497216"},  # everything as text
        {"NORAD_CAT_ID": 999100101, "ELEMENT_SET_NO": 999},
        {"MEAN_ELEMENT_THEORY": "SGP/SGP4", "EPHEMERIS_TYPE": 0},
        {"MEAN_ELEMENT_THEORY": "sgp4", "EPHEMERIS_TYPE": "0", "BTERM": None, "AGOM": ""},
        {"EPHEMERIS_TYPE": None, "DECAY_DATE": None, "MEAN_MOTION_DOT": None},
    ],
)
def test_forms_that_are_used(changes):
    (said,) = keywords(as_json({**ELEMENTS, **changes}))
    (plain,) = keywords(as_json(ELEMENTS))
    number = said.pop("NORAD_CAT_ID", None)
    assert said == plain and number in (None, "999100101")


@pytest.mark.parametrize(
    ("changes", "says", "allowed"),
    [
        ({"EPHEMERIS_TYPE": 4}, "EPHEMERIS_TYPE is", "0"),
        ({"EPHEMERIS_TYPE": "4"}, "of SGP4-XP", "0, 2"),
        ({"NORAD_CAT_ID": "9991001012"}, "NORAD_CAT_ID is", "999999999"),
        ({"MEAN_ELEMENT_THEORY": "SGP4-XP"}, "THEORY is 'SGP4-XP'", "SGP, SGP4, SGP/SGP4"),
        ({"MEAN_ELEMENT_THEORY": "DSST"}, "THEORY is 'DSST'", "SGP, SGP4, SGP/SGP4"),
        ({"BTERM": 0.01}, "BTERM is an element of SGP4-XP", "BSTAR"),
        ({"AGOM": 0.01}, "AGOM is an element of SGP4-XP", "BSTAR"),
        ({"REF_FRAME": "ICRF"}, "REF_FRAME is 'ICRF'", "TEME"),
        ({"BSTAR": "much"}, "BSTAR is 'much'", "a number"),
        ({"ECCENTRICITY": 1.5}, "ECCENTRICITY is 1.5", "0 to 0.999999"),
        ({"EPOCH": "yesterday"}, "'yesterday' is not a date", "2028"),
    ],
)  # fmt: skip
def test_faults_name_line_and_keyword(changes, says, allowed):
    (keyword,) = changes
    bad = {**ELEMENTS, **changes}
    for form in FORMS:
        text = form(ELEMENTS, bad)
        with pytest.raises(MessageError) as caught:
            read_omm(text)
        assert says in caught.value.problem and allowed in caught.value.allowed
        assert caught.value.key == keyword
        line = text.splitlines()[caught.value.line - 1]
        assert keyword in line and str(changes[keyword]) in line


def test_an_element_that_is_missing_is_told_with_the_line_of_its_set():
    bad = {key: value for key, value in ELEMENTS.items() if key != "BSTAR"}
    for text, begin in ((as_json(ELEMENTS, bad), "{"), (as_kvn(ELEMENTS, bad), "CCSDS_OMM_VERS")):
        with pytest.raises(MessageError, match="BSTAR is missing") as caught:
            read_omm(text)
        assert caught.value.line > 1
        assert text.splitlines()[caught.value.line - 1].strip().startswith(begin)


@pytest.mark.parametrize("name", ["A\ud800", "A\x1b[2J", "A\u202eB", "A\nB"])
def test_a_name_that_acts_or_cannot_be_written_is_refused(name):
    with pytest.raises(MessageError, match="OBJECT_NAME"):
        read_omm(as_json(ELEMENTS | {"OBJECT_NAME": name}))
