"""Answers: from rows that are known, with weights, without holding all fragments in memory."""

import math
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from shapely.geometry import Point, Polygon

from sim.campaign.analysis import contour
from sim.campaign.analysis.contour import COLUMNS, count_fragments, enclosing_area
from sim.campaign.analysis.events import find_events, on_planned_pass
from sim.campaign.analysis.statistics import probability
from sim.campaign.analysis.summary import (
    Samples,
    _bounds,
    _requirements,
    analyse_campaign,
    read_inputs,
    read_samples,
)
from sim.campaign.run.campaign import Campaign, fly_campaign
from sim.campaign.sampling.continuous import Normal
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import draw_campaign
from sim.campaign.sampling.stepped import Constant
from sim.entry.footprint import SHOWN_SHARES
from sim.entry.ground_track import coordinates, track_through
from sim.planning.failures.interruptions import BurnRates, Interruption, Rate


@pytest.fixture
def flown(campaign, new_store):
    store = new_store(campaign)
    fly_campaign(campaign, store)
    return store


@pytest.fixture(scope="module")
def track():
    """Five thousand kilometres to the south-east."""
    return track_through(
        np.radians(np.linspace(-20, -45, 40)), np.radians(np.linspace(170, 220, 40))
    )


def tables(count: int, chunks: int, seed: int = 1):
    """Fragments of a bell 600 km long and 10 km wide, ten to a sample."""
    for chunk in range(chunks):
        generator = np.random.default_rng([seed, chunk])
        n = 10 * count
        yield {
            "sample": np.repeat(np.arange(chunk * count, (chunk + 1) * count), 10),
            "pieces": np.full(n, 2.0),
            "landed": np.ones(n, dtype=bool),
            "time_s": generator.uniform(1000.0, 2000.0, n),
            "along_km": 300.0 * generator.standard_normal(n),
            "cross_km": 5.0 * generator.standard_normal(n),
            "energy_j": np.full(n, 20.0),
        }


def test_answers_are_those_of_the_rows(flown, campaign):
    found = analyse_campaign(flown, campaign)
    assert found["samples"] == found["effective_samples"] == campaign.samples
    for name in ("short", "steep"):
        plan, columns = found["plans"][name], read_samples(flown, name).columns
        assert plan["status"] == {"impact": campaign.samples} and plan["failed"] == 0
        length = columns["toe_km"] - columns["heel_km"]
        assert plan["measures"]["length_km"]["mean"] == pytest.approx(length.mean())
        assert plan["measures"]["margin_kg"]["count"] == campaign.samples
        assert plan["measures"]["entry_time_s"]["median_utc"].startswith("2025-06-01T01:")
        chance = plan["probabilities"]["outside_corridor"]
        assert chance["estimate"] == pytest.approx(np.mean(columns["outside_corridor"] > 0))
        assert chance["low"] <= chance["estimate"] <= chance["high"]
        assert plan["probabilities"]["no_entry"]["high"] == pytest.approx(0.1684, abs=1e-3)
        # too few samples for a polynomial
        assert plan["what_matters"] == {}
    (pair,) = found["differences"]
    assert (pair["first"], pair["second"]) == ("short", "steep")
    one, other = (
        read_samples(flown, name).columns["propellant_used_kg"] for name in found["plans"]
    )
    told = pair["second_less_first"]["propellant_used_kg"]
    assert told["mean"]["estimate"] == pytest.approx((other - one).mean())
    assert told["first_lower"]["estimate"] == 1.0 and told["second_lower"]["estimate"] == 0.0
    assert told["pairs"] == campaign.samples and told["gain"] > 3.0
    assert analyse_campaign(flown, campaign) == found


def test_first_chunks_only(flown, campaign):
    found = analyse_campaign(flown, campaign, chunks=1)
    assert found["samples"] == 8
    assert found["plans"]["short"]["measures"]["margin_kg"]["count"] == 8


def test_areas_hold_their_share(track):
    aim, weight = 1500e3, np.ones(4000)
    cells = count_fragments(tables(500, 8), weight)
    all_of = {k: np.concatenate([t[k] for t in tables(500, 8)]) for k in COLUMNS}
    assert cells.weight.sum() == pytest.approx(2.0 * 40000)
    assert (cells.first, cells.last) == (all_of["time_s"].min(), all_of["time_s"].max())
    before = 0.0
    for share in SHOWN_SHARES:
        north, east = np.degrees(enclosing_area(cells, track, aim, share))
        x, y = coordinates(track, np.radians(north), np.radians(east))
        ring = Polygon(np.column_stack([(x - aim) / 1e3, y / 1e3]))
        assert ring.is_valid and ring.area > before
        before = ring.area
        places = np.column_stack([all_of["along_km"][:8000], all_of["cross_km"][:8000]])
        inside = np.mean([ring.contains(Point(place)) for place in places])
        spread = math.sqrt(share * (1.0 - share) / 8000)
        assert share - 3.0 * spread <= inside <= min(1.0, share + 0.5 * (1.0 - share) + 0.01)


