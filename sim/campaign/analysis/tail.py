"""The probability of a rare event of a plan: runs of subset simulation whose samples are flights.

A run is what a chunk is to a campaign: flown by one worker, written as a whole, and a function of
the seed and its number alone. Runs are independent, so that their scatter is the error.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from sim.campaign.analysis.figures import CurveFigures, TailFigures
from sim.campaign.analysis.severity import RareEvent
from sim.campaign.analysis.subset_simulation import (
    MOST_LEVELS,
    SubsetRun,
    combine_runs,
    run_subsets,
)
from sim.campaign.run.campaign import fly_or_mark_failed, select_draws
from sim.campaign.run.executor import Chunk
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.sample import Table
from sim.campaign.sampling.dispersion import Dispersion, sort_dispersions
from sim.campaign.sampling.draws import draw_at_scores

SHOWN = 8
"""Parameters that are named as leading to an event."""


@dataclass(frozen=True, kw_only=True)
class TailStudy:
    """What every worker gets once: plans, dispersions, the event, and the size of a run.

    Attributes
    ----------
    experiments, dispersions, seed
        As of a campaign.
    event
        Whose probability is sought.
    samples
        Flights of a level.
    """

    experiments: tuple[Experiment, ...]
    dispersions: tuple[Dispersion, ...]
    seed: int
    event: RareEvent
    samples: int

    @property
    def most_flights(self) -> int:
        """Flights that a run may take: numbers kept for it."""
        return self.samples * MOST_LEVELS


def tail_tables(names: Sequence[str]) -> tuple[str, ...]:
    """Tables of the store: flights and levels of each plan."""
    return tuple(f"{kind}-{name}" for name in names for kind in ("flights", "levels"))


def fly_run(study: TailStudy, run: Chunk) -> dict[str, Table]:
    """Fly a run for every plan; the columns of each table.

    Columns of flights: `sample` (its number, unique in the study), `severity`, `states` (how many
    samples of the last level it is) and for each parameter its standard normal score. Columns of
    levels: `sample` (that of its first flight) and those of
    `sim.campaign.analysis.subset_simulation.Level`.
    """
    tables: dict[str, Table] = {}
    for experiment in study.experiments:
        flights, levels = _fly_plan(study, experiment, run)
        tables[f"flights-{experiment.name}"] = flights
        tables[f"levels-{experiment.name}"] = levels
    return tables


def _fly_plan(study: TailStudy, experiment: Experiment, run: Chunk) -> tuple[Table, Table]:
    names = concerned(study, experiment)
    flown: list[tuple[np.ndarray, np.ndarray]] = []

    def severity(scores: np.ndarray, before: int) -> np.ndarray:
        numbers = run.first + before + np.arange(len(scores))
        draws = draw_at_scores([each for each in study.dispersions if each.name in names], scores)
        samples = fly_or_mark_failed(experiment, numbers, draws)[0]
        found = study.event.severity(samples, experiment)
        flown.append((scores, found))
        return found

    # both plans with the same numbers, as far as they go the same way
    found = run_subsets(severity, len(names), study.samples, _generator(study.seed, run.number))
    scores, values = (np.concatenate(column) for column in zip(*flown, strict=True))
    flights: Table = {
        "sample": run.first + np.arange(len(values)),
        "severity": values,
        "states": np.bincount(found.place, minlength=len(values)),
    }
    flights |= {
        name: column.astype(np.float32) for name, column in zip(names, scores.T, strict=True)
    }
    return flights, _level_columns(found, run.first)


def concerned(study: TailStudy, experiment: Experiment) -> list[str]:
    """Parameters that concern a plan, in the order of their list."""
    names = [each.name for each in sort_dispersions(study.dispersions)]
    return list(select_draws(experiment, dict.fromkeys(names, np.zeros(0))))


def _generator(seed: int, run: int) -> np.random.Generator:
    """The random numbers of a run."""
    digest = hashlib.sha256(f"{seed}\nsubset simulation\n{run}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))


def _level_columns(found: SubsetRun, first: int) -> Table:
    """Levels of a run as columns."""
    flights = np.array([level.flights for level in found.levels])
    columns: Table = {"sample": first + np.cumsum(flights) - flights}
    return columns | {
        name: np.array([getattr(level, name) for level in found.levels])
        for name in ("threshold", "share", "acceptance", "ancestors", "flights")
    }


def summarise_runs(
    levels: Sequence[Mapping[str, np.ndarray]],
    flights: Sequence[Mapping[str, np.ndarray]],
    confidence: float = 0.95,
) -> TailFigures:
    """Figures of a tail from the tables of its runs; keys are defined in `docs/campaigns.md`.

    Parameters
    ----------
    levels, flights
        Tables of each run.
    confidence
        Of the interval.
    """
    shares = [run["share"].tolist() for run in levels]
    found = combine_runs(shares, confidence)
    reached = [run for run in levels if run["share"][-1] > 0.0]
    moved = np.concatenate([run["acceptance"][1:] for run in levels])
    return {
        "probability": found.probability.figures(),
        "runs": len(levels),
        "stuck": found.stuck,
        "flights": int(sum(run["flights"].sum() for run in levels)),
        "plain_flights": found.plain_flights if np.isfinite(found.plain_flights) else None,
        "ancestors": int(sum(run["ancestors"][-1] for run in reached)),
        "acceptance": float(moved.mean()) if len(moved) else None,
        "curve": _exceedance(levels),
        "leads_there": _leading(levels, flights),
    }


def _exceedance(levels: Sequence[Mapping[str, np.ndarray]]) -> list[CurveFigures]:
    """Of each run, severity at the levels and the probability of passing it."""
    return [
        {
            "severity": [*run["threshold"][1:].tolist(), 0.0],
            "probability": np.cumprod(run["share"]).tolist(),
        }
        for run in levels
    ]


def _leading(
    levels: Sequence[Mapping[str, np.ndarray]], flights: Sequence[Mapping[str, np.ndarray]]
) -> dict[str, float]:
    """Mean score of each parameter where the event happened, the farthest from 0 first: runs count
    with their probability.
    """
    total: dict[str, float] = {}
    weight = 0.0
    for run, table in zip(levels, flights, strict=True):
        states = table["states"] * (table["severity"] >= 0.0)
        if not states.any():
            continue
        estimate = float(np.prod(run["share"]))
        weight += estimate
        for name in table.keys() - {"sample", "severity", "states"}:
            mean = float(np.average(table[name], weights=states))
            total[name] = total.get(name, 0.0) + estimate * mean
    means = {name: value / weight for name, value in sorted(total.items())} if weight else {}
    return dict(sorted(means.items(), key=lambda item: -abs(item[1]))[:SHOWN])
