"""Shipped data: hashes, sidecars, errors, and the check values published beside the recipes."""

import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest

import sim.data
from sim.data import DataError, inventory, open_data, provenance
from sim.data.builders.sidecar import write_data
from sim.data.builders.space_weather import without_outliers

NAMES = [row["name"] for row in inventory()]
OURS = {
    "coastline_110m",
    "coastline_50m",
    "egm2008",
    "egm96",
    "land_110m",
    "msafe",
    "space_weather",
}


def mjd(date: str) -> int:
    return int((np.datetime64(date) - np.datetime64("1858-11-17")).astype(int))


def test_inventory_lists_every_shipped_file():
    folder = Path(sim.data.__file__).parent
    assert sorted(NAMES) == sorted(path.stem for path in folder.glob("*.npz"))
    assert set(NAMES) >= OURS


@pytest.mark.parametrize("name", NAMES)
def test_file_and_arrays_are_those_of_the_sidecar(name):
    facts = provenance(name)
    path = Path(sim.data.__file__).parent / f"{name}.npz"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == facts["sha256"]
    for key, array in open_data(name).items():
        assert hashlib.sha256(array.tobytes()).hexdigest() == facts["arrays_sha256"][key]
        assert not array.flags.writeable


@pytest.mark.parametrize("name", NAMES)
def test_sidecar_says_where_the_data_comes_from(name):
    facts = provenance(name)
    for field in ("source", "edition", "url", "licence", "attribution", "package", "coverage"):
        assert facts[field]
    assert facts["url"].startswith("https://")


def test_arrays_cannot_be_changed_by_a_caller():
    first = open_data("egm2008")
    with pytest.raises(ValueError, match="read-only"):
        first["c"][2, 0] = 0.0
    first.pop("c")
    assert "c" in open_data("egm2008")


def test_unknown_name_names_what_there_is():
    with pytest.raises(DataError, match=r"no data set 'egm2020'.*egm2008"):
        open_data("egm2020")


def test_changed_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "thing.npz").write_bytes(b"not what it was")
    (tmp_path / "thing.json").write_text(json.dumps({"sha256": "0" * 64}))
    monkeypatch.setattr(sim.data, "files", lambda _: tmp_path)
    with pytest.raises(DataError, match="the file was changed or is damaged"):
        open_data("thing")


def test_missing_file_is_told(tmp_path, monkeypatch):
    (tmp_path / "gone.json").write_text(json.dumps({"sha256": "0" * 64}))
    monkeypatch.setattr(sim.data, "files", lambda _: tmp_path)
    with pytest.raises(DataError, match=r"gone\.npz is missing"):
        open_data("gone")


def test_sidecar_without_a_licence_is_refused():
    with pytest.raises(ValueError, match="licence"):
        write_data("x", {}, source="s", edition="e", url="u", attribution="a", package="p")


# Gravity: check values of Pavlis et al. 2012 and Lemoine et al. 1998, tide-free C20.


@pytest.mark.parametrize(
    ("name", "c20"), [("egm2008", -4.84165143790815e-4), ("egm96", -4.84165371736e-4)]
)
def test_gravity_field(name, c20):
    field = open_data(name)
    assert field["c"].shape == field["s"].shape == (121, 121)
    assert field["c"][2, 0] == c20
    assert field["c"][0, 0] == 1.0
    assert float(field["mu"]) == 3.986004415e14
    assert float(field["a"]) == 6378136.3
    for key in ("c", "s"):
        assert np.all(np.triu(field[key], 1) == 0.0)  # nothing above m = n
        assert np.all(field[key][1] == 0.0)  # origin in the centre of mass
    assert np.all(field["s"][:, 0] == 0.0)


def test_gravity_fields_agree_above_degree_two():
    new, old = open_data("egm2008"), open_data("egm96")
    difference = max(np.abs(new[key][3:] - old[key][3:]).max() for key in ("c", "s"))
    assert difference == pytest.approx(3.9e-9, abs=0.05e-9)


