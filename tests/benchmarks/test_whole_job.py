"""Whole commands are measured in processes of their own, each version with its own tree."""

import sys
from pathlib import Path

import pytest
import whole_job

ROOT = Path(whole_job.__file__).parents[1]


def told(monkeypatch, capsys, *words):
    monkeypatch.setattr(sys, "argv", ["whole_job.py", *map(str, words)])
    assert whole_job.main() == 0
    return capsys.readouterr().out


def test_a_line_tells_time_goal_and_ratio(monkeypatch, capsys):
    line = told(monkeypatch, capsys, "--line", "help", "--runs", "1", "--beside", ROOT)
    assert line.startswith("help ") and "goal 0.1 s" in line
    assert float(line.split("ratio ")[1].split()[0]) > 0.0


def test_a_command_that_fails_is_told_with_its_words(monkeypatch, tmp_path):
    line = whole_job.Line(words=("run", "no_such.yaml"))
    with pytest.raises(SystemExit, match="no_such"):
        whole_job.measure(line, [ROOT], 1, tmp_path)


def test_time_to_the_first_words_ends_before_the_command_does(tmp_path):
    passed, used = whole_job._run(whole_job.LINES["words"], ROOT, tmp_path / "cache", tmp_path)
    assert passed > 0.0 and used > 0.0 and not (tmp_path / "out").exists()
