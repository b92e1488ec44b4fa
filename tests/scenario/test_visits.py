"""The key `visits`: what is refused, and what the stack weighs by date."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.frames.epoch import DAY, Epoch
from sim.scenario.build.manifest import mass_by_date
from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads, resolved_yaml
from sim.scenario.reading.shipped import folder
from sim.scenario.start import start_of

SCENARIO = """\
name: trial
title: A trial
start: "2028-07-01T00:00:00Z"
state:
  kepler: {{altitude: 400 km, inclination: 51.6 deg, raan: 10 deg, argument_of_latitude: 0 deg}}
vehicles:
  ship: {{include: "shipped:one_change/vehicles/station.yaml"{ports}}}
  tug: {{include: "shipped:vehicles/progress.yaml", port: zvezda_aft}}
stack: [ship]
visits:
{visits}
phases:
  - name: drift
    attitude: nominal
    until: {{date: "2028-08-01T00:00:00Z"}}
    {lowering}
  - name: burn
    burn:
      engines: [{{group: ship.mains}}]
      direction: retrograde
      cutoff: {{duration: 100 s}}
      ignition: {{date: "2028-08-05T00:00:00Z"}}
  - name: last
    until: {{date: "2028-08-10T00:00:00Z"}}
"""
SOYUZ = "{vehicle: {dry_mass: {value: 7 t, assumption: trial}}, port: poisk, assumption: trial, "
FEEDS = "vehicles.tug.engines.dpo.feeds"


def text_of(visits: str, lowering: str = "", ports: str = "") -> str:
    text = SCENARIO.format(visits=visits, lowering=lowering, ports=ports)
    return text.replace("station.zvezda", "ship.zvezda")


def read(visits: str, lowering: str = "", ports: str = ""):
    """The scenario with these visits; feeds of the tug from the ship alone are left out."""
    text = text_of(visits, lowering, ports).replace(
        "port: zvezda_aft}",
        "port: zvezda_aft, engines: {dpo: {feeds: [{tank: ktdu}, {tank: refuel}]}}}",
    )
    return loads(text, str(folder() / "trial.yaml"))


def visit(name: str, arrives: str, leaves: str = "", port: str = "") -> str:
    dates = f'arrives: "{arrives}T00:00:00Z"'
    dates += f', leaves: "{leaves}T00:00:00Z"' if leaves else ""
    text = f"  {name}: {SOYUZ}{dates}}}"
    return text.replace("port: poisk", f"port: {port}") if port else text


REFUSED = [
    (visit("a", "2028-07-20", "2028-07-10"), "visits.a.leaves", "after it arrives"),
    (visit("a", "2028-07-20", "2028-07-20"), "visits.a.leaves", "after it arrives"),
    (visit("a", "2028-07-20", "2028-08-11"), "visits.a.leaves", "after the phases"),
    (visit("a", "2028-08-11"), "visits.a.arrives", "after the phases"),
    (visit("a", "2028-07-02", "2028-08-05"), "visits.a.leaves", "during a burn"),
    (visit("tug", "2028-07-20"), "visits.tug.vehicle", "stands in `vehicles` as well"),
    ('  b: {arrives: "2028-07-20T00:00:00Z", assumption: x}', "visits.b", "no such vehicle"),
    (
        '  ship: {arrives: "2028-07-20T00:00:00Z", assumption: x}',
        "visits.ship",
        "docked in `stack`",
    ),
    ('  tug: {arrives: "2028-07-20T00:00:00Z"}', "visits.tug", "dates without origin"),
    ('  tug: {arrives: "2028-02-30T00:00:00Z", assumption: x}', "visits.tug.arrives", "date"),
]


@pytest.mark.parametrize(("visits", "key", "words"), REFUSED, ids=lambda value: str(value)[:24])
def test_what_is_refused_names_key_and_line(visits, key, words) -> None:
    with pytest.raises(ScenarioError) as caught:
        read(visits)
    (issue,) = caught.value.issues
    assert issue.key == key
    assert issue.line == 1 + text_of(visits).splitlines().index(visits)
    assert words in str(issue)


def test_engines_of_a_ship_that_has_left_are_refused() -> None:
    lowering = (
        'lowering: {profile: [{date: "2028-08-01T00:00:00Z", altitude: 390 km}], every: 5 d, '
        "engines: [{group: tug.dpo}]}"
    )
    tug = '  tug: {arrives: "2028-06-01T00:00:00Z", leaves: "%sT00:00:00Z", assumption: trial}'
    assert read(tug % "2028-07-20", lowering).visits["tug"].leaves is not None
    with pytest.raises(ScenarioError, match="the vehicle tug is not docked in this phase"):
        read(tug % "2028-06-20", lowering)


def test_a_port_holds_one_vehicle_where_ports_are_declared() -> None:
    ports = ", ports: {poisk: {axis: zenith}, rassvet: {axis: nadir}, zvezda_aft: {axis: aft}}"
    first = visit("a", "2028-06-01", "2028-07-20")
    overlapping = f"{first}\n{visit('b', '2028-07-19')}"
    assert len(read(overlapping).visits) == 2  # no ports, no rule
    for good in (visit("b", "2028-07-20"), visit("b", "2028-07-19", port="rassvet")):
        assert len(read(f"{first}\n{good}", ports=ports).visits) == 2
    with pytest.raises(ScenarioError, match=r"poisk is taken by a until 2028-07-20") as caught:
        read(overlapping, ports=ports)
    assert caught.value.issues[0].key == "visits.b.port"


def test_departure_mass_is_at_most_what_is_left() -> None:
    bad = visit("a", "2028-07-20").replace(
        "assumption: trial}}", "assumption: trial}, departure_mass: {value: 8 t, assumption: x}}"
    )
    with pytest.raises(ScenarioError, match="at most 7000 kg"):
        read(bad)


def test_a_scenario_with_visits_resolves_to_itself() -> None:
    scenario = read(f"{visit('a', '2028-07-02', '2028-07-20')}\n{visit('b', '2028-07-03')}")
    assert loads(resolved_yaml(scenario), "there.yaml") == scenario
    assert scenario.port_of("a") == "poisk"
    assert scenario.port_of("tug") == "zvezda_aft"


def test_mass_by_date() -> None:
    """Docked from the start, gone before it, and coming later."""
    visits = [visit("a", "2028-06-01", "2028-07-11"), visit("b", "2028-07-21")]
    visits.append(visit("c", "2028-06-01", "2028-06-11"))
    dates = mass_by_date(read("\n".join(visits)))
    assert [(each.time / DAY, each.mass, each.docked) for each in dates] == [
        (0.0, 424960.0, ("ship", "a")),
        (10.0, 417960.0, ("ship",)),
        (20.0, 424960.0, ("ship", "b")),
    ]
    assert [each.departures for each in dates] == [(), ("a",), ()]


days = st.integers(-10, 50)


@given(st.lists(st.tuples(days, st.none() | days), min_size=1, max_size=4))
@settings(max_examples=40)
def test_random_stays_are_refused_with_a_key_or_add_up(stays) -> None:
    start = Epoch.from_utc("2028-07-01T00:00:00Z")

    def date(day: int) -> str:
        return start.plus(day * DAY).utc_iso()[:10]

    lines = [
        visit(f"v{k}", date(a), "" if b is None else date(b)) for k, (a, b) in enumerate(stays)
    ]
    bad = [(b is not None and (b <= a or b > 40 or b == 35)) or a > 40 or a == 35 for a, b in stays]
    if any(bad):
        with pytest.raises(ScenarioError) as caught:
            read("\n".join(lines))
        told = {issue.key.split(".")[1] for issue in caught.value.issues}
        assert told == {f"v{k}" for k, wrong in enumerate(bad) if wrong}
        return
    for each in mass_by_date(read("\n".join(lines))):
        t = each.time / DAY
        here = sum(a <= t and (b is None or b > t) for a, b in stays)
        assert each.docked.count("ship") == 1
        # of several changes on one date all but the last have another to come
        assert each.mass == 417960.0 + 7000.0 * (len(each.docked) - 1)
    assert len(each.docked) - 1 == here


def between(plan: str, first: str, last: str) -> np.ndarray:
    """Stack of a plan with the shipped manifest, t, hour by hour, no propellant burnt."""
    path = Path(folder()) / "one_change" / f"{plan}_visits.yaml"
    scenario = load(path)
    epoch = Epoch.from_utc(start_of(scenario))
    dates = mass_by_date(scenario, epoch)
    begin, end = (Epoch.from_utc(f"{day}T00:00:00Z").seconds_since(epoch) for day in (first, last))
    t = np.arange(begin, end, 3600.0)
    place = np.searchsorted([each.time for each in dates], t, side="right") - 1
    return np.array([each.mass for each in dates])[place] / 1e3


RANGES = [
    # plan, dates, range and nominal mass of the stack in t: the schedule it stands for
    ("usdv", "2028-07-01", "2029-07-01", 445.0, 455.0, 472.0),
    ("usdv", "2029-09-16", "2030-06-15", 468.0, 480.0, 495.0),
    ("usdv", "2030-07-02", "2030-09-30", 445.0, 455.0, 470.0),
    ("usdv", "2030-10-02", "2030-12-20", 440.0, 452.0, 468.0),  # to the first burn
    ("progress", "2030-11-02", "2030-12-20", 418.0, 430.0, 445.0),
]


@pytest.mark.parametrize(("plan", "first", "last", "low", "value", "high"), RANGES)
def test_the_shipped_manifest_weighs_what_the_schedule_says(
    plan, first, last, low, value, high
) -> None:
    """On average within the range and 8 t of its middle, which is that of the station's own mass;
    never further than that outside the range. Propellant burnt by then, some tonnes, comes off.
    """
    mass = between(plan, first, last)
    assert low <= mass.mean() <= high
    assert abs(mass.mean() - value) <= 8.0 + 0.1
    assert low - 8.0 <= mass.min() <= mass.max() <= high


def test_no_crew_and_no_cargo_stay_after_july_2030() -> None:
    scenario = load(Path(folder()) / "one_change" / "usdv_visits.yaml")
    epoch = Epoch.from_utc(start_of(scenario))
    after = Epoch.from_utc("2030-07-02T00:00:00Z").seconds_since(epoch)
    late = [each for each in mass_by_date(scenario, epoch) if each.time > after]
    assert late
    kinds = {name.rpartition("_")[0] for each in late for name in each.docked}
    assert kinds == {"", "progress"}  # station and usdv have no number
