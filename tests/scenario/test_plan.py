"""A plan a scenario asks for: read into SI, every mistake named with its line, written back."""

import math
from pathlib import Path

import pytest

from sim.flight.phase import Condition
from sim.operations.aim_choice import AimChoice
from sim.planning.targeting.sequence import descent_phases
from sim.scenario.build.cutoff_law import cutoffs_of
from sim.scenario.build.plan import aim_choice_of, problem_of
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml

PLAN = """\
plan:
  aim: {latitude: -45 deg, longitude: -130 deg}
  window: 3 d
  altitude: 220 km
  entry_attitude: nominal
  limits:
    shallowest: 0.5 deg
    least_perigee: 130 km
    reserve:
      tug: 500 kg
  burns:
    - name: first
      engines: [{group: push, thrust_factor: 0.9}]
      perigee: 180 km
      before_final: 24 h
      longest: 20 min
    - name: second
      engines: [{group: push}]
      perigee: 150 km
      before_final: 6 h
    - name: last
      engines: [{group: push}]
      perigee: 40 km
"""


@pytest.fixture
def asked(base) -> str:
    """The small scenario, docked to its tug in orbit, with a plan."""
    head = base[: base.index("phases:\n")].replace("stack: [ship]", "stack: [ship, tug]")
    drift = "  - name: drift\n    attitude: nominal\n    until: {duration: 2 h}\n"
    return head + "phases:\n" + drift + PLAN


def test_a_burn_is_cut_off_by_the_law_of_its_vehicle(asked) -> None:
    def laws(text: str) -> list[str]:
        return [burn.law for burn in problem_of(loads(text)).burns]

    assert laws(asked) == ["delta_v"] * 3
    tug = asked.replace("  tug:\n", "  tug:\n    cutoff_law: perigee\n", 1)
    assert tug != asked and laws(tug) == ["perigee"] * 3
    assert cutoffs_of(loads(tug)) == dict.fromkeys(("first", "second", "last"), "perigee")
    own = "      perigee: 40 km\n      cutoff_law: downrange\n"
    assert laws(tug.replace("      perigee: 40 km\n", own)) == ["perigee", "perigee", "downrange"]
    high = "      perigee: 150 km\n      cutoff_law: downrange\n"
    with pytest.raises(
        ScenarioError, match=r"burns\[1\]\.cutoff_law: .*150 km has no place of entry"
    ):
        loads(tug.replace("      perigee: 150 km\n", high))


def test_a_vehicle_by_downrange_counts_velocity_change_while_it_stays_in_orbit(asked) -> None:
    tug = asked.replace("  tug:\n", "  tug:\n    cutoff_law: downrange\n", 1)
    laws = cutoffs_of(loads(tug))
    assert laws == {"first": "delta_v", "second": "delta_v", "last": "downrange"}


def test_errors_of_another_law_are_named(asked) -> None:
    campaign = "campaign:\n  dispersions:\n    {}: {{normal: {{sigma: {}}}, assumption: trial}}\n"
    loads(asked + campaign.format("accelerometer_scale", 0.005))
    loads(asked + campaign.format("accelerometer_bias.last", '"1e-5 m/s2"'))
    with pytest.raises(ScenarioError, match=r"no burn ends by perigee.*accelerometer_scale"):
        loads(asked + campaign.format("cutoff_perigee", '"700 m"'))
    tug = asked.replace("  tug:\n", "  tug:\n    cutoff_law: perigee\n", 1)
    loads(tug + campaign.format("cutoff_perigee", '"700 m"'))
    with pytest.raises(ScenarioError, match="the burn last ends by perigee, not by delta_v"):
        loads(tug + campaign.format("accelerometer_scale.last", 0.005))


def test_the_plan_is_read(asked) -> None:
    problem = problem_of(loads(asked))
    assert (problem.aim.latitude, problem.aim.longitude) == pytest.approx(
        (math.radians(-45.0), math.radians(-130.0))
    )
    assert (problem.aim.ballistic_coefficient, problem.aim.release) == (100.0, 78e3)
    assert problem.window == 3 * 86400.0
    assert (problem.altitude, problem.directions, problem.fixed_shares) == (220e3, (-1, 1), False)
    assert problem.entry_attitude == "ship.nominal"
    assert problem.limits.shallowest == pytest.approx(-math.radians(0.5))
    assert (problem.limits.least_perigee, problem.limits.reserve) == (130e3, {"tug": 500.0})
    first, second = problem.lowering
    assert (first.perigee, first.before, first.longest) == (180e3, 86400.0, 1200.0)
    assert (second.before, second.longest, problem.final.before) == (6 * 3600.0, None, 0.0)
    assert first.firings[0].group == "tug.push"
    assert (first.firings[0].count, first.firings[0].thrust_factor) == (2, 0.9)
    assert problem.length == 86400.0
    assert [burn.name for burn in problem.burns] == ["first", "second", "last"]


