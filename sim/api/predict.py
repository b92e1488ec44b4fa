"""`sim.predict`, `sim.fit`, `sim.against`: predictions, fits and comparisons from Python."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.api.progress_bar import progress_of
from sim.prediction.least_squares import OrbitFit
from sim.workflow.prediction.against import differences, read_ephemeris
from sim.workflow.prediction.fit import fit_known
from sim.workflow.prediction.inputs import Body, parse_horizon, parse_issued, read_known
from sim.workflow.prediction.predict import PredictionAnswer, answer, question_of
from sim.workflow.progress import OnProgress

if TYPE_CHECKING:
    from sim.api.flight import Flight

Files = str | Path | Sequence[str | Path]


def predict(
    files: Files,
    *,
    object: str | None = None,
    issued: str | None = None,
    horizon: str = "1y",
    mass_kg: float | None = None,
    area_m2: float | None = None,
    cd: float | None = None,
    members: int | None = None,
    seed: int = 1,
    air: str = "nrlmsise00",
    on_progress: OnProgress | None = None,
) -> PredictionAnswer:
    """When and where an object comes down by itself, as ``iss-deorbit predict`` has it.

    Parameters
    ----------
    files
        Of element sets or ephemerides; ``"iss"`` for the station by the set that comes along.
    object
        Number, name or designator, where files are of several objects.
    issued
        UTC date or instant; nothing dated later is used. Now by default.
    horizon
        After the issue: ``"36h"``, ``"30d"``, ``"1y"``.
    mass_kg, area_m2, cd
        Where they are known.
    members, seed, air, on_progress
        Of the ensemble, 1,000 by default and fewer where they fly for months; model of the air;
        called while it flies.

    Returns
    -------
    PredictionAnswer
        `prediction` with arrays of members and the track, `figures` as in ``prediction.json``. No
        official warning.

    Raises
    ------
    InputError
        If something does not fit; the text says what is allowed.

    Examples
    --------
    Nothing of it comes down within two days, and that is the answer:

    >>> import sim
    >>> answer = sim.predict("iss", issued="2025-02-02", horizon="2d", members=64)
    >>> answer.figures["comes_down"], answer.figures["age_days"] > 1.0
    (False, True)
    """
    known = read_known(_paths(files), object, Body(mass_kg=mass_kg, area_m2=area_m2, cd=cd))
    question = question_of(
        known, parse_issued(issued), parse_horizon(horizon), members=members, seed=seed, air=air
    )
    return answer(known.orbits, question, None, progress_of(on_progress))


def fit(
    files: Files, *, object: str | None = None, issued: str | None = None, air: str = "nrlmsise00"
) -> OrbitFit:
    """Orbit and ballistic coefficient fitted to the orbits of the last 30 days, by least squares.

    Raises
    ------
    InputError
        If fewer than two are left, or no flight comes near them.

    Examples
    --------
    >>> import sim
    >>> sim.fit("iss")
    Traceback (most recent call last):
    sim.errors.InputError: 1 orbit of one object; allowed: two or more, whose drag can be told
    """
    return fit_known(read_known(_paths(files), object, Body()), parse_issued(issued), air)


def against(flight: "Flight", ephemeris: str | Path) -> dict[str, Any | np.ndarray]:
    """What a flight is off an ephemeris (OEM, STK) at its saved states: columns ``utc``, ``days``,
    ``radial_m``, ``along_m``, ``cross_m``, ``distance_m``.

    Raises
    ------
    InputError
        If the ephemeris can't be read, or nothing of the flight lies within it.

    Examples
    --------
    >>> import sim
    >>> sim.against(sim.load("descent.yaml").fly(), "none.oem")
    Traceback (most recent call last):
    sim.errors.InputError: none.oem: No such file or directory
    """
    return differences(flight.result, read_ephemeris(Path(ephemeris)))


def _paths(files: Files) -> list[Path]:
    return [Path(each) for each in ([files] if isinstance(files, (str, Path)) else files)]
