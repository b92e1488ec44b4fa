"""All reference cases, selection by name, and execution."""

import time
from collections.abc import Sequence
from fnmatch import fnmatchcase

from sim.validation.cases import (
    atmospheric,
    break_up,
    capsule,
    closed_form,
    decay,
    decay_forecasts,
    deorbit_times,
    flux_forecasts,
    mir,
    mir_footprint,
    orbital,
    planned_burns,
    rotation,
    station,
    uncontrolled,
)
from sim.validation.cases import entry as entry_cases
from sim.validation.cases.bodies import control, panels
from sim.validation.comparison import Outcome, ReferenceCase
from sim.validation.reentries import cases as reentry_cases
from sim.validation.reference import MissingError, reference_path

CASES: tuple[ReferenceCase, ...] = (
    *mir.CASES,
    *mir_footprint.CASES,
    *station.CASES,
    *decay.CASES,
    *decay_forecasts.CASES,
    *flux_forecasts.CASES,
    *uncontrolled.CASES,
    *reentry_cases.CASES,
    *deorbit_times.CASES,
    *planned_burns.CASES,
    *orbital.CASES,
    *rotation.CASES,
    *panels.CASES,
    *control.CASES,
    *atmospheric.CASES,
    *closed_form.CASES,
    *capsule.CASES,
    *entry_cases.CASES,
    *break_up.CASES,
)


def select_cases(names: Sequence[str]) -> list[ReferenceCase]:
    """Cases selected by name or by a pattern such as ``nesc_*``, in the order of `CASES`; without
    names all of them.

    Raises
    ------
    ValueError
        If a name or pattern matches no case.
    """
    for name in names:
        if not any(fnmatchcase(case.name, name) for case in CASES):
            known = ", ".join(case.name for case in CASES)
            raise ValueError(f"no reference case {name!r}; there are: {known}")
    if not names:
        return list(CASES)
    return [c for c in CASES if any(fnmatchcase(c.name, name) for name in names)]


def run_case(case: ReferenceCase) -> Outcome:
    """Run a case: skipped without its files, failed with the message of an exception."""
    start = time.perf_counter()
    try:
        for file in case.needs:
            reference_path(file)
        comparisons = tuple(case.run())
    except MissingError as missing:
        return Outcome(case, (), 0.0, skipped=str(missing))
    except Exception as error:
        message = f"{type(error).__name__}: {error}"
        return Outcome(case, (), time.perf_counter() - start, failure=message)
    return Outcome(case, comparisons, time.perf_counter() - start)
