"""``iss-deorbit validate``: tables, JSON, the page, skipping, exit codes."""

import json

from sim.validation import registry
from sim.validation.comparison import ReferenceCase, within
from sim.validation.reference import VARIABLE


def trial(name, ours, needs=()):
    def run():
        return [within("speed", "m/s", 10.0, ours, 1.0, "printed digits")]

    return ReferenceCase(
        name=name,
        title="A trial",
        source="https://example.org",
        family="Trials",
        needs=needs,
        run=run,
    )


def replaced(monkeypatch, *cases):
    monkeypatch.setattr(registry, "CASES", cases)


def test_a_case_is_run_and_told(command):
    said = command("validate", "allen_eggers")
    assert said.code == 0 and "allen_eggers: Iron sphere" in said.out
    assert "NACA TR 1381" in said.out and "4 of 4 quantities in 1 cases met" in said.out


def test_a_miss_is_told_and_counts(command, monkeypatch):
    replaced(monkeypatch, trial("good", 10.5), trial("bad", 12.0))
    said = command("validate", "--json")
    found = json.loads(said.out)
    assert said.code == 1
    assert found["tally"] == {
        "met": 1, "missed": 1, "not simulated": 0, "skipped": 0, "failed": 0,
    }  # fmt: skip
    assert found["cases"][1]["comparisons"][0] == {
        "quantity": "speed",
        "unit": "m/s",
        "reference": 10.0,
        "computed": 12.0,
        "difference": 2.0,
        "lowest_difference": -1.0,
        "highest_difference": 1.0,
        "result": "missed",
        "reason": "printed digits",
    }


def test_what_is_skipped_is_not_passed(command, monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    replaced(monkeypatch, trial("far", 10.0, ("a.csv",)))
    said = command("validate", "--out", "page.md")
    assert said.code == 0
    assert "skipped: set ISS_DEORBIT_REFERENCE" in said.out
    assert "0 of 0 quantities in 1 cases met" in said.out and "1 cases skipped" in said.out


def test_the_page_is_written_and_quiet_says_nothing(command, monkeypatch, tmp_path):
    replaced(monkeypatch, trial("good", 10.5))
    said = command("validate", "--quiet", "--out", tmp_path / "new" / "page.md")
    assert (said.code, said.out) == (0, "")
    text = (tmp_path / "new" / "page.md").read_text(encoding="utf-8")
    assert "| speed, m/s | 10.0 | 10.5 | 0.5 |" in text


def test_a_name_that_is_not_there(command):
    said = command("validate", "stardusd")
    assert said.code == 2 and "no reference case 'stardusd'; there are: mir_decay" in said.err


def test_a_page_that_can_be_no_file(command, tmp_path):
    (tmp_path / "file").write_text("")
    for out in (tmp_path, tmp_path / "file" / "page.md"):
        said = command("validate", "stardust", "--out", out)
        assert said.code == 2 and "not a file in a folder" in said.err
