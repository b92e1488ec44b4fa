"""finals2000A: read, refused with its place, used in place of the package's, and taken away."""

from pathlib import Path

import astropy_iers_data
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.data import inventory
from sim.data.edition import add_edition, remove_edition
from sim.data.finals import is_finals, read_finals
from sim.data.input_file import InputFileError
from sim.frames.earth_orientation import gcrf_to_itrf_matrix, orientation, orientation_coverage
from sim.frames.epoch import Epoch
from sim.lanes import interpreted


@pytest.fixture(scope="module")
def text() -> str:
    """The last years of the file as it comes with the package."""
    whole = Path(astropy_iers_data.IERS_A_FILE).read_text(encoding="ascii")
    return "".join(whole.splitlines(keepends=True)[-1200:])


def shifted(text: str, seconds: float) -> str:
    """The same with UT1 - UTC moved on every day."""
    return "\n".join(
        f"{line[:58]}{float(line[58:68]) + seconds:10.7f}{line[68:]}"
        for line in text.splitlines()
        if line[58:68].strip()
    )


def test_the_file_of_the_package_is_read(text):
    found = read_finals(text, "finals")
    assert is_finals(text) and found.mjd[0] < found.measured < found.mjd[-1]
    assert (np.diff(found.mjd) == 1).all() and np.abs(found.ut1).max() < 0.9
    assert 0.0 < np.abs(found.x).max() < 1.0


@pytest.mark.parametrize(
    ("columns", "new", "says"),
    [
        (slice(58, 68), " 3.0000000", r"finals:10: UT1-UTC: given '3\.0000000'"),
        (slice(18, 27), "  0.a12345", r"finals:10: PM-x: not a number"),
        (slice(18, 27), "       nan", r"finals:10: PM-x"),
        (slice(7, 15), "99999.00", r"finals:10: MJD"),
        (slice(58, 68), " " * 10, r"finals:11: UT1-UTC: values after a day without"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text, columns, new, says):
    lines = text.splitlines()
    width = columns.stop - columns.start
    lines[9] = lines[9][: columns.start] + new[-width:] + lines[9][columns.stop :]
    with pytest.raises(InputFileError, match=says):
        read_finals("\n".join(lines), "finals")


def test_missing_days_and_a_short_file_are_refused(text):
    lines = text.splitlines()
    with pytest.raises(InputFileError, match="MJD: days are not in a row"):
        read_finals("\n".join(lines[:9] + lines[10:]), "finals")
    with pytest.raises(InputFileError, match="truncated"):
        read_finals("\n".join(lines[:20]), "finals")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(content):
    try:
        read_finals(content, "any")
    except InputFileError:
        pass
    is_finals(content)


def test_what_is_added_turns_the_earth(text, tmp_path, monkeypatch):
    """A tenth of a second of UT1 is 1.5 arcsec; without the edition all is as before."""
    epoch = Epoch.from_utc(f"{orientation_coverage().last_final}T00:00:00Z").plus(40 * 86400.0)

    def turn() -> np.ndarray:
        table = orientation(epoch, 100.0)
        return np.reshape(interpreted(gcrf_to_itrf_matrix)(np.zeros(1), table), (3, 3))

    before = turn()
    monkeypatch.setenv("ISS_DEORBIT_DATA", str(tmp_path / "own"))
    (tmp_path / "finals2000A.all").write_text(shifted(text, 0.1))
    assert add_edition(tmp_path / "finals2000A.all")["name"] == "earth_orientation"
    assert "earth_orientation" in {row["name"] for row in inventory()}
    moved = turn() @ before.T
    assert np.arctan2(moved[0, 1], moved[0, 0]) == pytest.approx(0.1 * 7.2921e-5, rel=1e-3)
    remove_edition("earth_orientation")
    assert np.array_equal(turn(), before)
