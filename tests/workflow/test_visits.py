"""Visits when they are flown: what the file alone cannot show is refused with line and key."""

import pytest

from sim.flight.disposal.departure import find_departures
from sim.flight.fly import fly
from sim.flight.status import FlightProgress
from sim.scenario.build.mission import build_mission
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads
from sim.workflow.acceptance import check_completed
from sim.workflow.flown_scenario import search_plan
from sim.workflow.plan import plan_scenario
from sim.workflow.plan_study import study_plan

from .conftest import SHORT, TESTS

PLAN = TESTS / "cli" / "short_plan.yaml"
EARLY_END = 'until: {mean_altitude: "226 km", by: "2025-06-03T00:00:00Z"}'
"""Reached at 13:24 on the first day; by its date the file allows visits up to 3 June."""

CAPSULE = 'dry_mass: {value: "7 t", assumption: "made up"}'
FREIGHTER = """
      dry_mass: {value: "7 t", assumption: "made up"}
      departure_mass: {value: "4404 kg", assumption: "made up"}
      tanks: {own: {capacity: {value: "800 kg", assumption: "made up"}, load: {value: "LOAD", assumption: "made up"}}}
      engines:
        main:
          count: {value: 1, assumption: "made up"}
          thrust: {value: "2950 N", assumption: "made up"}
          isp: {value: "302 s", assumption: "made up"}
          feeds: [{tank: own}]
"""  # noqa: E501


def visiting(text: str, vehicle: str, before: str, **dates: str) -> str:
    """A scenario with a visit, put in before a key of the text."""
    vehicle = f" {{{vehicle}}}" if "\n" not in vehicle else vehicle.rstrip()
    told = "".join(f'    {word}: "2025-06-{date}Z"\n' for word, date in dates.items())
    visit = f'visits:\n  late:\n    vehicle:{vehicle}\n{told}    assumption: "made up"\n'
    return text.replace(f"\n{before}:\n", f"\n{visit}{before}:\n", 1)


@pytest.mark.parametrize("search", [study_plan, search_plan], ids=["plan", "run"])
@pytest.mark.parametrize("word", ["arrives", "leaves"])
def test_a_visit_after_the_beginning_of_the_plan_is_refused(search, word) -> None:
    dates = {"arrives": "02T00:00:00"} if word == "arrives" else {"arrives": "01T06:00:00"}
    dates |= {"leaves": "02T12:00:00"} if word == "leaves" else {}
    text = PLAN.read_text().replace('until: {date: "2025-06-01T18:00:00Z"}', EARLY_END)
    scenario = loads(visiting(text, CAPSULE, "plan", **dates), str(PLAN))
    with pytest.raises(ScenarioError, match="reached the orbit where the plan begins") as told:
        search(scenario, build_mission(scenario), FlightProgress())
    (issue,) = told.value.issues
    assert issue.key == f"visits.late.{word}"
    assert issue.line is not None


@pytest.mark.parametrize(
    ("dates", "key", "words"),
    [
        ({"arrives": "01T00:30:00"}, None, ""),
        ({"arrives": "01T00:55:00"}, "arrives", "during final_burn"),
        ({"arrives": "01T00:30:00", "leaves": "01T01:00:00"}, "leaves", "during final_burn"),
        ({"arrives": "01T02:30:00"}, "arrives", "the flight has ended by then"),
    ],
)
def test_a_visit_under_thrust_or_after_the_flight_is_refused(dates, key, words) -> None:
    """The burn lasts as long as it takes, from 00:50 to 01:22; impact is at 01:42."""
    scenario = loads(visiting(SHORT.read_text(), CAPSULE, "entry", **dates), str(SHORT))
    flight = fly(build_mission(scenario))
    if key is None:
        check_completed(flight, scenario, SHORT)
        return
    with pytest.raises(ScenarioError, match=words) as told:
        check_completed(flight, scenario, SHORT)
    assert [issue.key for issue in told.value.issues] == [f"visits.late.{key}"]


def test_a_plan_answers_that_a_ship_can_not_deorbit_itself() -> None:
    """As a violation, not as an error: the rest of the answer stands."""
    dates = {"arrives": "01T00:05:00", "leaves": "01T06:00:00"}
    ship = FREIGHTER.replace("LOAD", "80 kg") + "      disposal: controlled\n"
    text = visiting(
        PLAN.read_text().replace('window: "3 d"', 'window: "1 d"'), ship, "plan", **dates
    )
    study = plan_scenario(loads(text, str(PLAN)), PLAN, with_failures=False)
    assert study.answer["feasible"] is False
    told = [each for each in study.answer["findings"] if each["constraint"] == "disposal of late"]
    assert [each["unit"] for each in told] == ["kg"]
    assert told[0]["needed"] > told[0]["allowed"]


def test_a_visitor_with_a_disposal_deorbits_itself_and_one_without_is_mass_alone() -> None:
    dates = {"arrives": "01T00:05:00", "leaves": "01T00:30:00"}

    def flown(vehicle: str):
        text = visiting(SHORT.read_text(), vehicle, "entry", **dates)
        scenario = loads(text, str(SHORT))
        return fly(build_mission(scenario)), scenario

    plain, _ = flown(FREIGHTER.replace("LOAD", "300 kg"))
    assert find_departures(plain) == []
    disposed = FREIGHTER + "      disposal: controlled\n"
    flight, scenario = flown(disposed.replace("LOAD", "300 kg"))
    (left,) = find_departures(flight)
    assert not left.shortfall
    assert left.mass == pytest.approx(4704.0)
    check_completed(flight, scenario, SHORT)
    flight, scenario = flown(disposed.replace("LOAD", "74 kg"))
    with pytest.raises(ScenarioError, match="late undocks on 2025-06-01") as told:
        check_completed(flight, scenario, SHORT)
    assert [issue.key for issue in told.value.issues] == ["visits.late.leaves"]
