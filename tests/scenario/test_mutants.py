"""Scenarios changed at random: each is refused with sentences, or can be built and flown to an end.

Trees of the shipped scenarios and of two small ones that use most keys are changed (values, keys,
lists), and their texts and bytes. Whatever is raised but an InputError is a fault, and so is a
refusal of what the checks found good, and a flight that does not end.
"""

import copy
import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.errors import InputError
from sim.flight.fly import fly
from sim.flight.status import FLYING
from sim.frames.epoch import DAY, Epoch
from sim.scenario.build.mission import build_mission
from sim.scenario.build.plan import problem_of
from sim.scenario.load import loads, validated
from sim.scenario.reading.include import load_tree
from sim.scenario.reading.shipped import scenarios
from sim.scenario.reading.text import Node, noded
from sim.scenario.schema.quantity import Utc
from sim.scenario.schema.scenario import Scenario
from sim.scenario.start import start_of

TESTS = Path(__file__).parents[1]
SMALL = (TESTS / "campaign" / "short.yaml", TESTS / "cli" / "short_plan.yaml")
SEED = 20301227

NUMBERS = (
    0, 1, -1, 2, 0.5, 1e-300, -1e-300, 1e300, 1e30, 1e9, 1e6, 1e5, 1e-9, 5e-324, 2**63, 10**30,
    120, 121, 360, 361, 1000, 100001, math.nan, math.inf, -0.0, True, False,
)  # fmt: skip
TEXTS = (
    "", " ", "0", "1", "-1", "null", "true", "apogee", "perigee", "1e300", "nan", "2 %", "100 %",
    "0 km", "1e-300 m", "1e300 km", "1 km", "120 km", "400 km", "2000 km", "-6000 km", "50000 km",
    "0 s", "1 ms", "1e-300 s", "1 s", "1 d", "1e5 d", "36525 d", "200 yr", "1e300 s",
    "0 deg", "90 deg", "180 deg", "360 deg", "-720 deg", "1e300 deg",
    "1 N", "1e-3 N", "1e8 N", "1e30 N", "1 kg", "1e7 kg", "1e300 kg", "1 m2", "1e5 m2", "1e9 m2",
    "1 m/s", "12 km/s", "1e200 m/s", "1e-4 m/s", "4 kg/m3", "50 sfu", "500 sfu", "3e14 m3/s2",
    "1973-01-01T00:00:00Z", "2099-12-31T23:59:59Z", "1972-01-01T00:00:00Z", "2016-12-31T23:59:60Z",
    "2025-06-01T00:00:00Z", "2026-10-15T00:00:00Z", "2041-10-15T00:00:00Z", "2030-02-30T00:00:00Z",
    "\x1b[2J", "\ud83d", "\u202e", "a\nb", "x" * 5000, "<b>", "{problem}", "%s", "\0", "../x", "/",
)  # fmt: skip
WORDS = (
    "station", "tug", "ship", "main", "tug.main", "station.flying", "wait", "final_burn", "coast",
    "us1976", "nrlmsise00", "nrlmsis21", "exponential", "none", "stated", "egm96", "hold", "cycle",
    "prograde", "retrograde", "lvlh", "held", "osculating", "mean", "itrf", "gcrf", "steel",
)  # fmt: skip

MARKS = b" :-{}[],'\"&*#|>%@\n\t\\0e.9"
PIECES = (b"\xff", b"\x1b", b"&a ", b"*a ", b"!!x ", b"<<: ", b"--- ", b"1e999", b"\xe2\x80\xae")

Path_ = tuple[str | int, ...]


