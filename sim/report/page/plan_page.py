"""The page of a plan: whether it is feasible and what it was checked against, its aim, the passes
of the window, the failure of the final burn by the second of cut-off, its burns, the altitude
lowering by percentile of solar activity, its propellant, and attitude control.
"""

from pathlib import Path
from typing import Any

import numpy as np

from sim.report.colours import NEUTRAL, PALETTE
from sim.report.page.about import page_heading
from sim.report.page.attitude_control import control_markup
from sim.report.page.chart import (
    MOST,
    Chart,
    milliseconds,
    placeholder,
    significant,
    stacked_bars,
)
from sim.report.page.document import document, read_yaml
from sim.report.page.failures import failure_section
from sim.report.page.maps.plan_map import plan_map
from sim.report.page.maps.svg_map import limits_legend, map_figure
from sim.report.page.markup import Section, key_list, paragraphs, table, tag, text
from sim.report.page.run_answer import (
    HARD,
    Tile,
    broken_list,
    margin_tile,
    tile_list,
    verdict_list,
)
from sim.report.page.story import Story, source_sections
from sim.report.results.contents import PlanAnswerFigures
from sim.report.results.failures import FailureMap
from sim.report.results.plan import PlanResult
from sim.report.results.provenance import read_manifest
from sim.report.series.plan import profile_paths, torque_lines
from sim.report.series.plan_curves import curves_of
from sim.report.series.propellant import PLAN_PARTS, budget_rows, vehicle_parts
from sim.report.series.thinning import thinned_rows
from sim.report.text.dependence import dependences
from sim.report.text.formatting import (
    amount,
    long_date,
    number,
    optional_number,
    position,
    spaced,
    utc_minutes,
)
from sim.report.text.limits import broken_plan_limits
from sim.report.text.names import attitude_name, human_name
from sim.report.text.oceans import ocean_name
from sim.report.text.plan import (
    BACKUP_HEADS,
    backup_rows,
    plan_checks,
    plan_lead,
    plan_sentences,
    total_delta_v,
    violation_sentences,
)
from sim.report.text.propellant import margin_sentences

Charts = dict[str, Any]

NOT_SURE = (
    "A plan is one flight with the values of the scenario: `iss-deorbit campaign` of the same "
    "scenario flies it many times with dispersed atmosphere, engines and break-up, and says how "
    "often it comes down at its aim.",
    "A plan says nothing of the danger to people: `iss-deorbit run` of the same scenario flies it, "
    "breaks the station up and compares the risk with its limit.",
)
MAP = (
    "The aim point of the plan. Drag to move; zoom with the buttons, with Ctrl and the wheel, or "
    "with two fingers."
)
LATER = "● impact if the final burn comes a revolution or two later, "
PASSES = "Every pass of the window: how far from the aim point it leads"
LOWERING = "Altitude lowering before the burns, by percentile of solar activity"
TORQUE = "Torque of the atmosphere in pitch by altitude"


def plan_page(folder: Path) -> str:
    """Page of a folder that `plan` wrote."""
    result = PlanResult.read(folder)
    plan, charts = result.answer, {}
    mapped = _map(plan, charts)  # holds the land that the map of failures copies
    failures = FailureMap.read(folder)
    drawn = "" if failures is None else failure_section([(result.label, failures)], charts)
    sure = paragraphs(NOT_SURE) if plan["feasible"] else ""
    story = Story(
        answer=[
            Section("answer", "Can it be flown?", _answer(plan), "The answer"),
            Section("map", "Where it is aimed", mapped, "Map"),
        ],
        why=[
            Section("figures", "In figures", _figures(plan)),
            Section(
                "calendar", "Passes", _chart(charts, "calendar", _calendar_chart(result), PASSES)
            ),
            Section("curves", "Perigee and thrust", _curves(result, charts)),
        ],
        sure=[Section("sure", "How sure it is", sure, "How sure")],
        fails=[
            Section("failures", "If a burn fails or comes late", drawn + _failures(plan), "Failure")
        ],
        descent=[
            Section("timeline", "The descent: burns", _burns(plan), "Burns"),
            Section(
                "decay", "Altitude", _chart(charts, "lowering", _lowering_chart(result), LOWERING)
            ),
            Section("budget", "Propellant", _propellant(plan, charts)),
            Section("control", "Attitude control", _control(result, charts)),
        ],
    )
    scenario = {result.label: read_yaml(folder / "scenario.yaml")}
    left = [f"{spaced(name)}: {why}" for name, why in (plan.get("left_out") or {}).items()]
    sources = source_sections(scenario, read_manifest(folder), True, left)
    title = str(plan.get("title") or result.label)
    heading = page_heading(list(scenario.values()), [title], "plan of the deorbit")
    sections = [*story.sections(), *sources]
    return document(heading, result.stamp, sections, charts, dependences([plan]))


