"""The table of a finished sweep, what is told of it, and its files."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim._version import __version__
from sim.campaign.run.place import LocalFolder
from sim.campaign.run.store import Store
from sim.formats.json_text import json_text
from sim.formats.parquet import unit_of
from sim.report.results.provenance import Provenance
from sim.report.results.sweep import (
    GOOD,
    CauseFigures,
    MetricFigures,
    ParetoFigures,
    SweepFigures,
    SweepResult,
    VariedFigures,
)
from sim.report.series.pareto import pareto_front
from sim.scenario.build.mission import build_mission
from sim.scenario.error import listed
from sim.scenario.load import resolved_yaml, scenario_hash
from sim.scenario.schema.scenario import Scenario
from sim.workflow.build_results import weather_source
from sim.workflow.output import Output
from sim.workflow.sweep.evaluate import Experiment
from sim.workflow.sweep.metrics import Metric
from sim.workflow.sweep.options import SweepOptions
from sim.workflow.sweep.variation import SweepError

MOST_CAUSES = 20
SENSES = ("min", "max")

Columns = dict[str, np.ndarray]


@dataclass(frozen=True)
class Pareto:
    """Two metrics, and which way each is better."""

    names: tuple[str, str]
    senses: tuple[str, str]


def check_pareto(asked: Sequence[str], metrics: Sequence[Metric]) -> Pareto | None:
    """The front that is asked for; where none is, of the first metric and the first of which more
    is better, else of the first two; None with only one.

    Raises
    ------
    SweepError
        If a metric is not one of those noted, or both are one.
    """
    known = {each.name: each for each in metrics}
    words = list(asked) or [*list(known)[:1], *_second(metrics)]
    if len(words) < 2:
        return None
    names, senses = [], []
    for word in words:
        sense, colon, name = word.partition(":")
        if not colon or sense not in SENSES:
            sense, name = "", word
        if name not in known:
            raise SweepError(f"--pareto {word}: not noted; allowed: {listed(known, name)}")
        names.append(name)
        senses.append(sense or ("max" if known[name].more_is_better else "min"))
    if names[0] == names[1]:
        raise SweepError(f"--pareto {','.join(words)}: allowed: two different metrics")
    return Pareto((names[0], names[1]), (senses[0], senses[1]))


def _second(metrics: Sequence[Metric]) -> list[str]:
    """The metric that stands against the first one by itself."""
    others = sorted(metrics[1:], key=lambda each: not each.more_is_better)
    return [each.name for each in others[:1]]


def write_sweep(
    store: Store,
    experiment: Experiment,
    scenario: Scenario,
    options: SweepOptions,
    pareto: Pareto | None,
    output: Output,
) -> SweepResult:
    """Join the chunks of a whole store, and write table, answer and figures beside it."""
    columns = join_points(store, experiment, options)
    figures = summarise_sweep(columns, experiment, scenario, options, pareto)
    result = SweepResult(
        answer=json.loads(json_text(figures)),  # as it is read again
        columns=columns,
        scenario_yaml=resolved_yaml(scenario),
        manifest=Provenance(
            scenarios={scenario.name: scenario_hash(scenario)},
            statuses=columns["status"].tolist(),
            weather={scenario.name: weather_source(scenario, build_mission(scenario))},
            command=output.command,
        ),
        folder=store.place.path if isinstance(store.place, LocalFolder) else output.target([]),
    )
    result.write()
    if output.plots:
        from sim.report.figures.sweep.draw import draw_sweep

        draw_sweep(result, result.folder)
    return result


def join_points(store: Store, experiment: Experiment, options: SweepOptions) -> Columns:
    """The whole table: number and values of each point, and what became of it."""
    parts = [store.read("samples", chunk) for chunk in range(store.identity.chunks)]
    columns: Columns = {"point": np.arange(len(experiment.points))}
    for k, each in enumerate(options.vary):
        given = [point[k] for point in experiment.points]
        columns[each.name] = _column(given, each.numbers is not None)
    for name in ("status", "cause", "reason", *experiment.metrics):
        values = [part[name] for part in parts]
        if any(each.dtype.kind in "UO" for each in values):  # a chunk without any has numbers
            values = [
                each.astype(str) if each.dtype.kind in "UO" else np.full(len(each), "")
                for each in values
            ]
        columns[name] = np.concatenate(values)
    return columns


def _column(values: Sequence[Any], numeric: bool) -> np.ndarray:
    """Values of a key: numbers in the unit they were given in, else text."""
    if numeric:
        return np.array([float(str(value).partition(" ")[0]) for value in values])
    return np.array(["null" if value is None else str(value) for value in values], dtype=str)


def summarise_sweep(
    columns: Columns,
    experiment: Experiment,
    scenario: Scenario,
    options: SweepOptions,
    pareto: Pareto | None,
) -> SweepFigures:
    """What ``sweep.json`` holds."""
    good = np.isin(columns["status"], GOOD)
    varied: list[VariedFigures] = [
        {
            "key": each.key,
            "column": each.name,
            "unit": each.unit,
            "values": list(each.values),
            "is_range": each.is_range and options.lhs is not None,
        }
        for each in options.vary
    ]
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "label": scenario.comparison.label or scenario.name,
        "depends_on": scenario.depends_on,
        "scenario_sha256": scenario_hash(scenario),
        "version": __version__,
        "kind": "lhs" if options.lhs else "grid",
        "points": len(experiment.points),
        "varied": varied,
        "metrics": [_metric(each, columns[each.name], good) for each in experiment.chosen],
        "counts": dict(Counter(columns["status"].tolist())),
        "causes": _causes(columns),
        "pareto": None if pareto is None else _pareto(pareto, columns, good),
    }


def _metric(metric: Metric, values: np.ndarray, good: np.ndarray) -> MetricFigures:
    figures: MetricFigures = {
        "name": metric.name,
        "words": metric.words,
        "unit": unit_of(metric.name.replace(".", "_")),
        "least": None,
        "most": None,
        "least_at": None,
        "most_at": None,
    }
    if values.dtype.kind == "f" and np.isfinite(values[good]).any():
        low = int(np.argmin(np.where(good & np.isfinite(values), values, np.inf)))
        high = int(np.argmax(np.where(good & np.isfinite(values), values, -np.inf)))
        figures["least"], figures["most"] = float(values[low]), float(values[high])
        figures["least_at"], figures["most_at"] = low, high
    return figures


def _causes(columns: Columns) -> list[CauseFigures]:
    """Why points do not count, the commonest first."""
    pairs = list(zip(columns["status"].tolist(), columns["cause"].tolist(), strict=True))
    bad = Counter(pair for pair in pairs if pair[0] not in GOOD)
    return [
        {
            "status": status,
            "cause": cause,
            "points": count,
            "reason": str(columns["reason"][pairs.index((status, cause))]),
        }
        for (status, cause), count in bad.most_common(MOST_CAUSES)
    ]


def _pareto(pareto: Pareto, columns: Columns, good: np.ndarray) -> ParetoFigures:
    both = [
        np.where(good, columns[name], np.nan) * (-1.0 if sense == "max" else 1.0)
        for name, sense in zip(pareto.names, pareto.senses, strict=True)
        if columns[name].dtype.kind == "f"
    ]
    front = pareto_front(*both).tolist() if len(both) == 2 else []
    return {"metrics": list(pareto.names), "senses": list(pareto.senses), "points": front}