def places(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Every place in a tree of plain values."""
    yield path
    if isinstance(value, (dict, list)):
        entries = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in entries:
            yield from places(child, (*path, key))


def at(tree: Any, path: Path_) -> Any:
    for key in path:
        tree = tree[key]
    return tree


def scaled(value: Any, dice: random.Random) -> Any:
    """A quantity in other units of size; anything else as it is."""
    factor = dice.choice((0.0, -1.0, 0.1, 0.5, 2.0, 10.0, 100.0, 1e4, 1e-3, 1e-6, 1e12))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return type(value)(value * factor) if dice.random() < 0.8 else value * factor
    number, blank, unit = str(value).partition(" ")
    try:
        return f"{float(number) * factor!r}{blank}{unit}"
    except ValueError:
        return value


def mutate(tree: Any, dice: random.Random) -> None:
    """Change one place of a tree of plain values."""
    path = dice.choice([each for each in places(tree) if each])
    parent, key = at(tree, path[:-1]), path[-1]
    value = parent[key]
    kind = dice.random()
    if kind < 0.3:
        parent[key] = scaled(value, dice)
    elif kind < 0.5:
        parent[key] = dice.choice(NUMBERS + TEXTS + WORDS + (None, [], {}, [1], {"value": 1}))
    elif kind < 0.6:
        del parent[key]
    elif kind < 0.7 and isinstance(parent, dict):
        parent[dice.choice((*map(str, parent), "include", "x\x07", "value", "by"))] = value
    elif kind < 0.8 and isinstance(parent, list):
        parent.insert(dice.randrange(len(parent) + 1), copy.deepcopy(value))
    else:  # a value of the same tree, of the same key if there is another
        same = [each for each in places(tree) if each and each[-1] == key and each != path]
        source = dice.choice(same or [each for each in places(tree) if each])
        parent[key] = copy.deepcopy(at(tree, source))


def noised(raw: bytes, dice: random.Random) -> bytes:
    """Bytes with a few of them changed, left out or repeated."""
    data = bytearray(raw)
    for _ in range(dice.choice((1, 1, 2, 5))):
        i = dice.randrange(len(data))
        kind = dice.random()
        if kind < 0.4:
            data[i] = (
                dice.randrange(256)
                if dice.random() < 0.5
                else ord(dice.choice(" :-{}[],'\"&*#|>%@\n\t\\0e.9"))
            )
        elif kind < 0.6:
            del data[i : i + dice.choice((1, 2, 30))]
        elif kind < 0.8:
            data[i:i] = data[i : i + dice.choice((1, 10, 200))]
        else:
            data[i:i] = dice.choice(
                (
                    b"\xff",
                    b"\x1b",
                    b"&a ",
                    b"*a ",
                    b"!!x ",
                    b"<<: ",
                    b"--- ",
                    b"1e999",
                    b"\xe2\x80\xae",
                )
            )
    return bytes(data)


def bases(every: int) -> list[Node]:
    """Trees to start from: two small ones in most places, and every so many shipped scenario."""
    small = [load_tree(path) for path in SMALL]
    paths = sorted({path for path in scenarios().values()})
    shipped = [load_tree(path) for path in paths[::every]]
    return small * (3 * len(shipped)) + shipped


def mutants(count: int, seed: int, every: int) -> Iterator[tuple[str, Callable[[], Scenario]]]:
    """Changed scenarios, each with a name it can be made from again."""
    trees = bases(every)
    plain = [json.dumps(tree.plain()) for tree in trees]
    raw = [path.read_bytes() for path in SMALL]
    for number in range(count):
        dice = random.Random(f"{seed}/{number}")
        name = f"mutant {number} of seed {seed}"
        if dice.random() < 0.1:
            data = noised(dice.choice(raw), dice)
            text = data.decode(
                "utf-8", errors="surrogateescape" if dice.random() < 0.2 else "replace"
            )
            yield name, lambda text=text: loads(text, str(SMALL[0]))
            continue
        k = dice.randrange(len(trees))
        tree = json.loads(plain[k])
        for _ in range(dice.choice((1, 1, 1, 2, 3))):
            mutate(tree, dice)
        node = noded(tree, trees[k])
        yield name, lambda node=node: validated(node)


def soon_over(scenario: Scenario) -> Scenario:
    """The scenario with a horizon of a day at most, whose tables are made quickly."""
    start = Epoch.from_utc(start_of(scenario))
    day = Utc(start.utc_iso(DAY))
    horizon = day if scenario.horizon is None else min(day, scenario.horizon)
    return scenario.model_copy(update={"horizon": Utc(horizon)})


def flown_to_an_end(scenario: Scenario) -> None:
    """Fly the first hours of a scenario."""
    mission = build_mission(soon_over(scenario))
    flight = fly(replace(mission, horizon=min(mission.horizon, DAY / 4)))
    assert FLYING not in flight.status


def tried(count: int, seed: int, flights: int, every: int) -> tuple[int, int]:
    """Check mutants of every so many shipped scenario, build those that pass and fly some of them;
    returns how many passed and flew. An error carries the name of the mutant at fault.
    """
    passed = flown = 0
    for name, made in mutants(count, seed, every):
        try:
            try:
                scenario = made()
            except InputError as error:
                text = str(error)
                assert text.isprintable() or "\n" in text
                assert len(text) < 400_000
                continue
            passed += 1
            build_mission(soon_over(scenario) if every > 1 else scenario)
            if scenario.plan is not None:
                problem_of(scenario)
            if flown < flights and len(scenario.phases) < 5:
                flown += 1
                flown_to_an_end(scenario)
        except BaseException as error:
            error.add_note(name)
            raise
    return passed, flown


def test_what_passes_the_checks_is_built_and_flown():
    passed, flown = tried(1000, SEED, 10, every=6)
    assert passed > 50 and flown == 10


@pytest.mark.slow
def test_many_more_mutants():
    passed, _ = tried(60_000, SEED + 1, 600, every=2)
    assert passed > 3000