def _chart(charts: Charts, name: str, chart: Chart | None, caption: str) -> str:
    """The element of a chart, whose data go into `charts`; nothing without data."""
    if chart is None:
        return ""
    charts[name] = chart
    return placeholder(name, caption)


def _answer(plan: PlanAnswerFigures) -> str:
    if not plan["feasible"]:
        words = f"{plan.get('title') or plan['scenario']}: no plan is feasible."
        broken = [("fails", sentence) for sentence in violation_sentences(plan)]
        return tag("p", text(words), class_="lead warn") + verdict_list(broken)
    checks = [("passes" if each.passes else "fails", each.words) for each in plan_checks(plan)]
    return (
        tag("p", text(plan_lead(plan)), class_="lead")
        + broken_list([each.sentence for each in broken_plan_limits(plan)])
        + verdict_list(checks)
    )


def _map(plan: PlanAnswerFigures, charts: Charts) -> str:
    """The map of the aim; nothing without one."""
    drawn = plan_map(plan)
    if drawn is None:
        return ""
    layers, charts["map"] = drawn
    later = LATER if any(each["shape"] == "dot" for each in charts["map"]["marks"]) else ""
    return map_figure("map", MAP, layers, [f"○ aim point, {later}+ Point Nemo", limits_legend()])


def _figures(plan: PlanAnswerFigures) -> str:
    """The figures of a feasible plan asked for first, and the plan in sentences."""
    if not plan["feasible"]:
        return ""
    return tile_list(plan_tiles(plan), "", "") + paragraphs(plan_sentences(plan))


def _control(result: PlanResult, charts: Charts) -> str:
    """Torques by altitude, and what holds the attitude."""
    drawn = _chart(charts, "torque", _torque_chart(result), TORQUE)
    return drawn + control_markup(result.answer.get("control"))


def plan_tiles(plan: PlanAnswerFigures) -> list[Tile]:
    """When the last burn is, where debris is to fall, what the burns take and what is left."""
    aim, final = plan.get("aim"), plan["burns"][-1]
    minutes = _minutes(final["duration_s"])
    clock = f"{utc_minutes(final['ignition_utc'])[11:]} UTC, {minutes} minutes"
    budget, total = plan.get("budget"), amount(total_delta_v(plan), "m/s")
    tiles = margin_tile(budget.get("margin"), broken=not budget["closes"]) if budget else []
    tiles.append(Tile("final burn", long_date(final["ignition_utc"], False), clock))
    if aim is not None:
        place = aim["latitude_deg"], aim["longitude_deg"]
        tiles.append(Tile("aim point", ocean_name(*place), position(*place)))
    return [*tiles, Tile("all deorbit burns", total, f"{len(plan['burns'])} burns")]


def _minutes(seconds: float | None) -> str:
    return optional_number(None if seconds is None else seconds / 60.0, ",.0f")


def _burns(plan: PlanAnswerFigures) -> str:
    if not plan.get("burns"):
        return ""
    rows = [
        (
            human_name(burn["name"]),
            long_date(burn["ignition_utc"]).replace(" ", HARD),
            number(burn["before_final_h"], "h"),
            number(burn["duration_s"], "s"),
            number(burn["delta_v_m_s"], "m/s"),
            number(burn["propellant_kg"], "kg"),
            f"{burn['perigee_before_km']:.0f} x {burn['apogee_before_km']:.0f}",
            f"{burn['perigee_after_km']:.0f}",
        )
        for burn in plan["burns"]
    ]
    heads = ["burn", "ignition", "before the last, h", "duration, s", "velocity change, m/s"]
    heads += ["propellant, kg", "orbit before, km"]
    body = table([*heads, "perigee after, km"], rows, "Burns of the plan", range(2, 8))
    return body


def _failures(plan: PlanAnswerFigures) -> str:
    """What follows if no further burn is made, or if burns come late."""
    body = ""
    rows = [
        (
            human_name(stop["after"]),
            f"{stop['perigee_km']:.0f} x {stop['apogee_km']:.0f}",
            optional_number(stop["hours_to_entry"], ".1f", "over 480"),
        )
        for stop in plan.get("without_further_burns") or []
    ]
    heads = ["after", "orbit, km", "hours to entry without another burn"]
    if rows:
        body += table(heads, rows, "If no further burn is made", (1, 2))
    if late := backup_rows(plan):
        body += table(list(BACKUP_HEADS), late, "If a burn, and all after it, come late", (1, 3, 4))
    return body


