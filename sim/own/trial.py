"""Trying a function before anything flies with it: interpreted, on states from the ground up."""

from collections.abc import Callable
from typing import Any

import numpy as np

from sim.frames.constants import EQUATORIAL_RADIUS, MU
from sim.lanes import interpreted, on_lanes
from sim.own.function import OwnFunction, OwnPhysicsError
from sim.own.vocabulary import KINDS

POINTS = 64
LOWEST, HIGHEST = 0.0, 1500e3
"""m: heights at which a function must answer; a flight goes down to the ground."""


def trial_arguments() -> dict[str, np.ndarray]:
    """Values of every argument at `POINTS` places, shape (POINTS,) each."""
    turn = np.arange(POINTS) * 2.399963229728653  # the golden angle: places spread evenly
    height = np.linspace(LOWEST, HIGHEST, POINTS)
    latitude = np.arcsin(np.linspace(-0.99, 0.99, POINTS)[np.argsort(np.sin(7.0 * turn))])
    longitude = np.arctan2(np.sin(turn), np.cos(turn))
    r = EQUATORIAL_RADIUS + height
    speed = np.sqrt(MU / r)
    east = np.stack([-np.sin(longitude), np.cos(longitude), np.zeros(POINTS)])
    up = np.cos(latitude) * np.stack([np.cos(longitude), np.sin(longitude), np.tan(latitude)])
    t = np.linspace(0.0, 5e7, POINTS)
    named = {"t": t, "height": height, "latitude": latitude, "longitude": longitude}
    named |= {"sin_latitude": np.sin(latitude), "cos_latitude": np.cos(latitude)}
    named |= {"hour": (t / 3600.0 + longitude * 12.0 / np.pi) % 24.0}
    named |= {"mass": np.linspace(1.0, 4.5e5, POINTS), "area": np.linspace(0.1, 3e3, POINTS)}
    named |= dict(zip(("x", "y", "z"), r * up, strict=True))
    return named | dict(zip(("vx", "vy", "vz"), speed * east, strict=True))


def try_function(own: OwnFunction, function: Callable[..., Any]) -> int:
    """Look at what a function gives, and return how many numbers.

    Parameters
    ----------
    own
        What is known of it.
    function
        As loaded from its text.

    Raises
    ------
    OwnPhysicsError
        If it fails, gives a wrong shape, or a number that makes no sense.
    """
    given = trial_arguments()
    asked = [given[name].copy() for name in own.arguments]
    try:
        with np.errstate(all="ignore"):
            answer = interpreted(function)(*asked)
    except Exception as error:
        raise OwnPhysicsError(
            f"{own.said} fails on arrays of {POINTS}: {type(error).__name__}: {error}; allowed: "
            f"arithmetic on numbers, and functions of sim.lanes"
        ) from None
    values = answer if isinstance(answer, tuple) else (answer,)
    kind = KINDS[own.kind]
    shapes = {np.shape(value) for value in values}
    if len(values) not in kind.results or not shapes <= {(), (POINTS,)}:
        counts = " or ".join(str(count) for count in kind.results)
        raise OwnPhysicsError(
            f"{own.said} gives {len(values)} of shape {sorted(shapes)} for arguments of "
            f"({POINTS},); allowed: {counts} of the same shape: {kind.meaning}"
        )
    numbers = [np.broadcast_to(np.asarray(value, dtype=np.float64), POINTS) for value in values]
    _look_at(own, numbers, given)
    return len(values)


def _look_at(own: OwnFunction, numbers: list[np.ndarray], given: dict[str, np.ndarray]) -> None:
    """Refuse numbers that are not finite, or can't be what they are to be."""
    wrong = ~np.isfinite(numbers).all(axis=0)
    allowed = f"finite numbers from the ground to {HIGHEST / 1e3:.0f} km"
    if not wrong.any() and own.kind == "atmosphere":
        wrong = (np.array(numbers) < 0.0).any(axis=0)
        allowed = "numbers of at least 0"
    if not wrong.any() and own.kind == "steering":
        wrong = (np.array(numbers) ** 2).sum(axis=0) < 1e-24
        allowed = "a direction with a length"
    if wrong.any():
        k = int(np.flatnonzero(wrong)[0])
        at = ", ".join(f"{name}={given[name][k]:.6g}" for name in own.arguments)
        told = ", ".join(f"{number[k]:.6g}" for number in numbers)
        raise OwnPhysicsError(f"{own.said} gives {told} at {at}; allowed: {allowed}")


def try_compiled(own: OwnFunction, function: Callable[..., Any]) -> None:
    """Compile a function and compare it with itself interpreted.

    Raises
    ------
    OwnPhysicsError
        If it can't be compiled, or gives something else when it is.
    """
    if not own.arguments:
        return
    given = trial_arguments()
    asked = [given[name].copy() for name in own.arguments]
    try:
        compiled = on_lanes(function, *asked)
    except Exception as error:
        told = " ".join(str(error).split())[:400]
        raise OwnPhysicsError(f"{own.said} can't be compiled: {told}") from None
    with np.errstate(all="ignore"):
        plain = interpreted(function)(*asked)
    for a, b in zip(np.atleast_2d(compiled), np.atleast_2d(np.array(plain)), strict=False):
        if not np.allclose(a, b, rtol=1e-6, atol=1e-300):
            k = int(np.argmax(np.abs(a - b)))
            raise OwnPhysicsError(
                f"{own.said} gives {np.ravel(a)[k]:.9g} compiled and {np.ravel(b)[k]:.9g} as "
                f"Python; allowed: arithmetic that does not hang on the kind of number"
            )