def test_areas_do_not_depend_on_how_fragments_are_stored(track):
    cells = count_fragments(tables(500, 8), np.ones(4000))
    one = {k: np.concatenate([t[k] for t in tables(500, 8)]) for k in COLUMNS}
    other = count_fragments([one], np.ones(4000))
    assert np.array_equal(cells.along, other.along) and np.array_equal(cells.cross, other.cross)
    assert cells.weight == pytest.approx(other.weight, rel=1e-12)


def test_weights_move_areas(track):
    """Samples of no weight have no cells; that they came down, and when, counts all the same."""
    weight = np.where(np.arange(1000) < 500, 1.0, 0.0)
    both = count_fragments(tables(500, 2), weight)
    half = count_fragments(tables(500, 1), np.ones(500))
    assert both.weight.sum() == pytest.approx(half.weight.sum())
    assert np.array_equal(both.along, half.along)
    assert both.last == max(float(t["time_s"].max()) for t in tables(500, 2))
    assert np.array_equal(
        enclosing_area(both, track, 0.0, 0.99)[0], enclosing_area(half, track, 0.0, 0.99)[0]
    )


def test_areas_are_those_of_the_planned_pass():
    """Other passes have other tracks; where nobody guides, or none kept its pass, all count."""
    burns = {"burns_complete": np.ones(4, dtype=bool)}
    assert on_planned_pass(burns).all()
    outcome = np.array(["aimed", "backup", "uncontrolled", "aimed"])
    assert on_planned_pass(burns | {"outcome": outcome}).tolist() == [True, False, False, True]
    assert on_planned_pass(burns | {"outcome": np.full(4, "backup")}).all()


def test_below_the_threshold_nothing_counts():
    table = next(tables(5, 1))
    table["energy_j"][:] = 15.0
    cells = count_fragments([table], np.ones(5))
    assert len(cells.weight) == 0 and math.isnan(cells.first)


def test_memory_does_not_grow_with_the_fragments():
    """Ten times the fragments, hardly more memory: cells are what is kept."""

    def most(chunks: int) -> int:
        tracemalloc.start()
        count_fragments(tables(2000, chunks), np.ones(2000 * chunks))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    few, many = most(4), most(40)
    assert many < 1.7 * few


def test_fragments_are_read_shard_by_shard(flown, campaign, monkeypatch):
    held = []

    def watch(tables, weight):
        def each():
            for table in tables:
                held.append(len(table["sample"]))
                yield table

        return contour.count_fragments(each(), weight)

    monkeypatch.setattr("sim.campaign.analysis.summary.count_fragments", watch)
    analyse_campaign(flown, campaign)
    assert len(held) == 2 * 3 and max(held) == 8 * 3


def test_a_failed_sample_counts_as_one_that_went_wrong():
    columns = {
        "burns_complete": np.array([True, False]),
        "entry_time_s": np.array([1.0, np.nan]),
        "margin_kg": np.array([1.0, np.nan]),
        "outside_corridor": np.array([0.0, np.nan]),
        "keep_out_violations": np.array([0.0, np.nan]),
    }
    found = find_events(columns)
    assert all(happened.tolist() == [False, True] for _, happened in found.values())
    assert set(found) == {
        "burns_incomplete", "no_entry", "reserve_touched", "outside_corridor", "keep_out",
    }  # fmt: skip


def test_ends_of_the_debris_hold_together_for_the_share_they_name():
    generator = np.random.default_rng(2)
    for count, share in ((93, 0.95), (92, 0.9), (472, 0.95), (473, 0.99)):
        heel = generator.standard_normal(count)
        columns = {"heel_km": heel, "toe_km": heel + 2.0}
        found = _bounds(columns, np.ones(count), 0.95)
        assert found is not None and found["share_of_flights"] == share
    held = 0
    for _ in range(1000):
        x, y = generator.standard_normal((2, 100))
        found = _bounds({"heel_km": x, "toe_km": y}, np.ones(100), 0.95)
        assert found is not None
        more = generator.standard_normal((2, 4000))
        held += np.mean((more[0] >= found["heel_km"]) & (more[1] <= found["toe_km"])) >= 0.95
    assert held >= 930


