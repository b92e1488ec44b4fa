"""The manifest says what is needed to make the results again."""

import re

import numba

import sim
from sim.data import inventory
from sim.formats.json_text import json_text
from sim.formats.manifest import manifest
from sim.lanes import CONTRACTION, source_digest


def made(**changes):
    options = {"weather": None, "created_utc": "2026-01-01T00:00:00Z", "command": ["run", "a.yaml"]}
    return manifest({"usdv": "ab" * 32}, ["impact", "failed_101", "impact"], **(options | changes))


def test_code_data_and_machine_are_named():
    m = made()
    assert m["version"] == sim.__version__
    assert m["scenario_sha256"] == {"usdv": "ab" * 32}
    assert m["kernels"]["source_digest"] == source_digest()
    assert set(m["kernels"]["contraction"]) == set(CONTRACTION)
    assert m["packages"]["numba"] == numba.__version__
    assert {row["name"]: row["sha256"] for row in m["data"]} == {
        row["name"]: row["sha256"] for row in inventory()
    }
    assert m["machine"]["cores"] >= 1
    assert m["git_commit"] is None or re.fullmatch(r"[0-9a-f]{40}\+?", m["git_commit"])
    json_text(m)


def test_statuses_are_counted():
    assert made()["status_counts"] == {"failed_101": 1, "impact": 2}


def test_coverage_is_told():
    m = made(weather={"usdv": {"observed_to": "2026-01-01"}})
    assert m["space_weather"]["usdv"]["observed_to"] == "2026-01-01"
    assert m["earth_orientation"]["held_from"] >= m["earth_orientation"]["last_final"]
