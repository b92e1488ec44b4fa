"""The command line as people use it: files, exit codes, one clear sentence for every mistake."""

import json
import os
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from sim.flight import work_limit
from sim.formats.parquet import read_table, units_in
from sim.report.figures.draw import FIGURES
from sim.scenario.load import load, scenario_hash

SHORT = Path(__file__).parents[1] / "campaign" / "short.yaml"
FILES = {
    "summary.json", "trajectory.parquet", "events.parquet", "manifest.json", "scenario.yaml",
}  # fmt: skip
OF_DEBRIS = {"footprint", "stages"}
OF_A_RIGID_BODY = {"filmstrip", "margin", "motion"}
PICTURES = {
    f"{name}.{ending}"
    for name in FIGURES.keys() - OF_DEBRIS - OF_A_RIGID_BODY
    for ending in ("png", "svg")
}
PICTURES |= {"report.html"}


def names(folder):
    return set(os.listdir(folder))


def test_run_writes_what_it_promises(command, variant, tmp_path):
    file = variant("short")
    said = command("run", file)
    assert said.code == 0
    folder = tmp_path / "runs" / "short"
    assert names(folder) == FILES | PICTURES
    assert names(tmp_path / "runs") == {"short"}
    assert "came down to the ellipsoid" in said.out and "final burn" in said.out
    assert "Results in" in said.err and "Traceback" not in said.err
    summary = json.loads((folder / "summary.json").read_text())
    manifest = json.loads((folder / "manifest.json").read_text())
    assert summary["status"] == "impact" and manifest["status_counts"] == {"impact": 1}
    # the resolved scenario is a scenario, and the same one
    again = load(folder / "scenario.yaml")
    assert manifest["scenario_sha256"] == {"short": scenario_hash(again)}
    assert summary["scenario_sha256"] == scenario_hash(load(file))
    path = read_table(folder / "trajectory.parquet")
    assert path["altitude_km"][-1] == pytest.approx(0.0, abs=1e-3)
    bare = {name for name, unit in units_in(folder / "trajectory.parquet").items() if not unit}
    assert bare == {"utc", "phase"}
    bare = {name for name, unit in units_in(folder / "events.parquet").items() if not unit}
    assert bare == {"utc", "kind", "phase", "detail", "lowering"}


def test_existing_results_are_refused_or_replaced(command, variant, tmp_path):
    file = variant("short")
    assert command("run", file, "--out", "out", "--no-plots", "--quiet") == (0, "", "")
    assert names(tmp_path / "out") == FILES
    stale = tmp_path / "out" / "stale.txt"
    stale.write_text("")
    said = command("run", file, "--out", "out", "--no-plots")
    assert said.code == 2 and "out exists already" in said.err and said.out == ""
    assert stale.exists()
    said = command("run", file, "--out", "out", "--no-plots", "--force")
    assert said.code == 0 and names(tmp_path / "out") == FILES


def test_json_is_the_summary_and_nothing_else(command, variant, tmp_path):
    said = command("run", variant("short"), "--json", "--no-plots")
    assert said.code == 0
    assert json.loads(said.out) == json.loads((tmp_path / "runs/short/summary.json").read_text())


def test_plot_makes_the_figures_again(command, variant, tmp_path):
    command("run", variant("short"), "--quiet", "--out", "out")
    before = {name: (tmp_path / "out" / name).read_bytes() for name in PICTURES}
    for name in PICTURES:
        (tmp_path / "out" / name).unlink()
    said = command("plot", "out")
    assert said.code == 0 and len(said.out.splitlines()) == len(PICTURES)
    for name, content in before.items():
        assert (tmp_path / "out" / name).read_bytes() == content, name


