"""Go/no-go: which rule is told, when a burn waits, and what follows when it can't."""

from dataclasses import fields, replace

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.environment.space_weather.indices import weather
from sim.environment.space_weather.storm import Storm
from sim.formats.parquet import read_table, write_table
from sim.frames.epoch import Epoch
from sim.operations.decisions.facts import Facts
from sim.operations.decisions.history import (
    COLUMNS,
    NO_DECISIONS,
    join_decisions,
    record_decisions,
)
from sim.operations.decisions.judge import broken_rules, judge
from sim.operations.decisions.reasons import SENTENCES, Decision, Reason
from sim.operations.decisions.rules import Hold, Rules
from sim.operations.decisions.storm import largest_ap

RULES = Rules(
    aborts=1.0,
    state_age=3.0 * 3600.0,
    attitude=np.radians(5.0),
    computers=2,
    thrusters=2,
    storm=111.0,
    clear_of_land=0.99,
    backups=1,
)
WELL = Facts(
    state_age=3600.0,
    attitude=0.01,
    propellant=5000.0,
    for_plan=3000.0,
    for_abort=800.0,
    computers=3.0,
    thrusters=2.0,
    storm=12.0,
    clear_of_land=1.0,
    revolutions_left=100.0,
    backups=2.0,
    holds=0.0,
)
BREAKS = {
    Reason.PROPELLANT: {"propellant": 3799.0},
    Reason.NO_PLAN: {"is_planned": False},
    Reason.STATE_AGE: {"state_age": 10801.0},
    Reason.ATTITUDE: {"attitude": 0.1},
    Reason.COMPUTERS: {"computers": 1.0},
    Reason.THRUSTERS: {"thrusters": 1.0},
    Reason.STORM: {"storm": 111.0},
    Reason.LAND: {"clear_of_land": 0.98},
    Reason.BACKUPS: {"backups": 0.0, "is_final": True},
}
"""For each reason the facts that break its rule and no other."""

SWITCHES = {
    Reason.PROPELLANT: "aborts",
    **{reason: reason.word for reason in Reason if reason >= Reason.STATE_AGE},
    Reason.LAND: "clear_of_land",
}


def _decided(rules, facts):
    found = judge(rules, facts)
    return Decision(found.decision[0]), Reason(found.reason[0]), float(found.wait[0])


def test_a_burn_is_flown_if_every_rule_is_satisfied():
    assert _decided(RULES, WELL) == (Decision.GO, Reason.SATISFIED, 0.0)
    assert not any(flags.any() for flags in broken_rules(RULES, WELL).values())


@pytest.mark.parametrize("reason", BREAKS)
def test_each_rule_breaks_alone_and_is_absent_when_switched_off(reason):
    facts = replace(WELL, **BREAKS[reason])
    broken = broken_rules(RULES, facts)
    assert [each for each in broken if broken[each].any()] == [reason]
    assert Reason(judge(RULES, facts).reason[0]) is reason
    if reason is not Reason.NO_PLAN:  # a burn without a plan can't be flown whatever the rules
        off = replace(RULES, **{SWITCHES[reason]: None})
        assert reason not in broken_rules(off, facts)
        assert _decided(off, facts)[0] is Decision.GO


def test_of_several_reasons_the_first_is_told():
    names = {name for each in BREAKS.values() for name in each}
    worst = {name: value for each in BREAKS.values() for name, value in each.items()}
    facts = replace(WELL, **worst)
    left = list(broken_rules(RULES, facts))
    assert left == list(Reason)[1:] == sorted(left)
    for reason in left:
        assert Reason(judge(RULES, facts).reason[0]) is reason
        kept = {name: getattr(WELL, name) for name in BREAKS[reason]} | {"is_final": True}
        facts = replace(facts, **kept)
    assert Reason(judge(RULES, facts).reason[0]) is Reason.SATISFIED
    assert names <= {each.name for each in fields(Facts)}


