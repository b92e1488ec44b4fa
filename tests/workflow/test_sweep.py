"""A sweep: what is varied, the bits of one plan by itself, a store that goes on, its figures."""

import json
import math
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.campaign.run.executor import Chunk
from sim.campaign.run.store import StoreError
from sim.errors import InputError
from sim.report.results.reading import ResultsError
from sim.report.results.sweep import SweepResult
from sim.report.series.pareto import pareto_front
from sim.report.text.sweep.words import key_words, reached_words
from sim.scenario.load import load
from sim.workflow.campaign.fly import CampaignStoppedError
from sim.workflow.output import Output
from sim.workflow.plan import plan_scenario
from sim.workflow.sweep import together
from sim.workflow.sweep.design import design_points
from sim.workflow.sweep.evaluate import work_through
from sim.workflow.sweep.fly import make_experiment, run_sweep
from sim.workflow.sweep.metrics import choose_metrics, figure_at, parts_of
from sim.workflow.sweep.options import sweep_options
from sim.workflow.sweep.share import digest_before
from sim.workflow.sweep.variation import SweepError, parse_variation, vary, vary_all

HERE = Path(__file__).parent.parent
PLAN, SHORT = HERE / "cli" / "short_plan.yaml", HERE / "report" / "descent.yaml"
FALLING = HERE / "campaign" / "short.yaml"
PERIGEE, THRUST = "plan.burns.final_burn.perigee", "vehicles.tug.engines.dracos.thrust"
CUTOFF = "phases.final_burn.burn.cutoff.perigee"
RESERVE = "plan.limits.reserve.tug"
KEYS = {THRUST: "390,400 N", RESERVE: "1600,15000 kg", PERIGEE: "40 km"}


def sweep_of(file, vary, folder, *, resume=False, force=False, plots=False, stop=None, **options):
    output = Output(folder=folder, force=force, plots=plots)
    return run_sweep(file, sweep_options(vary, **options), output, resume=resume, stop=stop)


# -- what is varied


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("a.b=40 km:60 km:10 km", ("40 km", "50 km", "60 km"), "km"),
        ("a.b=40:60:10 km", ("40 km", "50 km", "60 km"), "km"),
        ("a.b=0.1:0.3:0.1 d", ("0.1 d", "0.2 d", "0.3 d"), "d"),
        ("a.b=2:8:3", (2, 5, 8), ""),
        ("a.b=60:40:-10 km", ("60 km", "50 km", "40 km"), "km"),
        ("a.b=300,400 N", ("300 N", "400 N"), "N"),
        ("a.b=us1976,none", ("us1976", "none"), ""),
        ("a.b=2030-01-01T00:00:00Z", ("2030-01-01T00:00:00Z",), ""),
        ("a.b=true,false", (True, False), ""),
    ],
)
def test_ranges_and_lists(text, values, unit):
    found = parse_variation(text)
    assert found.values == values and found.unit == unit and found.key == "a.b"


@given(st.integers(-50, 50), st.integers(1, 9), st.integers(2, 40))
def test_a_range_counts_in_decimals(first, step, count):
    end = first + step * (count - 1)
    found = vary("a", f"{first / 10}:{end / 10}:{step / 10} km")
    assert len(found.values) == count
    assert [float(str(v).split()[0]) for v in found.values] == [
        (first + step * k) / 10 for k in range(count)
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a.b", "allowed: KEY= and"),
        ("a.b=1:2 km:0.5 d", "units differ"),
        ("a.b=1:2:-1 km", "leads nowhere"),
        ("a.b=1:1:1", "leads nowhere"),
        ("a.b=0:1:0.00001", "100,001 values; allowed: 10,000"),
        ("a.b=1,2,", "no value"),
        ("a.b=1,1", "same value twice"),
    ],
)
def test_what_is_no_range_is_told(text, told):
    with pytest.raises(SweepError, match=told):
        parse_variation(text)


def test_options_are_told():
    with pytest.raises(SweepError, match="nothing is varied"):
        vary_all({})
    with pytest.raises(SweepError, match="varied twice"):
        vary_all(["a=1,2", "a=3"])
    with pytest.raises(SweepError, match="without a step"):
        design_points(vary_all(["a=1:2 km"]))
    with pytest.raises(SweepError, match="100,000 at most"):
        design_points(vary_all(["a=1:1000:1", "b=1:1000:1"]))
    for wrong in ({"seed": -1}, {"lhs": 0}, {"chunk": 0}, {"pareto": ("a",)}):
        with pytest.raises(SweepError):
            _ = sweep_options({"a": [1, 2]}, **wrong).points