def test_compare_writes_both_and_what_differs(command, variant, tmp_path):
    a, b = variant("steep"), variant("shallow", ('perigee: "30 km"', 'perigee: "60 km"'))
    said = command("compare", a, b)
    assert said.code == 0, said.err
    folder = tmp_path / "runs" / "compare-steep-shallow"
    assert names(folder) == {
        "steep", "shallow", "comparison.json", "comparison.md", "manifest.json", *PICTURES,
    }  # fmt: skip
    assert names(folder / "steep") == names(folder / "shallow") == FILES | PICTURES
    compared = json.loads((folder / "comparison.json").read_text())
    change = compared["difference_from_first"]["shallow"]["final_perigee_km"]
    assert change == pytest.approx(30.0, abs=0.01)
    alone = json.loads((folder / "steep" / "summary.json").read_text())
    assert compared["figures"]["steep"]["entry_utc"] == alone["entry_interface"]["utc"]
    assert "Difference" in said.out
    (folder / "decay.png").unlink()
    assert command("plot", folder, "-q") == (0, "", "")
    assert (folder / "decay.png").exists()


def test_compared_together_is_flown_alone(command, variant, tmp_path):
    a, b = variant("steep"), variant("shallow", ('perigee: "30 km"', 'perigee: "60 km"'))
    command("compare", a, b, "--no-plots", "-q", "--out", "both")
    command("run", b, "--no-plots", "-q", "--out", "one")
    both = read_table(tmp_path / "both/shallow/trajectory.parquet")
    one = read_table(tmp_path / "one/trajectory.parquet")
    assert all((both[k] == one[k]).all() for k in one if one[k].dtype.kind != "f")
    assert all(both[k].tobytes() == one[k].tobytes() for k in one)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('inclination: "51.6 deg"', 'inclinaton: "51.6 deg"', "state.kepler.inclinaton"),
        ('altitude: "205 km"', 'altitude: "205 kg"', "state.kepler.altitude"),
        ("gravity: {degree: 4}", "gravity: {degree: 4]", "not YAML"),
    ],
)
def test_bad_scenario_is_one_clear_error(command, variant, tmp_path, old, new, key):
    file = variant("bad", (old, new))
    line = 1 + file.read_text().split(new)[0].count("\n")
    for words in (("run", file), ("check", file), ("compare", file, file)):
        said = command(*words)
        assert said.code == 2 and said.out == ""
        assert f"{file}:{line}: {key}" in said.err
        assert "Traceback" not in said.err
    assert names(tmp_path) == {"bad.yaml"}


def test_what_only_flying_can_tell_is_bad_input_too(command, variant, tmp_path):
    file = variant("endless", ("until: {apogee: 1}", 'until: {mean_altitude: "20 km"}'))
    said = command("run", file)
    line = 1 + file.read_text().split("until: {mean_altitude")[0].count("\n")
    assert said.code == 2 and f"{file}:{line}: phases[1].until" in said.err
    assert "had not ended on" in said.err and names(tmp_path) == {"endless.yaml"}


def test_burn_that_finds_the_tank_dry_is_bad_input(command, variant, tmp_path):
    """The tank is full when the flight begins; the burn before has emptied it."""
    first = (
        "{name: dry, burn: {engines: [{group: tug.main}], direction: prograde, "
        "cutoff: {depletion: true}}}"
    )
    file = variant(
        "dry",
        ("  - name: final_burn", f"  - {first}\n  - name: final_burn"),
        ("until: {ground: true}", 'until: {duration: "1 h"}'),
    )
    said = command("run", file)
    assert said.code == 2 and "phases[3].burn" in said.err and "no engine could fire" in said.err
    assert names(tmp_path) == {"dry.yaml"}


def test_numerical_failure_is_told_and_kept(command, variant, tmp_path, monkeypatch):
    """A flight that takes more steps than a phase may."""
    monkeypatch.setattr(work_limit, "MOST_EVALUATIONS", 1000)
    file = variant("wall")
    said = command("run", file, "--no-plots")
    assert said.code == 1 and "error: wall: the phase took too many steps" in said.err
    summary = json.loads((tmp_path / "runs/wall/summary.json").read_text())
    assert summary["status"].startswith("failed_")


