"""First states and space weather that can't be used: file, line, key, given and allowed."""

import pytest

from sim.scenario.error import ScenarioError
from sim.scenario.load import loads


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("tle: {lines: [a, b]}", ["line 1 of the element set", "'1 '"]),
        (
            "cartesian: {frame: mars, position: [7000 km, 0 km, 0 km], "
            "velocity: [0 m/s, 7 km/s, 0 m/s]}",
            ["given 'mars'", "'gcrf', 'eme2000', 'teme' or 'itrf'"],
        ),
        (
            'cartesian: {frame: gcrf, epoch: "2028-07-02T00:00:00Z", '
            "position: [7000 km, 0 km, 0 km], "
            "velocity: [0 m/s, 7 km/s, 0 m/s]}",
            ["not the epoch of the state"],
        ),
        ("oem: {file: none.oem}", ["no such file"]),
        ("omm: {file: none.json}", ["no such file"]),
        ("omm: {elements: {EPOCH: 2028-07-01T00:00:00}}", ["MEAN_MOTION is missing"]),
        ("{}", ["none of the keys that decide"]),
        ("soup: 1", ["unknown key", "cartesian, kepler, oem, omm, stk, tle"]),
    ],
)
def test_states(base, state, words):
    start = base.index("state:\n")
    stop = base.index("vehicles:\n")
    with pytest.raises(ScenarioError) as caught:
        loads(base[:start] + f"state:\n  {state}\n" + base[stop:], "trial.yaml")
    told = str(caught.value)
    assert told.startswith(("trial.yaml:4:", "trial.yaml:5:", "trial.yaml:3:"))
    for word in words:
        assert word in told


def test_a_mapping_that_was_given_is_not_shown_as_a_hole(base):
    state = "cartesian: {frame: gcrf, position: {x: 1 km}, velocity: [0 m/s, 7 km/s, 0 m/s]}"
    start, stop = base.index("state:\n"), base.index("vehicles:\n")
    with pytest.raises(ScenarioError, match="given a mapping with the keys 'x'; allowed: a list"):
        loads(base[:start] + f"state:\n  {state}\n" + base[stop:], "trial.yaml")


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ("{percentile: 50, bulletin: 2027-01}", "no bulletin of '2027-01' is shipped"),
        ("{percentile: 99}", "from 5 to 95"),
        ("{observed: true}", "observed space weather ends on 20"),
        ("{percentile: 50, observed: true}", "holds percentile, observed"),
        ("{constant: {f107: 145, f107a: 145 sfu, ap: 4}}", "without a unit"),
        ("{observed: true, bulletin: 2026-03}", "only together with a percentile"),
    ],
)
def test_space_weather_that_is_not_there(base, environment, words):
    text = base + f"environment:\n  space_weather: {environment}\n"
    with pytest.raises(ScenarioError, match=words) as caught:
        loads(text, "trial.yaml")
    assert [problem.line for problem in caught.value.issues] == [base.count("\n") + 2]


def test_a_flight_beyond_the_forecast_needs_constant_weather(base):
    late = base.replace("2028-08-01", "2060-08-01")
    with pytest.raises(ScenarioError, match="space weather is needed to 2060-08-01"):
        loads(late)
    constant = "{constant: {f107: 145 sfu, f107a: 145 sfu, ap: 4}}"
    assert loads(late + f"environment: {{space_weather: {constant}}}\n")
