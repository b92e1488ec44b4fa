"""What is worked out once for a process: by one thread, and changed by none."""

import threading
import time
from dataclasses import fields, is_dataclass

import numpy as np
import pytest

from sim.data import open_data
from sim.data.build_once import build_once, read_only
from sim.entry.risk import islets, keep_out, land, population
from sim.environment import gravity
from sim.environment.atmosphere.model_error import noise
from sim.environment.atmosphere.nrlmsise00.coefficients import coefficients
from sim.environment.atmosphere.us1976 import us1976
from sim.environment.space_weather import variability
from sim.frames import earth_orientation, epoch
from sim.integrate import method_selection


def test_all_threads_get_the_object_of_the_first():
    builds, ready, found = [], threading.Barrier(6), []

    @build_once
    def table(name: str) -> list[str]:
        builds.append(name)
        time.sleep(0.05)
        return [name]

    def ask(name: str) -> None:
        ready.wait()
        found.append(table(name))

    threads = [threading.Thread(target=ask, args=("ab"[k % 2],)) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(builds) == ["a", "b"] and table("a") is table("a") is not table("b")
    assert sum(each is table("a") for each in found) == 3


def test_a_build_that_fails_is_tried_again():
    tries = []

    @build_once
    def table() -> int:
        tries.append(0)
        return 1 // (len(tries) - 1)

    with pytest.raises(ZeroDivisionError):
        table()
    assert table() == table() == 1 and len(tries) == 2


def arrays(value: object) -> list[np.ndarray]:
    """Every array in nested tuples, lists, mappings and dataclasses."""
    if isinstance(value, np.ndarray):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if is_dataclass(value):
        value = [getattr(value, each.name) for each in fields(value)]
    if isinstance(value, (list, tuple)):
        return [array for each in value for array in arrays(each)]
    return []


SHARED = {
    "data sets": lambda: open_data("countries"),
    "countries": land.countries,
    "cells of countries": land._cells,
    "islets": islets.islets,
    "outlines": lambda: [keep_out._outline(k) for k in range(3)],
    "people": population._shipped,
    "gravity": lambda: gravity.field("egm2008", 8),
    "noise": noise,
    "nrlmsise00": coefficients,
    "us1976": us1976,
    "history of the Sun": lambda: variability.history(),
    "poles": earth_orientation._iers_table,
    "leap seconds": epoch._leap_table,
    "dop853": method_selection._tableau,
    "multistep": method_selection._multistep,
}
"""What flights on threads share, and build where the first of them asks for it."""


@pytest.mark.parametrize("name", SHARED)
def test_nothing_that_threads_share_can_be_changed(name):
    found = arrays(SHARED[name]())
    assert found and not any(array.flags.writeable for array in found), name


def test_read_only():
    one, other = np.zeros(2), np.ones(3)
    read_only(one, other)
    with pytest.raises(ValueError, match="read-only"):
        other[0] = 2.0
