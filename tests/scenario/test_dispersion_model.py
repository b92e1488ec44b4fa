"""Dispersions in a scenario: units, defaults, and one clear issue for each thing wrong."""

import math
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.campaign.sampling.distribution_names import DISTRIBUTIONS
from sim.campaign.sampling.draws import draw_campaign
from sim.campaign.sampling.parameter import PARAMETERS
from sim.scenario.build.dispersions import DIMENSIONS, dispersions_of
from sim.scenario.checks.campaign import check_dispersions
from sim.scenario.error import ScenarioError
from sim.scenario.load import loads
from sim.scenario.reading.text import parse
from sim.scenario.schema.dispersion import DispersionModel, Dispersions, DistributionModel
from sim.scenario.schema.strict import model_inside

TEXT = """\
thrust_factor.usdv.main:
  truncated_normal: {mean: 1, sigma: 2 %, low: 0.9, high: 1.1}
  source: a public paper
pitch:
  normal: {sigma: 0.7 deg}
  assumption: trial
  correlated: {yaw: 0.3}
yaw: {normal: {sigma: 0.7 deg}, assumption: trial}
position_along: {normal: {mean: 0.1 km, sigma: 200 m}, assumption: trial}
velocity_up: {uniform: {low: -0.1 m/s, high: 0.1 m/s}, assumption: trial}
mass_offset: {triangular: {low: -4 t, mode: 0 kg, high: 4 t}, assumption: trial}
ignition_delay.final_burn: {half_normal: {sigma: 2 s}, assumption: trial}
break_up_late: {uniform: {low: 45 km, high: 75 km}, assumption: trial}
engines_out:
  discrete: {values: [0, 1], probabilities: [99 %, 0.01]}
  assumption: trial
  proposal: {bernoulli: {probability: 0.5}}
  stratified: true
"""

ADAPTER = TypeAdapter(Dispersions)


def read(text):
    return ADAPTER.validate_python(parse(text, "trial.yaml").plain())


def test_values_are_read_in_the_unit_of_what_is_dispersed():
    found = {each.name: each for each in dispersions_of(read(TEXT))}
    pitch = {"mean": 0.0, "sigma": pytest.approx(math.radians(0.7))}
    assert found["thrust_factor.usdv.main"].distribution.parameters["sigma"] == pytest.approx(0.02)
    assert found["pitch"].distribution.parameters == pitch
    assert found["pitch"].correlated == {"yaw": 0.3}
    assert found["position_along"].distribution.parameters == {"mean": 100.0, "sigma": 200.0}
    assert found["mass_offset"].distribution.parameters["low"] == -4000.0
    assert found["break_up_late"].distribution.parameters["high"] == 75e3
    assert found["engines_out"].distribution.parameters["probabilities"] == (0.99, 0.01)
    proposal = found["engines_out"].proposal
    assert proposal is not None and proposal.parameters == {"probability": 0.5}
    assert found["engines_out"].stratified
    assert found["thrust_factor.usdv.main"].source == "a public paper"
    assert set(draw_campaign(tuple(found.values()), 1, 8)) == {*found, "weight"}


def test_what_was_read_is_written_back():
    models = read(TEXT)
    again = ADAPTER.validate_python(ADAPTER.dump_python(models, exclude_none=True, mode="json"))
    assert again == models


def test_nothing_is_wrong_with_the_base():
    assert list(check_dispersions(read(TEXT))) == []


# what is replaced, by what, key, words
ISSUES = [
    ("pitch:", "pich:", ("pich",), ["no such parameter", "did you mean 'pitch'"]),
    ("position_along:", "position_along.x:", ("position_along.x",), ["takes no suffix"]),
    ("sigma: 200 m}", "sigma: 200 s}", ("position_along", "normal", "sigma"), ["a length"]),
    ("sigma: 200 m}", "sigma: 200}", ("position_along", "normal", "sigma"), ["without a unit"]),
    ("sigma: 200 m}", "sigma: -200 m}", ("position_along", "normal", "sigma"), ["above 0"]),
    ("[99 %, 0.01]", "[99 %, 0.02]", ("engines_out", "discrete", "probabilities"), ["together 1"]),
    ("high: 75 km", "high: 40 km", ("break_up_late", "uniform", "high"), ["above low"]),
    ("{yaw: 0.3}", "{yow: 0.3}", ("pitch", "correlated", "yow"), ["is not dispersed", "yaw"]),
    (
        "probability: 0.5",
        "probability: 5",
        ("engines_out", "proposal", "bernoulli", "probability"),
        ["0 to 1"],
    ),
    (
        "bernoulli: {probability: 0.5}",
        "constant: {value: 1}",
        ("engines_out", "proposal"),
        ["0, 1"],
    ),
    ("  source: a public paper\n", "", ("thrust_factor.usdv.main",), ["source or assumption"]),
]