def test_points_of_a_grid_vary_the_last_key_fastest():
    points = design_points(vary_all({"a": [1, 2], "b": "3:5:1 km"}))
    assert points[:3] == ((1, "3 km"), (1, "4 km"), (1, "5 km")) and len(points) == 6


@settings(max_examples=20)
@given(st.integers(2, 60), st.integers(0, 5))
def test_a_hypercube_has_a_point_in_every_part(n, seed):
    points = design_points(vary_all(["a=10:20 km", "b=x,y", "c=1:3:1"]), n, seed)
    share = [(float(a.split()[0]) - 10.0) / 10.0 for a, _, _ in points]
    assert sorted(math.floor(s * n - 1e-9) for s in share) == list(range(n))
    half = sum(b == "x" for _, b, _ in points)
    assert abs(half - n / 2) <= 1 and {c for _, _, c in points} <= {1, 2, 3}


# -- what is noted


def test_metrics_are_names_or_paths():
    facts = {"planned": True, "aim_chosen": False}
    found = choose_metrics(["propellant_kg", "burns.final_burn.duration_s", "margin_kg"], **facts)
    figures = {"burns": [{"name": "final_burn", "duration_s": 3.0, "propellant_kg": 2.0}]}
    assert [each.find(figures) for each in found[:2]] == [2.0, 3.0]
    assert parts_of(found) == {"control"}
    with pytest.raises(SweepError, match="did you mean 'propellant_kg'"):
        choose_metrics(["propelant_kg"], **facts)
    with pytest.raises(SweepError, match=r"no 'dur'; allowed"):
        figure_at(figures, "burns.final_burn.dur")
    with pytest.raises(SweepError, match="not a figure by itself"):
        figure_at(figures, "burns")


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=30))
def test_nobody_beats_the_front(pairs):
    x, y = np.array(pairs, dtype=float).T
    front = set(pareto_front(x, y).tolist())
    for k in range(len(x)):
        beaten = ((x <= x[k]) & (y <= y[k]) & ((x < x[k]) | (y < y[k]))).any()
        assert (k in front) == (not beaten)


def test_what_is_unknown_is_on_no_front():
    assert pareto_front(np.array([np.nan, 1.0]), np.array([0.0, np.nan])).tolist() == []


# -- planned


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """Two thrusts, and reserves of which one can't be kept."""
    folder = tmp_path_factory.mktemp("sweep") / "planned"
    return sweep_of(PLAN, KEYS, folder, plots=True, chunk=2)


def test_a_point_is_bit_by_bit_the_plan_by_itself(planned):
    table = planned.columns
    for k in (0, 2):  # of the second one the flight before the plan is shared with the first
        changes = {PERIGEE: f"{table[f'{PERIGEE}_km'][k]:g} km"}
        changes |= {THRUST: f"{table[f'{THRUST}_n'][k]:g} N"}
        alone = plan_scenario(load(PLAN, changes), PLAN, with_failures=False).answer
        assert table["status"][k] == "feasible" and alone["feasible"]
        for metric in choose_metrics((), planned=True, aim_chosen=False):
            assert table[metric.name][k] == metric.find(alone), metric.name


def test_points_that_cannot_be_are_told_with_their_reason(planned):
    table = planned.columns
    bad = table[f"{RESERVE}_kg"] == 15000.0
    assert set(table["status"][bad]) == {"infeasible"} and (table["cause"][bad] != "").all()
    assert all("reserve" in reason for reason in table["reason"][bad])
    assert planned.answer["causes"][0]["points"] == bad.sum() == 2
    assert "2 of 4 points of a grid planned within limits; 2 infeasible" in reached_words(planned)


def test_results_read_back(planned, tmp_path):
    again = SweepResult.read(planned.folder)
    assert again.answer == planned.answer
    for name, column in planned.columns.items():
        np.testing.assert_array_equal(column, again.columns[name])
    heads = (planned.folder / "points.csv").read_text().splitlines()
    assert len(heads) == 5 and heads[0].startswith(f"point,{THRUST}_n,{RESERVE}_kg,")
    for name in ("maps", "curves", "pareto"):
        assert (planned.folder / f"{name}.png").stat().st_size > 10_000
    for damage in ("{}", "[", json.dumps({**planned.answer, "points": "4"})):
        (tmp_path / "sweep.json").write_text(damage)
        with pytest.raises(ResultsError):
            SweepResult.read(tmp_path)


