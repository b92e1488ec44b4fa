"""Operations counted on numbers that remember, against kernels whose count is known by hand."""

import numpy as np
import pytest
from counted import Graph, on_counted
from peers import lanes, problems
from roofline import counted_work

from sim.lanes import absolute, any_lane, cross, gather, kernel, maximum, rotate, sqrt, where


@kernel
def _shared(x, y):
    """The product is there twice and counts once; the difference is not used."""
    unused = x - y
    a = x * y + 1.0
    b = y * x + 2.0
    unused = unused * unused
    return a * b


@kernel
def _chosen(x, y):
    big = maximum(absolute(x), y)
    return where(big > 2.0, sqrt(big) / y, big)


@kernel
def _polynomial(x, table, n):
    total = 0.0 * x
    for k in range(n):
        total = total * x + table[k, 0]
    return total


@kernel
def _looked_up(i, table, x):
    if any_lane(x > 0.0):
        return gather(table, i, 0) + x * gather(table, i, 1)
    return x


def count(kernel, *values, shared=()):
    graph = Graph()
    leaves = [graph.leaf(value, k) for k, value in enumerate(values)]
    found = on_counted(kernel)(*leaves, *shared)
    return found, graph.work(found if isinstance(found, tuple) else (found,))


def test_what_is_shared_counts_once_and_what_is_unused_not_at_all():
    found, work = count(_shared, 2.0, 3.0)
    assert found.value == 56.0
    assert (work.additions, work.multiplications) == (2, 2)
    assert work.multiply_adds == 0  # the product has two uses
    assert work.operations == 4


def test_multiply_adds():
    vector = [float(k) for k in range(12)]
    graph = Graph()
    leaves = [graph.leaf(value, k) for k, value in enumerate(vector)]
    work = graph.work(on_counted(rotate)(leaves[:9], *leaves[9:]))
    assert work == (6, 9, 0, 0, 6)
    work = graph.work(on_counted(cross)(*leaves[:6]))
    assert work == (3, 6, 0, 0, 3)


def test_choosing_is_free_and_a_root_is_one():
    found, work = count(_chosen, -9.0, 4.0)
    assert found.value == 0.75
    assert work == (0, 0, 1, 1, 0)


@pytest.mark.parametrize("n", [2, 5, 20])
def test_loops_count_by_turns(n):
    table = np.arange(2.0, n + 2.0)[:, None]
    found, work = count(_polynomial, 2.0, shared=(table, n))
    assert found.value == np.polyval(table[:, 0], 2.0)
    # the first turn multiplies nothing
    assert work == (n - 1, n - 1, 0, 0, n - 1)


def test_tables_and_branches():
    table = np.array([[1.0, 2.0], [3.0, 5.0]])
    graph = Graph()
    i, x = graph.leaf(1.0, "i"), graph.leaf(0.5, "x")
    found = on_counted(_looked_up)(i, table, x)
    assert found.value == 5.5
    assert graph.work((found,)) == (1, 1, 0, 0, 1)


@pytest.mark.parametrize("name", ["a8", "b20"])
def test_the_right_hand_side_gives_the_same_numbers(name):
    """The count is of the very physics that flies: values agree with the interpreted kernel."""
    from sim.dynamics.rhs import acceleration
    from sim.lanes import interpreted
    from sim.vehicle.parameters import Parameters

    given = problems.problem(name)
    world, state = lanes.world_of(given), given.states[0]
    graph = Graph()
    leaves = [graph.leaf(float(v), k) for k, v in enumerate(state)]
    values = lanes.cases(given, 1)[0]
    case = Parameters(*(graph.leaf(float(v), f"case {k}") for k, v in enumerate(values)))
    found = on_counted(acceleration)(graph.leaf(1000.0, "t"), *leaves, world, case)
    plain = interpreted(acceleration)(1000.0, *state, world, Parameters(*values))
    np.testing.assert_allclose([a.value for a in found], plain, rtol=1e-13)


def test_the_field_costs_what_its_recursion_says():
    """Each degree and order: four operations of the recursion, four multiply-adds of the sums of
    coefficients and two additions of partial sums; from degree 8 to 20 there are 231 - 45 more.
    """
    works = [counted_work(lanes.world_of(p), p) for p in map(problems.problem, ("a8", "a20"))]
    more = works[1].operations - works[0].operations
    assert more / (231 - 45) == pytest.approx(14.0, abs=0.5)
