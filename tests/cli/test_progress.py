"""What is said of progress where nobody sees a bar."""

import subprocess
import sys

import pytest

from sim.cli import progress
from sim.cli.progress import ProgressDisplay
from sim.workflow.campaign.fly import FLYING
from sim.workflow.progress import Progress


def state(done: int) -> Progress:
    return Progress(
        stage=FLYING, samples=1000, samples_done=done, rate=48.66, seconds_left=186.0, failures=1
    )


@pytest.fixture
def clock(monkeypatch):
    """A clock that is set by hand."""
    now = [100.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_a_campaign_says_a_line_each_minute(clock, capsys):
    with ProgressDisplay(quiet=False) as display:
        for done, seconds in ((0, 0.0), (128, 30.0), (256, 61.0), (384, 90.0), (512, 125.0)):
            clock[0] = 100.0 + seconds
            display(state(done))
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        f"campaign  {done}/1000 samples  48.7/s  3.1 min left  1 failed" for done in (256, 512)
    ]


def test_a_search_counts_its_runs(clock, capsys):
    with ProgressDisplay(quiet=False) as display:
        clock[0] += 61.0
        runs = Progress(
            stage=FLYING, samples=12, samples_done=1, unit="runs", rate=11.2, seconds_left=1800.0
        )
        display(runs)
    assert capsys.readouterr().err == "campaign  1/12 runs  11.2/s  30.0 min left  0 failed\n"


def test_a_quiet_one_says_nothing(clock, capsys):
    with ProgressDisplay(quiet=True) as display:
        clock[0] += 1000.0
        display(state(1))
    assert capsys.readouterr() == ("", "")


def test_a_crash_of_machine_code_says_where():
    words = "import os, sim.cli as c; c.app = lambda *a, **k: os.abort(); c.main()"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True)
    assert done.returncode == -6 and "Fatal Python error: Aborted" in done.stderr
    assert "in main" in done.stderr


def test_a_name_of_a_file_is_no_markup(monkeypatch):
    """An element set may call its object anything."""
    with ProgressDisplay(quiet=False) as display:
        monkeypatch.setattr(display.console, "_force_terminal", True)
        display(Progress(stage="flying", scenario="SAT [/x]", share=0.5))
        assert display._bars is not None
        lines = display.console.render_lines(display._bars.get_renderable())
    assert "SAT [/x]" in "".join(each.text for line in lines for each in line)
