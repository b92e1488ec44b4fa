"""JSON text: standard JSON, no NaN, order kept."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.formats.json_text import json_text, read_json, write_json


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def test_missing_numbers_become_null_everywhere():
    given_value = {"a": np.nan, "b": [np.inf, (1.0, -np.inf)], "c": np.array([1.0, np.nan])}
    back = json.loads(json_text(given_value), parse_constant=refuse)
    assert back == {"a": None, "b": [None, [1.0, None]], "c": [1.0, None]}


def test_numpy_values_become_plain_ones_and_order_is_kept(tmp_path):
    value = {"z": np.float64(1.5), "a": np.int64(3), "m": np.bool_(True), "u": "Δv"}
    write_json(tmp_path / "v.json", value)
    assert (tmp_path / "v.json").read_text(encoding="utf-8") == (
        '{\n  "z": 1.5,\n  "a": 3,\n  "m": true,\n  "u": "Δv"\n}\n'
    )
    assert list(read_json(tmp_path / "v.json")) == ["z", "a", "m", "u"]


def test_what_has_no_place_in_json_is_refused():
    with pytest.raises(TypeError):
        json_text({"a": object()})


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=15,
    )
)
def test_text_is_standard_json_and_says_the_same_again(value):
    once = json_text(value)
    assert json_text(json.loads(once, parse_constant=refuse)) == once
