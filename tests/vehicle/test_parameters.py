"""Parameter vectors: columns by name, one table, and what kernels read from a block."""

import numpy as np
import pytest

from sim.lanes import WIDTH, interpreted, kernel, store
from sim.vehicle import parameters
from sim.vehicle.parameters import COLUMNS, Parameters, column, parameters_of, tabulate


@kernel
def weighted(block, out):
    """Twice the first, an inner and the last column, into rows of a block."""
    p = parameters_of(block)
    store(out, 0, 2.0 * p.area)
    store(out, 1, 2.0 * p.thrust)
    store(out, 2, 2.0 * p.emissivity)


def vectors(n: int) -> Parameters:
    """Parameter vectors of which no two numbers are alike."""
    return Parameters(*np.arange(float(COLUMNS * n)).reshape(COLUMNS, n))


def test_every_index_is_that_of_its_field():
    indices = {
        name: value
        for name, value in vars(parameters).items()
        if name.isupper() and isinstance(value, int) and name != "COLUMNS"
    }
    assert len(indices) >= 10
    for name, index in indices.items():
        assert Parameters._fields[index] == name.lower()


def test_unknown_column_is_refused():
    with pytest.raises(ValueError):
        column("colour")


def test_table_has_a_column_for_each_field():
    table = tabulate(vectors(5))
    assert table.shape == (5, COLUMNS) and table.flags.c_contiguous
    for name, values in vectors(5)._asdict().items():
        np.testing.assert_array_equal(table[:, column(name)], values)


def test_kernels_read_all_columns_of_a_block():
    block = np.ascontiguousarray(tabulate(vectors(WIDTH)).T)
    compiled, plain = np.empty((3, WIDTH)), np.empty((3, WIDTH))
    weighted(block, compiled)
    interpreted(weighted)(block, plain)
    names = ("area", "thrust", "emissivity")
    expected = np.array([2.0 * block[column(name)] for name in names])
    np.testing.assert_array_equal(compiled, expected)
    np.testing.assert_array_equal(plain, expected)
