"""The history of decisions: a table with a row for each sample, burn and attempt."""

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sim.operations.decisions.judge import Judgement
from sim.operations.decisions.reasons import Decision, Reason

Table = dict[str, NDArray[Any]]

Stopped = Literal["", "complete", "early", "engines_out"]
"""How a burn ended: not flown, complete, stopped early, complete with fewer engines."""

TEXTS = ("burn", "decision", "reason", "stopped")
NUMBERS = (
    "decided_at_s",
    "ignition_s",
    "delta_v_planned_m_s",
    "delta_v_flown_m_s",
    "known_along_km",
    "known_across_km",
    "air_factor",
    "propellant_left_kg",
)
COLUMNS = ("sample", "burn", "attempt", *NUMBERS[:1], "decision", "reason", *NUMBERS[1:], "stopped")
"""Of the table, in its order; `docs/outputs.md` says what each is."""

NO_DECISIONS: Table = {
    name: np.zeros(0, dtype=np.str_)
    if name in TEXTS
    else np.zeros(0, dtype=np.float64 if name in NUMBERS else np.int64)
    for name in COLUMNS
}
"""The table of no decisions."""

_DECISIONS = np.array([each.word for each in Decision])
_REASONS = np.array([each.word for each in Reason])


def record_decisions(
    samples: NDArray[np.int64],
    burn: str,
    attempt: NDArray[np.int64] | int,
    judgement: Judgement,
    *,
    decided_at: NDArray[np.float64],
    ignition: NDArray[np.float64] | float = np.nan,
    planned: NDArray[np.float64] | float = np.nan,
    flown: NDArray[np.float64] | float = np.nan,
    stopped: Sequence[Stopped] | Stopped = "",
    known_miss: tuple[Any, Any] = (np.nan, np.nan),
    air_factor: NDArray[np.float64] | float = np.nan,
    propellant: NDArray[np.float64] | float = np.nan,
) -> Table:
    """Rows of the decisions about one burn.

    Parameters
    ----------
    samples
        Their numbers, shape (n,).
    burn, attempt
        The burn, and which go/no-go of it this is, from 1 on, shape (n,).
    judgement
        What was decided.
    decided_at, ignition
        s since the epoch; NaN where the burn was not flown.
    planned, flown
        m/s, velocity change commanded and flown.
    stopped
        How the burn ended, n of them.
    known_miss
        m along and across the track, of the reference piece with the burns as commanded.
    air_factor
        Density the control centre reckons with over that of the model.
    propellant
        kg left after the burn, or at the decision where it was not flown.
    """
    n = len(samples)
    given = {
        "sample": np.asarray(samples, dtype=np.int64),
        "burn": burn,
        "attempt": np.asarray(attempt, dtype=np.int64),
        "decided_at_s": decided_at,
        "decision": _DECISIONS[judgement.decision],
        "reason": _REASONS[judgement.reason],
        "ignition_s": ignition,
        "delta_v_planned_m_s": planned,
        "delta_v_flown_m_s": flown,
        "known_along_km": np.asarray(known_miss[0]) / 1e3,
        "known_across_km": np.asarray(known_miss[1]) / 1e3,
        "air_factor": air_factor,
        "propellant_left_kg": propellant,
        "stopped": np.asarray(stopped, dtype=np.str_),
    }
    return {name: np.broadcast_to(given[name], n).copy() for name in COLUMNS}


def join_decisions(parts: Sequence[Table], burns: Sequence[str]) -> Table:
    """One table of several, by sample, then burn in the order flown, then attempt.

    Parameters
    ----------
    parts
        As `record_decisions` makes them.
    burns
        Names of the burns in their order.
    """
    if not parts:
        return dict(NO_DECISIONS)
    joined = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
    place = {name: k for k, name in enumerate(burns)}
    burn = np.array([place[name] for name in joined["burn"].tolist()], dtype=np.int64)
    order = np.lexsort((joined["attempt"], burn, joined["sample"]))
    return {name: values[order] for name, values in joined.items()}
