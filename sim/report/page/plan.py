"""The page of a plan: whether it holds, its burns, the failure of the last one by the second, its
propellant, the lowering by percentile of the Sun, the passes looked at, and attitude control.
"""

from pathlib import Path
from typing import Any

import numpy as np

from sim.report.figures.plan_propellant import PARTS, parts_of
from sim.report.figures.style import PALETTE
from sim.report.page.answer import day
from sim.report.page.chart import milliseconds, placeholder, stacked, thin
from sim.report.page.document import document, read_manifest, read_yaml
from sim.report.page.failure import failure_section, read_failures
from sim.report.page.html import Section, figures, key_list, paragraphs, table, tag, text
from sim.report.page.inputs import inputs_section
from sim.report.page.provenance import grounds_section, left_out_section, manifest_section
from sim.report.results.plan import PlanResult
from sim.report.tables.run import place

COURSES = (
    ("profile", "as the scenario has it", PALETTE[0]),
    ("cheapest", "least propellant", PALETTE[2]),
    ("cheapest_any_attitude", "least propellant, any attitude", PALETTE[3]),
    ("drag_alone", "drag alone", PALETTE[1]),
)
"""Key, word and colour of the ways down to the altitude at which the plan begins."""


def plan_page(folder: Path) -> str:
    """Page of a folder that `plan` wrote."""
    result, charts = PlanResult.read(folder), {}
    plan = result.answer
    parts = [Section("answer", "The answer", _answer(plan))]
    if plan.get("burns"):
        parts.append(Section("timeline", "Burns", _burns(plan)))
    if (found := read_failures(folder)) is not None:
        body = failure_section([(result.label, found)], charts)
        parts.append(Section("failures", "If the last burn fails", body))
    if bars := _budget(plan):
        charts["budget"] = bars
        body = placeholder("budget", "Propellant by vehicle")
        keys = key_list([(name, colour) for _, name, colour in PARTS])
        parts.append(Section("budget", "Propellant", body + keys + _by_cause(plan)))
    if lowering := _lowering(result):
        charts["lowering"] = lowering
        body = placeholder("lowering", "Ways down before the burns, by percentile of the Sun")
        parts.append(Section("decay", "Descent", body))
    if passes := _passes(result):
        charts["calendar"] = passes
        body = placeholder("calendar", "Every pass of the window: how far from the aim it leads")
        parts.append(Section("calendar", "Passes", body))
    if torque := _torque(result):
        charts["torque"] = torque
        body = placeholder("torque", "Torque of the air on the stack by altitude")
        parts.append(Section("control", "Attitude control", body))
    manifest = read_manifest(folder)
    scenario = {result.label: read_yaml(folder / "scenario.yaml")}
    left = [f"{_words(name)}: {why}" for name, why in (plan.get("left_out") or {}).items()]
    grounds = inputs_section(scenario) + grounds_section(scenario)
    parts += [
        Section("grounds", "Known and assumed", grounds),
        Section("left-out", "What is not in it", left_out_section(manifest, True, left)),
        Section("manifest", "How it was made", manifest_section(manifest)),
    ]
    heading = f"Plan: {plan.get('title') or result.label}"
    return document(heading, result.stamp, parts, charts)


def _answer(plan: dict[str, Any]) -> str:
    name = plan.get("title") or plan["scenario"]
    if not plan["feasible"]:
        made = tag("p", text(f"{name}: no plan is feasible."), class_="lead warn")
        said = [f"{each['sentence']}; {each['remedy']}" for each in plan["findings"]]
        return made + paragraphs(said)
    burns, aim = plan["burns"], plan["aim"]
    total = sum(burn["delta_v_m_s"] for burn in burns)
    lead = (
        f"{name}: a plan holds. {len(burns)} burns from {day(burns[0]['ignition_utc'])} on, "
        f"{total:.1f} m/s in all, bring the debris to "
        f"{place(aim['latitude_deg'], aim['longitude_deg'])}; the last one begins on "
        f"{day(burns[-1]['ignition_utc'])} and takes {burns[-1]['duration_s']:,.0f} s."
    )
    said = [
        f"Flown as planned, the reference piece misses the aim by {plan['miss']['total_km']:.2f} "
        f"km; the stack meets the air {abs(plan['entry']['flight_path_angle_deg']):.2f}° below the "
        "horizon."
    ]
    if last := plan.get("last_go_no_go"):
        said.append(
            f"The last time the next burn can be skipped and two more passes be had is after "
            f"{_words(last['after'])}: from {last['perigee_km']:.0f} x {last['apogee_km']:.0f} km "
            f"the stack comes down by itself in {last['hours_to_entry']:.0f} hours."
        )
    if budget := plan.get("budget"):
        close = "closes" if budget["closes"] else "does not close"
        said.append(
            f"The propellant budget {close}: {budget['margin_kg']:,.0f} kg are left over beyond "
            f"reserve and attitude control ({budget['margin_low_kg']:,.0f} to "
            f"{budget['margin_high_kg']:,.0f} kg)."
        )
    if thrust := (plan.get("margins") or {}).get("thrust"):
        if thrust.get("thrust_over_least"):
            said.append(
                f"The thrust of {thrust['thrust_n']:,.0f} N is {thrust['thrust_over_least']:.1f} "
                f"times the least that does it ({thrust['least_thrust_n']:,.0f} N)."
            )
    if failed := plan.get("failures"):
        share = failed["least_fraction_same_revolution"]
        if share is not None:
            said.append(
                f"If the last burn stops early, everything still comes down in the revolution "
                f"planned once {100.0 * share:.0f} % of its velocity change is made, though "
                "beyond the aim."
            )
    return tag("p", text(lead), class_="lead") + paragraphs(said)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _burns(plan: dict[str, Any]) -> str:
    rows = [
        (
            _words(burn["name"]),
            day(burn["ignition_utc"]),
            f"{burn['before_final_h']:.1f}",
            f"{burn['duration_s']:,.0f}",
            f"{burn['delta_v_m_s']:.2f}",
            f"{burn['propellant_kg']:,.0f}",
            f"{burn['perigee_before_km']:.0f} x {burn['apogee_before_km']:.0f}",
            f"{burn['perigee_after_km']:.0f}",
        )
        for burn in plan["burns"]
    ]
    heads = ["burn", "ignition", "h before the last", "s", "m/s", "kg", "orbit before, km"]
    made = table([*heads, "perigee after, km"], rows, "Burns of the plan", range(2, 8))
    rows = [
        (
            _words(each["after"]),
            f"{each['perigee_km']:.0f} x {each['apogee_km']:.0f}",
            "over 480" if each["hours_to_entry"] is None else f"{each['hours_to_entry']:.1f}",
        )
        for each in plan.get("without_further_burns") or []
    ]
    heads = ["after", "orbit, km", "hours to entry without another burn"]
    return made + (table(heads, rows, "If nothing more is done", (1, 2)) if rows else "")


