"""Newer editions of space weather: read in full, refused with the place, used, and taken away."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sim.data
from sim.data import inventory, open_data, provenance
from sim.data.bulletin import MONTHS, read_bulletin
from sim.data.celestrak import HEADER, read_celestrak
from sim.data.edition import add_edition, remove_edition
from sim.data.input_file import InputFileError
from sim.environment.space_weather.indices import bulletins, history_span, weather, weather_coverage
from sim.frames.epoch import DAY, Epoch

SHIPPED = Path(sim.data.__file__).parent


@pytest.fixture
def own(tmp_path) -> Iterator[Path]:
    """An empty data folder of one's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ISS_DEORBIT_DATA", str(tmp_path / "own"))
        yield tmp_path / "own"


def csv_rows(first: str, count: int, flux: float = 120.0) -> list[str]:
    """Lines of a CelesTrak CSV: observed days, three daily and two monthly predictions."""
    start = np.datetime64(first)
    days = [*range(count + 3), count + 40, count + 70]
    dates = list(start + np.array(days).astype("timedelta64[D]"))
    kinds = ["OBS"] * count + ["PRD"] * 3 + ["PRM"] * 2
    lines = []
    for k, (date, kind) in enumerate(zip(dates, kinds, strict=True)):
        ap = ["4"] * 8 + ["4"] if kind != "PRM" else [""] * 9
        kp = ["10"] * 8 + ["80"] if kind != "PRM" else [""] * 9
        f107 = f"{flux + k % 5:.1f}"
        lines.append(
            ",".join([str(date), "2620", "5", *kp, *ap, "0.1", "0", "60", f107, f107, kind]
                     + ["121.0"] * 4)
        )  # fmt: skip
    return lines


def csv_text(first: str = "2026-10-01", count: int = 60) -> str:
    return "\n".join([",".join(HEADER), *csv_rows(first, count)]) + "\n"


def bulletin_text(issue: str = "2026-09", months: int = 180) -> str:
    first = np.datetime64(issue, "M") - np.timedelta64(6, "M")
    lines = ["  TABLE 3 ESTIMATES", "", "  TIME   10.7 CM SOLAR FLUX   (F10.7)   INDEX (Ap)", ""]
    for k in range(months):
        month = (first + k).astype(int) + 12 * 1970
        year = month // 12 + (month % 12 + 0.004) / 12
        row = f"{150 - k / 2:6.1f} {140 - k / 2:6.1f} {130 - k / 2:6.1f}   18.0   14.0   10.0"
        lines.append(f" {year:9.4f}   {MONTHS[month % 12]}   {row}")
    return "\n".join(lines) + "\n"


def changed(text: str, line: int, old: str, new: str) -> str:
    lines = text.splitlines(keepends=True)
    assert old in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(old, new, 1)
    return "".join(lines)


def hashes() -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in SHIPPED.glob("*.*")}


# Use and removal.


def test_a_newer_csv_is_used_and_taken_away_again(own, tmp_path):
    before, shipped = hashes(), open_data("space_weather")
    old_hash = provenance("space_weather")["sha256"]
    file = tmp_path / "SW-Last5Years.csv"
    file.write_text(csv_text())
    facts = add_edition(file)
    assert facts["name"] == "space_weather"
    assert facts["coverage"] == "1957-10-01 to 2026-11-29, observed, daily"
    assert facts["edition"].endswith(", then SW-Last5Years.csv")
    table = open_data("space_weather")
    day = int((np.datetime64("2026-10-01") - np.datetime64("1957-10-01")).astype(int))
    assert np.array_equal(table["f107_tenths"][:day], shipped["f107_tenths"][:day])
    assert table["f107_tenths"][day:].tolist() == [1200 + 10 * (k % 5) for k in range(60)]
    assert np.all(np.diff(table["mjd"]) == 1)
    assert table["ap3"][-1].tolist() == [4] * 8
    said = weather_coverage(Epoch.from_utc("2026-12-01T00:00:00Z"), 30 * DAY)
    assert (said.observed_to, said.forecast_from) == ("2026-11-29", "2026-11-30")
    row = next(row for row in inventory() if row["name"] == "space_weather")
    assert (row["origin"], row["sha256"]) == (str(own), facts["sha256"])
    assert facts["sha256"] != old_hash == facts["based_on_sha256"]
    assert history_span(Epoch.from_utc("2026-12-01T00:00:00Z"), 0.0)[1] > -201 * DAY
    remove_edition("space_weather")
    assert len(open_data("space_weather")["mjd"]) == len(shipped["mjd"])
    assert provenance("space_weather")["sha256"] == old_hash
    assert list(own.iterdir()) == []
    assert hashes() == before


