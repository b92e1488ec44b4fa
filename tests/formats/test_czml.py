"""CZML: against the models of the `czml3` package, and read by hand."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.czml import area, czml_text, document, line, point, track

START, STOP = "2028-07-01T00:00:00Z", "2028-07-01T00:10:00Z"
RING = [[170.0, -10.0], [-170.0, -10.0], [-170.0, 10.0], [170.0, -10.0]]


def packets(name="ISS"):
    t = np.linspace(0.0, 600.0, 7)
    places = 6.6e6 * np.column_stack([np.cos(t / 900), np.sin(t / 900), 0 * t])
    return [
        document(name, START, STOP, name),
        track(name, START, STOP, t, places, [(START, STOP, "#56b4e9")]),
        line("burn", name, places[:3], "#e69f00", (START, STOP), properties={"told": name}),
        point("piece", name, -50.0, 250.0, "#000000", (START, STOP), properties={"kg": 3.0}),
        area("area", name, RING, "#d55e00", 0.15, None),
    ]


def test_the_models_of_czml3_take_every_packet():
    czml3 = pytest.importorskip("czml3")
    for packet in json.loads(czml_text(packets())):
        czml3.Packet(**packet)


def test_a_track_read_by_hand():
    read = json.loads(czml_text(packets()))
    assert read[0]["clock"]["interval"] == f"{START}/{STOP}" == read[1]["availability"]
    table = np.array(read[1]["position"]["cartesian"]).reshape(-1, 4)
    assert (np.diff(table[:, 0]) > 0.0).all()
    assert np.linalg.norm(table[:, 1:], axis=1) == pytest.approx(6.6e6, abs=0.02)
    east = read[3]["position"]["cartographicDegrees"][0]
    assert (east + 180.0) % 360.0 - 180.0 == pytest.approx(-110.0)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_names_survive(name):
    read = json.loads(czml_text(packets(name)))
    assert {packet["name"] for packet in read} == {name}
    assert read[2]["properties"]["told"] == {"string": name}


def test_what_is_refused():
    with pytest.raises(ValueError, match="do not increase"):
        track("a", START, STOP, [0.0, 0.0], np.ones((2, 3)), [(START, STOP, "#000000")])
    with pytest.raises(ValueError, match="not finite"):
        point("a", "a", np.nan, 0.0, "#000000")
    with pytest.raises(ValueError, match="first packet"):
        czml_text(packets()[1:])
    with pytest.raises(ValueError, match="one id"):
        czml_text([*packets(), packets()[1]])
