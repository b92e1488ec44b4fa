"""Quantities in text: values, dimensions, bounds, provenance."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.scenario.schema import bounds, quantity
from sim.scenario.schema.quantity import (
    ANGLE,
    AREA,
    COUNT,
    DENSITY,
    DURATION,
    FORCE,
    LENGTH,
    MASS,
    MASS_FLOW,
    NUMBER_ONLY,
    SOLAR_FLUX,
    SPEED,
    Date,
    Measure,
    read_quantity,
)


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("220 km", LENGTH, 220e3),
        ("220km", LENGTH, 220e3),
        ("1 mm", LENGTH, 1e-3),
        ("-35 m", LENGTH, -35.0),
        ("12 kN", FORCE, 12e3),
        ("330 kg", MASS, 330.0),
        ("7 t", MASS, 7000.0),
        ("14 d", DURATION, 1209600.0),
        ("1.5 h", DURATION, 5400.0),
        ("10 min", DURATION, 600.0),
        ("-88 deg", ANGLE, math.radians(-88.0)),
        ("7.66 km/s", SPEED, 7660.0),
        ("1.5 kg/s", MASS_FLOW, 1.5),
        ("1500 m2", AREA, 1500.0),
        ("1500 m^2", AREA, 1500.0),
        ("2.8e-12 kg/m3", DENSITY, 2.8e-12),
        ("145 sfu", SOLAR_FLUX, 145.0),
        ("85 %", NUMBER_ONLY, 0.85),
        (0.85, NUMBER_ONLY, 0.85),
        (30, COUNT, 30.0),
    ],
)
def test_units_are_converted_to_si(text, dimension, value):
    assert read_quantity(text, dimension) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "dimension"),
    [
        ("50 bananas", LENGTH),
        ("50 kg", LENGTH),
        ("50", LENGTH),
        (50, LENGTH),
        ("km", LENGTH),
        ("", LENGTH),
        ("nan km", LENGTH),
        ("1e999 km", LENGTH),
        ("1e400", NUMBER_ONLY),
        (float("nan"), NUMBER_ONLY),
        (10**400, NUMBER_ONLY),
        ("1 km 2", LENGTH),
        ("1 km; import os", LENGTH),
        ("16,000 kg", MASS),
        ("1 m" + "*m" * 200, LENGTH),
        ("٣ km", LENGTH),
        (True, NUMBER_ONLY),
        (None, LENGTH),
        ([1], LENGTH),
        (2.5, COUNT),
        ("2 km", COUNT),
    ],
)
def test_what_is_not_such_a_quantity_is_refused(text, dimension):
    with pytest.raises(ValueError):
        read_quantity(text, dimension)


@given(st.text(max_size=30) | st.floats() | st.integers() | st.none())
def test_any_text_is_a_finite_number_or_a_value_error(text):
    for dimension in (LENGTH, NUMBER_ONLY, COUNT):
        try:
            assert math.isfinite(read_quantity(text, dimension))
        except ValueError:
            pass


@given(
    st.floats(-1e12, 1e12),
    st.sampled_from([("km", 1e3), ("m", 1.0), ("cm", 0.01), ("mm", 1e-3)]),
)
def test_written_lengths_read_back(value, unit):
    name, factor = unit
    assert read_quantity(f"{value!r} {name}", LENGTH) == pytest.approx(value * factor, rel=1e-15)


@given(st.text(alphabet="kmsgNd/*^() 0123456789.eE+-%µ", max_size=25))
def test_unit_like_junk_never_escapes(text):
    try:
        read_quantity("1 " + text, SPEED)
    except ValueError:
        pass


def test_a_sourced_number_needs_exactly_one_of_source_and_assumption():
    mass = TypeAdapter(bounds.Mass)
    read = mass.validate_python({"value": "1 t", "source": "a scale"})
    assert (read, read.source, read.assumption) == (1000.0, "a scale", None)
    assert read.plain() == {"value": "1 t", "source": "a scale"}
    for bad in (
        "1 t",
        {"value": "1 t"},
        {"value": "1 t", "source": "a", "assumption": "b"},
        {"value": "1 t", "source": " "},
        {"value": "1 t", "source": 3},
        {"source": "a"},
        {"value": "1 t", "colour": "a"},
        {"value": {"value": "1 t", "source": "a"}, "source": "a"},
        {"value": "-1 t", "source": "a"},
    ):
        with pytest.raises(ValidationError):
            mass.validate_python(bad)


def test_a_measure_writes_back_what_was_given():
    length = TypeAdapter(bounds.Coordinate)
    assert length.dump_python(length.validate_python("220 km"), mode="json") == "220 km"
    assert length.validate_python(length.validate_python("220 km")) == 220e3
    noted = length.validate_python({"value": "220 km", "assumption": "guess"})
    assert length.dump_python(noted) == {"value": "220 km", "assumption": "guess"}
    assert isinstance(noted, Measure)


@pytest.mark.parametrize(
    "text",
    [
        "2030-12-27",
        "2030-12-27T04:10:00",
        "2030-12-27T04:10:00+00:00",
        "2030-02-30T00:00:00Z",
        "2030-12-27T25:00:00Z",
        "2030-12-27T12:00:60Z",
        "1972-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "3030-12-27T04:10:00Z",
        "27 Dec 2030",
        "",
        20301227,
        None,
    ],
)
def test_only_utc_dates_with_z(text):
    with pytest.raises(ValidationError, match="not a date"):
        TypeAdapter(Date).validate_python(text)


def test_dates_are_ordered_to_the_fraction_of_a_second():
    read = TypeAdapter(Date).validate_python
    earlier, later = read("2030-12-27T04:10:00.25Z"), read("2030-12-27T04:10:01Z")
    assert later.seconds - earlier.seconds == 0.75
    assert read("2016-12-31T23:59:60Z").seconds - read("2016-12-31T23:59:59Z").seconds == 1.0


def test_every_dimension_accepts_its_own_example():
    kinds = [each for each in vars(quantity).values() if isinstance(each, quantity.Dimension)]
    assert len({kind.noun for kind in kinds}) == len(kinds) > 20
    for kind in kinds:
        assert math.isfinite(read_quantity(kind.example, kind))
