"""A lowering policy has engines or an attitude, one of the two."""

import pytest

from sim.scenario.error import ScenarioError
from sim.scenario.load import load, loads

TEXT = """
include: scenarios/usdv.yaml
name: variant
phases:
  lowering_1: {lowering: %s}
"""


def test_both_means_are_refused_with_the_line() -> None:
    with pytest.raises(ScenarioError, match=r"yaml:\d+: .*lowering.*either engines or attitude"):
        loads(TEXT % "{attitude: station.broadside}", "variant.yaml")


def test_neither_is_refused() -> None:
    with pytest.raises(ScenarioError, match="either engines or attitude"):
        loads(TEXT % "{engines: null}", "variant.yaml")


def test_unknown_attitude_is_named() -> None:
    with pytest.raises(ScenarioError, match=r"station\.broadsid"):
        loads(TEXT % "{engines: null, attitude: station.broadsid}", "variant.yaml")


def test_the_shipped_broadside_plan_lowers_by_attitude() -> None:
    lowering = load("scenarios/usdv_broadside.yaml").phases[0].lowering
    assert lowering is not None
    assert lowering.attitude == "station.broadside"
    assert lowering.engines == ()
