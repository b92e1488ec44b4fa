"""Keys of `space_weather`: storms, last known day, extrapolation; each fault with its line."""

import re

import pytest

from sim.environment.space_weather.indices import weather_coverage
from sim.frames.epoch import DAY, Epoch
from sim.scenario.build.weather import weather_options
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads, resolved_yaml

STORMS = """\
environment:
  space_weather:
    percentile: 50
    storms:
      - start: "2028-07-10T06:00:00Z"
        duration: 2 d
        ap: 200
      - start: "2028-07-15T06:00:00Z"
        duration: 36 h
        ap: 120
        f107: 250 sfu
"""


def test_storms_reach_the_weather(base):
    options = weather_options(loads(base + STORMS).environment.space_weather)
    first, second = options["storms"]
    assert (first.duration_s, first.ap, first.f107) == (2 * DAY, 200.0, None)
    assert (second.duration_s, second.ap, second.f107) == (1.5 * DAY, 120.0, 250.0)
    assert second.start.seconds_since(first.start) == 5 * DAY
    assert weather_coverage(Epoch.from_utc("2028-07-01T00:00:00Z"), DAY, **options).storms == 2


def test_storms_survive_the_resolved_text(base):
    scenario = loads(base + STORMS)
    assert loads(resolved_yaml(scenario)) == scenario


def test_extrapolation_is_told_in_the_coverage(base):
    late = base.replace("2028-08-01", "2060-08-01")
    keys = "environment:\n  space_weather: {percentile: 50, extrapolate: cycle}\n"
    options = weather_options(loads(late + keys).environment.space_weather)
    said = weather_coverage(Epoch.from_utc("2060-08-01T00:00:00Z"), DAY, **options)
    assert (said.extrapolated_from, said.extrapolated_by) == ("2041-11-01", "cycle")
    assert said._asdict()["bulletin_to"] == "2041-10-31"
    near = weather_coverage(Epoch.from_utc("2028-07-01T00:00:00Z"), DAY, **options)
    assert near.extrapolated_from is near.extrapolated_by is None


def test_last_known_day_chooses_the_bulletin(base):
    keys = "environment:\n  space_weather: {percentile: 50, known_until: 2025-01-31}\n"
    options = weather_options(loads(base + keys).environment.space_weather)
    said = weather_coverage(Epoch.from_utc("2028-07-01T00:00:00Z"), DAY, **options)
    assert (said.observed_to, said.bulletin) == ("2025-01-31", "2025-01")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("2028-07-10T06", "2028-07-10 06", 5, ["storms[0].start", "not a date"]),
        ("duration: 2 d", "duration: 2", 6, ["a number without a unit"]),
        ("duration: 2 d", "duration: 60 s", 6, ["out of range", "a duration"]),
        ("duration: 2 d", "duration: 90 d", 6, ["out of range"]),
        ("ap: 200", "ap: 900", 7, ["storms[0].ap", "out of range", "at most 400"]),
        ("ap: 200", "ap: strong", 7, ["storms[0].ap", "'strong'"]),
        ("ap: 200", "kp: 9", 5, ["the key `ap` is missing"]),
        ("f107: 250 sfu", "kp: 9", 11, ["unknown key", "f107"]),
        ("f107: 250 sfu", "f107: 250", 11, ["a number without a unit"]),
        ("f107: 250 sfu", "f107: 20 sfu", 11, ["at least 50"]),
        ("2028-07-15T06", "2028-07-11T06", 8, ["storms must follow each other", "storms[0]"]),
        ("2028-07-10T06", "2020-07-10T06", 5, ["ends before the flight starts", "2028"]),
        ("2028-07-10T06:00:00", "2028-07-10T23:59:60", 5, ["no such instant"]),
    ],
)
def test_faults_of_storms(base, old, new, line, words):
    assert old in STORMS
    with pytest.raises(ScenarioError) as caught:
        loads(base + STORMS.replace(old, new), "trial.yaml")
    (problem, *_) = caught.value.issues
    assert problem.line == base.count("\n") + line
    for word in words:
        assert word in str(problem)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("{percentile: 50, known_until: 2025-13-01}", ["known_until", "2025-13-01"]),
        ("{percentile: 50, known_until: 2025-02-30}", ["'2025-02-30' is not a date"]),
        ("{percentile: 50, known_until: 1950-01-01}", ["observed from 1957-10-01 on only"]),
        ("{percentile: 50, extrapolate: guess}", ["extrapolate", "'hold' or 'cycle'"]),
        ("{observed: true, extrapolate: hold}", ["extrapolate only together with a percentile"]),
        ("{observed: true, known_until: 2025-01-31}", ["known_until without percentile"]),
        (
            "{constant: {f107: 145 sfu, f107a: 145 sfu, ap: [4, 4, 4, 4, 4, 4]}}",
            ["6 values of ap", "one number, the daily index Ap"],
        ),
        ("{constant: {f107: 145 sfu, f107a: 145 sfu, ap: calm}}", ["constant.ap", "'calm'"]),
        ("{constant: {f107: 20 sfu, f107a: 145 sfu, ap: 4}}", ["constant.f107", "at least 50"]),
    ],
)
def test_faults_of_the_other_keys(base, keys, words):
    with pytest.raises(ScenarioError) as caught:
        loads(base + f"environment:\n  space_weather: {keys}\n", "trial.yaml")
    assert [problem.line for problem in caught.value.issues] == [base.count("\n") + 2]
    for word in words:
        assert word in str(caught.value)


def test_a_flight_beyond_the_forecast_says_that_it_may_be_extrapolated(base):
    with pytest.raises(ScenarioError, match="`extrapolate`"):
        loads(base.replace("2028-08-01", "2060-08-01"))


def test_the_example_of_the_page_loads(base, scenarios):
    page = (scenarios.parent / "docs" / "space-weather.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    first, second = loads(base + block).environment.space_weather.storms
    assert (first.duration, second.f107) == (36 * 3600.0, 220.0)