def test_the_weather_changes_with_the_edition(own, tmp_path):
    epoch = Epoch.from_utc("2026-11-20T12:00:00Z")
    before = weather(epoch, 0.0)
    (tmp_path / "a.csv").write_text(csv_text())
    add_edition(tmp_path / "a.csv")
    after = weather(epoch, 0.0)
    assert not np.array_equal(before.table, after.table)
    # F10.7 of the 19th, the fiftieth of the file's days
    assert after.table[3, 0] == pytest.approx(120.0 + 49 % 5)


def test_a_bulletin_joins_the_others(own, tmp_path):
    file = tmp_path / "sep2026f10_prd.txt"
    file.write_text(bulletin_text())
    facts = add_edition(file)
    assert (facts["name"], facts["added_from"]) == ("msafe", "2026-09")
    assert bulletins()[-2:] == ["2026-03", "2026-09"]
    said = weather_coverage(Epoch.from_utc("2028-01-01T00:00:00Z"), DAY)
    assert (said.bulletin, said.bulletin_to) == ("2026-09", "2041-02-28")
    file.write_text(bulletin_text().replace("14.0", "13.5"))
    add_edition(file)  # once more, corrected: takes the place of the first
    table = open_data("msafe")["table"]
    assert table[table[:, 0] == 12 * 2026 + 8, 6].tolist() == [135] * 180
    assert len(bulletins()) == 326


def test_a_damaged_edition_says_how_to_go_back(own, tmp_path):
    (tmp_path / "a.csv").write_text(csv_text(count=61))  # of its own, so that it isn't in memory
    add_edition(tmp_path / "a.csv")
    next(own.glob("space_weather-*.npz")).write_bytes(b"damaged")
    with pytest.raises(sim.data.DataError, match="iss-deorbit data remove space_weather"):
        open_data("space_weather")
    (own / "space_weather.json").write_text("{")
    with pytest.raises(sim.data.DataError, match="iss-deorbit data remove space_weather"):
        inventory()
    remove_edition("space_weather")
    assert len(open_data("space_weather")["mjd"]) == 25217


DAMAGES = {
    "array file changed": lambda own: array_path(own).write_bytes(b"damaged"),
    "array file missing": lambda own: array_path(own).unlink(),
    "no archive, with its digest": lambda own: put_arrays(own, b"no archive"),
    "archive cut short, with its digest": lambda own: put_arrays(
        own, array_path(own).read_bytes()[:-200]
    ),
    "sidecar not UTF-8": lambda own: (own / "space_weather.json").write_bytes(
        b'{"sha256": "\xff"}'
    ),
    "sidecar empty": lambda own: (own / "space_weather.json").write_bytes(b""),
    "sidecar of another kind": lambda own: (own / "space_weather.json").write_text("[]"),
    "digest no text": lambda own: (own / "space_weather.json").write_text('{"sha256": 3}'),
    "sidecar too deep": lambda own: (own / "space_weather.json").write_text("[" * 100_000),
}


def array_path(own: Path) -> Path:
    return next(own.glob("space_weather-*.npz"))


def put_arrays(own: Path, content: bytes) -> None:
    """Another array file, and a sidecar that agrees with it."""
    digest = hashlib.sha256(content).hexdigest()
    (own / f"space_weather-{digest[:16]}.npz").write_bytes(content)
    (own / "space_weather.json").write_text(json.dumps({"sha256": digest}))


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_blamed_on_the_edition_and_mended_by_adding_again(own, tmp_path, name):
    count = 70 + list(DAMAGES).index(name)  # of its own, so that it isn't in memory
    (tmp_path / "a.csv").write_text(csv_text(count=count))
    first = add_edition(tmp_path / "a.csv")
    DAMAGES[name](own)
    epoch = Epoch.from_utc("2026-11-20T12:00:00Z")
    for use in (open_data, lambda name: weather(epoch, 0.0)):
        with pytest.raises(sim.data.DataError, match=r"space_weather.*data remove space_weather"):
            use("space_weather")
    again = add_edition(tmp_path / "a.csv")
    assert str(own) in again.pop("damaged") and again["sha256"] == first["sha256"]
    assert len(open_data("space_weather")["mjd"]) == 25217 - 15 + count
    assert "damaged" not in provenance("space_weather")


