"""The command `explore`: what it refuses, and what it prints while it serves."""

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

SCENARIO = Path(__file__).parents[1] / "explore" / "descent.yaml"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "one or two scenarios"),
        ([SCENARIO, SCENARIO], "two scenarios need different names"),
        ([SCENARIO, "usdv", "progress"], "given: 3"),
        ([SCENARIO, "--campaign", "here"], "1 scenarios and a campaign"),
    ],
)
def test_what_can_t_be_explored_is_told(command, words, told):
    said = command("explore", *map(str, words), "--no-browser")
    assert said.code == 2 and told in said.err


@pytest.mark.slow
def test_it_prints_its_address_and_ends_on_an_interrupt():
    words = [sys.executable, "-m", "sim", "explore", str(SCENARIO), "--no-browser", "--port", "0"]
    running = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    try:
        assert running.stdout is not None
        lines = [running.stdout.readline() for _ in range(3)]
        assert lines[2] == "Ready.\n"
        address = lines[0].split()[-1]
        assert address.startswith("http://127.0.0.1:")
        with urllib.request.urlopen(address) as page:
            assert page.status == 200
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
    finally:
        running.kill()
        running.communicate()
