"""Countries are looked up from many threads at once, also by those that come first."""

import os
import subprocess
import sys

import pytest

FORKS = hasattr(os, "fork")

LOOK_UP = """
import os, sys, threading
import numpy as np
from sim.data import open_data
from sim.entry.risk import keep_out, land

open_data("countries")
rng = np.random.default_rng(1)
x, y = rng.uniform(-180.0, 180.0, 400), rng.uniform(-60.0, 75.0, 400)
many = rng.uniform(-180.0, 180.0, 4000), rng.uniform(-60.0, 75.0, 4000)


def look_up_on_threads(count):
    '''All threads come first to the cells; outlines are there, or they come first to these too.'''
    if len(sys.argv) > 2:
        land.countries()
    found, ready = [None] * count, threading.Barrier(count)

    def look_up(k):
        ready.wait()
        found[k] = land.country_index(x, y), land.country_index(*many)

    threads = [threading.Thread(target=look_up, args=(k,)) for k in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    alone = land.country_index(x, y), land.country_index(*many)
    return all(np.array_equal(a, b) for each in found for a, b in zip(each, alone))


def look_up_in_a_child():
    child = os.fork()
    if child == 0:
        os._exit(0 if look_up_on_threads(8) else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


times = int(sys.argv[1])
codes = [look_up_in_a_child() for _ in range(times)] if times else [not look_up_on_threads(8)]
print(*map(int, codes))
sys.exit(any(codes))
"""


def look_up(times: int, *options: str) -> subprocess.CompletedProcess:
    """In so many children of a process that has built nothing; with 0, in that process itself."""
    words = [sys.executable, "-W", "ignore", "-c", LOOK_UP, str(times), *options]
    return subprocess.run(words, capture_output=True, text=True, timeout=240)


@pytest.mark.skipif(not FORKS, reason="needs children that share what their parent imported")
@pytest.mark.parametrize("options", [(), ("outlines",)], ids=["nothing built", "outlines built"])
def test_eight_threads_that_come_first_find_the_same_fifteen_times(options):
    done = look_up(15, *options)
    assert done.returncode == 0 and done.stdout.split() == ["0"] * 15, done


def test_no_library_that_builds_while_it_is_asked_has_a_part_in_it():
    """Whatever GEOS prepares inside a shared polygon is no part of what threads look up in."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys, sim.entry.assessment; print('shapely' in sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"


@pytest.mark.slow
def test_eight_threads_in_thirty_fresh_processes():
    for _ in range(30):
        done = look_up(0)
        assert done.returncode == 0, done