def test_clauses_over_many_flights_are_probabilities(short):
    rates = BurnRates(
        interrupted=Rate(0.01, 0.02, 0.04),
        first_firing=Rate(0.1, 0.1, 0.1),
        recovered=Rate(0.4, 0.7, 0.9),
    )
    left = (Interruption("final_burn", False, True, (6.0,)),)
    experiment = replace(short[1], rates=rates, interruptions=left, density=19.0)
    count = 400
    columns = {
        "casualty_area_m2": np.full(count, 9000.0),
        "keep_out_violations": np.where(np.arange(count) < 4, 3.0, 0.0),
        "weight": np.ones(count),
    }
    a, b, c = _requirements(Samples("short", columns), experiment, 0.95)
    assert a["value"]["likely"] == pytest.approx(0.171) and a["met"] is False
    assert not a["applies"] and b["applies"] and c["applies"]
    assert b["value"]["likely"] == pytest.approx(0.99) and b["met"] is False
    assert b["value"]["low"] < 0.99 < b["value"]["high"]
    # mean rate times mean chance not to recover, times 0.171
    assert c["value"]["likely"] == pytest.approx(0.171 * 0.0233 * 0.333, rel=0.1)
    assert c["value"]["low"] < c["value"]["likely"] < c["value"]["high"] and c["met"] is False
    columns["keep_out_violations"][:] = 0.0
    assert _requirements(Samples("short", columns), experiment, 0.95)[1]["met"] is True
    unknown = replace(experiment, rates=None)
    assert len(_requirements(Samples("short", columns), unknown, 0.95)) == 2
    assert _requirements(Samples("short", columns), replace(unknown, density=None), 0.95) == []


def test_importance_sampling_is_unbiased():
    """P(x > 3 sigma) = 0.00135 from a proposal three times as wide: means of many seeds meet it."""
    wide = Dispersion(
        name="mass_offset",
        distribution=Normal(sigma=1.0),
        assumption="x",
        proposal=Normal(sigma=3.0),
    )
    true = 0.5 * math.erfc(3.0 / math.sqrt(2.0))
    estimates, inside = [], 0
    for seed in range(60):
        drawn = draw_campaign((wide,), seed, 1000, "random")
        found = probability(drawn["mass_offset"] > 3.0, drawn["weight"])
        estimates.append(found.estimate)
        inside += found.low <= true <= found.high
    error = np.std(estimates) / math.sqrt(60.0)
    assert np.mean(estimates) == pytest.approx(true, abs=3.0 * error)
    # plain sampling would scatter by 1.16e-3
    assert np.std(estimates) < 3e-4
    assert inside >= 50


def test_weights_reach_the_answers(short, new_store):
    wide = Dispersion(
        name="mass_offset",
        distribution=Normal(sigma=2000.0),
        assumption="x",
        proposal=Normal(sigma=4000.0),
    )
    made = Campaign((short[1],), (wide,), 3, 24, "random", 24)
    store = new_store(made)
    fly_campaign(made, store)
    found = analyse_campaign(store, made)
    columns = read_samples(store, "short").columns
    weight = draw_campaign((wide,), 3, 24, "random")["weight"]
    assert np.array_equal(columns["weight"], weight)
    assert found["effective_samples"] == pytest.approx(weight.sum() ** 2 / (weight**2).sum())
    mean = found["plans"]["short"]["measures"]["margin_kg"]["mean"]
    assert mean == pytest.approx(np.average(columns["margin_kg"], weights=weight))
    assert found["plans"]["short"]["bounds"] is None


def test_correlated_inputs_are_told_apart(short, new_store):
    """Of two that go together, the second is what it adds to the first."""
    plan = (
        Dispersion(name="density_bias_low", distribution=Normal(sigma=0.1), assumption="x"),
        Dispersion(
            name="density_bias_middle",
            distribution=Normal(sigma=0.2),
            assumption="x",
            correlated={"density_bias_low": 0.8},
        ),
        Dispersion(name="ut1", distribution=Constant(value=0.0), assumption="x"),
    )
    made = Campaign((short[1],), plan, 3, 1000, "sobol", 1000)
    store = new_store(made)
    from sim.campaign.run.store import write_draws

    drawn = draw_campaign(plan, 3, 1000, "sobol")
    write_draws(store, drawn)
    found = read_inputs(store, plan, 1000)
    assert set(found) == {"density_bias_low", "density_bias_middle", "weight"}
    raw = np.corrcoef(drawn["density_bias_low"], drawn["density_bias_middle"])[0, 1]
    assert raw == pytest.approx(0.8, abs=0.03)
    own = np.corrcoef(found["density_bias_low"], found["density_bias_middle"])[0, 1]
    assert abs(own) < 0.03 and np.std(found["density_bias_middle"]) == pytest.approx(1.0, abs=0.05)


def test_what_matters_names_what_a_plan_has(short, new_store):
    """The tank of another plan is drawn for all, and says nothing about this one."""
    others = Dispersion(
        name="tank_load.another.fuel", distribution=Normal(mean=1.0, sigma=0.01), assumption="x"
    )
    made = Campaign((short[1],), (*short[3], others), 3, 64, "sobol", 64)
    store = new_store(made)
    fly_campaign(made, store)
    matters = analyse_campaign(store, made)["plans"]["short"]["what_matters"]["margin_kg"]
    assert "thrust_factor" in matters["rank_correlation"]
    for shares in (matters["rank_correlation"], matters["sobol"]["total"]):
        assert len(shares) == len(short[3])
        assert others.name not in shares
