"""KML: well-formed whatever the names, the right places, cut where the map ends."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.formats.kml import EXTENSION, NAMESPACE, Placemark, Style, TimedPlacemark, kml_text

TAG = f"{{{NAMESPACE}}}"
STYLES = {"debris": Style("#d55e00", 3.0, 0.5), "track": Style("#0072b2")}


def read(text):
    return ElementTree.fromstring(text)


def coordinates(root):
    return [
        [tuple(float(c) for c in triple.split(",")) for triple in each.text.split()]
        for each in root.iter(f"{TAG}coordinates")
    ]


def test_a_document():
    text = kml_text(
        "Entry",
        [
            Placemark("toe", "point", [-48.88], [236.61], "debris", {"energy_j": 15}),
            Placemark("track", "line", [-40.0, -50.0], [-150.0, -120.0], "track"),
            Placemark("97 %", "area", [0.0, 0.0, 1.0], [10.0, 12.0, 12.0], "debris"),
        ],
        STYLES,
    )
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>')
    root = read(text)
    assert root.tag == f"{TAG}kml"
    point, track, area = coordinates(root)
    assert point == [(-123.39, -48.88, 0.0)]
    assert track == [(-150.0, -40.0, 0.0), (-120.0, -50.0, 0.0)]
    assert area[0] == area[-1] and set(area) == {(10, 0, 0), (12, 0, 0), (12, 1, 0)}
    colours = [each.text for each in root.iter(f"{TAG}color")]
    assert colours[:3] == ["ff005ed5", "ff005ed5", "80005ed5"]  # alpha, blue, green, red
    used = {each.text.removeprefix("#") for each in root.iter(f"{TAG}styleUrl")}
    assert used == {each.get("id") for each in root.iter(f"{TAG}Style")}
    (data,) = root.iter(f"{TAG}Data")
    assert data.get("name") == "energy_j" and data[0].text == "15"


def test_cut_at_the_antimeridian():
    text = kml_text(
        "x", [Placemark("a", "area", [0.0, 0.0, 1.0], [179.0, -179.0, -179.0], "track")], STYLES
    )
    east, west = sorted(coordinates(read(text)), reverse=True)
    assert max(x for x, _, _ in east) == 180.0 and min(x for x, _, _ in west) == -180.0


@settings(max_examples=80)
@given(st.text(), st.text(), st.text(), st.text())
def test_any_name(title, name, key, value):
    text = kml_text(
        title,
        [Placemark(name, "point", [1.0], [2.0], "a<b", {key: value})],
        {"a<b": STYLES["track"]},
    )
    root = read(text)
    kept = "".join(c for c in name if c >= " " and c.isprintable())
    found = root.find(f".//{TAG}Placemark/{TAG}name").text or ""
    assert "".join(c for c in found if c.isprintable() and c != "\ufffd") == kept.replace(
        "\ufffd", ""
    )
    assert len(list(root.iter(f"{TAG}Placemark"))) == 1


@pytest.mark.parametrize(
    "hostile", ["</name></kml>", "<!--", "]]>", "\x00\x0b", "&amp;", '"', "\ud800"]
)
def test_hostile_names(hostile):
    text = kml_text(hostile, [Placemark(hostile, "point", [1.0], [2.0], "track")], STYLES)
    read(text.encode("utf-8"))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Style("red"), "not of the form #rrggbb"),
        (lambda: Style(opacity=2.0), "opacity"),
        (lambda: kml_text("x", [Placemark("a", "point", [1], [2], "no")], STYLES), "style 'no'"),
        (lambda: kml_text("x", [Placemark("a", "disc", [1], [2], "track")], STYLES), "kind 'disc'"),
        (
            lambda: kml_text("x", [Placemark("a", "point", [100], [2], "track")], STYLES),
            "beyond 90",
        ),
    ],
)
def test_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_a_track_has_a_date_for_every_place():
    track = TimedPlacemark(
        "station",
        "track",
        [-40.0, -41.0],
        [179.0, 181.0],
        "track",
        span=("2031-01-28T10:00:00Z", ""),
        altitude=[120e3, 110e3],
        utc=["2031-01-28T10:00:00Z", "2031-01-28T10:01:00Z"],
    )
    root = read(kml_text("Entry", [track], STYLES))
    (drawn,) = root.iter(f"{{{EXTENSION}}}Track")
    whens = [each.text for each in drawn.iter(f"{TAG}when")]
    assert whens == list(track.utc)
    places = [each.text for each in drawn.iter(f"{{{EXTENSION}}}coord")]
    assert places == ["179.000000 -40.000000 120000.0", "-179.000000 -41.000000 110000.0"]
    (span,) = root.iter(f"{TAG}TimeSpan")
    assert [(each.tag.removeprefix(TAG), each.text) for each in span] == [("begin", whens[0])]
    with pytest.raises(ValueError, match="as many instants"):
        kml_text("Entry", [replace(track, utc=track.utc[:1])], STYLES)