def test_an_edition_of_the_plain_name_is_used_until_the_next(own, tmp_path):
    """As earlier versions stored it."""
    (tmp_path / "a.csv").write_text(csv_text(count=90))
    add_edition(tmp_path / "a.csv")
    array_path(own).rename(own / "space_weather.npz")
    assert len(open_data("space_weather")["mjd"]) == 25217 - 15 + 90
    (tmp_path / "b.csv").write_text(csv_text(count=91))
    add_edition(tmp_path / "b.csv")
    assert not (own / "space_weather.npz").exists()


def test_the_edition_before_stays_for_runs_that_have_begun_and_no_older_one(own, tmp_path):
    for count in (100, 101, 102):
        (tmp_path / "a.csv").write_text(csv_text(count=count))
        facts = add_edition(tmp_path / "a.csv")
    names = {sim.data.array_file("space_weather", facts[k]) for k in ("sha256", "based_on_sha256")}
    assert {path.name for path in own.iterdir()} == {"space_weather.json", *names}


KILLED = """
import os, sys
from sim.data.edition import add_edition

left, replace = int(sys.argv[2]), os.replace

def dies(*places):
    global left
    if left == 0:
        os.kill(os.getpid(), 9)
    left -= 1
    replace(*places)
    if left == 0:
        os.kill(os.getpid(), 9)

os.replace = dies
add_edition(sys.argv[1])
"""