def _propellant(plan: PlanAnswerFigures, charts: Charts) -> str:
    """Bars by vehicle and a table by cause; nothing without a budget."""
    budget, rows, series = plan.get("budget"), budget_rows(plan), []
    if budget is None or not rows:
        return ""
    for k, row in enumerate(rows):
        masses = vehicle_parts(row)
        series += stacked_bars([(words, masses[key], c) for key, words, c in PLAN_PARTS], k)
    charts["budget"] = {
        "x": {"label": "propellant (t)", "kind": "number", "zero": True},
        "y": {"rows": [human_name(row["vehicle"]) for row in rows]},
        "series": series,
    }
    causes = [
        (
            human_name(cause["name"]),
            number(cause["kg"], "kg"),
            f"{number(cause['low_kg'], 'kg')} to {number(cause['high_kg'], 'kg')}",
            cause["note"],
        )
        for cause in budget["by_cause"]
    ]
    heads = ["cause", "propellant, kg", "range, kg", "note"]
    keys = key_list([(words, colour) for _, words, colour in PLAN_PARTS])
    bars = placeholder("budget", "Propellant by vehicle")
    words = paragraphs([" ".join(margin_sentences(budget.get("margin")))])
    return bars + keys + words + table(heads, causes, "Propellant by cause", (1, 2))


def _lowering_chart(result: PlanResult) -> Chart | None:
    """Altitude by date on each profile at each percentile, dashed but for the median."""
    series = []
    for path in profile_paths(result):
        rows = thinned_rows(len(path.utc), MOST)
        line = {"kind": "line", "name": path.profile.words, "colour": path.profile.colour}
        words = {"what": f"{path.percentile:g}th percentile", "dash": not path.is_median}
        x, y = milliseconds(path.utc[rows]), significant(path.altitude_km[rows])
        series.append(line | words | {"x": x, "y": y})
    if not series:
        return None
    return {
        "x": {"label": "date (UTC); dashed: other percentiles than the median", "kind": "date"},
        "y": {"label": "mean altitude (km)"},
        "series": series,
    }


def _calendar_chart(result: PlanResult) -> Chart | None:
    calendar = result.calendar
    if calendar is None or not len(calendar["final_burn_utc"]):
        return None
    series = []
    for able, name, colour in (
        (False, "cannot meet the aim point", NEUTRAL),
        (True, "can meet the aim point", PALETTE[0]),
    ):
        rows = calendar["can_meet_aim"].astype(bool) == able
        x = milliseconds(calendar["final_burn_utc"][rows])
        y = significant(calendar["east_of_aim_deg"][rows])
        series.append({"kind": "dots", "name": name, "colour": colour, "x": x, "y": y})
    return {
        "x": {"label": "final burn (UTC)", "kind": "date"},
        "y": {"label": "east of the aim point (deg)"},
        "series": series,
    }


def _curves(result: PlanResult, charts: Charts) -> str:
    """Footprint lengths and clearance against final perigee and thrust."""
    body = ""
    for curve in curves_of(result):
        series = []
        for k, line in enumerate(curve.lengths):
            style = {"kind": "line", "name": f"{line.share:g} % of fragments", "x": curve.x}
            series.append({**style, "colour": PALETTE[k], "y": significant(line.length_km)})
        series.append(
            {
                "kind": "dots",
                "name": "as planned",
                "colour": NEUTRAL,
                "x": [curve.x[curve.nominal]] * len(curve.lengths),
                "y": significant(np.array([c.length_km[curve.nominal] for c in curve.lengths])),
            }
        )
        charts[f"length_{curve.name}"] = {
            "x": {"label": curve.words, "kind": "number"},
            "y": {"label": "length of the footprint (km)", "zero": True},
            "series": series,
        }
        caption = f"Length of the footprint against {curve.words}; {curve.range_words}"
        body += placeholder(f"length_{curve.name}", caption)
    return body


def _torque_chart(result: PlanResult) -> Chart | None:
    table = result.torque
    if table is None:
        return None
    series = []
    for k, torque in enumerate(torque_lines(table)):
        colour = PALETTE[k % len(PALETTE)]
        style = {"name": attitude_name(torque.attitude), "colour": colour, "x": torque.altitude_km}
        low, high = significant(torque.low, 3), significant(torque.high, 3)
        series.append({**style, "kind": "band", "y": low, "y2": high, "what": "range"})
        series.append({**style, "kind": "line", "y": significant(torque.torque, 3)})
    ends = [float(np.min(table["altitude_km"])), float(np.max(table["altitude_km"]))]
    control = result.answer.get("control")
    rows = [] if control is None else control["lost_at"]
    held = {r["authority"]: r["torque_n_m"] for r in rows if r.get("axis", "pitch") == "pitch"}
    for name, torque in held.items():
        line = {"kind": "line", "name": name, "colour": NEUTRAL, "dash": True}
        series.append(line | {"x": ends, "y": [torque] * 2})
    return {
        "x": {"label": "altitude (km)", "kind": "number"},
        "y": {"label": "torque in pitch (N m)", "log": True},
        "series": series,
    }