def _budget(plan: dict[str, Any]) -> dict[str, Any] | None:
    rows = [
        row
        for row in (plan.get("budget") or {}).get("by_vehicle", [])
        if row["loaded_kg"] + row["rendezvous_kg"] > 0.0
    ]
    if not rows:
        return None
    series = []
    for k, row in enumerate(rows):
        parts = parts_of(row)
        series += stacked([(name, parts[key], colour) for key, name, colour in PARTS], k)
    return {
        "x": {"label": "propellant (t)", "kind": "number", "zero": True},
        "y": {"rows": [row["vehicle"] for row in rows]},
        "series": series,
    }


def _by_cause(plan: dict[str, Any]) -> str:
    rows = [
        (
            _words(r["name"]),
            f"{r['kg']:,.0f}",
            f"{r['low_kg']:,.0f} to {r['high_kg']:,.0f}",
            r["note"],
        )
        for r in plan["budget"]["by_cause"]
    ]
    return table(["cause", "kg", "range, kg", "note"], rows, "Propellant by cause", (1, 2))


def _lowering(result: PlanResult) -> dict[str, Any] | None:
    """Altitude by date of each course at the middle percentile, with a band between the others."""
    rows = result.lowering
    if rows is None or not len(rows["utc"]):
        return None
    date, series = milliseconds(rows["utc"]), []
    middle = float(np.median(np.unique(rows["percentile"])))
    for key, name, colour in COURSES:
        for share in np.unique(rows["percentile"][rows["course"] == key]):
            own = np.flatnonzero((rows["course"] == key) & (rows["percentile"] == share))
            own = own[thin(len(own))]
            line = {"kind": "line", "name": name, "colour": colour, "dash": bool(share != middle)}
            series.append(
                line
                | {"what": f"percentile {share:g}", "x": date[own]}
                | {"y": figures(rows["altitude_km"][own])}
            )
    return {
        "x": {"label": "date (UTC); dashed: the other percentiles", "kind": "date"},
        "y": {"label": "mean altitude (km)"},
        "series": series,
    }


def _passes(result: PlanResult) -> dict[str, Any] | None:
    rows = result.calendar
    if rows is None or not len(rows["final_burn_utc"]):
        return None
    series = []
    for able, name, colour in (
        (False, "cannot meet the aim", "#9a9a9a"),
        (True, "can meet the aim", PALETTE[0]),
    ):
        own = rows["can_meet_aim"].astype(bool) == able
        dots = {"kind": "dots", "name": name, "colour": colour}
        x, y = milliseconds(rows["final_burn_utc"][own]), figures(rows["east_of_aim_deg"][own])
        series.append(dots | {"x": x, "y": y})
    return {
        "x": {"label": "last burn (UTC)", "kind": "date"},
        "y": {"label": "east of the aim (deg)"},
        "series": series,
    }


def _torque(result: PlanResult) -> dict[str, Any] | None:
    rows = result.torque
    if rows is None:
        return None
    series = []
    for k, name in enumerate(dict.fromkeys(rows["attitude"].tolist())):
        own = np.flatnonzero(rows["attitude"] == name)
        x = rows["altitude_km"][own]
        each = {"name": name, "colour": PALETTE[k % len(PALETTE)], "x": x}
        low, high = (figures(rows[f"torque_{end}_n_m"][own], 3) for end in ("low", "high"))
        series.append({**each, "kind": "band", "y": low, "y2": high, "what": "range"})
        series.append({**each, "kind": "line", "y": figures(rows["torque_n_m"][own], 3)})
    ends = [float(rows["altitude_km"].min()), float(rows["altitude_km"].max())]
    for each in (result.answer.get("control") or {}).get("authorities", []):
        level = [each["torque_n_m"]] * 2
        line = {"kind": "line", "name": each["authority"], "colour": "#8a8a8a", "dash": True}
        series.append(line | {"x": ends, "y": level})
    return {
        "x": {"label": "altitude (km)", "kind": "number"},
        "y": {"label": "torque (N m)", "log": True},
        "series": series,
    }