def test_gravity_follows_kaula():
    """Degree variances fall as 1e-5 / n^2; the rule is good to a factor of three (Kaula 1966)."""
    c, s = (open_data("egm2008")[key] for key in ("c", "s"))
    n = np.arange(10, 121)
    rms = np.sqrt((c[n] ** 2 + s[n] ** 2).sum(axis=1) / (2 * n + 1))
    ratio = rms / (1e-5 / n**2)
    assert np.all((ratio > 1 / 3) & (ratio < 3.0))


# Space weather, observed: values as published.


@pytest.mark.parametrize(
    ("date", "f107", "f107a", "ap", "ap3"),
    [
        ("2001-03-23", 180.0, 176.4, 28, [27, 48, 18, 27, 22, 39, 32, 15]),
        ("2008-09-29", 66.8, 67.6, 2, [0, 3, 4, 4, 3, 0, 0, 3]),
        ("2025-06-01", 150.3, 134.7, 98, [48, 67, 179, 154, 154, 48, 111, 22]),
    ],
)
def test_observed_space_weather(date, f107, f107a, ap, ap3):
    table = open_data("space_weather")
    i = mjd(date) - table["mjd"][0]
    assert table["f107_tenths"][i] == round(10 * f107)
    assert table["f107a_tenths"][i] == round(10 * f107a)
    assert table["ap"][i] == ap
    assert table["ap3"][i].tolist() == ap3


@pytest.mark.skipif("ISS_DEORBIT_REFERENCE" not in os.environ, reason="no reference files")
@pytest.mark.parametrize(
    ("file", "differing"),
    [("cssi_space_weather_1995_2020.txt", 0.05), ("cssi_space_weather_2020_2025.txt", 0.01)],
)
def test_observed_space_weather_against_another_edition(file, differing):
    """Editions of February 2020 and August 2026: a few per cent of the days were revised."""
    table = open_data("space_weather")
    path = Path(os.environ["ISS_DEORBIT_REFERENCE"]) / "space_weather" / file
    text = path.read_text().split("BEGIN OBSERVED\n")[1].split("END OBSERVED")[0]
    settled = "2019 10 16" if "1995" in file else "2026"  # later days of the old file: preliminary
    lines = [line for line in text.splitlines() if line[:10] < settled]
    rows = np.array([mjd(line[:10].replace(" ", "-")) for line in lines]) - table["mjd"][0]
    f107 = np.array([float(line[112:118]) for line in lines])
    ap = np.array([int(line[79:82]) for line in lines])
    assert np.mean(np.abs(table["f107_tenths"][rows] / 10.0 - f107) > 0.11) < differing
    assert np.mean(table["ap"][rows] != ap) < differing


def test_observed_space_weather_has_every_day():
    day = open_data("space_weather")["mjd"]
    assert (day[0], day[-1], len(day)) == (36112, 61328, 25217)
    assert np.all(np.diff(day) == 1)


# Flare days listed with their neighbours: value raised by a flare, mean of the neighbours.
FLARES = {
    "1999-01-20": (238.8, 175),
    "2000-07-12": (314.6, 237),
    "2011-09-24": (190.4, 163.5),
    "2015-06-22": (246.9, 124),
    "2017-09-04": (182.5, 120),
    "2022-03-31": (239.5, 148),
    "2022-08-28": (251.9, 129),
    "2023-02-17": (343.1, 165),
    "2023-02-25": (279.3, 161.5),
    "2023-11-28": (254.6, 179),
    "2024-06-01": (226.9, 180),
    "2024-07-30": (400.7, 229),
    "2025-02-23": (239.9, 201),
    "2025-08-30": (316.5, 219),
}


@pytest.mark.parametrize("date", FLARES)
def test_known_flare_days_are_replaced_by_the_mean_of_their_neighbours(date):
    table = open_data("space_weather")
    raised, neighbours = FLARES[date]
    i = mjd(date) - table["mjd"][0]
    raw, clean = table["f107_tenths"] / 10.0, table["f107_clean_tenths"] / 10.0
    assert raw[i] == raised
    assert clean[i] == pytest.approx(neighbours, abs=1.0)
    assert clean[i] == pytest.approx(0.5 * (raw[i - 1] + raw[i + 1]), abs=0.06)


