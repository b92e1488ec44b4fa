"""The clauses of the standard: decided by their figures, undecided within a range."""

import pytest

from sim.entry.risk.casualty import Span
from sim.entry.risk.requirements import requirements


def test_each_clause_is_decided_by_its_own_figure():
    a, b, c = requirements(Span(0.03, 0.06, 0.09), Span(5e-4, 1e-3, 1e-2), True)
    assert [each.clause for each in (a, b, c)] == ["4.7-1a", "4.7-1b", "4.7-1c"]
    assert (a.met, b.met, c.met) == (False, True, None)
    assert c.value == pytest.approx((1.5e-5, 6e-5, 9e-4))
    assert (a.applies, b.applies, c.applies) == (False, True, True)
    fallen = requirements(5e-5, 0.0, False, controlled=False)
    assert [each.met for each in fallen] == [True, False, True]
    assert [each.applies for each in fallen] == [True, False, False]


def test_of_many_flights_none_may_come_too_near():
    kept, broken = Span(0.996, 1.0, 1.0), Span(0.984, 0.988, 0.992)
    assert requirements(0.1, 1e-4, kept)[1].met is True
    found = requirements(0.1, 1e-4, broken)[1]
    assert found.met is False and found.value == broken and found.limit == 1.0
