"""The cloud: a state flown with the dispersions of its campaign, sample by sample.

Sample i is drawn from its number alone, so a cloud refines by adding samples to those it has. A
campaign would disperse the flight from its first burn on; here errors act from the hold on, and
commands stay as the state has them.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.campaign.run.campaign import select_draws
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.prepare import DEGREE, TOLERANCE, simplify_phase
from sim.campaign.run.sample import fly_samples
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import draw_samples
from sim.campaign.sampling.parameter import (
    FAILURE_NUMBERS,
    FAILURE_RATES,
    OF_A_TANK,
    OF_ATTITUDE_CONTROL,
)
from sim.flight.phase import Phase
from sim.workflow.explore.answer import COARSE, Answer, coarse_options
from sim.workflow.explore.controls import Controls
from sim.workflow.explore.held import HeldPlan
from sim.workflow.explore.pieces import choose_pieces

Array = NDArray[np.float64]
Table = dict[str, np.ndarray]

LEVELS = (64, 1024, 10240)
"""Samples after which a cloud is shown."""
FEW, MANY = 8, 30
"""Representative pieces: of the first clouds, and of those that refine them."""
ENOUGH = 100e3
"""m, below the interface and every loss of attitude: the stack tumbles by then."""
SMALL, CHUNK, DRAWN = 32, 128, 1024
"""Samples of a part up to the first level, and of one beyond it: a page that asks for something
else waits for one at most. Samples whose parameters are drawn at once."""
SEED = 1
BEFORE_HOLD = (*OF_A_TANK, *OF_ATTITUDE_CONTROL, *FAILURE_RATES, *FAILURE_NUMBERS)
"""Parameters that are decided by the hold, or ask for decisions."""


@dataclass(frozen=True, kw_only=True)
class CloudPart:
    """Some samples of a cloud: places of pieces that count, (k, 3) longitude and latitude in deg
    and casualty area in m2, and figures of each sample by name, (n,).
    """

    places: Array
    samples: Table


@dataclass(frozen=True)
class Cloud:
    """A state that is dispersed; nothing is flown yet."""

    experiment: Experiment
    dispersions: tuple[Dispersion, ...]
    state: Controls

    def fly(self, first: int, count: int, threads: int = 1) -> Iterator[CloudPart]:
        """Fly samples `first` to `first + count - 1`, part by part in their order; whoever stops
        asking stops the flight.
        """
        parts = self._parts(first, first + count)
        if threads == 1:
            yield from (self._part(*part) for part in parts)
            return
        with ThreadPoolExecutor(threads) as pool:
            waiting = []
            try:
                for part in parts:
                    waiting.append(pool.submit(self._part, *part))
                    if len(waiting) > threads:
                        yield waiting.pop(0).result()
                while waiting:
                    yield waiting.pop(0).result()
            finally:
                for each in waiting:
                    each.cancel()

    def _parts(self, first: int, end: int) -> Iterator[tuple[np.ndarray, Table]]:
        """Numbers and draws of samples, small parts first: something is soon to be seen. Draws are
        made for many parts at once.
        """
        while first < end:
            count = min(DRAWN, end - first)
            draws = draw_samples(
                self.dispersions, SEED, LEVELS[-1], "sobol", first=first, count=count
            )
            del draws["weight"]
            draws = _on_top(select_draws(self.experiment, draws), self)
            low = 0
            while low < count:
                size = SMALL if first + low < LEVELS[0] else CHUNK
                high = min(low + size, count)
                part = {name: values[low:high] for name, values in draws.items()}
                yield np.arange(first + low, first + high), part
                low = high
            first += count

    def _part(self, numbers: np.ndarray, draws: Table) -> CloudPart:
        flown = fly_samples(self.experiment, numbers, draws)
        table = flown.fragments
        counts = table["casualty_area_m2"] > 0.0
        places = np.column_stack([
            table[name][counts] for name in ("longitude_deg", "latitude_deg", "casualty_area_m2")
        ])  # fmt: skip
        return CloudPart(places=places, samples=flown.samples)


def _on_top(draws: Table, cloud: Cloud) -> Table:
    """Draws that replace a column of the mission, laid over what the state has there."""
    columns = cloud.experiment.mission.dispersed
    laid = dict(draws)
    if "activity" in laid and "activity" in columns:
        laid["activity"] = laid["activity"] + columns["activity"][0]
    if "drag_factor" in laid and "drag_factor" in columns:
        laid["drag_factor"] = laid["drag_factor"] * columns["drag_factor"][0]
    return laid


def disperse_state(
    plan: HeldPlan, answer: Answer, dispersions: tuple[Dispersion, ...], pieces: int = FEW
) -> Cloud | None:
    """The cloud of a state; None where it does not come down, or nothing is dispersed.

    Parameters
    ----------
    plan, answer
        A plan, and the nominal flight of the state.
    dispersions
        Of its campaign.
    pieces
        Representative pieces of the catalogue that are flown.
    """
    study = answer.study
    given = tuple(each for each in dispersions if each.name.partition(".")[0] not in BEFORE_HOLD)
    if study is None or not given or not answer.fragments.size:
        return None
    mission = plan.mission([answer.state])
    degree, options = DEGREE, study.options
    if pieces <= FEW:
        degree = COARSE
        options = coarse_options(options)
    experiment = Experiment(
        name=plan.name,
        mission=mission,
        phases=_to_break_up(mission.phases, degree),
        seed=SEED,
        options=options,
        year=plan.year,
        track=study.track,
        catalogue=choose_pieces(plan, study, pieces),
        limits=plan.limits,
    )
    return Cloud(experiment, given, answer.state)


def _to_break_up(phases: Sequence[Phase], degree: int) -> tuple[Phase, ...]:
    """Phases as dispersed samples fly them, the last one no farther than pieces need: they leave
    the stack of the interface, and nobody asks where it would come down whole.
    """
    *before, last = (simplify_phase(phase, degree, TOLERANCE) for phase in phases)
    if last.until is not None and last.until.kind == "ground":
        last = replace(last, until=replace(last.until, kind="altitude_down", value=ENOUGH))
    return (*before, last)


def join_parts(parts: list[CloudPart]) -> CloudPart:
    """One part of several."""
    names = parts[0].samples
    return CloudPart(
        places=np.concatenate([part.places for part in parts]),
        samples={name: np.concatenate([p.samples[name] for p in parts]) for name in names},
    )


def measure_cloud(part: CloudPart) -> dict[str, Any]:
    """Figures of a cloud: how many come down, 5, 50 and 95 % of distances, share that keeps them.

    A share of samples by itself is no probability of the plan: see the module.
    """
    samples = part.samples
    down = np.isfinite(samples["heel_km"])
    figures: dict[str, Any] = {"samples": len(down), "down": int(down.sum())}
    for name in ("heel_km", "toe_km", "centre_km", "cross_km", "expected_casualties",
                 "foreign_land_km", "us_land_km", "permanent_ice_km"):  # fmt: skip
        values = samples[name][down]
        values = values[np.isfinite(values)]
        figures[name] = (
            None if not len(values) else [float(q) for q in np.quantile(values, [0.05, 0.5, 0.95])]
        )
    kept = down & (samples["keep_out_violations"] == 0.0)
    figures["kept"] = int(kept.sum())
    return figures
