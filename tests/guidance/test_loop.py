"""The loop over whole samples: where they land, what they do when burns fail, and that nobody's
flight depends on who flies beside it.
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from sim.campaign.run.experiment import Corridor
from sim.campaign.run.guided import fly_guided_samples
from sim.campaign.run.sample import fly_samples
from sim.operations.decisions.rules import Hold, Rules
from sim.operations.failures import FailingBurn, FailureModel, Strings
from sim.operations.guidance.rule import USUAL
from sim.planning.failures.interruptions import BurnRates, Rate

BURNS = ("burn_1", "burn_2", "final_burn")
FAILING = tuple(FailingBurn(name, 30) for name in BURNS)
ENOUGH, BATCH = 16, 8


def sure(value: float) -> Rate:
    return Rate(value, value, value)


def failures(recovered: float) -> FailureModel:
    """Every number below a half lets a burn stop early or a computer fail."""
    return FailureModel(
        burns=BurnRates(interrupted=sure(0.5), first_firing=sure(0.5), recovered=sure(recovered)),
        engine=sure(0.01),
        computers=Strings(3, sure(0.3)),
    )


def fly_some(experiment, draws, numbers):
    """Samples with some numbers out of a table of draws."""
    return fly_samples(experiment, numbers, {name: v[numbers] for name, v in draws.items()})


def test_with_everything_known_each_sample_lands_on_its_aim(perfect, draws):
    given = draws(ENOUGH, "density_bias_low", "mass_offset")
    found = fly_samples(perfect, np.arange(ENOUGH), given).samples
    assert set(found["outcome"]) == {"aimed"}
    assert np.hypot(found["reference_along_km"], found["reference_cross_km"]).max() < 1.0
    assert (found["known_miss_km"] < 1.0).all()


def test_knowing_less_lands_farther_off(experiment, perfect, draws):
    given = draws(ENOUGH)
    rules = {s: replace(experiment.guidance, source=s, accuracy=USUAL[s]) for s in USUAL}
    found = {
        source: fly_samples(replace(experiment, guidance=rule), np.arange(ENOUGH), given).samples
        for source, rule in rules.items()
    }
    for source, table in found.items():
        assert set(table["outcome"]) == {"aimed"}, source
        assert np.isfinite(table["reference_along_km"]).all(), source
    spread = {source: table["reference_along_km"].std() for source, table in found.items()}
    assert spread["gps"] < 0.8 * spread["none"]
    assert spread["radar"] < 0.8 * spread["none"]


@pytest.fixture(scope="module")
def eventful(experiment):
    """Many burns stop early, and computers make many of them wait."""
    rules = Rules(computers=3, hold=Hold(2.0, 1.0, 3), aborts=1.0)
    return replace(experiment, rules=rules, failures=failures(0.9), failing=FAILING)


@pytest.fixture(scope="module")
def eventful_draws(draws):
    random = np.random.default_rng(3)
    names = ("interruption", "recovery", "engine_failure", "computer_failure")
    numbers = {f"{name}.{burn}": random.random(BATCH) for name in names for burn in BURNS}
    return draws(BATCH) | numbers


@pytest.fixture(scope="module")
def batch(eventful, eventful_draws):
    return fly_some(eventful, eventful_draws, np.arange(BATCH))


def test_much_happens_in_the_batch(batch):
    assert {"hold", "go"} <= set(batch.decisions["decision"])
    assert {"complete", "early"} <= set(batch.decisions["stopped"])
    assert batch.decisions["attempt"].max() > 1
    assert (batch.samples["holds"] > 0).any()
    assert not any(status.startswith("failed") for status in batch.samples["status"])


@settings(max_examples=5, phases=(Phase.explicit, Phase.generate))
@given(chosen=st.sets(st.integers(0, BATCH - 1), min_size=1, max_size=4))
def test_a_sample_has_the_same_bits_whoever_flies_beside_it(
    eventful, eventful_draws, batch, chosen
):
    numbers = np.array(sorted(chosen))
    some = fly_some(eventful, eventful_draws, numbers)
    for kind in ("samples", "decisions"):
        whole, part = getattr(batch, kind), getattr(some, kind)
        rows = np.isin(whole["sample"], numbers)
        assert whole.keys() == part.keys()
        for name, values in whole.items():
            assert values[rows].tolist() == part[name].tolist() or (
                values[rows].tobytes() == part[name].tobytes()
            ), (kind, name)


def test_a_batch_of_which_nobody_is_left_to_burn(eventful, eventful_draws, batch):
    """Alone, a sample that comes down while its final burn waits ends the loop; it is no hit."""
    fallen = np.flatnonzero(batch.samples["outcome"] == "uncontrolled")
    assert len(fallen)
    for number in fallen:
        found = fly_some(eventful, eventful_draws, np.array([number])).samples
        assert found["outcome"].tolist() == ["uncontrolled"]
        assert "not begun again in time" in found["outcome_reason"][0]
        assert np.isnan(found["pass_shift"][0])


def test_what_comes_down_outside_the_corridor_about_its_aim_has_missed_it(experiment, draws):
    n = 8
    along = fly_samples(experiment, np.arange(n), draws(n)).samples["reference_along_km"]
    half = np.median(np.abs(along)) * 1e3
    narrow = replace(experiment, corridor=Corridor(half_length=half))
    found = fly_samples(narrow, np.arange(n), draws(n)).samples
    away = np.abs(found["reference_along_km"]) > half / 1e3
    assert (found["reference_along_km"] == along).all() and 0 < away.sum() < n
    assert (found["outcome"] == np.where(away, "missed", "aimed")).all()


def numbers_for(burn: str, n: int) -> dict[str, np.ndarray]:
    """The burn stops somewhere between a tenth and eight tenths of its way; others are complete."""
    return {
        f"interruption.{burn}": 0.5 * np.linspace(0.1, 0.8, n),
        f"recovery.{burn}": np.full(n, 0.3),
    }


@pytest.mark.parametrize("burn", BURNS[:2])
def test_a_burn_that_stops_early_comes_round_again(experiment, draws, burn):
    n = 4
    failing = replace(experiment, failures=failures(0.9), failing=FAILING)
    found = fly_samples(failing, np.arange(n), draws(n) | numbers_for(burn, n))
    rows = found.decisions["burn"] == burn
    assert found.decisions["attempt"][rows].tolist() == [1, 2] * n
    assert found.decisions["stopped"][rows].tolist() == ["early", "complete"] * n
    flown = found.decisions["delta_v_flown_m_s"][rows].reshape(n, 2)
    planned = found.decisions["delta_v_planned_m_s"][rows].reshape(n, 2)
    np.testing.assert_allclose(flown[:, 0] / planned[:, 0], np.linspace(0.1, 0.8, n), atol=0.02)
    assert set(found.samples["outcome"]) <= {"aimed", "backup"}
    assert (found.samples["outcome_reason"] == "").all()


@pytest.mark.parametrize("burn", BURNS)
def test_a_burn_that_cannot_be_begun_again_loses_the_sample(experiment, draws, burn):
    n = 4
    failing = replace(experiment, failures=failures(0.0), failing=FAILING)
    found = fly_samples(failing, np.arange(n), draws(n) | numbers_for(burn, n)).samples
    assert set(found["outcome"]) <= {"uncontrolled", "in_orbit"}
    assert all("not begun again in time" in reason for reason in found["outcome_reason"])
    assert np.isnan(found["pass_shift"]).all()
    assert not any(status.startswith("failed") for status in found["status"])


def test_a_sample_without_propellant_is_counted_not_failed(experiment, draws):
    short = draws(2) | {"tank_load.tug.fuel": np.array([1.0, 0.15])}
    for rules in (Rules(), Rules(aborts=1.0, otherwise="accept")):
        found = fly_samples(replace(experiment, rules=rules), np.arange(2), short)
        assert found.samples["outcome"].tolist() == ["aimed", "unplannable"]
        assert found.samples["outcome_reason"][0] == "" != found.samples["outcome_reason"][1]
        assert not any(status.startswith("failed") for status in found.samples["status"])


def test_the_law_of_the_vehicle_is_what_is_commanded(small, draws):
    """By time the burn lasts as long as it was told, whatever its thrust."""
    timed = small.with_cutoff("duration").prepare()
    n = 4
    given = draws(n, "thrust_factor", "ignition_delay")
    guided = fly_guided_samples(timed, np.arange(n), given)
    flown = {(b.row, b.name): b for b in guided.flight.burns}
    for k, name in enumerate(BURNS):
        for row in range(n):
            told = round(guided.commands.duration[row, k], 3)
            assert flown[row, name].duration == pytest.approx(told, abs=1e-6)
    first = np.array([flown[row, BURNS[0]].delta_v for row in range(n)])
    factor = given["thrust_factor"]
    np.testing.assert_allclose(
        first / guided.decisions["delta_v_planned_m_s"][::3], factor, rtol=2e-3
    )