@pytest.mark.parametrize("old, new, key, words", ISSUES)
def test_each_thing_wrong_is_one_issue_at_its_key(old, new, key, words):
    assert TEXT.count(old) == 1
    found = list(check_dispersions(read(TEXT.replace(old, new))))
    assert [each.key for each in found] == [("dispersions", *key)]
    said = f"{found[0].problem} {found[0].given} {found[0].allowed}"
    assert all(word in said for word in words), said


def test_a_matrix_that_is_none_is_placed_at_a_correlation():
    text = """\
    pitch: {normal: {sigma: 1 deg}, assumption: trial, correlated: {yaw: 0.9}}
    yaw: {normal: {sigma: 1 deg}, assumption: trial, correlated: {ut1: 0.9}}
    ut1: {normal: {sigma: 1 s}, assumption: trial, correlated: {pitch: -0.9}}
    """
    found = list(check_dispersions(read(text)))
    assert len(found) == 1 and found[0].key[:2] == ("dispersions", "ut1")
    assert "not a correlation matrix: smallest eigenvalue -0.8" in found[0].problem


def test_issues_find_their_line():
    text = TEXT.replace("sigma: 200 m", "sigma: -200 m")
    (found,) = check_dispersions(read(text))
    issue = parse(text, "trial.yaml").issue(found.key[1:], found.problem, found.given)
    assert issue.line == text[: text.index("-200 m")].count("\n") + 1


def test_everything_wrong_is_told_at_once():
    text = TEXT.replace("sigma: 200 m", "sigma: 0 m").replace("2 s", "2 m")
    assert len(list(check_dispersions(read(text)))) == 2


# what is replaced, by what, place of pydantic's finding
FINDINGS = [
    ("normal: {sigma: 0.7 deg}\n", "norml: {sigma: 0.7 deg}\n", ("pitch", "norml")),
    ("sigma: 200 m}", "sd: 200 m}", ("position_along", "normal", "sigma")),
    ("sigma: 2 s", "sigma: [2 s]", ("ignition_delay.final_burn", "half_normal", "sigma")),
    ("{yaw: 0.3}", "{yaw: 1.3}", ("pitch", "correlated", "yaw")),
    ("  source: a public paper", "  bernoulli: {probability: 1}", ("thrust_factor.usdv.main",)),
    ("stratified: true", "stratified: 3", ("engines_out", "stratified")),
]


@pytest.mark.parametrize("old, new, place", FINDINGS)
def test_wrong_keys_are_found_on_reading(old, new, place):
    assert TEXT.count(old) == 1
    with pytest.raises(ValidationError) as caught:
        read(TEXT.replace(old, new))
    assert place in [finding["loc"] for finding in caught.value.errors()]


def test_models_and_distributions_have_the_same_names():
    assert tuple(DistributionModel.model_fields) == tuple(DISTRIBUTIONS)
    for law, distribution in DISTRIBUTIONS.items():
        required = {each.name for each in fields(distribution) if each.default is MISSING}
        annotation = DispersionModel.model_fields[law].annotation
        model = next(part for part in annotation.__args__ if hasattr(part, "model_fields"))
        assert set(model.model_fields) == set(distribution.parameter_names())
        for name, field in model.model_fields.items():
            assert field.is_required() == (name in required), (law, name)
    assert {each.unit for each in PARAMETERS.values()} <= set(DIMENSIONS)
    schema = ADAPTER.json_schema()
    assert set(schema["$defs"]["DispersionModel"]["properties"]) > set(DISTRIBUTIONS)


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_a_distribution_is_stated_by_the_parameters_of_its_class(name):
    model = model_inside(DistributionModel.model_fields[name].annotation)
    kind = DISTRIBUTIONS[name]
    assert tuple(model.model_fields) == kind.parameter_names()
    assert all(field.description for field in model.model_fields.values())
    assert model.__doc__ == kind.__doc__


SHORT = Path(__file__).parent.parent / "campaign" / "short.yaml"


def dispersed(name):
    """The short fall with one more parameter: burn `final_burn`, engines `tug.main`, tank
    `tug.fuel`.
    """
    more = f"\n    {name}: {{constant: {{value: 0}}, assumption: trial}}\n  corridor:"
    return loads(SHORT.read_text().replace("\n  corridor:", more), "short.yaml")


@pytest.mark.parametrize(
    "name", ["tank_load.tug.fuel", "engines_out.final_burn", "engines_out.tug.main"]
)
def test_a_suffix_names_a_burn_engines_or_a_tank(name):
    campaign = dispersed(name).campaign
    assert campaign is not None and name in campaign.dispersions


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("residual.tug.main", "no such tank; given 'tug.main'; allowed: tug.fuel"),
        ("line_flow.final_burn", "no such tank"),
        ("pitch.tug.main", "no such burn; given 'tug.main'; allowed: final_burn"),
        ("engines_out.tug.fuel", "no such burn or engine group; given 'tug.fuel'"),
    ],
)
def test_a_suffix_of_another_kind_is_refused(name, told):
    with pytest.raises(ScenarioError, match=told):
        dispersed(name)
