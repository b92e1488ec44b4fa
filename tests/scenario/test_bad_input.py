"""Each kind of bad input: one clear error with file, line, key, given and allowed."""

import pytest

from sim.scenario.error import ScenarioError
from sim.scenario.load import loads


def changed(base: str, old: str, new: str) -> tuple[str, int]:
    """The base text with one piece replaced, and the line it starts on."""
    assert base.count(old) == 1, old
    return base.replace(old, new), base[: base.index(old)].count("\n") + 1


def test_the_base_is_right(base):
    assert loads(base).name == "trial"


# what is replaced, by what, how many lines further down the blame falls, key, words
CASES = [
    # unknown keys and names
    ("stack: [ship]", "stak: [ship]", 0, "stak", ["unknown key", "did you mean 'stack'"]),
    (
        "      direction: retrograde",
        "      directoin: retrograde",
        0,
        "phases[1].burn.directoin",
        ["unknown key", "did you mean 'direction'"],
    ),
    (
        "    dry_mass: {value: 10 t,",
        "    drymass: {value: 10 t,",
        0,
        "vehicles.tug.drymass",
        ["unknown key", "did you mean 'dry_mass'"],
    ),
    (
        "group: tug.push",
        "group: tug.pusch",
        0,
        "phases[1].burn.engines[0].group",
        ["no such engine group", "'tug.pusch'", "did you mean 'tug.push'"],
    ),
    (
        "    attitude: nominal",
        "    attitude: nominl",
        0,
        "phases[0].attitude",
        ["no such attitude", "ship.nominal"],
    ),
    (
        "    dock: [tug]",
        "    dock: [tugg]",
        0,
        "phases[1].dock[0]",
        ["no such vehicle", "did you mean 'tug'"],
    ),
    (
        "tank: ship.main",
        "tank: ship.man",
        0,
        "vehicles.tug.engines.push.feeds[1].tank",
        ["no such tank", "did you mean 'ship.main'"],
    ),
    # units and values
    (
        "perigee: 50 km",
        "perigee: 50 bananas",
        0,
        "phases[1].burn.cutoff.perigee",
        [
            "'bananas' is not a unit of a length",
            "given '50 bananas'",
            "allowed: a length",
            '"50 km"',
        ],
    ),
    (
        "perigee: 50 km",
        "perigee: 50 kg",
        0,
        "phases[1].burn.cutoff.perigee",
        ["'kg' is not a unit of a length"],
    ),
    (
        "perigee: 50 km",
        "perigee: 50",
        0,
        "phases[1].burn.cutoff.perigee",
        ["without a unit", "given 50"],
    ),
    (
        "value: 3 kN",
        "value: 3 km",
        0,
        "vehicles.tug.engines.push.thrust",
        ["given '3 km'", "allowed: a force with its source"],
    ),
    (
        "value: 3 kN, assumption: trial",
        "value: 3 kN",
        0,
        "vehicles.tug.engines.push.thrust",
        ["needs `value` and one of `source` and `assumption`"],
    ),
    (
        "dry_mass: {value: 10 t, assumption: trial}",
        "dry_mass: 10 t",
        0,
        "vehicles.tug.dry_mass",
        ["no source", "given '10 t'"],
    ),
    (
        "isp: {value: 302 s",
        "isp: {value: -302 s",
        0,
        "vehicles.tug.engines.push.isp",
        ["out of range", "a specific impulse from 1 s to 1e+10 s"],
    ),
    (
        'start: "2028-07-01T00:00:00Z"',
        'start: "2028-07-01"',
        0,
        "start",
        ["not a date", "with a Z"],
    ),
    (
        "retrograde",
        "backwards",
        0,
        "phases[1].burn.direction",
        ["given 'backwards'", "'prograde' or 'retrograde'"],
    ),
    (
        "failed: 1",
        "failed: 1.5",
        0,
        "phases[1].burn.engines[0].failed",
        ["given 1.5", "a whole number"],
    ),
    ("stack: [ship]", "stack: ship", 0, "stack", ["given 'ship'", "a list"]),
    ("phases:\n", "phases: {}\nname_2:\n", 0, "phases", ["a list"]),
    ("name: trial", "name: two words", 0, "name", ["given 'two words'"]),
    # choices
    (
        "until: {ground: true}",
        "until: {ground: true, apogee: 1}",
        0,
        "phases[2].until",
        ["holds apogee, ground", "exactly one of"],
    ),
    (
        "until: {ground: true}",
        'until: {by: "2029-01-01T00:00:00Z"}',
        0,
        "phases[2].until",
        ["none of the keys"],
    ),
    (
        "cutoff: {perigee: 50 km}",
        "cutoff: {}",
        0,
        "phases[1].burn.cutoff",
        ["exactly one of duration, delta_v"],
    ),
    (
        "      direction: retrograde\n",
        "",
        -3,
        "phases[1].burn",
        ["exactly one of direction, steering"],
    ),
    # the orbit
    (
        "altitude: 400 km",
        "altitude: 400 m\n    eccentricity: 0.01",
        -1,
        "state.kepler",
        ["km below the ground"],
    ),
    (
        "altitude: 400 km",
        "altitude: 400 km\n    eccentricity: 1.2",
        1,
        "state.kepler.eccentricity",
        ["out of range", "a number from 0 to 0.9"],
    ),
    (
        "altitude: 400 km",
        "perigee: 500 km\n    apogee: 400 km",
        -1,
        "state.kepler",
        ["perigee '500 km' is above apogee '400 km'"],
    ),
    ("altitude: 400 km", "perigee: 300 km", -1, "state.kepler", ["exactly one of altitude"]),
    (
        "inclination: 51.6 deg",
        "inclination: 200 deg",
        0,
        "state.kepler.inclination",
        ["an angle from 0 deg to 180 deg"],
    ),
    ("    argument_of_latitude: 0 deg\n", "", -4, "state.kepler", ["exactly one of true_anomaly"]),
    # docking, engines, propellant
    (
        "    dock: [tug]\n",
        "",
        2,
        "phases[1].burn.engines[0].group",
        ["tug is not docked", "tug.push"],
    ),
    ("stack: [ship]", "stack: [ship, tug]", 6, "phases[1].dock[0]", ["docked twice"]),
    ("stack: [ship]", "stack: [ship, ship]", 0, "stack[1]", ["docked twice"]),
    ("failed: 1", "failed: 3", 0, "phases[1].burn.engines[0].failed", ["given 3", "0 to 2"]),
    ("failed: 1", "failed: 2", -1, "phases[1].burn.engines", ["every engine has failed"]),
    ("failed: 1", "count: 3", 0, "phases[1].burn.engines[0].count", ["given 3", "1 to 2"]),
    (
        "{group: tug.push, failed: 1}",
        "{group: dry}",
        0,
        "phases[1].burn.engines[0].group",
        ["no propellant", "spare"],
    ),
    (
        "- {group: tug.push, failed: 1}",
        "- {group: push}\n        - {group: tug.push}",
        1,
        "phases[1].burn.engines[1].group",
        ["named twice", "given 'tug.push'", "engines[0] is tug.push too"],
    ),
    (
        "          - tank: fuel",
        "          - tank: fuel\n          - tank: tug.fuel",
        1,
        "vehicles.tug.engines.push.feeds[1].tank",
        ["named twice", "each tank once"],
    ),
    (
        "    attitude: nominal\n",
        "    attitude: nominal\n    transfer: [{from: main, to: ship.main}]\n",
        1,
        "phases[0].transfer[0].to",
        ["the tank it comes from"],
    ),
    (
        "      direction: retrograde",
        "      steering: {frame: lvlh, direction: [1e-300, 0, 0]}",
        0,
        "phases[1].burn.steering",
        ["the direction has no length"],
    ),
    (
        "until: {ground: true}",
        "until: {ascending_node: {longitude: [30 deg, 30 deg]}}",
        0,
        "phases[2].until.ascending_node",
        ["the interval is empty"],
    ),
    (
        "until: {ground: true}",
        "until: {duration: 30000 d}",
        0,
        "phases[2].until.duration",
        ["would go on beyond 2099", "given '30000 d'"],
    ),
    (
        "cutoff: {perigee: 50 km}",
        "cutoff: {propellant: 16 t}",
        0,
        "phases[1].burn.cutoff.propellant",
        ["at most 15000 kg"],
    ),
    (
        "load: {value: 0 t, assumption: trial}",
        "load: {value: 11 t, assumption: trial}",
        0,
        "vehicles.ship.tanks.spare.load",
        ["given '11 t'", "at most the capacity 10 t"],
    ),
    (
        "    attitude: nominal\n",
        "    attitude: nominal\n    undock: [tug]\n",
        1,
        "phases[0].undock[0]",
        ["not docked at this time"],
    ),
    (
        "cutoff: {perigee: 50 km}",
        "cutoff: {perigee: 1000 km}",
        0,
        "phases[1].burn.cutoff.perigee",
        ["isn't needed", "given '1000 km'", "never was that high"],
    ),
    (
        "direction: retrograde",
        "direction: prograde",
        2,
        "phases[1].burn.cutoff.perigee",
        ["isn't needed", "given '50 km'", "or direction: retrograde"],
    ),
    # phases that can't end, dates
    ("    until: {ground: true}", "    save_every: 1 s", -1, "phases[2]", ["can't end"]),
    (
        'until: {date: "2028-08-01T00:00:00Z"}',
        'until: {date: "2028-06-01T00:00:00Z"}',
        0,
        "phases[0].until.date",
        ["not in the future", "after 2028-07-01T00:00:00Z"],
    ),
    (
        'until: {date: "2028-08-01T00:00:00Z"}',
        "until: {mean_altitude: 500 km}",
        0,
        "phases[0].until.mean_altitude",
        ["can't end", "given '500 km'"],
    ),
    (
        'until: {date: "2028-08-01T00:00:00Z"}',
        "until: {altitude_above: 500 km}",
        0,
        "phases[0].until.altitude_above",
        ["can't end"],
    ),
    (
        'until: {date: "2028-08-01T00:00:00Z"}',
        "until: {altitude_below: 1000 km}",
        0,
        "phases[0].until.altitude_below",
        ["can't end"],
    ),
    ("  - name: fall", "  - name: drift", 0, "phases[2].name", ["a name of its own"]),
    ("    attitude: nominal\n", "", -1, "phases[0]", ["names no attitude"]),
    (
        "stack: [ship]",
        "environment: {}\nstack: [ship]\nphases_2: 1",
        2,
        "phases_2",
        ["unknown key"],
    ),
]


