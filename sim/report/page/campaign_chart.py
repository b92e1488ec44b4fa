"""Charts and the map of a campaign as data: distributions, what matters, how answers settle as
flights are added, and where the debris of all flights falls.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.campaign.analysis.statistics import probability
from sim.entry.risk.keep_out import KeepOutLimits
from sim.flight.summary import POINT_NEMO
from sim.report.figures.campaign import DISTRIBUTIONS, MATTERS, bins_of, indices_of, varies
from sim.report.figures.campaign_map import window_of_plans
from sim.report.figures.ground_track import into
from sim.report.page.campaign_answer import unknown
from sim.report.page.chart import Chart, thin
from sim.report.page.html import figures, tag
from sim.report.page.map import distances, dots, mark, path
from sim.report.results.campaign import CampaignResult, PlanOutcome

MOST = 8
"""Measures that are shown."""
MOST_BARS = 7
"""Parameters that are shown of a measure."""
MOST_DOTS = 2500
"""Fragments of a plan on the map."""
FEWEST = 16
"""Flights from which on an estimate is drawn."""
LIMITS = (
    ("foreign land", KeepOutLimits.foreign_land / 1e3),
    ("US land", KeepOutLimits.us_land / 1e3),
    ("permanent ice", KeepOutLimits.permanent_ice / 1e3),
)
"""Class of land and least distance allowed, km."""


def distribution_charts(result: CampaignResult, shades: Sequence[str]) -> dict[str, Chart]:
    """A histogram and a cumulative curve of each measure that varies, all plans in each."""
    made = {}
    for name in [n for n in DISTRIBUTIONS if varies(result.plans, n)][:MOST]:
        values, label = [plan.samples[name] for plan in result.plans], DISTRIBUTIONS[name]
        if name == "end_time_s":
            middle = np.nanmedian(np.concatenate(values))
            values, label = [(each - middle) / 60.0 for each in values], _minutes(label)
        edges = bins_of(values)
        bars, curves = [], []
        for plan, each, colour in zip(result.plans, values, shades, strict=True):
            there = np.isfinite(each)
            weight = plan.samples["weight"]
            part = 100.0 * weight[there] / weight.sum()
            held, _ = np.histogram(each[there], edges, weights=part)
            x, y = np.repeat(edges, 2), np.concatenate([[0.0], np.repeat(held, 2), [0.0]])
            own = {"name": plan.label, "colour": colour, "x": figures(x, 6)}
            area = {"kind": "band", "y": np.zeros(len(x)), "y2": figures(y), "silent": 1}
            bars.append(own | area)
            bars.append(own | {"kind": "line", "y": figures(y)})
            order = np.argsort(each[there], kind="stable")
            kept = thin(int(there.sum()))
            line = {"x": figures(each[there][order][kept], 6)}
            curve = figures(np.cumsum(part[order])[kept])
            curves.append({**own, "kind": "line", **line, "y": curve})
        x = {"label": label, "kind": "number"}
        made[f"{name}_histogram"] = {
            "x": x, "y": {"label": "flights (%)", "zero": True}, "series": bars, "height": 230,
        }  # fmt: skip
        made[f"{name}_cumulative"] = {
            "x": x, "y": {"label": "flights at or below (%)", "zero": True}, "series": curves,
            "height": 230,
        }  # fmt: skip
    return made


def _minutes(label: str) -> str:
    return label.replace("days", "minutes")


def matters_charts(result: CampaignResult, shades: Sequence[str]) -> dict[str, Chart]:
    """Bars of the total index of each parameter with its interval, a bar a plan; where no index
    could be found, of the rank correlation.
    """
    made = {}
    for name, words in MATTERS.items():
        found = [_shares(plan, name) for plan in result.plans]
        if not any(found):
            continue
        best: dict[str, float] = {}
        for each in found:
            for parameter, span in each.items():
                best[parameter] = max(best.get(parameter, 0.0), abs(span["estimate"]))
        rows = sorted(best, key=lambda p: -best[p])[:MOST_BARS]
        ranked = not any(indices_of(plan, name) for plan in result.plans)
        label = "rank correlation (without sign)" if ranked else "share of the variance"
        series = []
        for lane, (plan, each, colour) in enumerate(zip(result.plans, found, shades, strict=True)):
            own = {"kind": "bars", "lane": lane, "lanes": len(found)}
            for row, parameter in enumerate(rows):
                if parameter not in each:
                    continue
                span = each[parameter]
                low, high = sorted(abs(span[end]) for end in ("low", "high"))
                mid = abs(span["estimate"])
                told = f"{plan.label}, {unknown(parameter)}: {mid:.2f} ({low:.2f} to {high:.2f})"
                bar = {"row": row, "text": [told], "x": [0.0], "x2": [round(mid, 4)]}
                series.append(own | {"colour": colour} | bar)
                whisker = {"x": [round(max(low, 0.0), 4)], "x2": [round(high, 4)], "whisker": 1}
                series.append(own | {"colour": colour} | bar | whisker)
        named = [unknown(row) for row in rows]
        made[f"matters_{name}"] = {
            "title": words,
            "x": {"label": label, "kind": "number", "zero": True},
            "y": {"rows": named, "above": 1, "pitch": 12 + 11 * len(found)},
            "series": series,
        }
    return made


def _shares(plan: PlanOutcome, name: str) -> Mapping[str, Any]:
    """Total indices of a measure, or rank correlations where there are none."""
    if found := indices_of(plan, name):
        return found["total"]
    return (plan.answer["what_matters"].get(name) or {}).get("rank_correlation") or {}


def settling_charts(result: CampaignResult, shades: Sequence[str]) -> dict[str, Chart]:
    """Estimates with their intervals after the first n flights: of the corridor, and of the mean
    length of the footprint.
    """
    made = {}
    makers = (
        ("outside_corridor", "outside the corridor (% of flights)", _settling_chance),
        ("length_km", "mean length of the footprint (km)", _settling_mean),
        ("margin_kg", "mean propellant beyond the reserve (kg)", _settling_mean),
    )
    for name, label, maker in makers:
        series = []
        for plan, colour in zip(result.plans, shades, strict=True):
            if name not in plan.samples or len(plan.samples["weight"]) < FEWEST:
                continue
            count, middle, low, high = maker(plan, name)
            own = {"name": plan.label, "colour": colour, "x": count}
            band = {"kind": "band", "y": figures(low), "y2": figures(high), "what": "95 %"}
            series += [own | band, own | {"kind": "line", "y": figures(middle)}]
        if series:
            x = {"label": "flights", "kind": "number"}
            made[f"settling_{name}"] = {
                "x": x, "y": {"label": label}, "series": series, "height": 230,
            }  # fmt: skip
    return made


def _counts(n: int) -> np.ndarray:
    return np.unique(np.geomspace(FEWEST, n, 60).astype(int))


def _settling_chance(plan: PlanOutcome, name: str) -> tuple[np.ndarray, ...]:
    bad, weight = ~(plan.samples[name] == 0.0), plan.samples["weight"]
    count = _counts(len(weight))
    found = [probability(bad[:n], weight[:n]) for n in count]
    rows = np.array([(each.estimate, each.low, each.high) for each in found]).T * 100.0
    return count, *rows


def _settling_mean(plan: PlanOutcome, name: str) -> tuple[np.ndarray, ...]:
    values, weight = plan.samples[name], plan.samples["weight"]
    rows = []
    count = _counts(len(weight))
    for n in count:
        there = np.isfinite(values[:n]) & (weight[:n] > 0.0)
        x, w = values[:n][there], weight[:n][there]
        if len(x) < 2:
            rows.append((np.nan,) * 3)
            continue
        mean = np.average(x, weights=w)
        spread = np.sqrt(np.sum(w * w * (x - mean) ** 2)) / w.sum()
        rows.append((mean, mean - 1.96 * spread, mean + 1.96 * spread))
    return count, *np.array(rows).T


def campaign_map(
    result: CampaignResult, shades: Sequence[str]
) -> tuple[str, dict[str, Any]] | None:
    """Layers and data of the map of all plans; None if nothing comes down."""
    kept = [
        (k, plan, colour)
        for k, (plan, colour) in enumerate(zip(result.plans, shades, strict=True))
        if plan.answer["debris"]
    ]
    if not kept:
        return None
    window = window_of_plans([plan for _, plan, _ in kept])
    west = 0.5 * (window[0] + window[1]) - 180.0
    drawn, marks = [distances(LIMITS, window)], []
    for k, plan, colour in kept:
        step = max(1, len(plan.fragments) // MOST_DOTS)
        some = plan.fragments[::step]
        own = [tag("path", d=dots(into(some[:, 0], west), some[:, 1]), stroke=colour,
                   class_="dot s0")]  # fmt: skip
        for n, each in enumerate(plan.answer["debris"]["contours"]):
            x, y = into(each["longitude_deg"], west), np.asarray(each["latitude_deg"])
            kind = f"ring r{n}"
            own.append(tag("path", d=path(x, y, closed=True), stroke=colour, class_=kind))
        drawn.append(tag("g", "".join(own), data_layer=f"run-{k}"))
        aim = plan.answer["debris"]["aim"]
        marks.append(mark(aim["longitude_deg"], aim["latitude_deg"], "ring",
                          f"aim of {plan.label}" if len(kept) > 1 else "aim",
                          colour=colour, down=-13 + 26 * (k % 2)))  # fmt: skip
    marks.append(mark(POINT_NEMO[1], POINT_NEMO[0], "cross", "Point Nemo", left=1))
    world = (west, west + 360.0, -70.0, 78.0)
    views = [{"label": "debris", "window": window}, {"label": "world", "window": world}]
    layers = [{"name": f"run-{k}", "label": p.label, "colour": c} for k, p, c in kept]
    data = {"views": views, "marks": marks}
    return "".join(drawn), data | ({"layers": layers} if len(layers) > 1 else {})