def test_a_store_is_continued_and_guarded(planned):
    shard = planned.folder / "shards" / "samples-000001.parquet"
    before = shard.read_bytes()
    with pytest.raises(StoreError, match="holds a sweep already; resume it with --resume"):
        sweep_of(PLAN, KEYS, planned.folder, chunk=2)
    with pytest.raises(StoreError, match="holds another sweep; what differs: dispersions"):
        sweep_of(PLAN, {**KEYS, PERIGEE: "41 km"}, planned.folder, resume=True, chunk=2)
    shard.unlink()
    again = sweep_of(PLAN, KEYS, planned.folder, resume=True, chunk=2)
    assert shard.read_bytes() == before and again.answer == planned.answer


def test_a_stop_leaves_what_was_worked_through(tmp_path):
    stop = threading.Event()
    stop.set()
    with pytest.raises(CampaignStoppedError, match="0 of 2 chunks"):
        sweep_of(SHORT, {CUTOFF: "40,60 km"}, tmp_path / "stopped", stop=stop, chunk=1)
    found = sweep_of(SHORT, {CUTOFF: "40,60 km"}, tmp_path / "stopped", resume=True, chunk=1)
    assert found.answer["counts"] == {"flown": 2}


def test_what_a_plan_begins_with_is_shared_only_where_it_is_the_same():
    base = digest_before(load(PLAN))
    same = {PERIGEE: "40 km", "plan.window": "2 d", THRUST: "380 N", "title": "other"}
    assert all(digest_before(load(PLAN, {key: value})) == base for key, value in same.items())
    other = {
        "vehicles.ship.engines.aft.thrust": "120 N",
        "vehicles.tug.dry_mass": "15 t",
        "environment.gravity.degree": 2,
    }
    assert all(digest_before(load(PLAN, {key: value})) != base for key, value in other.items())


# -- told by name


@pytest.mark.parametrize(
    ("key", "values", "told"),
    [
        ("plan.burns.final_brn.perigee", "40,50 km", "did you mean 'final_burn'"),
        (PERIGEE, "40:60:5", "a range without a unit that fits: a number without a unit"),
        (PERIGEE, "40:60:5 kg", "'kg' is not a unit of a length"),
        ("vehicles.tgu.engines.dracos.thrust", "40,50 N", f"did you mean {THRUST!r}"),
        ("environment.atmosphere.model", "us1977", "'us1976'"),
    ],
)
def test_a_wrong_key_or_value_is_told_by_name(key, values, told, tmp_path):
    with pytest.raises(InputError) as error:
        sweep_of(PLAN, {key: values}, tmp_path / "none")
    assert f"--vary {key}=" in str(error.value) and told in str(error.value)
    assert not (tmp_path / "none").exists()


def test_keys_in_words():
    assert key_words(PERIGEE) == "final burn, perigee"
    assert key_words(THRUST) == "tug, dracos, thrust"


# -- flown


def test_flights_have_the_bits_they_have_alone(tmp_path):
    found = sweep_of(
        SHORT, [f"{CUTOFF}=40:60 km"], tmp_path / "flown", lhs=3, metrics=("deceleration_g",)
    )
    from sim.api.descent import load as load_descent

    assert found.answer["kind"] == "lhs" and found.answer["counts"] == {"flown": 3}
    value = float(found.columns[f"{CUTOFF}_km"][1])
    alone = load_descent(SHORT, {CUTOFF: f"{value!r} km"}).fly()
    assert alone.figures["peak"]["deceleration_g"] == found.columns["deceleration_g"][1]


def test_points_of_a_batch_have_the_bits_they_have_alone():
    keys = [f"{CUTOFF}=40,60 km", "environment.atmosphere.density_factor=0.9,1.1"]
    experiment, _ = make_experiment(SHORT, sweep_options(keys), {})
    builder = together.Builder()
    missions = [builder.build(experiment.scenario(point)) for point in experiment.points]
    assert together._groups(missions) == [[0, 1, 2, 3]]  # one batch
    whole = work_through(experiment, Chunk(0, 0, 4))["samples"]
    parts = [work_through(experiment, Chunk(k, k, 1))["samples"] for k in (3, 2, 1, 0)][::-1]
    for name, column in whole.items():
        np.testing.assert_array_equal(column, np.concatenate([part[name] for part in parts]))


def test_debris_is_worked_out_where_a_metric_asks_for_it(tmp_path):
    name = "debris.surviving_mass_share.all"
    found = sweep_of(FALLING, {CUTOFF: "20 km"}, tmp_path / "debris", metrics=(name, "end_utc"))
    assert found.answer["counts"] == {"flown": 1} and 0.0 < found.columns[name][0] < 1.0
    assert found.columns["end_utc"][0].startswith("2025-06-01T")
