"""Changes by dotted key: the same as a file that includes another, and refused as clearly."""

import datetime
import string

import numpy as np
import pytest
from astropy import units
from hypothesis import given
from hypothesis import strategies as st

from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    from pathlib import Path

    path = tmp_path_factory.mktemp("change") / "descent.yaml"
    path.write_text((Path(__file__).parent.parent / "report" / "descent.yaml").read_text())
    return path


def test_they_are_what_an_include_would_be(file):
    changes = {
        "name": "other",
        "phases.final_burn.burn.cutoff.delta_v": "12 m/s",
        "environment.atmosphere": {
            "model": "us1976",
            "density": None,
            "scale_height": None,
            "reference_altitude": None,
        },
        "phases.entry": None,
    }
    text = """
include: descent.yaml
name: other
phases:
  final_burn: {burn: {cutoff: {delta_v: "12 m/s"}}}
  entry: null
environment:
  atmosphere: {model: us1976, density: null, scale_height: null, reference_altitude: null}
"""
    assert load(file, changes) == loads(text, str(file.parent / "other.yaml"))
    assert load(file, {}) == load(file)


@pytest.mark.parametrize(
    ("value", "metres"),
    [
        (20.0 * units.km, 20e3),
        (np.float32(20.0) * units.km, 20e3),
        ("20 km", 20e3),
        ({"value": "20 km", "source": "made up"}, 20e3),
        ((1.0 * units.imperial.mi).to("m"), 1609.344),
    ],
)
def test_quantities(file, value, metres):
    found = load(file, {"phases.final_burn.burn.cutoff.perigee": value})
    assert found.phases[2].burn.cutoff.perigee == pytest.approx(metres, rel=1e-12)


def test_moments_and_numbers(file):
    start = datetime.datetime(2025, 6, 1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    found = load(file, {"start": start, "environment.gravity.degree": np.int64(2)})
    assert found.start.seconds == load(file).start.seconds
    assert found.environment.gravity.degree == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"environment.gravty.degree": 2}, "changes:1: environment.gravty: unknown key"),
        ({"name": "x", "state.kepler.altitude": "3 kg"}, "changes:2: state.kepler.altitude: "),
        ({"state.kepler.altitude": 3.0 * units.kg}, "'kg' is not a unit of a length"),
        ({"phases.final_bun.until": None}, "did you mean 'final_burn'"),
        ({"a..b": 1}, "no such key"),
        ({3: 1}, "no such key"),
        ({"title": object()}, "an astropy quantity"),
        ({"start": datetime.datetime(2025, 6, 1)}, "time zone"),
    ],
)
def test_refused_with_the_place(file, changes, words):
    with pytest.raises(ScenarioError) as raised:
        load(file, changes)
    assert words in str(raised.value)


@given(
    st.dictionaries(
        st.text(string.ascii_lowercase + "._[]0", max_size=20),
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=8)
        | st.lists(st.integers(), max_size=3),
        min_size=1,
        max_size=3,
    )
)
def test_nothing_but_a_scenario_or_its_error(file, changes):
    try:
        found = load(file, changes)
    except ScenarioError as error:
        assert error.issues
    else:
        assert loads(resolved_yaml(found)) == found