@pytest.mark.parametrize(("old", "new", "further", "key", "words"), CASES)
def test_the_error_names_line_key_given_and_allowed(base, old, new, further, key, words):
    text, line = changed(base, old, new)
    with pytest.raises(ScenarioError) as caught:
        loads(text, "trial.yaml")
    found = {problem.key: problem for problem in caught.value.issues}
    assert key in found, str(caught.value)
    told = str(found[key])
    assert told.startswith(f"trial.yaml:{line + further}: {key}: "), told
    for word in words:
        assert word in told


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ('- {date: "2028-07-02T00:00:00Z", altitude: 1 km}', "dates must increase"),
        ('- {date: "2028-07-09T00:00:00Z", altitude: 1 kg}', "'kg' is not a unit of a length"),
    ],
)
def test_profiles(base, new, words):
    lowering = (
        "    lowering:\n      every: 1 d\n      engines: [{group: big}]\n      profile:\n"
        f'      - {{date: "2028-07-03T00:00:00Z", altitude: 2 km}}\n      {new}\n'
    )
    text, line = changed(base, "    attitude: nominal\n", "    attitude: nominal\n" + lowering)
    with pytest.raises(ScenarioError, match=words) as caught:
        loads(text, "trial.yaml")
    assert [problem.line for problem in caught.value.issues] == [line + 6]


