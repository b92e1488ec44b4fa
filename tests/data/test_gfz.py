"""The file of GFZ: what it holds comes out, what is wrong with it is told with its place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.data import open_data
from sim.data.edition import add_edition, remove_edition
from sim.data.gfz import COLUMNS, is_gfz, read_gfz
from sim.data.input_file import InputFileError

HEADER = (
    "# PURPOSE: Kp, ap, Ap, SN and F10.7\n# YYYY MM DD days ... ap8 Ap SN F10.7obs F10.7adj D\n"
)


def row(date: str, ap: list[int], flux: float, kind: int = 2) -> str:
    """A line as GFZ writes it."""
    year, month, day = date.split("-")
    whole = -1 if min(ap) < 0 else round(sum(ap) / 8)
    kp = "".join(f"{3.333:7.3f}" for _ in ap)
    return (
        f"{year} {month} {day} 34000 34000.5 2615 12{kp}{''.join(f'{each:5d}' for each in ap)}"
        f"{whole:6d} 120 {flux:8.1f} {flux:8.1f} {kind}\n"
    )


def text(first: str = "2026-10-01", count: int = 60, flux: float = 150.0) -> str:
    """Days in a row, the flux rising by 0.1 a day."""
    start = np.datetime64(first)
    return HEADER + "".join(
        row(str(start + k), [4, 5, 6, 7, 6, 5, 4, 3], flux + k / 10.0) for k in range(count)
    )


def test_what_a_line_says_comes_out():
    found = read_gfz(text(count=100), "kp.txt")
    assert len(found.mjd) == 100 and np.ptp(np.diff(found.mjd)) == 0
    assert found.ap3[0].tolist() == [4, 5, 6, 7, 6, 5, 4, 3] and found.ap[0] == 5
    assert found.f107[10] == pytest.approx(151.0)
    assert found.f107a[50] == pytest.approx(155.0, abs=0.051)  # 81 days about it
    assert found.f107a[0] == pytest.approx(152.0, abs=0.051)  # 41 days from it on


def test_days_without_a_flux_are_as_those_around_and_the_last_ones_may_lack_ap():
    lines = text(count=50).splitlines(keepends=True)
    lines[2] = row("2026-10-01", [4] * 8, -1.0)  # before the first flux: left out
    lines[20] = row("2026-10-19", [4] * 8, -1.0)
    lines.append(row("2026-11-20", [4, 5, -1, -1, -1, -1, -1, -1], 160.0, 0))
    found = read_gfz("".join(lines), "kp.txt")
    assert len(found.mjd) == 49 and len(found.filled) == len(found.incomplete) == 1
    assert found.f107[17] == pytest.approx(151.8)


@pytest.mark.parametrize(
    ("line", "old", "new", "says"),
    [
        (12, " 34000.5", "", r"kp\.txt:12: 27 columns"),
        (12, "2026 10 10", "2026 10 12", r"kp\.txt:12: DATE: 2 days are missing"),
        (12, "2026 10 10", "2026 13 10", r"kp\.txt:12: DATE: not a date"),
        (12, "   150.9    150.9", "    39.9    150.9", r"kp\.txt:12: F10\.7_OBS"),
        (12, "   150.9    150.9", "    nan     150.9", r"kp\.txt:12: F10\.7obs"),
        (12, "    4    5", "  401    5", r"kp\.txt:12: AP1"),
        (12, "     5 120", "    25 120", r"kp\.txt:12: AP_AVG"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(line, old, new, says):
    lines = text().splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    with pytest.raises(InputFileError, match=says):
        read_gfz("".join(lines), "kp.txt")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(content):
    try:
        read_gfz(content, "any")
    except InputFileError:
        pass
    is_gfz(content)


def test_it_becomes_the_edition_in_use(tmp_path, monkeypatch):
    monkeypatch.setenv("ISS_DEORBIT_DATA", str(tmp_path / "own"))
    last = int(open_data("space_weather")["mjd"][-1])
    first = str(np.datetime64("1858-11-17") + np.timedelta64(last - 9, "D"))
    (tmp_path / "kp.txt").write_text(text(first, 60))
    facts = add_edition(tmp_path / "kp.txt")
    assert facts["name"] == "space_weather" and facts["added_from"] == first
    table = open_data("space_weather")
    assert int(table["mjd"][-1]) == last + 50
    assert table["ap3"][-1].tolist() == [4, 5, 6, 7, 6, 5, 4, 3]
    remove_edition("space_weather")
    assert len(COLUMNS) == 28