@pytest.mark.parametrize("moves", [0, 1])
def test_killed_between_its_two_moves_the_old_edition_is_in_use(own, tmp_path, moves):
    (tmp_path / "a.csv").write_text(csv_text(count=110))
    add_edition(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text(csv_text(count=120 + moves))
    words = [sys.executable, "-c", KILLED, str(tmp_path / "b.csv"), str(moves)]
    assert subprocess.run(words, env=os.environ | {"ISS_DEORBIT_DATA": str(own)}).returncode == -9
    assert len(open_data("space_weather")["mjd"]) == 25217 - 15 + 110
    add_edition(tmp_path / "b.csv")
    assert len(open_data("space_weather")["mjd"]) == 25217 - 15 + 120 + moves


def test_only_space_weather_can_be_replaced(own):
    own.mkdir()
    (own / "egm2008.json").write_text(json.dumps({"sha256": "0" * 64}))
    assert provenance("egm2008")["sha256"] != "0" * 64
    with pytest.raises(InputFileError, match="egm2008: no edition of that name was added"):
        remove_edition("egm2008")


def test_folder_follows_the_desktop_standard(monkeypatch, tmp_path):
    monkeypatch.delenv("ISS_DEORBIT_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert sim.data.own_folder() == tmp_path / "iss-deorbit"


def test_without_a_folder_of_ones_own_nothing_is_added(monkeypatch, tmp_path):
    for folder in ("/dev/null/x", "~nobody-of-that-name/x"):
        monkeypatch.setenv("XDG_DATA_HOME", folder)
        monkeypatch.delenv("ISS_DEORBIT_DATA", raising=False)
        assert len(open_data("space_weather")["mjd"]) == 25217
        (tmp_path / "a.csv").write_text(csv_text())
        with pytest.raises(InputFileError, match=r"can't be made: .* named by ISS_DEORBIT_DATA"):
            add_edition(tmp_path / "a.csv")


# What the readers make of real layouts.


def test_predicted_days_are_left_out():
    found = read_celestrak(csv_text(count=7), "f.csv")
    assert len(found.mjd) == len(found.f107) == 7
    assert found.ap3.shape == (7, 8)
    assert found.f107a.tolist() == [121.0] * 7


@pytest.mark.skipif("ISS_DEORBIT_REFERENCE" not in os.environ, reason="no reference files")
def test_fixed_width_text_of_celestrak():
    path = Path(os.environ["ISS_DEORBIT_REFERENCE"]) / "space_weather"
    found = read_celestrak((path / "cssi_space_weather_2020_2025.txt").read_text(), "sw.txt")
    table = open_data("space_weather")
    row = found.mjd - table["mjd"][0]
    assert len(found.mjd) == 2192
    assert np.mean(table["ap"][row] != found.ap) < 0.01
    assert np.mean(np.any(table["ap3"][row] != found.ap3, axis=1)) < 0.01
    assert np.mean(np.abs(table["f107_tenths"][row] / 10.0 - found.f107) > 0.11) < 0.01
    assert np.median(np.abs(table["f107a_tenths"][row] / 10.0 - found.f107a)) < 0.05


def fixed_text() -> str:
    day = "2026 10 {:02d} 2542 22" + "  3" * 8 + "  24" + "   4" * 8 + "   4 0.1 0  60"
    day += " 120.0 0 121.0 121.0 122.0 123.0 124.0"
    lines = ["DATATYPE CssiSpaceWeather", "VERSION 1.2", "NUM_OBSERVED_POINTS 20"]
    lines += ["BEGIN OBSERVED", *(day.format(k) for k in range(1, 21)), "END OBSERVED"]
    return "\n".join(lines) + "\n"


def test_columns_of_the_fixed_width_text():
    found = read_celestrak(fixed_text(), "sw.txt")
    assert (found.f107[0], found.f107a[0], found.ap[0]) == (122.0, 123.0, 4.0)


def test_rows_of_a_bulletin():
    rows = read_bulletin(bulletin_text(), "sep2026f10-prd.txt")
    assert rows.shape == (180, 8)
    march = 12 * 2026 + 2
    assert rows[0].tolist() == [march + 6, march, 1500, 1400, 1300, 180, 140, 100]


# What such files are known to lack.


def zeros(text: str, first: int, count: int) -> str:
    """The flux of some days, by lines, as zero: it was not measured."""
    for line in range(first, first + count):
        flux = text.splitlines()[line - 1].split(",")[24]
        text = changed(text, line, f",{flux},{flux},", ",0.0,0.0,")
    return text


def halved(text: str, line: int) -> str:
    """A day of which the later indices have not come yet."""
    return changed(text, line, ",4,4,4,4,4,4,4,4,4,0.1", ",4,4,,,,,,,,")


def test_a_flux_of_zero_is_taken_from_the_days_around():
    found = read_celestrak(zeros(csv_text(count=20), 5, 2), "f.csv")
    third = 2.0 / 3.0
    assert found.f107[2:6] == pytest.approx([122.0, 122.0 - third, 120.0 + third, 120.0])
    assert [str(day_of(day)) for day in found.filled] == ["2026-10-04", "2026-10-05"]
    text = fixed_text().replace(" 122.0 123.0", "   0.0 123.0", 1)
    assert text.count("   0.0 123.0") == 1
    assert read_celestrak(text, "f.txt").f107.tolist() == [122.0] * 20


def day_of(mjd: int) -> np.datetime64:
    return np.datetime64("1858-11-17") + np.timedelta64(mjd, "D")


def test_last_days_that_are_not_complete_are_left_out():
    whole = read_celestrak(csv_text(count=20), "f.csv")
    late = read_celestrak(halved(halved(csv_text(count=20), 21), 20), "f.csv")
    assert late.mjd.tolist() == whole.mjd[:-2].tolist()
    assert late.incomplete == tuple(whole.mjd[-2:])
    unmeasured = read_celestrak(zeros(csv_text(count=20), 21, 1), "f.csv")
    assert unmeasured.incomplete == (whole.mjd[-1],) and unmeasured.filled == ()
    # predicted days are not read, so that nothing of them need be there
    assert (
        read_celestrak(halved(csv_text(count=20), 22), "f.csv").mjd.tolist() == whole.mjd.tolist()
    )
    lines = fixed_text().splitlines(keepends=True)
    lines[23] = lines[23][:62] + " " * 20 + lines[23][82:]
    found = read_celestrak("".join(lines), "f.txt")
    assert len(found.mjd) == 19 and len(found.incomplete) == 1


@pytest.mark.parametrize("label", ["PRM", "PRD"])
def test_one_day_with_the_label_of_a_prediction_is_a_day(label):
    whole = read_celestrak(csv_text(count=20), "f.csv")
    found = read_celestrak(changed(csv_text(count=20), 19, "OBS", label), "f.csv")
    for one, other in zip(found[:5], whole[:5], strict=True):
        assert np.array_equal(one, other)
    assert found.mislabelled == (whole.mjd[17],)
    last = read_celestrak(changed(csv_text(count=20), 21, "OBS", label), "f.csv")
    assert len(last.mjd) == 19 and last.mislabelled == ()


def test_blank_lines_say_nothing():
    text = csv_text(count=20)
    assert len(read_celestrak(text.replace("\n2026-10-05", "\n\n2026-10-05"), "f.csv").mjd) == 20


def test_what_was_lacking_is_told(own, tmp_path):
    text = changed(halved(zeros(csv_text(), 5, 4), 61), 30, "OBS", "PRM")
    (tmp_path / "a\x1b[2J.csv").write_text(text)
    facts = add_edition(tmp_path / "a\x1b[2J.csv")
    assert facts["remarks"] == [
        "4 days without a measured F10.7, taken from the days around: 2026-10-04 to 2026-10-07",
        "1 day not complete yet, left out: 2026-11-29",
        "1 day between observed days labelled as predicted, taken as observed: 2026-10-29",
    ]
    assert facts["coverage"].startswith("1957-10-01 to 2026-11-28")
    assert facts["edition"].isprintable()


# Faults: file, line, column, given, allowed.


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda t: changed(t, 1, "AP_AVG", "AP_MEAN"), "f.csv:1: AP_AVG: no such column"),
        (
            lambda t: changed(t, 5, "123.0", "calm"),
            "f.csv:5: F10.7_OBS: not a number; given 'calm'; allowed: a number from 40 to 2000",
        ),
        (
            lambda t: changed(t, 5, ",4,4,4,4,4,4,4,4,4,", ",4,4,,4,4,4,4,4,4,"),
            "f.csv:5: AP3: not a number; given ''; allowed: a whole number from 0 to 400",
        ),
        (
            lambda t: zeros(t, 5, 14),
            "f.csv:18: F10.7_OBS: more than 13 days in a row without a measured flux; given '0.0'",
        ),
        (lambda t: changed(t, 6, ",4,4,4,", ",4.5,4,4,"), "f.csv:6: AP1: given '4.5'"),
        (lambda t: changed(t, 6, ",4,4,4,", ",nan,4,4,"), "f.csv:6: AP1: given 'nan'"),
        (lambda t: changed(t, 6, ",4,4,4,", ",999,4,4,"), "f.csv:6: AP1: given '999'"),
        (
            lambda t: changed(t, 6, ",4,0.1", ",90,0.1"),
            "f.csv:6: AP_AVG: given '90'; allowed: the mean of AP1 to AP8, 4, within 5",
        ),
        (
            lambda t: changed(t, 9, "2026-10-08", "2026-10-05"),
            "f.csv:9: DATE: dates go back; given '2026-10-05'; allowed: after 2026-10-07",
        ),
        (
            lambda t: "".join(x for k, x in enumerate(t.splitlines(True), 1) if k not in (9, 10)),
            "f.csv:9: DATE: 2 days are missing before it; given '2026-10-10'; allowed: 2026-10-08",
        ),
        (lambda t: changed(t, 4, "2026-10-03", "2026-02-30"), "f.csv:4: DATE: not a date"),
        (lambda t: changed(t, 4, "2026-10-03", "3 Oct 2026"), "f.csv:4: DATE: not a date"),
        (lambda t: changed(t, 7, "OBS", "GUESS"), "f.csv:7: F10.7_DATA_TYPE: given 'GUESS'"),
        (
            lambda t: changed(changed(t, 7, "OBS", "PRD"), 8, "OBS", "PRD"),
            "f.csv:9: F10.7_DATA_TYPE: observed after a predicted day; given 'OBS'",
        ),
        (
            lambda t: changed(changed(t, 7, "OBS", "PRD"), 7, ",4,4,4,", ",,4,4,"),
            "f.csv:8: F10.7_DATA_TYPE: observed after a predicted day; given 'OBS'",
        ),
        (lambda t: "".join(t.splitlines(True)[:20])[:-30], "f.csv:20: 26 columns; the file may be"),
        (lambda t: t[:-3], "f.csv:66: no end of the last line; the file may be truncated"),
        (lambda t: t.splitlines(True)[0], "f.csv:1: no observed day; allowed: at least one"),
    ],
)
def test_faults_of_a_csv(fault, told):
    with pytest.raises(InputFileError) as caught:
        read_celestrak(fault(csv_text()), "f.csv")
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (lambda t: changed(t, 8, " 122.0", " 12x.0"), "f.txt:8: F10.7_OBS: not a number"),
        (lambda t: changed(t, 8, " 122.0", ""), "f.txt:8: 124 characters; the line may be"),
        (lambda t: changed(t, 8, "2026 10 04", "2026 10 03"), "f.txt:8: DATE: dates go back"),
        (lambda t: changed(t, 8, "2026 10 04", "2026 10 05"), "f.txt:8: DATE: 1 days are missing"),
        (
            lambda t: changed(t, 3, "20", "25"),
            "f.txt:25: 20 observed days; the file may be truncated; allowed: 25, as NUM_OBS",
        ),
        (lambda t: t[:1500], "f.txt:15: no line BEGIN OBSERVED or END OBSERVED"),
    ],
)
def test_faults_of_a_fixed_width_text(fault, told):
    with pytest.raises(InputFileError) as caught:
        read_celestrak(fault(fixed_text()), "f.txt")
    assert str(caught.value).startswith(told)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (
            lambda t: changed(t, 5, " 140.0", " 14O.0"),
            "f.txt:5: F10.7 50 %: not a number; given '14O.0'; allowed: a number from 40 to 500",
        ),
        (
            lambda t: changed(t, 5, " 140.0", " 170.0"),
            "f.txt:5: F10.7 50 %: given '170.0'; allowed: at most 150, its F10.7 95 %",
        ),
        (lambda t: changed(t, 6, "   10.0", ""), "f.txt:6: 7 columns; the line may be truncated"),
        (lambda t: changed(t, 6, "APR", "AVR"), "f.txt:6: month: given 'AVR'; allowed: JAN to DEC"),
        (lambda t: changed(t, 6, "APR", "MAY"), "f.txt:6: TIME: not in MAY"),
        (
            lambda t: "".join(x for k, x in enumerate(t.splitlines(True), 1) if k != 9),
            "f.txt:9: TIME: given '2026-08'; allowed: 2026-07, the month after the one before",
        ),
        (
            lambda t: "".join(t.splitlines(True)[:40]),
            "f.txt:40: 36 months of forecast; the file may be truncated; allowed: at least 96",
        ),
        (lambda t: "".join(t.splitlines(True)[:4]), "f.txt: 0 months of forecast"),
    ],
)
def test_faults_of_a_bulletin(fault, told):
    with pytest.raises(InputFileError) as caught:
        read_bulletin(fault(bulletin_text()), "f.txt")
    assert str(caught.value).startswith(told)


