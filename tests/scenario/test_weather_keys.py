"""Keys of `space_weather`: storms, last known day, extrapolation; each fault with its line."""

import re

import pytest

from sim.environment.space_weather.date import date_of
from sim.environment.space_weather.forecast import bulletin_days, issues
from sim.environment.space_weather.indices import weather_coverage
from sim.environment.space_weather.observed import observed_days
from sim.flight.fly import fly
from sim.flight.status import OUT_OF_TIME
from sim.frames.epoch import DAY, Epoch
from sim.scenario.build.mission import build_mission
from sim.scenario.build.weather import weather_options
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml
from sim.scenario.schema.quantity import Utc
from sim.workflow.acceptance import check_completed

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
        ("ap: 200", "ap: 900", 7, ["storms[0].ap", "out of range", "from 0 to 400"]),
        ("ap: 200", "ap: strong", 7, ["storms[0].ap", "'strong'"]),
        ("ap: 200", "kp: 9", 5, ["the key `ap` is missing"]),
        ("f107: 250 sfu", "kp: 9", 11, ["unknown key", "f107"]),
        ("f107: 250 sfu", "f107: 250", 11, ["a number without a unit"]),
        ("f107: 250 sfu", "f107: 20 sfu", 11, ["from 50 sfu"]),
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
        ("{constant: {f107: 20 sfu, f107a: 145 sfu, ap: 4}}", ["constant.f107", "from 50 sfu"]),
    ],
)
def test_faults_of_the_other_keys(base, keys, words):
    with pytest.raises(ScenarioError) as caught:
        loads(base + f"environment:\n  space_weather: {keys}\n", "trial.yaml")
    assert [problem.line for problem in caught.value.issues] == [base.count("\n") + 2]
    for word in words:
        assert word in str(caught.value)


def short(base: str, start: str, until: str, weather: str) -> str:
    """The trial with one phase, from another start."""
    head = base[: base.index("phases:")].replace("2028-07-01T00:00:00Z", start)
    phases = f"phases: [{{name: fall, attitude: nominal, until: {until}}}]\n"
    return f"{head}{phases}environment:\n  space_weather: {weather}\n"


def test_observed_weather_is_not_enough_for_a_flight_that_is_bound_to_last_longer(base):
    last = date_of(observed_days()[1])
    text = short(base, f"{last}T00:00:00Z", "{duration: 100 d}", "{observed: true}")
    with pytest.raises(ScenarioError, match=r"trial\.yaml:") as caught:
        loads(text, "trial.yaml")
    (issue,) = caught.value.issues
    assert issue.key == "environment.space_weather.observed"
    assert f"observed space weather ends on {last}, it is needed to 20" in issue.problem
    assert issue.allowed == "earlier dates, or `percentile`"
    assert loads(text.replace("100 d", "20 h"))
    assert loads(text.replace("{observed: true}", "{percentile: 50}"))


def test_an_observed_flight_ends_with_the_observations(base, tmp_path):
    """One that ends on an altitude can't be known beforehand: its tables end there."""
    last = date_of(observed_days()[1])
    text = short(base, f"{last}T00:00:00Z", "{mean_altitude: 300 km}", "{observed: true}")
    file = tmp_path / "trial.yaml"
    file.write_text(text + "  gravity: {degree: 2}\n")
    scenario = load(file)
    mission = build_mission(scenario)
    assert mission.epoch.utc_iso(mission.horizon) == f"{last}T23:59:59Z"
    flight = fly(mission)
    assert flight.status == (OUT_OF_TIME,)
    assert mission.epoch.utc_iso(float(flight.t[0])) == f"{last}T23:59:59Z"
    with pytest.raises(ScenarioError, match="observed space weather ends there") as caught:
        check_completed(flight, scenario, file)
    assert "`percentile`" in caught.value.issues[0].allowed


def test_what_check_takes_near_the_end_of_the_bulletin_is_built(base):
    """The leeway of the tables is no reason to refuse a flight of minutes."""
    end = bulletin_days(issues()[-1])[1]
    start, until = f"{date_of(end - 16)}T00:00:00Z", "{ground: true}"
    scenario = loads(short(base, start, until, "{percentile: 50}"))
    mission = build_mission(scenario)
    assert mission.epoch.utc_iso(mission.horizon) == f"{date_of(end)}T23:59:59Z"
    held = loads(short(base, start, until, "{percentile: 50, extrapolate: hold}"))
    assert build_mission(held).horizon == 200 * DAY


def test_errors_of_building_name_file_line_and_key(base):
    scenario = loads(base, "trial.yaml")
    late = scenario.model_copy(update={"horizon": Utc("2060-01-01T00:00:00Z")})
    with pytest.raises(ScenarioError, match=r"^trial\.yaml:1: environment\.space_weather: .*2060"):
        build_mission(late)


def test_a_flight_beyond_the_forecast_says_that_it_may_be_extrapolated(base):
    with pytest.raises(ScenarioError, match="`extrapolate`"):
        loads(base.replace("2028-08-01", "2060-08-01"))


def test_the_example_of_the_page_loads(base, scenarios):
    page = (scenarios.parent / "docs" / "space-weather.md").read_text(encoding="utf-8")
    block = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[0]
    first, second = loads(base + block).environment.space_weather.storms
    assert (first.duration, second.f107) == (36 * 3600.0, 220.0)


def test_3_hourly_ap_reaches_the_weather_and_survives(base):
    keys = "environment:\n  space_weather: {percentile: 50, ap_history: true}\n"
    scenario = loads(base + keys)
    assert loads(resolved_yaml(scenario)) == scenario
    assert build_mission(scenario).world.weather.past is not None
    assert build_mission(loads(base)).world.weather.past is None


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("space_weather: {constant: {f107: 150 sfu, f107a: 150 sfu, ap: 4}, ap_history: true}",
         "ap_history of constant weather"),
        ("space_weather: {percentile: 50, ap_history: true}\n  atmosphere: {model: us1976}",
         "ap_history with atmosphere us1976"),
    ],
)  # fmt: skip
def test_3_hourly_ap_of_nothing_is_refused(base, keys, said):
    with pytest.raises(ScenarioError, match=said):
        loads(f"{base}environment:\n  {keys}\n")
