"""Operations counted on recording numbers, for kernels with known counts."""

import numpy as np
import pytest
from operation_count import Graph, interpret_counted
from peers import lanes, problems
from roofline import count_work

from sim.lanes import absolute, any_lane, cross, gather, kernel, maximum, rotate, sqrt, where


@kernel
def _shared(x, y):
    """The product occurs twice and counts once; the difference is not used."""
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
    result = interpret_counted(kernel)(*leaves, *shared)
    return result, graph.work(result if isinstance(result, tuple) else (result,))


def test_shared_operations_count_once_and_unused_ones_do_not():
    result, work = count(_shared, 2.0, 3.0)
    assert result.value == 56.0
    assert (work.additions, work.multiplications) == (2, 2)
    assert work.multiply_adds == 0  # the product has two uses
    assert work.operations == 4


def test_multiply_adds():
    vector = [float(k) for k in range(12)]
    graph = Graph()
    leaves = [graph.leaf(value, k) for k, value in enumerate(vector)]
    work = graph.work(interpret_counted(rotate)(leaves[:9], *leaves[9:]))
    assert work == (6, 9, 0, 0, 6)
    work = graph.work(interpret_counted(cross)(*leaves[:6]))
    assert work == (3, 6, 0, 0, 3)


def test_selection_is_free_and_a_root_counts_once():
    result, work = count(_chosen, -9.0, 4.0)
    assert result.value == 0.75
    assert work == (0, 0, 1, 1, 0)


@pytest.mark.parametrize("n", [2, 5, 20])
def test_loops_count_by_iterations(n):
    table = np.arange(2.0, n + 2.0)[:, None]
    result, work = count(_polynomial, 2.0, shared=(table, n))
    assert result.value == np.polyval(table[:, 0], 2.0)
    # the first iteration multiplies nothing
    assert work == (n - 1, n - 1, 0, 0, n - 1)


def test_tables_and_branches():
    table = np.array([[1.0, 2.0], [3.0, 5.0]])
    graph = Graph()
    i, x = graph.leaf(1.0, "i"), graph.leaf(0.5, "x")
    result = interpret_counted(_looked_up)(i, table, x)
    assert result.value == 5.5
    assert graph.work((result,)) == (1, 1, 0, 0, 1)


@pytest.mark.parametrize("name", ["a8", "b20"])
def test_the_right_hand_side_gives_the_same_numbers(name):
    """Values agree with the interpreted kernel, so the counted physics is that of flights."""
    from sim.dynamics.rhs import acceleration
    from sim.lanes import interpreted
    from sim.vehicle.parameters import Parameters

    problem = problems.make_problem(name)
    world, state = lanes.world_of(problem), problem.states[0]
    graph = Graph()
    leaves = [graph.leaf(float(v), k) for k, v in enumerate(state)]
    values = lanes.parameter_vectors(problem, 1)[0]
    parameters = Parameters(*(graph.leaf(float(v), f"parameter {k}") for k, v in enumerate(values)))
    counted = interpret_counted(acceleration)(graph.leaf(1000.0, "t"), *leaves, world, parameters)
    plain = interpreted(acceleration)(1000.0, *state, world, Parameters(*values))
    np.testing.assert_allclose([a.value for a in counted], plain, rtol=1e-13)


def test_operations_of_the_gravity_field():
    """By degree and order: four operations of the recursion, four multiply-adds of the sums of
    coefficients and two additions of partial sums; from degree 8 to 20 there are 231 - 45 more.
    """
    works = [count_work(lanes.world_of(p), p) for p in map(problems.make_problem, ("a8", "a20"))]
    more = works[1].operations - works[0].operations
    assert more / (231 - 45) == pytest.approx(14.0, abs=0.5)