def test_the_shortest_of_all_limits_on_a_burn_holds(asked) -> None:
    text = asked.replace("    shallowest:", "    longest_burn: 15 min\n    shallowest:")
    assert [b.longest for b in problem_of(loads(text)).burns] == [900.0] * 3
    rated = "isp: {value: 302 s, assumption: trial}\n"
    text = asked.replace(
        rated, rated + "        rated_time: {value: 700 s, assumption: trial}\n", 1
    )
    assert [b.longest for b in problem_of(loads(text)).burns] == [700.0] * 3


def test_trials_enter_at_the_interface_of_the_scenario(asked) -> None:
    scenario = loads(asked)
    higher = scenario.environment.model_copy(update={"entry_interface": 122e3})
    problem = problem_of(scenario.model_copy(update={"environment": higher}))
    coast, _ = descent_phases(problem, Condition("ground"), {})
    assert (problem.interface, coast.until.value) == (122e3, 122e3)
    assert problem_of(scenario).interface == float(scenario.environment.entry_interface)


def test_an_aim_with_the_unbroken_stack_has_no_piece(asked) -> None:
    text = asked.replace("longitude: -130 deg}", "longitude: -130 deg, unbroken: true}")
    assert problem_of(loads(text)).aim.ballistic_coefficient is None


def test_a_plan_is_written_and_read_back(asked) -> None:
    scenario = loads(asked)
    assert loads(resolved_yaml(scenario)) == scenario


@pytest.mark.parametrize("name", ["usdv", "progress"])
def test_shipped_plans_are_written_and_read_back(scenarios, name) -> None:
    scenario = load(scenarios / f"{name}.yaml")
    again = loads(resolved_yaml(scenario), str(scenarios / "again.yaml"))
    assert problem_of(again) == problem_of(scenario)


def test_no_plan_no_problem(base) -> None:
    with pytest.raises(ValueError, match="trial has no `plan`"):
        problem_of(loads(base))


# what is replaced, by what, how many lines further down the blame falls, key, words
CASES = [
    # the aim
    (
        "aim: {latitude: -45 deg, longitude: -130 deg}",
        "aim: {latitude: -25 deg, longitude: 134 deg}",
        0,
        "plan.aim",
        ["the aim lies in Australia", "'-25.000 deg, 134.000 deg'", "a point at sea"],
    ),
    (
        "longitude: -130 deg",
        "longitude: 494 deg, latitude_2: 1 deg",
        0,
        "plan.aim.latitude_2",
        ["unknown key"],
    ),
    ("latitude: -45 deg", "latitude: -91 deg", 0, "plan.aim.latitude", ["out of range", "90 deg"]),
    ("latitude: -45 deg", "latitude: -45 km", 0, "plan.aim.latitude", ["not a unit of an angle"]),
    # times and perigees in order
    ("      before_final: 6 h\n", "", -3, "plan.burns[1].before_final", ["missing", "1.5 d"]),
    (
        "before_final: 6 h",
        "before_final: 24 h",
        0,
        "plan.burns[1].before_final",
        ["burns must come in time", "given '24 h'", "less than 24 h, that of first"],
    ),
    (
        "perigee: 40 km",
        "perigee: 40 km\n      before_final: 1 h",
        1,
        "plan.burns[2].before_final",
        ["the last burn is the final burn", "no `before_final`"],
    ),
    (
        "perigee: 150 km",
        "perigee: 190 km",
        0,
        "plan.burns[1].perigee",
        ["burns must lower the perigee", "given '190 km'", "below 180 km, that of first"],
    ),
    (
        "perigee: 40 km",
        "perigee: 150 km",
        0,
        "plan.burns[2].perigee",
        ["burns must lower", "below 150 km, that of second"],
    ),
    (
        "before_final: 24 h",
        "before_final: -24 h",
        0,
        "plan.burns[0].before_final",
        ["from 1 min to 60 d"],
    ),
    # names
    (
        "[{group: push, thrust_factor: 0.9}]",
        "[{group: pusch}]",
        0,
        "plan.burns[0].engines[0].group",
        ["no such engine group", "did you mean 'tug.push'"],
    ),
    (
        "entry_attitude: nominal",
        "entry_attitude: tumbling",
        0,
        "plan.entry_attitude",
        ["no such attitude", "given 'tumbling'", "ship.nominal"],
    ),
    (
        "longest: 20 min",
        "attitude: sideways",
        0,
        "plan.burns[0].attitude",
        ["no such attitude", "ship.nominal"],
    ),
    (
        "longest: 20 min",
        "undock: [tugg]",
        0,
        "plan.burns[0].undock[0]",
        ["no such vehicle", "did you mean 'tug'"],
    ),
    ("      tug: 500 kg", "      tugg: 500 kg", 0, "plan.limits.reserve.tugg", ["no such vehicle"]),
    ("name: first", "name: drift", 0, "plan.burns[0].name", ["a name no other phase has"]),
    ("name: second", "name: first", 0, "plan.burns[1].name", ["a name no other phase has"]),
    ("name: last", "name: entry", 0, "plan.burns[2].name", ["a name no other phase has"]),
    # engines and docking
    (
        "thrust_factor: 0.9",
        "thrust_factor: 0",
        0,
        "plan.burns[0].engines[0].thrust_factor",
        ["out of range", "a number from 0.001 to 1.5"],
    ),
    ("thrust_factor: 0.9", "failed: 2", 0, "plan.burns[0].engines", ["every engine has failed"]),
    ("thrust_factor: 0.9", "failed: 3", 0, "plan.burns[0].engines[0].failed", ["0 to 2"]),
    ("longest: 20 min", "dock: [tug]", 0, "plan.burns[0].dock[0]", ["docked twice"]),
    (
        "longest: 20 min",
        "undock: [tug]",
        -3,
        "plan.burns[0].engines[0].group",
        ["tug is not docked"],
    ),
    (
        "stack: [ship, tug]",
        "stack: [ship]",
        17,
        "plan.burns[0].engines[0].group",
        ["tug is not docked for this burn", "ship.big"],
    ),
    # limits and the window
    (
        "window: 3 d",
        "window: -3 d",
        0,
        "plan.window",
        ["out of range", "a duration from 1 h to 60 d"],
    ),
    ("window: 3 d", "legs: [eastbound]", 0, "plan.legs[0]", ["northbound", "southbound"]),
    ("shallowest: 0.5 deg", "shallowest: 50 deg", 0, "plan.limits.shallowest", ["45 deg"]),
    ("window: 3 d", "windows: 3 d", 0, "plan.windows", ["unknown key", "did you mean 'window'"]),
    ("  entry_attitude: nominal\n", "", -4, "plan.entry_attitude", ["`entry_attitude` is missing"]),
    # where a plan begins
    (
        "until: {duration: 2 h}",
        "until: {ground: true}",
        0,
        "phases[0].until.ground",
        ["a plan begins in orbit", "such as mean_altitude"],
    ),
]