@pytest.mark.parametrize(
    ("words", "say"),
    [
        (["run", "nofile.yaml"], "nofile.yaml: no such file"),
        (["run"], "Missing argument"),
        (["run", "--wrong"], "No such option"),
        (["fly"], "No such command"),
        (["plot", "nowhere"], "does not hold results"),
        (["compare", "one.yaml"], "two or more"),
    ],
)
def test_wrong_words_end_with_2(command, words, say):
    said = command(*words)
    assert said.code == 2 and said.out == "" and say in said.err and "Traceback" not in said.err


def test_two_scenarios_of_one_name_are_not_compared(command, variant):
    file = variant("same")
    said = command("compare", file, file)
    assert said.code == 2 and "different names" in said.err


def test_check_tells_all_files(command, variant):
    good, bad = variant("good"), variant("bad", ('"205 km"', '"205 kg"'))
    assert command("check", good) == (0, f"{good}: good: good, 4 phases\n", "")
    said = command("check", bad, good, "nofile.yaml")
    assert said.code == 2 and "good: good" in said.out
    assert str(bad) in said.err and "nofile.yaml" in said.err


def test_damaged_results_are_not_drawn(command, variant, tmp_path):
    command("run", variant("short"), "--no-plots", "-q", "--out", "out")
    (tmp_path / "out" / "trajectory.parquet").write_bytes(b"PAR1 cut short")
    said = command("plot", "out")
    assert said.code == 2 and "can't be read" in said.err


def test_schema_is_printed_or_written(command, tmp_path):
    said = command("schema")
    assert said.code == 0 and json.loads(said.out)["properties"]["phases"]
    assert command("schema", "--out", "s").code == 0
    assert json.loads((tmp_path / "s/scenario.schema.json").read_text()) == json.loads(said.out)
    assert command("schema", "--out", "s").code == 2
    assert command("schema", "--out", "s", "--force").code == 0


def test_debug_shows_where_an_error_comes_from(command):
    assert "Traceback" in command("run", "nofile.yaml", "--debug").err


def test_help_loads_nothing_heavy():
    heavy = "numpy, numba, astropy, matplotlib, pyarrow, pydantic".split(", ")
    code = f"import sys, sim.cli; print([m for m in {heavy} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


def test_interrupt_leaves_nothing(variant, tmp_path):
    file = variant("long", ('until: {duration: "6 h"}', 'until: {duration: "4000 d"}'))
    text = file.read_text().replace('altitude: "205 km"', 'altitude: "800 km"')
    file.write_text(text.replace('altitude: "200 km"', 'altitude: "800 km"'))
    flying = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", str(file), "--out", str(tmp_path / "a" / "b")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # tests that were started in the background ignore interrupts, and so would what they start
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert flying.stderr is not None and flying.stderr.readline().startswith("long: ")
    flying.send_signal(signal.SIGINT)
    out, err = flying.communicate()
    assert flying.returncode == 130 and out == ""
    assert err.endswith("interrupted; nothing was written\n") and "Traceback" not in err
    assert names(tmp_path) == {"long.yaml"}


def test_a_flight_that_is_over_at_its_first_instant_is_told(command, tmp_path):
    text = SHORT.read_text(encoding="utf-8")
    begin = text.index("phases:")
    phases = "phases:\n  - {name: wait, attitude: flying, until: {altitude_above: 100 km}}\n"
    (tmp_path / "over.yaml").write_text(text[:begin] + phases)
    said = command("run", "over.yaml")
    assert said.code == 0, said.err
    summary = json.loads((tmp_path / "runs" / "short" / "summary.json").read_text())
    assert summary["status"] == "in_orbit"
    assert summary["orbit"]["start"] == summary["orbit"]["end"]
