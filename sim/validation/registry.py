"""All reference cases, which of them are meant by some names, and running one."""

import time
from collections.abc import Sequence
from fnmatch import fnmatchcase

from sim.validation.cases import (
    atmospheric,
    capsule,
    closed_form,
    decay,
    foresight,
    mir,
    mir_footprint,
    orbital,
    recent_sun,
    station,
    timing,
    uncontrolled,
)
from sim.validation.cases import entry as entry_cases
from sim.validation.comparison import Outcome, ReferenceCase
from sim.validation.reference import MissingError, reference_path

CASES: tuple[ReferenceCase, ...] = (
    *mir.CASES,
    *mir_footprint.CASES,
    *station.CASES,
    *decay.CASES,
    *foresight.CASES,
    *recent_sun.CASES,
    *uncontrolled.CASES,
    *timing.CASES,
    *orbital.CASES,
    *atmospheric.CASES,
    *closed_form.CASES,
    *capsule.CASES,
    *entry_cases.CASES,
)


def chosen(names: Sequence[str]) -> list[ReferenceCase]:
    """Cases whose names are given or fit a pattern such as ``nesc_*``, in the order of `CASES`; all
    of them for no names.

    Raises
    ------
    ValueError
        If a name or pattern fits none.
    """
    for name in names:
        if not any(fnmatchcase(case.name, name) for case in CASES):
            known = ", ".join(case.name for case in CASES)
            raise ValueError(f"no reference case {name!r}; there are: {known}")
    if not names:
        return list(CASES)
    return [c for c in CASES if any(fnmatchcase(c.name, name) for name in names)]


def outcome(case: ReferenceCase) -> Outcome:
    """Run a case; without its files it is skipped, and one that breaks says how."""
    began = time.perf_counter()
    try:
        for file in case.needs:
            reference_path(file)
        findings = tuple(case.run())
    except MissingError as missing:
        return Outcome(case, (), 0.0, skipped=str(missing))
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        return Outcome(case, (), time.perf_counter() - began, failure=words)
    return Outcome(case, findings, time.perf_counter() - began)