@pytest.mark.parametrize(("old", "new", "further", "key", "words"), CASES)
def test_the_error_names_line_key_given_and_allowed(asked, old, new, further, key, words) -> None:
    assert asked.count(old) == 1, old
    line = asked[: asked.index(old)].count("\n") + 1
    with pytest.raises(ScenarioError) as caught:
        loads(asked.replace(old, new), "trial.yaml")
    found = {problem.key: problem for problem in caught.value.issues}
    assert key in found, str(caught.value)
    told = str(found[key])
    assert told.startswith(f"trial.yaml:{line + further}: {key}: "), told
    for word in words:
        assert word in told, told


def test_land_is_found_whatever_turn_the_longitude_is_given_in(asked) -> None:
    text = asked.replace("latitude: -45 deg", "latitude: -25 deg")
    assert loads(text.replace("-130 deg", "230 deg"))
    with pytest.raises(ScenarioError, match="the aim lies in Australia"):
        loads(text.replace("-130 deg", "494 deg"))


def test_what_docks_in_a_phase_or_an_earlier_burn_may_fire(asked) -> None:
    text = asked.replace("stack: [ship, tug]", "stack: [ship]")
    assert loads(text.replace("duration: 2 h}\n", "duration: 2 h}\n    dock: [tug]\n"))
    assert loads(text.replace("longest: 20 min", "dock: [tug]"))


AIM = "aim: {latitude: -45 deg, longitude: -130 deg}"


@pytest.mark.parametrize(
    ("given", "key", "words"),
    [
        ("aim: best", "plan.aim", "a scenario with an `entry`"),
        ("aim: worst", "plan.aim", ""),
        ("aim: {box: {south: -40 deg}}", "plan.aim", "says neither point nor choice"),
        ("aim: {latitude: -45 deg}", "plan.aim", "holds latitude"),
        ("aim: {choose: best, latitude: -45 deg}", "plan.aim", "holds choose and latitude"),
        ("aim: {choose: best, box: {south: -20 deg}}", "plan.aim.box.south", "is empty"),
        (
            "aim: {choose: best, box: {west: 10 deg, east: 370 deg}}",
            "plan.aim.box.east",
            "is empty",
        ),
    ],
)
def test_an_aim_is_a_point_or_a_choice(asked, given, key, words) -> None:
    with pytest.raises(ScenarioError) as refused:
        loads(asked.replace(AIM, given))
    assert key in str(refused.value) and words in str(refused.value)


def test_a_word_stands_for_the_choice() -> None:
    for name in ("usdv_aim", "progress_aim"):
        scenario = load(Path(__file__).parents[2] / "scenarios" / "one_change" / f"{name}.yaml")
        choice = aim_choice_of(scenario)
        assert choice == AimChoice()
        again = loads(resolved_yaml(scenario))
        assert again.plan is not None and again.plan.aim.choose == "best"
