"""Comparison of two folders of results: every bit of every number, without times."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from result_contents import Names
from same_numbers import LEFT_OUT, RULES, Difference, Pattern, compare_folders, main

MOMENT = datetime(2030, 12, 29, 18, 24, tzinfo=UTC)
PLAIN = replace(RULES, files={}, names=Names(), accepted=())
"""Rules without renames or accepted differences."""

KML = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark id="a">'
    "<name>aim</name><coordinates>{0}</coordinates></Placemark></Document></kml>"
)


def columns() -> dict[str, pa.Array]:
    return {
        "altitude_km": pa.array([415.1, float("nan"), 0.0, -1e-310]),
        "count": pa.array([1, 2, 3, 4], pa.int32()),
        "kept": pa.array([True, False, None, True]),
        "kind": pa.array(["dock", "burn", "burn", "impact"]).dictionary_encode(),
        "utc": pa.array([MOMENT + timedelta(k) for k in range(4)], pa.timestamp("us", "UTC")),
    }


def record() -> dict:
    return {
        "status_sentence": "came down after 911.8 days",
        "status": "impact",
        "burns": [{"name": "burn_1", "delta_v_m_s": 7.597301217586522}, {"note": None}],
        "compute": {"wall_s": 1.5, "steps": 12},
        "feasible": True,
    }


def write(folder: Path, table: dict | None = None, summary: dict | None = None, **metadata) -> Path:
    """Write a small folder of results, with one flight, like `compare`."""
    flight = folder / "usdv"
    (flight / "shards").mkdir(parents=True)
    columns_table = pa.table(columns() if table is None else table)
    columns_table = columns_table.replace_schema_metadata(
        {"version": "1", "frame": "GCRF", **metadata}
    )
    pq.write_table(columns_table, flight / "shards" / "samples-000000.parquet")
    text = json.dumps(record() if summary is None else summary)
    (flight / "summary.json").write_text(text, encoding="utf-8")
    (flight / "decay.svg").write_text("<svg/>", encoding="utf-8")
    return folder


@pytest.fixture
def old(tmp_path) -> Path:
    return write(tmp_path / "old")


def differences(old: Path, new: Path, rules=PLAIN) -> list[Difference]:
    return list(compare_folders(old, new, rules).differences)


def test_equal_folders(old, tmp_path):
    new = write(tmp_path / "new")
    comparison = compare_folders(old, new, PLAIN)
    assert comparison.differences == []
    # five columns and the frame; seven values of the JSON file besides the clock
    assert comparison.counts == {
        "tables": 1, "columns": 6, "texts": 1, "values": 7, "left out": 2, "drawn": 1
    }  # fmt: skip


@pytest.mark.parametrize("row", [0, 2, 3])
def test_the_last_bit_of_a_column(old, tmp_path, row):
    changed = np.asarray(columns()["altitude_km"]).copy()
    old_value = float(changed[row])
    changed[row] = np.nextafter(old_value, np.inf)
    new = write(tmp_path / "new", columns() | {"altitude_km": pa.array(changed)})
    (difference,) = differences(old, new)
    assert difference.file == "usdv/shards/samples-000000.parquet"
    assert difference.path.startswith(f"altitude_km, row {row} (1 of 4 rows")
    assert (difference.old, difference.new) == (repr(old_value), repr(float(changed[row])))
    assert not difference.reason


def test_the_sign_of_zero_and_the_bits_of_nan(old, tmp_path):
    values = np.asarray(columns()["altitude_km"]).copy()
    values[2] = -0.0
    values.view(np.uint64)[1] ^= 1
    new = write(tmp_path / "new", columns() | {"altitude_km": pa.array(values)})
    (difference,) = differences(old, new)
    assert "row 1 (2 of 4 rows" in difference.path


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("count", pa.array([1, 2, 3, 5], pa.int32())),
        ("count", pa.array([1, 2, 3, 4], pa.int64())),
        ("count", pa.array([1, 2, 3], pa.int32())),
        ("kept", pa.array([True, False, False, True])),
        ("kind", pa.array(["dock", "burn", "burn", "in_orbit"])),
        ("utc", pa.array([MOMENT + timedelta(k, 0, k == 3) for k in range(4)],
                         pa.timestamp("us", "UTC"))),
        ("altitude_km", pa.array([415.1, None, 0.0, -1e-310])),
    ],
)  # fmt: skip
def test_other_columns(old, tmp_path, name, values):
    table = columns()
    table[name] = values
    if len(values) < 4:
        table = {key: column[:3] for key, column in table.items()}
    new = write(tmp_path / "new", table)
    listed = differences(old, new)
    assert name in {difference.path.partition(",")[0] for difference in listed}
    assert not any(difference.reason for difference in listed)


def test_storage_of_a_text_column_is_ignored(old, tmp_path):
    table = columns()
    table["kind"] = table["kind"].dictionary_decode()
    assert differences(old, write(tmp_path / "new", dict(reversed(table.items())))) == []


def test_missing_columns_and_metadata(old, tmp_path):
    table = columns()
    del table["kept"]
    new = write(tmp_path / "new", table, frame="ITRF", version="2")
    assert {(d.path, d.old, d.new) for d in differences(old, new)} == {
        ("metadata.frame", '"GCRF"', '"ITRF"'),
        ("kept", "4 rows of bool", "missing"),
    }


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"burns": [{"name": "burn_1", "delta_v_m_s": 7.597301217586523}, {"note": None}]},
         "burns.0.delta_v_m_s"),
        ({"burns": [{"name": "burn_1", "delta_v_m_s": 7.597301217586522}]}, "burns.1.note"),
        ({"status": "in_orbit"}, "status"),
        ({"feasible": 1}, "feasible"),
        ({"compute": {"wall_s": 9.0, "steps": 13}}, "compute.steps"),
        ({"status_sentence": "came down after 911.9 days"}, "status_sentence"),
        ({"format": 2}, "format"),
    ],
)  # fmt: skip
def test_values_of_json(old, tmp_path, change, path):
    new = write(tmp_path / "new", summary=record() | change)
    (difference,) = differences(old, new)
    assert (difference.file, difference.path, difference.reason) == ("usdv/summary.json", path, "")


def test_equal_numbers_in_another_notation(old, tmp_path):
    new = write(tmp_path / "new")
    path = new / "usdv" / "summary.json"
    text = path.read_text(encoding="utf-8").replace("7.597301217586522", "75.97301217586522e-1")
    path.write_text(text.replace(": 12}", ": 12.0}"), encoding="utf-8")
    assert float("75.97301217586522e-1") == 7.597301217586522
    assert differences(old, new) == []


def test_text_in_other_words(old, tmp_path):
    new = write(tmp_path / "new", summary=record() | {"status_sentence": "impact at 911.8 days"})
    (difference,) = differences(old, new)
    assert difference.reason == "other words, same numbers"


def test_missing_files(old, tmp_path):
    new = write(tmp_path / "new")
    (new / "usdv" / "decay.svg").unlink()
    (new / "usdv" / "notice.txt").write_text("50-00.0S", encoding="utf-8")
    assert differences(old, new) == [
        Difference("usdv/decay.svg", "file", "there", "missing"),
        Difference("usdv/notice.txt", "file", "missing", "there"),
    ]


@pytest.mark.parametrize(
    ("name", "before", "after", "path"),
    [
        ("f.kml", KML.format("-108,-50,0"), KML.format("-108,-50.0000001,0"),
         "/Document0/Placemark0/coordinates0"),
        ("f.geojson", '{"coordinates": [[-108.0, 1.5]]}', '{"coordinates": [[-108.0, 1.25]]}',
         "coordinates.0.1"),
        ("f.yaml", "aim: {latitude: -50.0}", "aim: {latitude: -50.5}", "aim.latitude"),
        ("f.txt", "A. 37-09.2S", "A. 37-09.3S", "line 1"),
    ],
)  # fmt: skip
def test_other_files(old, tmp_path, name, before, after, path):
    new = write(tmp_path / "new")
    for folder, text in ((old, before), (new, before)):
        (folder / name).write_text(text, encoding="utf-8")
    assert differences(old, new) == []
    (new / name).write_text(after, encoding="utf-8")
    (difference,) = differences(old, new)
    assert (difference.file, difference.path, difference.reason) == (name, path, "")


def test_renames(old, tmp_path):
    table = columns()
    table["height_km"] = table.pop("altitude_km")
    table["kind"] = pa.array(["docking", "burn", "burn", "impact"])
    summary = record()
    summary["burns"][0] = {"name": "burn_1", "impulse_m_s": 7.597301217586522}
    new = write(tmp_path / "new", table, summary)
    (new / "usdv" / "shards" / "samples-000000.parquet").rename(new / "usdv/shards/s0.parquet")
    names = Names(
        keys={"summary.json:burns.0.delta_v_m_s": "impulse_m_s"},
        columns={"altitude_km": "height_km"},
        values={"kind=dock": "docking", "status=burn": "never"},
    )
    rules = replace(PLAIN, files={"samples-000000.parquet": "s0.parquet"}, names=names)
    assert differences(old, new, rules) == []
    assert len(differences(old, new)) > 2


def test_two_keys_of_one_name_are_refused(old, tmp_path):
    rules = replace(PLAIN, names=Names(keys={"status": "feasible"}))
    with pytest.raises(ValueError, match="two values have the path feasible"):
        compare_folders(old, write(tmp_path / "new"), rules)


@pytest.mark.parametrize(
    ("tolerance", "reason"), [(None, "rounding"), (1e-9, "rounding"), (1e-20, "")]
)
def test_a_reason_applies_within_its_tolerance(old, tmp_path, tolerance, reason):
    values = np.asarray(columns()["altitude_km"]).copy()
    values[0] = np.nextafter(values[0], 0.0)
    summary = record()
    summary["burns"][0]["delta_v_m_s"] = np.nextafter(7.597301217586522, 0.0)
    new = write(tmp_path / "new", columns() | {"altitude_km": pa.array(values)}, summary)
    accepted = (
        Pattern("samples-*.parquet", "altitude_km", "rounding", tolerance),
        Pattern("usdv/summary.json", "burns.*.delta_v_m_s", "rounding", tolerance),
    )
    listed = differences(old, new, replace(PLAIN, accepted=accepted))
    assert [difference.reason for difference in listed] == [reason, reason]


def test_every_pattern_has_a_reason():
    for pattern in (*LEFT_OUT, *RULES.accepted):
        assert pattern.file and pattern.path and pattern.reason


def test_the_command(old, tmp_path, monkeypatch, capsys):
    new = write(tmp_path / "new")
    monkeypatch.setattr(sys, "argv", ["same_numbers.py", str(old), str(new)])
    assert main() == 0
    (new / "usdv" / "decay.svg").unlink()
    assert main() == 1
    output = capsys.readouterr().out
    assert "usdv/decay.svg: file: there -> missing\n" in output
    assert output.endswith("1 differences without a reason, 0 with one\n")