def test_a_bulletin_with_the_name_of_another_month():
    with pytest.raises(InputFileError, match=r"first month: given '2026-03'; allowed: 2026-04"):
        read_bulletin(bulletin_text(), "downloads/oct2026f10-prd.txt")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not a file of space weather"),
        (
            "<html>404</html>\n",
            "a.csv:1: not a file of space weather or Earth orientation; given '<html>404</html>'",
        ),
        (csv_text("2026-09-01", 20), "its last observed day is 2026-09-20; allowed: a file that"),
        (csv_text("2026-11-01", 20), "its first observed day is 2026-11-01; allowed: a file that"),
    ],
)
def test_files_that_cannot_be_added(own, tmp_path, text, told):
    (tmp_path / "a.csv").write_text(text)
    with pytest.raises(InputFileError) as caught:
        add_edition(tmp_path / "a.csv")
    assert told in str(caught.value)
    assert not own.exists()


def test_a_file_that_is_not_there(own, tmp_path):
    with pytest.raises(InputFileError, match="no such file"):
        add_edition(tmp_path / "gone.csv")


@settings(max_examples=60)
@given(
    st.integers(0, 10_000), st.characters(codec="utf-8"), st.sampled_from([csv_text, fixed_text])
)
def test_one_wrong_character_never_breaks_the_reader(place, letter, make):
    text = make()
    place %= len(text)
    try:
        found = read_celestrak(text[:place] + letter + text[place + 1 :], "f")
    except InputFileError as error:
        assert error.line is None or 1 <= error.line <= text.count("\n") + 1
        assert str(error).isprintable()  # what a file says never reaches a terminal as it is
    else:
        assert np.all(np.diff(found.mjd) == 1)
        assert np.isfinite(found.f107).all()


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.characters(codec="utf-8"))
def test_one_wrong_character_in_a_bulletin(place, letter):
    text = bulletin_text()
    place %= len(text)
    try:
        rows = read_bulletin(text[:place] + letter + text[place + 1 :], "f")
    except InputFileError as error:
        assert str(error).isprintable()
        return
    assert np.all(np.diff(rows[:, 1]) == 1)
