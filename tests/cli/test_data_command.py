"""``iss-deorbit data``: what is in use, adding a newer file, and going back."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.data import inventory

HEADER = (
    "DATE,BSRN,ND,KP1,KP2,KP3,KP4,KP5,KP6,KP7,KP8,KP_SUM,AP1,AP2,AP3,AP4,AP5,AP6,AP7,AP8,AP_AVG,"
    "CP,C9,ISN,F10.7_OBS,F10.7_ADJ,F10.7_DATA_TYPE,F10.7_OBS_CENTER81,F10.7_OBS_LAST81,"
    "F10.7_ADJ_CENTER81,F10.7_ADJ_LAST81"
)
DAYS = "".join(
    f"2026-10-{day},2620,1,{'10,' * 8}80,{'4,' * 9}0.1,0,60,120.0,120.0,OBS,121,121,121,121\n"
    for day in range(10, 31)
)


@pytest.fixture(autouse=True)
def own(tmp_path) -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as patch:  # the command's own patches are undone each time
        patch.setenv("ISS_DEORBIT_DATA", str(tmp_path / "own"))
        yield tmp_path / "own"


def test_table_of_the_data_in_use(command):
    said = command("data")
    assert said.code == 0
    for row in inventory():
        assert row["name"] in said.out
        assert row["sha256"] in "".join(said.out.replace("│", "").split())


def test_the_same_as_json(command):
    rows = json.loads(command("data", "--json").out)
    assert rows == inventory()
    keys = ["name", "source", "edition", "coverage", "licence", "sha256", "origin"]
    assert all(list(row) == keys for row in rows)


def test_adding_and_removing(command, tmp_path, own):
    file = tmp_path / "SW-All.csv"
    file.write_text(f"{HEADER}\n{DAYS}")
    said = command("data", "add", file)
    assert said.code == 0 and said.err == ""
    assert (
        "space_weather: 1957-10-01 to 2026-10-30, observed, daily; new from 2026-10-10" in said.out
    )
    rows = {row["name"]: row for row in json.loads(command("data", "--json").out)}
    assert rows["space_weather"]["origin"] == str(own)
    assert rows["space_weather"]["sha256"] in said.out
    assert command("data", "remove", "space_weather", "--quiet") == (0, "", "")
    assert all(row["origin"] == "shipped" for row in json.loads(command("data", "--json").out))


def test_what_a_file_lacks_is_told(command, tmp_path, own):
    file = tmp_path / "[red]SW.csv"
    file.write_text(f"{HEADER}\n{DAYS.replace('120.0,120.0', '0.0,0.0', 1)}")
    said = command("data", "add", file)
    assert "1 day without a measured F10.7, taken from the days around: 2026-10-10" in said.out
    assert "[red]SW.csv" in command("data").out  # a name is no markup


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEADER}\n{DAYS[:-40]}", "SW.csv:22: 22 columns; the file may be truncated"),
        (f"{HEADER}\n{DAYS.replace('120.0', 'many', 1)}", "SW.csv:2: F10.7_OBS: not a number"),
        ("nothing of the kind\n", "SW.csv:1: not a file of space weather"),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(command, tmp_path, own, text, told):
    (tmp_path / "SW.csv").write_text(text)
    said = command("data", "add", "SW.csv")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"error: {told}")
    assert not own.exists()


def test_nothing_to_remove(command):
    said = command("data", "remove", "msafe")
    assert said.code == 2
    assert said.err.startswith("error: msafe: no edition of that name was added; allowed: nothing")