def test_without_air_and_engines_nothing_comes_down(base):
    text = base.replace('until: {date: "2028-08-01T00:00:00Z"}', "until: {mean_altitude: 300 km}")
    assert loads(text)
    with pytest.raises(ScenarioError, match="no air and no engine"):
        loads(text + "environment: {atmosphere: {model: none}}\n")


def test_the_horizon_lies_after_the_start(base):
    with pytest.raises(ScenarioError, match=r"1: horizon: not in the future; given '2028-06"):
        loads('horizon: "2028-06-01T00:00:00Z"\n' + base)


def test_a_missing_key_is_blamed_on_the_mapping_that_lacks_it(base):
    text, line = changed(base, "        isp: {value: 302 s, assumption: trial}\n", "")
    with pytest.raises(ScenarioError) as caught:
        loads(text, "trial.yaml")
    (problem,) = caught.value.issues
    assert (problem.key, problem.line) == ("vehicles.tug.engines.push.isp", line - 3)
    assert "`isp` is missing" in str(problem)


def test_all_problems_come_at_once(base):
    text = (
        base.replace("50 km", "50 bananas")
        .replace("302 s", "302 m")
        .replace("title: A trial\n", "")
    )
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert len(caught.value.issues) == 3
    assert len(str(caught.value).splitlines()) == 3