def test_a_burn_waits_for_the_next_pair_and_the_final_burn_for_its_backup():
    stale = replace(WELL, state_age=2e4)
    assert _decided(RULES, stale) == (Decision.HOLD, Reason.STATE_AGE, 16.0)
    assert _decided(RULES, replace(stale, is_final=True)) == (
        Decision.HOLD, Reason.STATE_AGE, 1.0)  # fmt: skip
    # without a backup in the box the final burn waits for the next pair like any other
    lost = replace(stale, is_final=True, backups=0.0)
    assert _decided(RULES, lost) == (Decision.HOLD, Reason.STATE_AGE, 16.0)


@pytest.mark.parametrize(
    "change",
    [{"holds": 2.0}, {"revolutions_left": 16.9}, {"propellant": 3700.0}],
    ids=["no holds left", "comes down first", "waiting does not mend it"],
)
def test_a_burn_that_can_not_wait_does_what_the_scenario_says(change):
    facts = replace(WELL, state_age=2e4, **change)
    assert _decided(RULES, facts)[0] is Decision.GO
    assert judge(RULES, facts).reason[0] != Reason.SATISFIED
    for otherwise in ("reboost", "accept"):
        found = judge(replace(RULES, otherwise=otherwise), facts)
        assert found.decision[0] == Decision.ABORT and found.wait[0] == 0.0
        assert found.reboosts[0] == (otherwise == "reboost")
    poor = replace(facts, propellant=700.0)  # cannot pay for raising the orbit
    assert not judge(replace(RULES, otherwise="reboost"), poor).reboosts[0]


def test_a_burn_without_a_plan_is_never_flown():
    facts = replace(WELL, is_planned=False, holds=2.0)
    assert _decided(RULES, facts)[:2] == (Decision.ABORT, Reason.NO_PLAN)
    assert judge(RULES, facts).reboosts[0]
    assert not judge(replace(RULES, otherwise="accept"), facts).reboosts[0]
    assert _decided(Rules(), replace(facts, holds=0.0))[0] is Decision.HOLD


def test_holds_are_as_long_and_as_many_as_asked():
    rules = replace(RULES, hold=Hold(revolutions=5.0, final_burn=2.0, most=1))
    stale = replace(WELL, state_age=2e4, revolutions_left=np.array([5.9, 6.0]))
    assert judge(rules, stale).wait.tolist() == [0.0, 5.0]
    assert judge(rules, replace(stale, holds=1.0)).wait.tolist() == [0.0, 0.0]


facts_drawn = st.fixed_dictionaries(
    {
        "state_age": st.floats(0.0, 2e4),
        "attitude": st.floats(0.0, 0.2),
        "propellant": st.floats(0.0, 1e4),
        "computers": st.sampled_from([0.0, 1.0, 2.0, 3.0]),
        "storm": st.floats(0.0, 400.0),
        "clear_of_land": st.one_of(st.just(np.nan), st.floats(0.0, 1.0)),
        "revolutions_left": st.one_of(st.just(np.inf), st.floats(0.0, 200.0)),
        "backups": st.sampled_from([0.0, 1.0, 2.0]),
        "holds": st.sampled_from([0.0, 1.0, 2.0]),
        "is_planned": st.booleans(),
        "is_final": st.booleans(),
    }
)


@given(st.lists(facts_drawn, min_size=1, max_size=6), st.sampled_from(["go", "reboost", "accept"]))
def test_samples_are_judged_apart(rows, otherwise):
    """A row of a batch is judged as it is alone; waiting and aborts exclude each other."""
    rules = replace(RULES, otherwise=otherwise)
    columns = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    found = judge(rules, replace(WELL, **columns))
    for k, row in enumerate(rows):
        alone = judge(rules, replace(WELL, **row))
        for name in ("decision", "reason", "wait", "reboosts"):
            assert getattr(found, name)[k] == getattr(alone, name)[0]
    waits = found.is_(Decision.HOLD)
    assert np.all((found.wait > 0.0) == waits)
    assert np.all(found.decision[found.reason == Reason.SATISFIED] == Decision.GO)
    assert np.all(found.is_(Decision.ABORT) | ~found.reboosts)
    assert not np.any((found.reason == Reason.NO_PLAN) & found.is_(Decision.GO))
    assert not np.any(waits & (columns["revolutions_left"] < found.wait + 1.0))


