"""Killed outright in the middle and resumed from the command line: the bytes of a whole run."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sim.formats.parquet import read_table

from .conftest import HERE

WORDS = (
    "--samples", "48", "--chunk", "4", "--from", "start", "--threads", "1", "--no-plots", "--quiet",
)  # fmt: skip


def campaign(folder: Path, *more: str) -> subprocess.Popen:
    files = [str(HERE / f"{name}.yaml") for name in ("short", "steep")]
    words = [sys.executable, "-m", "sim", "campaign", *files, *WORDS, "--out", str(folder), *more]
    return subprocess.Popen(words, stderr=subprocess.DEVNULL)


def shards(folder: Path) -> dict[str, bytes]:
    files = [*(folder / "shards").glob("*.parquet"), *folder.glob("*.parquet")]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_killed_and_resumed(tmp_path):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    first = campaign(whole)
    assert first.wait(120) == 0
    second = campaign(cut)
    ends = time.monotonic() + 60.0
    while len(list((cut / "shards").glob("*.parquet")) if cut.is_dir() else []) < 6:
        assert second.poll() is None and time.monotonic() < ends
        time.sleep(0.002)
    os.kill(second.pid, signal.SIGKILL)
    second.wait()
    there = len(list((cut / "shards").glob("samples-short-*.parquet")))
    assert 0 < there < 12 and not (cut / "answers.json").exists()
    third = campaign(cut, "--resume")
    assert third.wait(120) == 0
    one, other = shards(whole), shards(cut)
    assert one == other and len(one) == 4 * 12 + 3
    assert not list(cut.rglob("*.partial"))
    for name in ("short", "steep"):
        table = read_table(cut / f"samples-{name}.parquet")
        assert table["sample"].tolist() == list(range(48))
    same = [(folder / "answers.json").read_text() for folder in (whole, cut)]
    assert same[0] == same[1]
