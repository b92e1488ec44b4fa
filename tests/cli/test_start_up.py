"""How soon the command line answers, told by what is imported before its first words: exact, and
the same on a busy machine.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).parent.parent.parent / "scenarios"
SHORT = Path(__file__).parent.parent / "report" / "descent.yaml"
HEAVY = {
    "PIL", "boinor", "contourpy", "dask", "matplotlib", "pandas", "plotly", "pyarrow", "pymsis",
    "scipy.stats", "sgp4", "shapely",
}  # fmt: skip
"""Asked for by some commands only, after their first words."""
COMPILER = {"llvmlite", "numba"}
NUMBERS = {"astropy", "numpy", "ruamel", "scipy"}

TRACED = """
import json, os, sys

def tell(code=0):
    with open("modules.json", "w") as file:
        json.dump(sorted(sys.modules), file)
    sys.__stdout__.flush()
    os._exit(0)

class FirstWords:
    encoding = "utf-8"
    def write(self, words):
        if words.strip():
            sys.__stdout__.write(words)
            tell()
        return len(words)
    def flush(self): pass

stop, *words = sys.argv[1:]
if stop == "first":
    sys.stdout = sys.stderr = FirstWords()
sys.argv = ["iss-deorbit", *words]
import sim.cli
sim.cli.exit_process = tell
sim.cli.main()
"""


def told(folder, stop, *words):
    """What a command says, to its end or its first words only, and what is imported by then."""
    done = subprocess.run(
        [sys.executable, "-c", TRACED, stop, *map(str, words)],
        capture_output=True, text=True, cwd=folder, check=True,
    )  # fmt: skip
    modules = json.loads((folder / "modules.json").read_text())
    packages = {name.partition(".")[0] for name in modules}
    return done.stdout + done.stderr, packages | set(modules)


def test_help_imports_nothing_of_the_simulator(tmp_path):
    for words in (["--help"], ["run", "--help"], ["--version"], ["rnu"]):
        said, modules = told(tmp_path, "end", *words)
        assert said and not modules & (HEAVY | COMPILER | NUMBERS), words
        packages = {name.split(".")[1] for name in modules if name.startswith("sim.")}
        assert packages <= {"cli", "_version", "errors", "plain_text"}, words


@pytest.mark.parametrize("command", ["run", "plan", "campaign"])
def test_the_first_words_come_before_what_flies_and_draws(tmp_path, command):
    said, modules = told(tmp_path, "first", command, SCENARIOS / "usdv.yaml")
    assert said.startswith("usdv: US Deorbit Vehicle")
    assert not modules & (
        (HEAVY - {"shapely"}) | COMPILER
    )  # outlines tell whether the aim is at sea
    assert not modules & {
        "sim.flight.fly",
        "sim.workflow.flown_scenario",
        "sim.report.results.run",
        "sim.entry.study",
    }


def test_a_run_with_its_page_brings_nothing_that_it_does_not_use(tmp_path):
    """Half a second of statistics, and what plots orbits or speaks to clusters."""
    said, modules = told(tmp_path, "end", "run", SHORT, "--out", "out")
    assert (tmp_path / "out" / "report.html").is_file(), said
    assert not modules & {"boinor", "dask", "distributed", "plotly", "scipy.stats"}


def test_what_explains_and_writes_needs_no_compiler(tmp_path):
    for words in (["explain"], ["explain", "state.kepler.altitude"], ["schema"]):
        _, modules = told(tmp_path, "end", *words)
        assert not modules & (HEAVY | COMPILER | {"scipy.special"}), words


def test_check_draws_and_flies_nothing(tmp_path):
    said, modules = told(tmp_path, "end", "check", SCENARIOS / "drift_alone.yaml")
    assert "good: drift_alone" in said
    assert not modules & (HEAVY | COMPILER)


def test_a_wrong_scenario_is_told_before_anything_heavy(tmp_path):
    (tmp_path / "bad.yaml").write_text("name: bad\n")
    said, modules = told(tmp_path, "end", "run", "bad.yaml")
    assert "the key `title` is missing" in said
    assert not modules & (HEAVY | COMPILER)


def test_help_imports_little_at_all(tmp_path):
    """A third of a millisecond each: with 400 modules the help takes 0.15 s."""
    _, modules = told(tmp_path, "end", "--help")
    assert len(modules) < 600