def test_two_flare_days_in_a_row_are_both_replaced():
    table = open_data("space_weather")
    i = mjd("2001-04-05") - table["mjd"][0]
    assert (table["f107_tenths"][i : i + 2] > 3900).all()
    assert (table["f107_clean_tenths"][i : i + 2] < 2000).all()


def test_real_maxima_stay():
    """The rise to 2001-03-28 and the maximum of 2024-08-08 lasted for days: they are the Sun."""
    table = open_data("space_weather")
    for date in ("2001-03-24", "2001-03-28", "2024-08-08"):
        i = mjd(date) - table["mjd"][0]
        assert table["f107_clean_tenths"][i] == table["f107_tenths"][i]


def test_clean_column_follows_from_the_rule():
    table = open_data("space_weather")
    clean, replaced = without_outliers(table["f107_tenths"] / 10.0)
    assert np.array_equal(np.round(10 * clean).astype("u2"), table["f107_clean_tenths"])
    days = [
        str(np.datetime64("1858-11-17") + np.timedelta64(int(day), "D"))
        for day in table["mjd"][replaced]
    ]
    assert days == provenance("space_weather")["days_replaced"]
    assert len(days) < 0.003 * len(replaced)


def test_rule_on_a_made_up_series():
    f107 = np.array([100.0, 100.0, 150.0, 110.0, 110.0, 111.0, 80.0, 113.0, 120.0, 118.0])
    clean, replaced = without_outliers(f107)
    assert np.flatnonzero(replaced).tolist() == [2, 6]
    assert clean[[2, 6]].tolist() == [105.0, 112.0]


# Forecasts: the bulletin of March 2026 as printed.


@pytest.mark.parametrize(
    ("year", "row"),
    [
        (2028, [117.2, 95.6, 80.0, 23.9, 14.3, 9.9]),
        (2029, [95.5, 81.7, 73.2, 18.4, 13.6, 7.6]),
        (2030, [79.5, 74.0, 70.5, 16.3, 11.6, 6.1]),
        (2031, [73.6, 70.5, 68.1, 11.2, 8.8, 4.8]),
        (2032, [98.5, 79.4, 68.5, 15.7, 10.9, 4.7]),
    ],
)
def test_forecast_of_march_2026(year, row):
    table = open_data("msafe")["table"]
    found = table[(table[:, 0] == 12 * 2026 + 2) & (table[:, 1] == 12 * year)]
    assert (found[0, 2:] / 10.0).tolist() == row


def test_forecast_archive_is_complete():
    table = open_data("msafe")["table"].astype(int)
    issues = np.unique(table[:, 0])
    assert table.shape == (66320, 8)
    assert len(issues) == 325
    assert np.array_equal(issues, np.arange(12 * 1999 + 2, 12 * 2026 + 3))
    for issue in issues:
        assert np.all(np.diff(table[table[:, 0] == issue, 1]) == 1)


# Coastlines.


@pytest.mark.parametrize(
    ("name", "n"), [("coastline_110m", 5262), ("coastline_50m", 61845), ("land_110m", 5271)]
)
def test_outlines(name, n):
    line = open_data(name)["line"]
    assert line.shape == (n, 2)
    pen_up = np.isnan(line).any(axis=1)
    assert np.isnan(line[pen_up]).all()
    assert pen_up[-1]
    assert np.nanmax(np.abs(line[:, 0])) <= 180.0
    assert np.nanmax(np.abs(line[:, 1])) <= 90.0


def test_land_outlines_are_closed():
    line = open_data("land_110m")["line"]
    ends = np.flatnonzero(np.isnan(line[:, 0]))
    starts = np.concatenate([[0], ends[:-1] + 1])
    assert np.array_equal(line[starts], line[ends - 1])


def test_documentation_names_every_data_set():
    page = (Path(__file__).parents[2] / "docs" / "data.md").read_text(encoding="utf-8")
    for name in NAMES:
        assert f"`{name}`" in page
