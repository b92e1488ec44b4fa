"""Element sets fitted to the orbit of a run, for programs that read nothing else."""

import numpy as np

from sim.errors import InputError
from sim.formats.orbit.element_text import omm_text, tle_text
from sim.formats.orbit.fit import Fit, fit_elements
from sim.formats.orbit.oem_text import OemSegment
from sim.frames.epoch import DAY, Epoch
from sim.report.results.run import RunResult

NUMBER = 99999
"""Catalogue number, of those that are kept free for analysts: a flight that may be has none."""


def fitted(run: RunResult, segments: list[OemSegment]) -> tuple[Fit, str]:
    """Elements fitted to the longest arc without thrust, and a sentence on how far they are off.

    Raises
    ------
    InputError
        If there is no arc that elements can be fitted to.
    """
    arcs = [(each, *_times(each)) for each in segments if not _burns(each)]
    segment, epoch, t = max(arcs, key=lambda arc: arc[2][-1], default=(None, None, None))
    try:
        if segment is None or epoch is None or t is None:
            raise ValueError("it has no arc without thrust")
        states = np.column_stack([segment.position, segment.velocity])
        fit = fit_elements(epoch, t, states, run.label, NUMBER)
    except ValueError as error:
        raise InputError(f"{run.summary['scenario']}: no element set: {error}") from None
    told = (
        f"Mean elements of SGP4 fitted to {t[-1] / DAY:.2f} days of the flight from "
        f"{fit.elements.utc} on; positions differ by {fit.rms / 1e3:.2f} km (root mean square), "
        f"{fit.largest / 1e3:.2f} km at most, and by more beyond that arc."
    )
    return fit, told


def _burns(segment: OemSegment) -> bool:
    return any(": burn, thrust" in comment for comment in segment.comments)


def _times(segment: OemSegment) -> tuple[Epoch, np.ndarray]:
    epochs = [Epoch.from_utc(f"{utc}Z") for utc in segment.utc.tolist()]
    return epochs[0], np.array([each.seconds_since(epochs[0]) for each in epochs])


def tle_texts(run: RunResult, segments: list[OemSegment], told: list[str]) -> dict[str, str]:
    """Text of a TLE, and of what it is beside it: its form has no place for that."""
    fit, error = fitted(run, segments)
    name = run.summary["scenario"]
    return {f"{name}.tle": tle_text(fit.elements), f"{name}_tle.txt": "\n".join([error, *told, ""])}


def omm_texts(
    run: RunResult, created: str, segments: list[OemSegment], told: list[str]
) -> dict[str, str]:
    """Text of an OMM in KVN form."""
    fit, error = fitted(run, segments)
    return {f"{run.summary['scenario']}.omm": omm_text(fit.elements, created, [error, *told])}
