"""States in addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.explore.address import Link, mismatch, query_of, read_query
from sim.explore.desk import Desk
from sim.workflow.explore.controls import Controls

DIGEST = "0123456789abcdef" * 4
STATES = st.builds(
    Controls,
    ignition_shift_s=st.floats(-2000, 2000).map(lambda x: float(f"{x:.10g}")),
    revolution=st.integers(-1, 4),
    engines_out=st.integers(0, 29),
    thrust=st.sampled_from([0.5, 0.93, 1.0]),
    aim_latitude_deg=st.sampled_from([None, -45.25]),
)


@given(STATES)
def test_an_address_holds_the_state(state):
    link = read_query(query_of(state, "usdv", DIGEST))
    assert (link.plan, link.scenario) == ("usdv", DIGEST[:12])
    assert {name: float(value) for name, value in link.given.items()} == state.changed()


def test_an_address_holds_no_token():
    assert "token" not in query_of(Controls(thrust=0.9), "usdv", DIGEST)
    assert read_query("token=secret&thrust=0.9") == Link({"thrust": "0.9"})


@pytest.mark.parametrize("query", ["thrust=1&thrust=2", "a" * 3000])
def test_strange_addresses_are_refused(query):
    with pytest.raises(ValueError):
        read_query(query)


def test_a_link_to_another_scenario_says_so():
    plans = {"usdv": DIGEST}
    assert mismatch(read_query(query_of(Controls(), "usdv", DIGEST)), plans) == ""
    assert "another version" in mismatch(Link({}, "usdv", "fff"), plans)
    assert "open here: usdv" in mismatch(Link({}, "progress", ""), plans)


def test_the_last_request_of_a_page_wins():
    desk = Desk()
    first, other = desk.take("a", 1), desk.take("b", 1)
    second = desk.take("a", 2)
    assert first.stale and not second.stale and not other.stale
    assert desk.take("a", 1).stale  # one that was overtaken on its way
