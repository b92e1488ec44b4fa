"""Charts and the map of a campaign as data: distributions, causes of the variance, convergence as
flights are added, and where the debris of all flights falls.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.campaign.analysis.figures import known_interval
from sim.campaign.analysis.statistics import exact_probability
from sim.flight.end_figures import POINT_NEMO
from sim.report.page.chart import MOST, SMALL, Chart, Series, significant
from sim.report.page.maps.svg_map import (
    LIMITS,
    dots_data,
    limit_paths,
    mark,
    middle_of,
    ocean_around,
    path_data,
    view,
    world_around,
)
from sim.report.page.markup import tag
from sim.report.results.campaign import CampaignResult, PlanOutcome
from sim.report.series.campaign import (
    EXPLAINED,
    MEASURES,
    bin_edges,
    debris_window,
    distribution,
    measure_values,
    plans_with_debris,
    sobol_indices,
    varying_measures,
)
from sim.report.series.ground_track import wrap_longitude
from sim.report.series.thinning import thinned_rows
from sim.report.text.names import parameter_name

MOST_MEASURES = 8
"""Measures that are shown."""
MOST_BARS = 7
"""Parameters that are shown of a measure."""
MOST_DOTS = 2500
"""Fragments of a plan on the map."""
FEWEST = 16
"""Flights from which on an estimate is drawn."""
MINUTE = 60.0
Share = tuple[float, float, float]
"""Share of a variance, with the ends of its interval."""


def distribution_charts(result: CampaignResult, colours: Sequence[str]) -> dict[str, Chart]:
    """A histogram and a cumulative curve of each measure that varies, all plans in each."""
    charts: dict[str, Chart] = {}
    for name in varying_measures(result.plans, MOST_MEASURES):
        columns = measure_values(result.plans, name, MINUTE)
        edges = bin_edges(columns)
        bars: list[Series] = []
        curves: list[Series] = []
        for plan, values, colour in zip(result.plans, columns, colours, strict=True):
            spread = distribution(values, plan.samples["weight"], edges)
            if spread is None:
                continue
            style = {"name": plan.label, "colour": colour}
            x = significant(np.repeat(edges, 2), 6)
            y = significant(np.concatenate([[0.0], np.repeat(spread.in_bins, 2), [0.0]]))
            band = {"kind": "band", "x": x, "y": np.zeros(len(x)), "y2": y, "silent": 1}
            bars += [style | band, style | {"kind": "line", "x": x, "y": y}]
            rows = thinned_rows(len(spread.values), MOST)
            x, y = significant(spread.values[rows], 6), significant(spread.cumulative[rows])
            curves.append(style | {"kind": "line", "x": x, "y": y})
        axis = {"label": MEASURES[name].replace("days", "minutes"), "kind": "number"}
        for kind, label, series in (
            ("histogram", "flights (%)", bars),
            ("cumulative", "flights at or below (%)", curves),
        ):
            y = {"label": label, "zero": True}
            charts[f"{name}_{kind}"] = {"x": axis, "y": y, "series": series, "height": SMALL}
    return charts


def variance_charts(result: CampaignResult, colours: Sequence[str]) -> dict[str, Chart]:
    """Bars of the total index of each parameter with its interval, a bar a plan; where no index
    could be found, of the rank correlation.
    """
    charts: dict[str, Chart] = {}
    for name, title in EXPLAINED.items():
        shares = [_shares(plan, name) for plan in result.plans]
        if not any(shares):
            continue
        largest: dict[str, float] = {}
        for plan_shares in shares:
            for parameter, span in plan_shares.items():
                share = abs(span[0])
                largest[parameter] = max(largest.get(parameter, 0.0), share)
        rows = sorted(largest, key=lambda parameter: -largest[parameter])[:MOST_BARS]
        ranked = not any(sobol_indices(plan, name) for plan in result.plans)
        label = "rank correlation (absolute)" if ranked else "share of the variance"
        series: list[Series] = []
        for lane, (plan, colour) in enumerate(zip(result.plans, colours, strict=True)):
            style = {"kind": "bars", "lane": lane, "lanes": len(shares), "colour": colour}
            bars = _share_bars(plan.label, shares[lane], rows)
            series += [style | bar for bar in bars]
        charts[f"matters_{name}"] = {
            "title": title,
            "x": {"label": label, "kind": "number", "zero": True},
            "y": {
                "rows": [parameter_name(row) for row in rows],
                "above": 1,
                "pitch": 12 + 11 * len(shares),
            },
            "series": series,
        }
    return charts


def _share_bars(label: str, shares: Mapping[str, Share], rows: Sequence[str]) -> list[Series]:
    """A bar and its interval for each parameter of one plan."""
    bars: list[Series] = []
    for row, parameter in enumerate(rows):
        if parameter not in shares:
            continue
        estimate, *ends = shares[parameter]
        low, high = sorted(map(abs, ends))
        middle = abs(estimate)
        words = f"{label}, {parameter_name(parameter)}: {middle:.2f} ({low:.2f} to {high:.2f})"
        bar = {"row": row, "text": [words], "x": [0.0], "x2": [round(middle, 4)]}
        interval = {"x": [round(max(low, 0.0), 4)], "x2": [round(high, 4)], "whisker": 1}
        bars += [bar, bar | interval]
    return bars


def _shares(plan: PlanOutcome, name: str) -> dict[str, Share]:
    """Total indices of a measure, or the rank correlations that are known where there are none."""
    causes = plan.answer["what_matters"].get(name)
    if not causes:
        return {}
    indices = causes["sobol"]
    spans = causes.get("rank_correlation") or {} if indices is None else indices["total"]
    shares: dict[str, Share] = {}
    for parameter, span in spans.items():
        if (share := known_interval(span)) is not None:
            shares[parameter] = share
    return shares


def convergence_charts(result: CampaignResult, colours: Sequence[str]) -> dict[str, Chart]:
    """Estimates with their intervals after the first n flights: of the corridor, and of means."""
    charts: dict[str, Chart] = {}
    for name, label, estimate in (
        ("outside_corridor", "outside the corridor (% of flights)", _running_chance),
        ("length_km", "mean length of the footprint (km)", _running_mean),
        ("margin_kg", "mean propellant beyond the reserve (kg)", _running_mean),
    ):
        series: list[Series] = []
        for plan, colour in zip(result.plans, colours, strict=True):
            number = len(plan.samples["weight"])
            if name not in plan.samples or number < FEWEST:
                continue
            counts = np.unique(np.geomspace(FEWEST, number, 60).astype(int))
            middle, low, high = map(significant, estimate(plan, name, counts))
            style = {"name": plan.label, "colour": colour, "x": counts}
            band = {"kind": "band", "y": low, "y2": high, "what": "95 %"}
            series += [style | band, style | {"kind": "line", "y": middle}]
        if series:
            charts[f"settling_{name}"] = {
                "x": {"label": "flights", "kind": "number"},
                "y": {"label": label},
                "series": series,
                "height": SMALL,
            }
    return charts


def _running_chance(plan: PlanOutcome, name: str, counts: np.ndarray) -> np.ndarray:
    """Estimate, low and high end of a probability in % after so many flights, (3, n)."""
    violated, weight = ~(plan.samples[name] == 0.0), plan.samples["weight"]
    chances = [exact_probability(violated[:n], weight[:n]) for n in counts]
    return 100.0 * np.array([(each.estimate, each.low, each.high) for each in chances]).T


def _running_mean(plan: PlanOutcome, name: str, counts: np.ndarray) -> np.ndarray:
    """Mean, low and high end of its interval after so many flights, (3, n)."""
    values, weight = plan.samples[name], plan.samples["weight"]
    rows = []
    for n in counts:
        counted = np.isfinite(values[:n]) & (weight[:n] > 0.0)
        x, w = values[:n][counted], weight[:n][counted]
        if len(x) < 2:
            rows.append((np.nan,) * 3)
            continue
        mean = np.average(x, weights=w)
        spread = np.sqrt(np.sum(w * w * (x - mean) ** 2)) / w.sum()
        rows.append((mean, mean - 1.96 * spread, mean + 1.96 * spread))
    return np.array(rows).T


def campaign_map(
    result: CampaignResult, colours: Sequence[str]
) -> tuple[str, dict[str, Any]] | None:
    """Layers and data of the map of all plans; None if nothing comes down."""
    drawn = plans_with_debris(result, colours)
    if not drawn:
        return None
    window = debris_window([plan for _, plan, _ in drawn])
    middle = middle_of(window)
    west, ocean = middle[0] - 180.0, ocean_around(*middle)
    limits, lines = limit_paths(LIMITS, ocean)
    paths, marks = [limits], []
    for k, plan, colour in drawn:
        width = f"under-{len(drawn) - 1 - k}"
        debris = _debris_paths(plan, colour, west)
        paths.append(tag("g", debris, data_layer=f"run-{k}", class_=width))
        aim = plan.debris["aim"]
        label = f"aim point of {plan.label}" if len(drawn) > 1 else "aim point"
        place, down = (aim["longitude_deg"], aim["latitude_deg"]), -13 + 26 * (k % 2)
        marks.append(mark(*place, "ring", label, colour=colour, down=down))
    marks.append(mark(POINT_NEMO[1], POINT_NEMO[0], "cross", "Point Nemo", left=1))
    views = [view("ocean", ocean), view("debris", window), view("world", world_around(middle[0]))]
    data: dict[str, Any] = {"views": views, "marks": marks, "lines": lines}
    if len(drawn) > 1:
        data["layers"] = [
            {"name": f"run-{k}", "label": plan.label, "colour": colour} for k, plan, colour in drawn
        ]
    return "".join(paths), data


def _debris_paths(plan: PlanOutcome, colour: str, west: float) -> str:
    """Some of the fragments as dots, and the borders of the areas."""
    step = max(1, len(plan.fragments) // MOST_DOTS)
    fragments = plan.fragments[::step]
    d = dots_data(wrap_longitude(fragments[:, 0], west), fragments[:, 1])
    paths = tag("path", d=d, stroke=colour, class_="dot s0")
    for n, ring in enumerate(plan.debris["contours"]):
        x, y = np.asarray(ring["longitude_deg"]), np.asarray(ring["latitude_deg"])
        d = path_data(wrap_longitude(x, west), y, closed=True)
        paths += tag("path", d=d, stroke=colour, class_=f"ring r{n}")
    return paths
