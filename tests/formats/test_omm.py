"""Mean-elements messages: both forms say the same, and a fault names line and keyword."""

import json

import pytest

from sim.formats.message import MessageError
from sim.formats.omm import read_omm

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


def test_both_forms_say_the_same():
    other = {**ELEMENTS, "EPOCH": "2020-01-02T00:00:00"}
    assert read_omm(as_json(ELEMENTS, other)) == read_omm(as_kvn(ELEMENTS, other))
    assert read_omm(json.dumps(ELEMENTS)) == read_omm(as_json(ELEMENTS))


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
    assert read_omm(as_json({**ELEMENTS, **changes})) == read_omm(as_json(ELEMENTS))


@pytest.mark.parametrize(
    ("changes", "says", "allowed"),
    [
        ({"EPHEMERIS_TYPE": 4}, "EPHEMERIS_TYPE is", "0"),
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
    for text in (as_json(ELEMENTS, bad), as_kvn(ELEMENTS, bad)):
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


@pytest.mark.parametrize("text", ["<?xml version='1.0'?>\n<ndm/>\n", "\ufeff <omm id='x'>"])
def test_xml_is_refused_in_a_sentence(text):
    with pytest.raises(MessageError, match="XML form") as caught:
        read_omm(text)
    assert "JSON or KVN" in caught.value.allowed