def test_problems_of_names_dates_and_parts_come_at_once(base):
    text = (
        base.replace("group: tug.push", "group: tug.pusch")
        .replace('date: "2028-08-01', 'date: "2028-06-01')
        .replace("load: {value: 0 t", "load: {value: 11 t")
    )
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert {each.key for each in caught.value.issues} == {
        "phases[1].burn.engines[0].group",
        "phases[0].until.date",
        "vehicles.ship.tanks.spare.load",
    }


def test_an_override_that_meets_nothing_hides_no_other_problem(base, tmp_path):
    (tmp_path / "base.yaml").write_text(base)
    text = (
        "include: base.yaml\n"
        "phases:\n"
        "  pusch: {until: {ground: true}}\n"
        "  drift: {until: {duration: 50 kg}}\n"
        "windw: 1\n"
    )
    with pytest.raises(ScenarioError) as caught:
        loads(text, str(tmp_path / "variant.yaml"))
    told = {(each.line, each.key, each.problem) for each in caught.value.issues}
    assert told == {
        (3, "phases.pusch", "no such entry to override"),
        (4, "phases[0].until.duration", "'kg' is not a unit of a duration"),
        (5, "windw", "unknown key"),
    }


def test_the_line_of_an_included_file_is_named(base, tmp_path):
    (tmp_path / "base.yaml").write_text(base.replace("50 km", "50 bananas"))
    with pytest.raises(ScenarioError, match=r"base\.yaml:\d+: phases\[1\]\.burn\.cutoff\.perigee"):
        loads("include: base.yaml\nname: other\n", str(tmp_path / "variant.yaml"))


def test_a_wrong_entry_does_not_make_its_list_too_short():
    """One phase, wrong: that the list lacks an entry would be no second problem."""
    text = """
name: alone
title: One phase
start: "2028-07-01T00:00:00Z"
state: {kepler: {altitude: 400 km, inclination: 51.64 deg}}
vehicles:
  ship:
    dry_mass: {value: 10 t, assumption: trial}
    attitudes: {flat: {area: {value: 10 m2, assumption: trial}}}
stack: [ship]
phases:
  - {name: drift, attitude: flat, until: {duration: "1e300 s"}}
"""
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    keys = [issue.key for issue in caught.value.issues]
    assert "phases[0].until.duration" in keys and "phases" not in keys