def test_every_reason_has_a_sentence():
    assert list(SENTENCES) == list(Reason)


def test_the_history_is_a_table_by_sample_burn_and_attempt(tmp_path):
    stale = judge(RULES, replace(WELL, state_age=np.array([2e4, 3600.0])))
    go = judge(RULES, replace(WELL, state_age=np.array([3600.0])))
    second = record_decisions(
        np.array([7]), "burn_2", 1, go, decided_at=np.array([9e5]), ignition=9.1e5, planned=5.0,
        flown=2.5, stopped="early", known_miss=(1500.0, -250.0), air_factor=1.1, propellant=900.0,
    )  # fmt: skip
    first = record_decisions(
        np.array([7, 8]), "burn_1", 1, stale, decided_at=np.array([1e5, 1e5]), propellant=1e3
    )
    again = record_decisions(np.array([7]), "burn_1", 2, go, decided_at=np.array([2e5]))
    table = join_decisions([second, again, first], ["burn_1", "burn_2"])
    assert tuple(table) == COLUMNS
    assert table["sample"].tolist() == [7, 7, 7, 8]
    assert table["burn"].tolist() == ["burn_1", "burn_1", "burn_2", "burn_1"]
    assert table["decision"].tolist() == ["hold", "go", "go", "go"]
    assert table["reason"].tolist() == ["state_age", "satisfied", "satisfied", "satisfied"]
    assert table["stopped"].tolist() == ["", "", "early", ""]
    assert (table["known_along_km"][2], table["known_across_km"][2]) == (1.5, -0.25)
    assert np.isnan(table["ignition_s"][:2]).all()
    # chunks with and without decisions have columns of the same types
    schemas = []
    for name, rows in (("some", table), ("none", join_decisions([], ["burn_1"]))):
        write_table(tmp_path / name, rows)
        schemas.append(pq.read_schema(tmp_path / name))
        read = read_table(tmp_path / name)
        assert all(read[key].tolist() == rows[key].tolist() or key in _WITH_NAN for key in COLUMNS)
    assert schemas[0].equals(schemas[1])
    assert {name: values.dtype.kind for name, values in NO_DECISIONS.items()} == {
        name: values.dtype.kind for name, values in table.items()
    }


_WITH_NAN = {"ignition_s", "delta_v_planned_m_s", "delta_v_flown_m_s", "known_along_km",
             "known_across_km", "air_factor", "propellant_left_kg"}  # fmt: skip


def test_a_storm_is_forecast_while_it_lasts():
    """A storm of two days from noon of the second day on, on a quiet Sun."""
    epoch = Epoch.from_utc("2030-12-01T00:00:00Z")
    storm = Storm(Epoch.from_utc("2030-12-02T12:00:00Z"), 2.0 * 86400.0, 200.0)
    table = weather(epoch, 10.0 * 86400.0, constant=(150.0, 150.0, 12.0), storms=[storm])
    days = np.array([[0.0, 1.0], [0.0, 2.5], [2.2, 2.3], [4.0, 5.0], [2.5, 2.5]])
    found = largest_ap(table, *(days * 86400.0).T)
    assert found == pytest.approx([12.0, 200.0, 200.0, 12.0, 200.0])
    waits = judge(RULES, replace(WELL, storm=found)).is_(Decision.HOLD)
    assert waits.tolist() == [False, True, True, False, True]
