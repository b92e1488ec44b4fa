"""What can't fly is told before it does: by name, file and line."""

import importlib
import math

import numpy as np
import pytest

import sim
from sim.lanes import exp, where
from sim.own.function import OwnPhysicsError
from sim.own.known import find

HIGH = 1e6
TABLE = np.zeros(3)


def branching(height):
    thin = 1.0 - height / HIGH
    if thin < 0.0:
        return 0.0 * height
    return thin


def chained(height):
    return where(0.0 < height < HIGH, 1.0, 0.0)


def choosing(height):
    return 1.0 if height < HIGH else 0.0


def of_another_library(height):
    return np.exp(-height / 7e3)


def of_the_standard_library(height):
    return math.exp(-height)


def of_an_array(height):
    return height * TABLE


def negative(height):
    return 1.0 - height / HIGH


def not_finite(height):
    return 1.0 / (height - height)


def of_two(x, y, z):
    return x, y


def of_wrong_shape(height):
    return exp(-height / 7e3)[:3]


def of_what_is_not_given(pressure):
    return pressure


def optional(height, scale=7e3):
    return exp(-height / scale)


def unknown(height):
    return undefined(height)  # noqa: F821  # pyright: ignore[reportUndefinedVariable]


def around():
    scale = 7e3

    def inner(height):
        return exp(-height / scale)

    return inner


@pytest.mark.parametrize(
    ("kind", "function", "told"),
    [
        ("atmosphere", branching, "branches on `thin < 0.0`"),
        ("atmosphere", chained, "branches on"),
        ("atmosphere", choosing, "branches on"),
        ("atmosphere", of_another_library, "uses np.exp; allowed: names, as in: from sim.lanes"),
        ("atmosphere", of_the_standard_library, "uses math.exp"),
        ("atmosphere", of_an_array, "uses TABLE"),
        ("atmosphere", negative, "at height="),
        ("atmosphere", not_finite, "gives inf|gives nan"),
        ("acceleration", of_two, "gives 2 of shape .*allowed: 3"),
        ("atmosphere", of_wrong_shape, "holds Slice|fails on arrays|of shape"),
        ("atmosphere", of_what_is_not_given, "asks for pressure; allowed: t, height"),
        ("atmosphere", optional, "optional"),
        ("atmosphere", unknown, "uses undefined, which nothing defines"),
        ("atmosphere", around(), "uses scale of the function around it"),
        ("atmosphere", lambda height: height, "allowed: a function made by def"),
    ],
)
def test_it_is_told_by_name_file_and_line(kind, function, told):
    with pytest.raises(OwnPhysicsError, match=told) as error:
        sim.register(kind, function, name="mine")
    assert f"{kind} 'mine'" in str(error.value)
    assert "lambda" in function.__name__ or f"{__file__}:" in str(error.value)


def test_the_line_is_that_of_the_fault():
    first = branching.__code__.co_firstlineno
    with pytest.raises(OwnPhysicsError, match=f":{first + 2}\\)"):
        sim.register("atmosphere", branching)


@pytest.mark.parametrize("others", ["8e3", "7e3"])
def test_a_name_that_is_another_number_in_another_module(tmp_path, monkeypatch, others):
    name = f"depth_{others}"
    (tmp_path / f"{name}.py").write_text(
        f"SCALE = {others}\n\n\ndef depth(height):\n    return height / SCALE\n"
    )
    (tmp_path / f"air_{name}.py").write_text(
        f"from {name} import depth\nfrom sim.lanes import exp\n\nSCALE = 7e3\n\n\n"
        "def air(height):\n    return exp(-height / SCALE) * exp(-depth(height))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    air = importlib.import_module(f"air_{name}").air
    if others == "7e3":
        assert sim.register("atmosphere", air).text.count("SCALE = 7000.0") == 1
        return
    with pytest.raises(OwnPhysicsError, match="uses SCALE, known elsewhere as another thing"):
        sim.register("atmosphere", air)


def test_what_is_refused_is_not_known():
    with pytest.raises(OwnPhysicsError):
        sim.register("atmosphere", branching, name="refused")
    with pytest.raises(OwnPhysicsError, match="no atmosphere is registered as 'refused'"):
        find("atmosphere", "refused")


@pytest.mark.parametrize(
    ("altitudes", "density", "told"),
    [
        ([1e5, 2e5, 3e5], [1.0, 1.0, 1.0], "at least 4"),
        ([1e5, 2e5, 2e5, 3e5], [1.0] * 4, "rising"),
        ([1e5, 2e5, 3e5, 4e5], [1.0, 0.0, 1.0, 1.0], r"density\[1\]"),
        ([1e5, 2e5, 3e5, 4e5], np.ones((4, 1)), "l and h 2"),
        ("high", [1.0], "no number"),
    ],
)
def test_a_table_that_is_none(altitudes, density, told):
    with pytest.raises(OwnPhysicsError, match=told):
        sim.DensityTable(altitudes, density)
