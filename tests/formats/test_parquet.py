"""Tables as Parquet files: what is written comes back, and units are in the file."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.parquet import read_table, unit_of, units_in, write_table

COLUMNS = {
    "time_s": np.array([0.0, 1.5, np.nan]),
    "utc": np.array(
        ["2030-01-01T00:00:00", "2030-01-01T00:00:01.5", "2031-01-01"], "datetime64[us]"
    ),
    "phase": np.array(["drift", "drift", "entry"]),
    "lowering": np.array([True, False, True]),
    "altitude_km": np.array([400.0, 399.5, -0.1]),
}


def test_what_is_written_comes_back(tmp_path):
    write_table(tmp_path / "t.parquet", COLUMNS, {"scenario": "usdv"})
    back = read_table(tmp_path / "t.parquet")
    assert list(back) == list(COLUMNS)
    for name, values in COLUMNS.items():
        np.testing.assert_array_equal(back[name], values)
        assert back[name].dtype.kind == values.dtype.kind


def test_units_and_facts_are_in_the_file(tmp_path):
    write_table(tmp_path / "t.parquet", COLUMNS, {"scenario": "usdv"})
    assert units_in(tmp_path / "t.parquet") == {
        "time_s": "s",
        "utc": "",
        "phase": "",
        "lowering": "",
        "altitude_km": "km",
    }
    schema = pq.read_schema(tmp_path / "t.parquet")
    assert schema.metadata[b"scenario"] == b"usdv"
    assert schema.field("utc").type == pa.timestamp("us", tz="UTC")


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("density_kg_m3", "kg/m3"),
        ("vx_km_s", "km/s"),
        ("speed_air_m_s", "m/s"),
        ("heat_flux_w_m2", "W/m2"),
        ("mass_kg", "kg"),
        ("deceleration_g", "g0 = 9.80665 m/s2"),
        ("dynamic_pressure_kpa", "kPa"),
        ("thrust_n", "N"),
        ("phase", ""),
        ("utc", ""),
    ],
)
def test_unit_is_the_longest_ending(name, unit):
    assert unit_of(name) == unit


def test_unequal_columns_are_refused(tmp_path):
    with pytest.raises(pa.ArrowInvalid):
        write_table(tmp_path / "t.parquet", {"a_s": np.zeros(2), "b_s": np.zeros(3)})


@given(st.lists(st.floats(), min_size=0, max_size=20), st.text(max_size=10))
def test_any_numbers_and_text_survive(tmp_path_factory, numbers, text):
    file = tmp_path_factory.mktemp("any") / "t.parquet"
    columns = {
        "x_m": np.array(numbers, dtype=np.float64),
        "phase": np.array([text] * len(numbers), str),
    }
    write_table(file, columns)
    back = read_table(file)
    np.testing.assert_array_equal(back["x_m"], columns["x_m"])
    assert back["phase"].tolist() == columns["phase"].tolist()
