"""Entries predicted from the last element sets before them, scored against what happened.

Each object is predicted twice: with the space weather that was published when its last set was, and
with what was observed later. Error: predicted less real time over the remaining life; a day that is
all that is known counts from its nearer edge.
"""

import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np

from sim.frames.epoch import DAY
from sim.prediction.estimate import Prior
from sim.prediction.predict import Question, predict
from sim.prediction.prediction import Prediction
from sim.validation.reentries.rows import Row, read_rows

MEMBERS = 64
SEED = 1
HORIZON = 365.25 * DAY
OTHER_STAGES = {"cz5b_y1": 0.0120, "cz5b_y2": 0.0122, "cz5b_y4": 0.0113}
"""m2/kg, means of the coefficients of the two other stages by a replay of their ends with another
program (0.0115, 0.0112 and 0.0129), taken before anything was scored: their own first sets tell no
drag. This program needs 0.0121, 0.0121 and 0.0134 (`sim.validation.reentries.sisters`)."""
STAGE_SIGMA = 0.12
"""Deviation of a stage's coefficient from those of the others. assumption: 0.1 to 0.2."""
GOCE = Prior(4.0 * 1.1 / 1002.0, 0.30)
"""1,002 kg dry, about 1.1 m2 across, 5.3 m long. assumption: Cd 4.0 (3 to 5.5), the usual 2.2 and
the friction along its sides; the one set there is tells no drag of its last hours."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """A row and its prediction.

    Attributes
    ----------
    row, prediction
        What happened, and what was predicted.
    first_s, last_s
        s after the last set between which it came down; `last_s` infinite for a lower bound.
    """

    row: Row
    prediction: Prediction
    first_s: float
    last_s: float

    @property
    def error(self) -> float:
        """Of the remaining life, from the nearer edge of what is known; above 0 is late."""
        median = self.prediction.median_s
        if median > self.last_s:
            return (median - self.last_s) / self.last_s
        return min(median - self.first_s, 0.0) / self.first_s

    @property
    def inside(self) -> bool:
        """Whether it came down within the 90 % window; for a lower bound: not after it."""
        return self.prediction.covers(self.first_s, self.last_s)

    @property
    def half_width(self) -> float:
        """Of the 90 % window over the predicted life."""
        low, high = self.prediction.window_s(90)
        return (high - low) / (2.0 * self.prediction.median_s)


def prior_of(name: str) -> Prior | None:
    """What is known of an object besides its sets."""
    if name in OTHER_STAGES:
        return Prior(OTHER_STAGES[name], STAGE_SIGMA)
    return GOCE if name == "goce" else None


def score(row: Row, hindsight: bool, members: int = MEMBERS) -> Scored:
    """Predict a row from its last set; a lower bound from the set before its last one."""
    used = list(row.sets)
    if row.last is None and len(used) > 1:
        used.pop()
    issued = used[-1].epoch.plus(1.0)
    question = Question(
        issued=issued,
        horizon_s=HORIZON,
        prior=prior_of(row.name),
        hindsight=hindsight,
        members=members,
        seed=SEED,
        threads=1,
    )
    found = predict(used, question)
    return Scored(
        row=row,
        prediction=found,
        first_s=row.first.seconds_since(found.epoch),
        last_s=math.inf if row.last is None else row.last.seconds_since(found.epoch),
    )


@cache
def score_all(hindsight: bool) -> tuple[Scored, ...]:
    """All rows, in the order of the index."""
    rows = read_rows()
    with ThreadPoolExecutor(2) as pool:
        return tuple(pool.map(lambda row: score(row, hindsight), rows))


def timed(scores: Sequence[Scored]) -> list[Scored]:
    """Those whose end is known."""
    return [each for each in scores if each.row.last is not None]


def bounds(scores: Sequence[Scored]) -> list[Scored]:
    """Those of which only a lower bound is known."""
    return [each for each in scores if each.row.last is None]


def median_error(scores: Sequence[Scored]) -> float:
    """Median of the absolute errors of the remaining life."""
    return float(np.median([abs(each.error) for each in scores]))


def utc_of(found: Prediction, seconds: float) -> str:
    """A date to the minute, or words beyond the horizon."""
    if not math.isfinite(seconds):
        return "beyond the horizon"
    return found.epoch.utc_iso(seconds)[:16].replace("T", " ")


def known_end(row: Row) -> str:
    """When it came down, as well as it is known."""
    if row.last is None:
        return f"after {row.first.utc_iso()[:16].replace('T', ' ')}"
    if row.by_day:
        return row.first.utc_iso()[:10]
    return row.middle.utc_iso()[:16].replace("T", " ")
