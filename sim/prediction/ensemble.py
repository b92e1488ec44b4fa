"""Many flights that differ in everything that is not known, each until it is down."""

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from sim.dynamics.event import FALLING, HEIGHT
from sim.environment.atmosphere.model_error import HIGH, LOW, MIDDLE, SIGMA
from sim.environment.world import World
from sim.integrate.batch import Events, run
from sim.integrate.lane import FIRST_EVENT, TIME_REACHED
from sim.prediction.estimate import Estimate
from sim.prediction.setting import END_M, Uncertainty
from sim.prediction.surroundings import MARGIN, TOLERANCE, drag_table

CHUNK = 32
"""Members in a task of one thread."""
COLUMNS = ("drag", "activity", "low", "middle", "high", "regime", "whether")
"""What members differ in, one dimension of the sequence each."""


@dataclass(frozen=True, kw_only=True)
class Members:
    """Flights of an ensemble.

    Attributes
    ----------
    down, failed
        Whether each came down within the horizon, or ended numerically, (n,).
    end_s, end
        TAI seconds since the epoch of the world and states (n, 7) where each ended.
    """

    down: np.ndarray
    failed: np.ndarray
    end_s: np.ndarray
    end: np.ndarray


def draw(
    n: int, drag: Estimate, altitude: float, uncertainty: Uncertainty, seed: int
) -> dict[str, np.ndarray]:
    """Columns of the parameter vectors of n members: a shifted Sobol sequence of normal deviates.

    Parameters
    ----------
    n, seed
        Members, and what fixes them.
    drag
        Coefficient of the days to come.
    altitude
        Mean altitude in m at which it was told: there the air model has no error left.
    uncertainty
        Of the rest.
    """
    from scipy.special import ndtri
    from scipy.stats import qmc

    whole = math.ceil(math.log2(max(n, 2)))  # a power of two keeps the sequence in balance
    points = qmc.Sobol(len(COLUMNS), scramble=False).random_base2(whole)[:n]
    points = (points + np.random.default_rng(seed).random(len(COLUMNS))) % 1.0
    points = np.clip(points, 1e-6, 1.0 - 1e-6)
    z = dict(zip(COLUMNS, ndtri(points).T, strict=True))
    whether = points[:, COLUMNS.index("whether")] < uncertainty.regime_share
    log = drag.sigma * z["drag"] + np.where(whether, uncertainty.regime * z["regime"], 0.0)
    levels = [s * z[k] for k, s in zip(("low", "middle", "high"), SIGMA[:3], strict=True)]
    weight = [np.interp(altitude, (LOW, MIDDLE, HIGH), row) for row in np.eye(len(levels))]
    here = sum(w * level for w, level in zip(weight, levels, strict=True))
    bias = [uncertainty.profile * (level - here) for level in levels]
    return {
        "coefficient": drag.value * np.exp(log),
        "activity": z["activity"],
        "bias_low": bias[0],
        "bias_middle": bias[1],
        "bias_high": bias[2],
    }


def fly(
    world: World,
    start_s: float,
    start: np.ndarray,
    horizon: float,
    columns: dict[str, np.ndarray],
    threads: int,
    on_done: Callable[[int], None] = lambda done: None,
) -> Members:
    """Fly members from one state until they are down, or to the horizon.

    Parameters
    ----------
    world
        For all of them.
    start_s, start
        s since its epoch, and state (6,) or one for each (n, 6).
    horizon
        s since its epoch.
    columns
        Of `draw`.
    threads
        That fly chunks of members; results do not depend on it.
    on_done
        Called with the number of members flown, from the thread that called.
    """
    coefficient = columns["coefficient"]
    n = len(coefficient)
    rest = {name: column for name, column in columns.items() if name != "coefficient"}
    table = drag_table(coefficient, **rest)
    y = np.column_stack([np.broadcast_to(start, (n, 6)), np.ones(n)])

    def fly_rows(rows: slice) -> tuple[np.ndarray, ...]:
        part, m = y[rows], len(y[rows])
        down = Events(np.array([HEIGHT]), np.array([FALLING]), np.full((m, 1), END_M))
        arc = run(
            world, np.full(m, start_s), part, np.full(m, horizon), table[rows],
            events=down, relative_tolerance=TOLERANCE, margin=MARGIN,
        )  # fmt: skip
        return arc.status, arc.t, arc.y

    rows = [slice(begin, min(begin + CHUNK, n)) for begin in range(0, n, CHUNK)]
    pieces, done = [], 0
    with ThreadPoolExecutor(max(1, min(threads, len(rows)))) as pool:
        for row, piece in zip(rows, pool.map(fly_rows, rows), strict=True):
            pieces.append(piece)
            done += row.stop - row.start
            on_done(done)
    status, end_s, end = (np.concatenate(column) for column in zip(*pieces, strict=True))
    return Members(
        down=status == FIRST_EVENT,
        failed=(status != FIRST_EVENT) & (status != TIME_REACHED),
        end_s=end_s,
        end=end,
    )
