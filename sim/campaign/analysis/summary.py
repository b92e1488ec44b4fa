"""What a campaign answers: distributions, probabilities with intervals, areas, which unknown
matters, and how plans differ, read from the store with bounded memory.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata

from sim.campaign.analysis.bootstrap import bootstrap, deviation
from sim.campaign.analysis.contour import COLUMNS, count_fragments, enclosing_area
from sim.campaign.analysis.events import find_events, on_planned_pass
from sim.campaign.analysis.figures import (
    AnalysisFigures,
    BoundFigures,
    CampaignDebrisFigures,
    CauseFigures,
    DifferenceFigures,
    IntervalFigures,
    MeasureFigures,
    OutcomeFigures,
    PairFigures,
    ShareDifferenceFigures,
)
from sim.campaign.analysis.measures import INSTANTS, MEASURES, SCATTERED, UNKNOWNS
from sim.campaign.analysis.needed import find_needed
from sim.campaign.analysis.paired import PlanMeasure, compare_pairs, compare_shares
from sim.campaign.analysis.sensitivity import FEWEST, rank_correlations, sobol_indices
from sim.campaign.analysis.statistics import (
    Interval,
    effective_size,
    exact_probability,
    probability,
    summary,
    weighted_quantile,
    wilks_order,
    wilks_samples,
)
from sim.campaign.run.campaign import Campaign, select_draws
from sim.campaign.run.experiment import Experiment
from sim.campaign.run.merge import read_chunks
from sim.campaign.run.store import Store, read_draws
from sim.campaign.sampling.correlation import find_groups
from sim.campaign.sampling.dispersion import Dispersion
from sim.campaign.sampling.draws import WEIGHT
from sim.entry.assessment import requirement_figures
from sim.entry.carried_share import carried_shares
from sim.entry.figures import RequirementFigures
from sim.entry.footprint import SHOWN_SHARES, WHOLE
from sim.entry.ground_track import place_at
from sim.entry.risk.casualty import Span
from sim.entry.risk.requirements import product_requirement, requirements
from sim.flight.status import failed_texts
from sim.frames.epoch import Epoch
from sim.planning.failures.interruptions import draw_rates, sequence_probability

SHOWN = 8
"""Parameters, at most, that are named for a measure."""

LADDER = (0.9999, 0.999, 0.99, 0.95, 0.9, 0.75, 0.5)
"""Shares of flights that bounds are given for: the first one that they can be quoted for."""


@dataclass(frozen=True)
class Samples:
    """All samples of one plan: columns, with what is worked out from them."""

    name: str
    columns: dict[str, np.ndarray]

    @property
    def weight(self) -> np.ndarray:
        """Weights of the samples."""
        return self.columns[WEIGHT]

    @property
    def failed(self) -> np.ndarray:
        """Samples that could not be flown."""
        return failed_texts(self.columns["status"])


def read_samples(store: Store, name: str, chunks: int | None = None) -> Samples:
    """Read the samples of a plan; fragments stay on disk."""
    parts = list(read_chunks(store, f"samples-{name}", chunks=chunks))
    columns = {key: np.concatenate([part[key] for part in parts]) for key in parts[0]}
    if "heel_km" in columns:
        columns["length_km"] = columns["toe_km"] - columns["heel_km"]
    return Samples(name, columns)


def analyse_campaign(
    store: Store, campaign: Campaign, *, confidence: float = 0.95, chunks: int | None = None
) -> AnalysisFigures:
    """Figures of a campaign, with units in their names; keys are defined in `docs/campaigns.md`.

    Parameters
    ----------
    store
        With at least one chunk done.
    campaign
        What was flown.
    confidence
        Of all intervals.
    chunks
        How many, from the first on; by default all.
    """
    plans = [read_samples(store, each.name, chunks) for each in campaign.experiments]
    inputs = read_inputs(store, campaign.dispersions, len(plans[0].weight))
    return {
        "samples": len(plans[0].weight),
        "effective_samples": effective_size(plans[0].weight),
        "confidence": confidence,
        "plans": {
            plan.name: _plan(
                plan,
                select_draws(experiment, inputs),
                confidence,
                experiment,
                _debris(store, plan, experiment, chunks),
            )
            for plan, experiment in zip(plans, campaign.experiments, strict=True)
        },
        "differences": [
            _difference(first, second, confidence)
            for k, first in enumerate(plans)
            for second in plans[k + 1 :]
        ],
    }


def read_inputs(
    store: Store, dispersions: Sequence[Dispersion], count: int
) -> dict[str, np.ndarray]:
    """Draws of the first samples that vary, and their weights; of parameters that are correlated,
    what each adds to those before it, as normal scores: only of independent ones can shares of a
    variance be told apart.
    """
    drawn = {name: values[:count] for name, values in read_draws(store).items()}
    inputs = {
        name: values for name, values in drawn.items() if name == WEIGHT or np.ptp(values) > 0.0
    }
    for group in find_groups(dispersions):
        ranks = np.array([rankdata(drawn[name]) for name in group.names])
        scores = np.linalg.solve(group.factor, ndtri((ranks - 0.5) / count))
        inputs |= dict(zip(group.names, scores, strict=True))
    return inputs


def _plan(
    plan: Samples,
    inputs: dict[str, np.ndarray],
    confidence: float,
    experiment: Experiment,
    debris: CampaignDebrisFigures | None,
) -> OutcomeFigures:
    columns, weight = plan.columns, plan.weight
    status, count = np.unique(columns["status"].astype(str), return_counts=True)
    epoch = experiment.mission.epoch
    return {
        "status": dict(zip(status.tolist(), count.tolist(), strict=True)),
        "failed": int(plan.failed.sum()),
        "measures": {
            name: _measure(words, columns[name], weight, epoch if name in INSTANTS else None)
            for name, words in MEASURES.items()
            if name in columns
        },
        "probabilities": {
            name: {"meaning": words, **exact_probability(values, weight, confidence).figures()}
            for name, (words, values) in find_events(columns).items()
        },
        "requirements": _requirements(plan, experiment, confidence),
        "bounds": _bounds(columns, weight, confidence),
        "needed": find_needed(columns, weight, confidence),
        "scatter": {
            name: bootstrap(columns[name], deviation, weight, confidence=confidence).figures()
            for name in SCATTERED
            if name in columns and np.isfinite(columns[name]).sum() >= FEWEST
        },
        "what_matters": {
            name: _matters(inputs, columns[name], confidence)
            for name in UNKNOWNS
            if name in columns and np.isfinite(columns[name]).sum() >= FEWEST
        },
        "debris": debris,
    }


def _measure(
    words: str, values: np.ndarray, weight: np.ndarray, epoch: Epoch | None
) -> MeasureFigures:
    """Distribution of a measure; with an epoch its quantiles as dates too."""
    numbers = summary(values, weight)
    figures: MeasureFigures = {"meaning": words, **numbers.figures()}
    if epoch is not None:
        figures["p05_utc"], figures["median_utc"], figures["p95_utc"] = (
            epoch.utc_iso(seconds, 0) if np.isfinite(seconds) else None
            for seconds in (numbers.p05, numbers.median, numbers.p95)
        )
    return figures


def _debris(
    store: Store, plan: Samples, experiment: Experiment, chunks: int | None
) -> CampaignDebrisFigures | None:
    """Times of impact of all fragments, and areas of those of the planned pass: one area along one
    track holds no others. None where nothing comes down.
    """
    if experiment.track is None:
        return None
    tables = read_chunks(store, f"fragments-{plan.name}", COLUMNS, chunks)
    weight = np.where(on_planned_pass(plan.columns), plan.weight, 0.0)
    cells = count_fragments(tables, weight)
    if not len(cells.weight):
        return None
    shape = {
        share: np.degrees(enclosing_area(cells, experiment.track, experiment.aim, share))
        for share in carried_shares(SHOWN_SHARES, effective_size(weight)) or (WHOLE,)
    }
    epoch = experiment.mission.epoch
    aim = np.degrees(place_at(experiment.track, [experiment.aim], [0.0]))
    return {
        "aim": {"latitude_deg": float(aim[0, 0]), "longitude_deg": float(aim[1, 0])},
        "first_impact_utc": epoch.utc_iso(cells.first, 0),
        "last_impact_utc": epoch.utc_iso(cells.last, 0),
        "contours": [
            {
                "share": share,
                "latitude_deg": np.round(ring[0], 6).tolist(),
                "longitude_deg": np.round(ring[1], 6).tolist(),
            }
            for share, ring in shape.items()
        ],
    }


def _requirements(
    plan: Samples, experiment: Experiment, confidence: float
) -> list[RequirementFigures]:
    """The clauses of NASA-STD-8719.14C, 4.7-1, over all flights: their casualty areas with the
    people under the orbit, the share that keeps its distance from land, and rates of failures drawn
    from their ranges, one set for each flight. Empty without debris.
    """
    columns, weight = plan.columns, plan.weight
    if "casualty_area_m2" not in columns or experiment.density is None:
        return []
    area = columns["casualty_area_m2"]
    there = np.isfinite(area)
    if not there.any():
        return []
    uncontrolled = 1e-6 * experiment.density * area[there]
    chance = np.zeros(int(there.sum()))
    if experiment.rates is not None:
        drawn = draw_rates(experiment.rates, len(area), experiment.seed)
        chance = sequence_probability(experiment.interruptions, *(each[there] for each in drawn))
    product = chance * uncontrolled
    kept = columns["keep_out_violations"] == 0.0
    share = probability(kept, weight, confidence)
    spans = [_span(values, weight[there]) for values in (uncontrolled, product)]
    first, second, _ = requirements(
        spans[0], 0.0, Span(share.low, share.estimate, share.high), controlled=experiment.is_aimed
    )
    third = product_requirement(spans[1], controlled=experiment.is_aimed)
    clauses = [first, second, third] if experiment.rates is not None else [first, second]
    return [requirement_figures(each) for each in clauses]


def _span(values: np.ndarray, weight: np.ndarray) -> Span:
    """Mean of some values between their 5th and 95th percentile."""
    low, high = (float(v) for v in weighted_quantile(values, [0.05, 0.95], weight))
    mean = float(np.sum(weight * values) / np.sum(weight))
    return Span(min(low, mean), mean, max(high, mean))


def _bounds(
    columns: dict[str, np.ndarray], weight: np.ndarray, confidence: float
) -> BoundFigures | None:
    """Heel and toe between which most flights bring down all their debris, whatever the
    distribution: both ends at once (Tukey 1947, Ann. Math. Stat. 18:529, blocks of two columns).
    """
    if "heel_km" not in columns or np.ptp(weight) > 0.0:
        return None
    there = np.isfinite(columns["heel_km"]) & np.isfinite(columns["toe_km"])
    heel, toe = columns["heel_km"][there], columns["toe_km"][there]
    covered = next((c for c in LADDER if len(heel) >= wilks_samples(c, confidence, sides=2)), None)
    if covered is None:
        return None
    order = wilks_order(len(heel), covered, confidence, sides=2)
    return {
        "share_of_flights": covered,
        "confidence": confidence,
        "heel_km": float(np.sort(heel)[order - 1]),
        "toe_km": float(np.sort(toe)[-order]),
    }


def _matters(inputs: dict[str, np.ndarray], measure: np.ndarray, confidence: float) -> CauseFigures:
    """Parameters that move a measure most: rank correlations, and shares of its variance."""
    there = np.isfinite(measure)
    if np.ptp(measure[there]) == 0.0:
        return {"rank_correlation": {}, "sobol": None}
    drawn = {name: values[there] for name, values in inputs.items()}
    ranks = rank_correlations(drawn, measure[there], confidence)
    named = list(ranks)[:SHOWN]
    sobol = sobol_indices(drawn, measure[there], confidence=confidence)
    return {
        "rank_correlation": {name: {**ranks[name].figures()} for name in named},
        "sobol": {
            "foreseen": sobol.foreseen,
            "first": _largest(sobol.first),
            "total": _largest(sobol.total),
        },
    }


def _largest(indices: dict[str, Interval]) -> dict[str, IntervalFigures]:
    """The first few parameters, the one with the largest share of the variance first."""
    names = sorted(indices, key=lambda name: -indices[name].estimate)[:SHOWN]
    return {name: indices[name].figures() for name in names}


def _difference(first: Samples, second: Samples, confidence: float) -> PairFigures:
    """Two plans sample by sample: the second less the first."""
    differences: dict[str, DifferenceFigures] = {}
    for name, words in MEASURES.items():
        if name not in first.columns or name not in second.columns:
            continue
        a, b = (
            PlanMeasure(plan.columns["sample"], plan.columns[name], plan.weight)
            for plan in (second, first)
        )
        paired = compare_pairs(a, b, confidence=confidence)
        differences[name] = {
            "meaning": words,
            "pairs": paired.pairs,
            "only_in_first": paired.only_second,
            "only_in_second": paired.only_first,
            "neither": paired.neither,
            "mean": {**paired.difference.figures()},
            "median": {**paired.median.figures()},
            "first_lower": {**paired.second_lower.figures()},
            "second_lower": {**paired.first_lower.figures()},
            "correlation": paired.correlation,
            "gain": paired.gain,
        }
    return {
        "first": first.name,
        "second": second.name,
        "second_less_first": differences,
        "events": _share_differences(first, second, confidence),
    }


def _share_differences(
    first: Samples, second: Samples, confidence: float
) -> dict[str, ShareDifferenceFigures]:
    """How much more often each event happens with the second plan than with the first."""
    events, others = find_events(first.columns), find_events(second.columns)
    return {
        name: {
            "meaning": words,
            **compare_shares(others[name][1], happened, first.weight, confidence).figures(),
        }
        for name, (words, happened) in events.items()
        if name in others
    }
