"""Tables as CSV: what is written reads back."""

import csv
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.csv_text import csv_text


@given(st.lists(st.tuples(st.floats(allow_infinity=False), st.text()), min_size=1))
def test_every_value_reads_back(rows):
    numbers = np.array([number for number, _ in rows])
    names = np.array([name for _, name in rows], dtype=object)
    table = csv_text({"a_km": numbers, "name": names})
    header, *found = csv.reader(io.StringIO(table, newline=""))
    assert header == ["a_km", "name"]
    got = np.array([float(number or "nan") for number, _ in found])
    assert np.array_equal(got, numbers, equal_nan=True)
    assert [name for _, name in found] == names.tolist()


def test_instants_and_truth_values():
    columns = {"utc": np.array(["2028-07-01"], dtype="datetime64[us]"), "up": np.array([True])}
    assert csv_text(columns).split("\r\n")[1] == "2028-07-01T00:00:00.000000Z,True"
