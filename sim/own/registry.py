"""Taking in a function of one's own: read, tried, and made known by its name."""

import inspect
import sys
import traceback
import types
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.own.function import OwnFunction, OwnPhysicsError
from sim.own.generated import module_of
from sim.own.known import find, keep
from sim.own.source import place_of, text_of
from sim.own.table import DensityTable, table_function
from sim.own.trial import try_function
from sim.own.vocabulary import KINDS


def register(kind: str, given: Any = None, *, name: str | None = None) -> Any:
    """Make a function, or a table of density, known under a name; also as a decorator.

    The function runs on eight numbers at once: it is arithmetic and functions of `sim.lanes`, and
    takes the same path for all. What it may ask for, by the names of its arguments:

    * all: ``t`` (s since the epoch), ``height`` (m), ``latitude``, ``longitude`` (rad),
      ``sin_latitude``, ``cos_latitude``, ``hour`` (local solar time);
    * all but an atmosphere: ``x``, ``y``, ``z``, ``vx``, ``vy``, ``vz`` (GCRF, m and m/s),
      ``mass`` (kg); an acceleration: ``area`` (m2).

    Parameters
    ----------
    kind
        ``"atmosphere"`` (gives kg/m3, and if it likes K and molecules per m3), ``"acceleration"``
        (three in m/s2, on stacks and not on falling fragments), ``"event"`` (a number), or
        ``"steering"`` (a direction).
    given
        The function, or a `DensityTable`.
    name
        What it is called by; that of the function if left out.

    Returns
    -------
    OwnFunction
        As a decorator, the function itself.

    Raises
    ------
    OwnPhysicsError
        If it could not fly: by name, file and line, with what is allowed.

    Examples
    --------
    >>> from sim.lanes import exp
    >>> def thin(height):
    ...     return 1.2 * exp(-height / 7e3)
    >>> register("atmosphere", thin).arguments
    ('height',)
    """
    if kind not in KINDS:
        raise OwnPhysicsError(f"register({kind!r}); allowed: {', '.join(KINDS)}")
    if given is None:

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            register(kind, function, name=name)
            return function

        return decorate
    if isinstance(given, DensityTable):
        if kind != "atmosphere" or name is None:
            raise OwnPhysicsError("a DensityTable; allowed: register('atmosphere', table, name=…)")
        own = table_function(name, given)
    else:
        own = _function(kind, name or getattr(given, "__name__", "?"), given)
    module = module_of("function", own.text, own.table)
    own = replace(own, results=try_function(own, getattr(module, own.entry)))
    keep(own)
    return own


def run_file(path: Path) -> None:
    """Run a file of a person's own that registers functions.

    Raises
    ------
    OwnPhysicsError
        If it can't be read or run.
    """
    try:
        code = compile(path.read_bytes(), str(path), "exec")
    except (OSError, SyntaxError, ValueError) as error:
        raise OwnPhysicsError(f"--physics {path}: {error}; allowed: a file of Python") from None
    module = types.ModuleType(f"physics_{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module  # where the source of its functions is looked for
    try:
        exec(code, module.__dict__)
    except OwnPhysicsError:
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        line = [frame.lineno for frame in frames if frame.filename == str(path)][-1]
        raise OwnPhysicsError(
            f"--physics {path}: line {line}: {type(error).__name__}: {error}"
        ) from error


def function_of(kind: str, given: Any) -> OwnFunction:
    """What is meant by a name, by a function or table that is then registered, or by a registered
    one itself.

    Raises
    ------
    OwnPhysicsError
        If there is none of that kind, or it can't fly.
    """
    if isinstance(given, str):
        return find(kind, given)
    if isinstance(given, OwnFunction):
        if given.kind != kind:
            raise OwnPhysicsError(f"{given.said} where {kind} is wanted; allowed: one of that kind")
        return given
    return register(kind, given, name="table" if isinstance(given, DensityTable) else None)


def _function(kind: str, name: str, given: Any) -> OwnFunction:
    text = text_of(kind, name, given)
    plain = getattr(given, "py_func", given)
    arguments = tuple(inspect.signature(plain).parameters)
    known = KINDS[kind].arguments
    for argument in arguments:
        if argument not in known:
            raise OwnPhysicsError(
                f"{kind} {name!r} ({place_of(plain)}) asks for {argument}; allowed: "
                f"{', '.join(known)}"
            )
    return OwnFunction(
        kind=kind,
        name=name,
        entry=plain.__name__,
        arguments=arguments,
        results=0,
        text=text,
        place=place_of(plain),
    )
