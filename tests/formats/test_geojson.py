"""GeoJSON: order of coordinates, rings the right way round, cuts at the antimeridian."""

import json

import antimeridian
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon
from shapely.geometry import shape

from sim.formats.geojson import geojson_text, line, points, polygon


def test_order_is_longitude_latitude():
    (found,) = points([-48.88], [236.61], [{"name": "Point Nemo"}])
    assert found["geometry"] == {"type": "Point", "coordinates": [-123.39, -48.88]}
    assert found["properties"] == {"name": "Point Nemo"}


@pytest.mark.parametrize("turn", [0.0, 360.0, -720.0])
@pytest.mark.parametrize("backward", [False, True])
def test_a_ring_is_closed_and_counterclockwise(turn, backward):
    order = slice(None, None, -1) if backward else slice(None)
    found = polygon(
        [0.0, 0.0, 1.0, 1.0][order], np.array([10.0, 12.0, 12.0, 10.0])[order] + turn, {}
    )
    (ring,) = found["geometry"]["coordinates"]
    assert found["geometry"]["type"] == "Polygon"
    assert ring[0] == ring[-1] and len(ring) == 5
    x, y = np.array(ring).T
    assert np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2.0 == pytest.approx(2.0)


def test_cut_at_the_antimeridian():
    found = polygon([-40.0, -40.0, -50.0, -50.0], [170.0, -160.0, -160.0, 170.0], {})
    assert found["geometry"]["type"] == "MultiPolygon"
    boxes = sorted(shape(found["geometry"]).geoms, key=lambda part: part.bounds)
    assert [part.bounds for part in boxes] == [
        (-180.0, -50.0, -160.0, -40.0),
        (170.0, -50.0, 180.0, -40.0),
    ]
    path = line([0.0, 10.0], [179.0, -179.0], {})["geometry"]
    assert path["type"] == "MultiLineString"
    assert sorted(path["coordinates"]) == [
        [[-180.0, 5.0], [-179.0, 10.0]],
        [[179.0, 0.0], [180.0, 5.0]],
    ]


def test_several_turns_and_a_ring_given_closed():
    track = line(np.zeros(9), np.arange(0.0, 810.0, 90.0), {})["geometry"]
    assert track["type"] == "MultiLineString" and len(track["coordinates"]) == 3
    closed = polygon([0, 0, 1, 0], [0, 1, 1, 0], {})
    assert closed == polygon([0, 0, 1], [0, 1, 1], {})


def test_a_figure_of_eight_becomes_two():
    found = polygon([0.0, 1.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0], {})["geometry"]
    assert found["type"] == "MultiPolygon"
    assert shape(found).is_valid and shape(found).area == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: points([91.0], [0.0], [{}]), "latitude 91 is beyond 90"),
        (lambda: points([np.nan], [0.0], [{}]), "not finite"),
        (lambda: points([1.0, 2.0], [0.0], [{}]), "2 latitudes and 1 longitudes"),
        (lambda: points([1.0], [0.0], []), "properties of 0"),
        (lambda: line([1.0], [0.0], {}), "two points"),
        (lambda: polygon([1.0, 2.0], [0.0, 1.0], {}), "three corners"),
        (lambda: polygon([0.0, 1.0, 2.0], [0.0, 1.0, 2.0], {}), "in one line"),
        (lambda: polygon([80.0] * 4, [0.0, 90.0, 180.0, 270.0], {}), "around a pole"),
    ],
)
def test_refused(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@settings(max_examples=60)
@given(st.text(), st.text(), st.floats())
def test_any_name_and_value(key, value, number):
    text = geojson_text(points([1.0], [2.0], [{"a" + key: value, "number": number}]))
    (found,) = json.loads(text)["features"]
    assert found["properties"]["a" + key] == value
    finite = np.isfinite(number)
    assert found["properties"]["number"] == (number if finite else None)


@settings(max_examples=60)
@given(st.floats(-60.0, 60.0), st.floats(-720.0, 720.0), st.floats(0.01, 20.0), st.integers(3, 12))
def test_area_is_kept(latitude, longitude, size, corners):
    """A regular polygon anywhere: within bounds, valid, and as large as before."""
    angle = 2.0 * np.pi * np.arange(corners) / corners
    north, east = latitude + size * np.sin(angle), longitude + size * np.cos(angle)
    found = shape(polygon(north, east, {})["geometry"])
    assert found.is_valid
    assert found.bounds[0] >= -180.0 and found.bounds[2] <= 180.0
    expected = 0.5 * corners * size**2 * np.sin(2.0 * np.pi / corners)
    assert found.area == pytest.approx(expected, rel=1e-3, abs=1e-5)


@settings(max_examples=60)
@given(st.floats(-60.0, 60.0), st.floats(-200.0, 200.0), st.floats(0.1, 20.0), st.integers(3, 12))
def test_areas_are_cut_as_by_the_antimeridian_package(latitude, longitude, size, corners):
    angle = 2.0 * np.pi * np.arange(corners) / corners
    north, east = latitude + size * np.sin(angle), longitude + size * np.cos(angle)
    found = shape(polygon(north, east, {})["geometry"])
    reference = antimeridian.fix_polygon(
        Polygon(np.column_stack([east, north])), great_circle=False, fix_winding=True
    )
    assert found.symmetric_difference(reference.buffer(0.0)).area < 1e-4
