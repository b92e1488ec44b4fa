"""Results of a debris study in words: footprint, surviving mass, distances to land, risk."""

from collections.abc import Mapping
from typing import Any

from sim.entry.figures import Range
from sim.entry.footprint import SHOWN_SHARES, WHOLE
from sim.entry.risk.casualty import one_in
from sim.formats.hazard_notice import level_words
from sim.report.text.formatting import amount, number, percent, risk_words, significant, utc_minutes
from sim.report.text.names import human_name

Figures = Mapping[str, Any]

FEW = 0.99
"""Largest share that is quoted from results of before, which do not say what their sample carries.
"""

STAGE_WORDS = {
    "appendages": "shed appendages",
    "modules": "separated modules, truss",
    "contents": "contents of opened modules",
    "late": "released late",
}
"""Stage of the break-up at which a fragment is released, in words."""
REFERENCES = {
    "impact of the unbroken stack": "impact of the intact stack",
    "aim of the plan": "aim point of the plan",
}
"""Kinds of reference points as older results name them, and the words for them."""


def extent(debris: Figures, share: float) -> Figures | None:
    """Extent that holds a share of all fragments; None if nothing came down."""
    footprint = debris["footprint"]
    if footprint is None:
        return None
    return next((span for span in footprint["by_fragment"] if span["share"] == share), None)


def shown_extents(debris: Figures) -> list[Figures]:
    """Extents that are shown, the smallest share first: of the usual shares those that the sample
    can be quoted for, without any the extent of all fragments computed; empty if nothing came down.
    """
    footprint = debris["footprint"]
    if footprint is None:
        return []
    most = WHOLE if footprint.get("not_carried") is not None else FEW
    spans = [extent(debris, share) for share in SHOWN_SHARES if share <= most]
    found = [span for span in spans if span is not None]
    whole = extent(debris, WHOLE)
    return found or ([] if whole is None else [whole])


def counted_extent(debris: Figures) -> Figures | None:
    """The extent whose length is compared: that of the largest share the sample can be quoted for;
    None if nothing came down.
    """
    return next(reversed(shown_extents(debris)), None)


def share_words(share: float) -> str:
    """`99 % of the fragments`, or `all computed fragments`."""
    return f"{percent(share)} of the fragments" if share < WHOLE else "all computed fragments"


def why_not_shown(debris: Figures) -> str:
    """Which shares the sample cannot be quoted for, and why; nothing if it can for all."""
    footprint = debris["footprint"]
    missing = (footprint or {}).get("not_carried") or []
    if not missing:
        return ""
    listed = "; ".join(
        f"{percent(each['share'])} takes {number(each['needed'])} independent fragments, these "
        f"tell as much as {significant(each['effective'])}"
        for each in missing
    )
    return f"Not quoted: {listed} (both ends, 95 % confidence)."


def reference_words(kind: str) -> str:
    """What distances count from: `aim point of the plan` or `impact of the intact stack`."""
    return REFERENCES.get(kind, kind)


def debris_rows(debris: Figures) -> list[tuple[str, str]]:
    """Headings and text for the table of one run."""
    rows = [("Break-up", _break_up(debris)), ("Surviving mass", _survivors(debris))]
    if debris["footprint"] is None:
        return [*rows, ("Footprint", "nothing over the energy threshold reaches the ground")]
    rows += [
        ("Footprint", _footprint(debris)),
        ("Impact window", _window(debris)),
        ("Keep-out", "\n".join(_distance(clearance) for clearance in debris["keep_out"])),
        ("Casualty risk", _risk(debris)),
    ]
    # results of before hold none of these
    if people := debris.get("people"):
        rows.append(("On one person", _on_person(people)))
    if traffic := debris.get("traffic"):
        rows.append(("Ships, aircraft", _traffic(traffic)))
    if areas := debris.get("hazard_areas"):
        rows.append(("Hazard areas", "\n".join(hazard_lines(areas))))
    return rows


def _break_up(debris: Figures) -> str:
    heights = ", ".join(number(h, "km") for h in debris["stages_km"])
    dispersed, published = debris["dispersed_break_ups"], debris.get("stages_published_km")
    if published:
        usual = ", ".join(number(each["likely"], "km") for each in published[:3])
        heights += f" (published: {usual})"
    return (
        f"nominal at {heights} km; {number(debris['pieces'])} fragments of {debris['families']} "
        "families" + (f"; {dispersed} dispersed break-ups" if dispersed else "")
    )


def _survivors(debris: Figures) -> str:
    share, dispersed = debris["surviving_mass_share"], debris["surviving_mass_share_sample"]
    low, high = share["published_low"], share["published_high"]

    def relation(value: float) -> str:
        return "within" if low <= value <= high else "above" if value > high else "below"

    nominal = share["all"]
    text = (
        f"{amount(100.0 * nominal, '%')} in the nominal break-up, {relation(nominal)} the "
        f"published {percent(low).removesuffix(' %')} to {percent(high)}"
    )
    if dispersed is None:
        return text
    words = f"{amount(100.0 * dispersed, '%')} over the dispersed ones, {relation(dispersed)} it"
    return f"{text}; {words}"


def _footprint(debris: Figures) -> str:
    lines = [
        f"{share_words(span['share'])}: {amount(span['length_km'], 'km')} long, "
        f"{amount(span['width_km'], 'km')} wide" + _ends(span, debris["reference"])
        for span in shown_extents(debris)
    ]
    return "\n".join([*lines, *filter(None, [why_not_shown(debris)])])


def _ends(span: Figures, reference: Figures | None) -> str:
    if reference is None:
        return ""
    heel = number(span["heel_from_reference_km"], "km", signed=True)
    toe = amount(span["toe_from_reference_km"], "km", signed=True)
    return f", {heel} to {toe} from the {reference_words(reference['kind'])}"


def _window(debris: Figures) -> str:
    footprint = debris["footprint"]
    first, last = footprint["first_impact_utc"], footprint["last_impact_utc"]
    return f"{utc_minutes(first)} to {last[11:16]} UTC, all fragments over 15 J"


def _distance(clearance: Figures) -> str:
    if clearance["least_km"] is None:
        return f"{clearance['land']}: no fragment falls"
    margin = clearance["least_km"] - clearance["limit_km"]
    violations = "" if clearance["kept"] else f", {clearance['violations']} too near"
    return (
        f"{clearance['land']} {amount(clearance['least_km'], 'km')} "
        f"({clearance['nearest_country']}), limit {amount(clearance['limit_km'], 'km')}, margin "
        f"{amount(margin, 'km', signed=True)}, nearest: {human_name(clearance['fragment'])}"
        f"{violations}"
    )


def area_words(figures: Figures) -> str:
    """A casualty area with its range over break-ups and how far codes lie apart."""
    area, codes = figures["casualty_area_m2"], figures.get("casualty_area_between_codes_m2")
    text = (
        f"{amount(area['likely'], 'm²')} ({number(area['low'], 'm²')} to "
        f"{number(area['high'], 'm²')} over the break-ups"
    )
    if codes is not None and codes["likely"] > 0.0:
        text += f"; codes differ by a factor of {codes['high'] / codes['likely']:.2f} either way"
    return f"{text})"


def range_words(debris: Figures) -> str:
    """What the ranges over break-ups hold; nothing of results that do not say."""
    ranges = debris.get("ranges")
    if not ranges or ranges["break_ups"] == 0:
        return ""
    share, needed, drawn = percent(ranges["share"]), ranges["needed"], ranges["break_ups"]
    if ranges["carried"]:
        return f"ranges: 5 to 95 % of {drawn} break-ups ({share} of all takes {needed})"
    return f"ranges: 5 to 95 % of these {drawn} break-ups alone; {share} of all takes {needed}"


def _whose_risk(debris: Figures) -> list[str]:
    """Where an uncontrolled entry ends, and whose risk it is."""
    entry = debris.get("uncontrolled_entry")
    if not entry or not entry["by_country"]:
        return []
    most = max(entry["by_latitude"], key=lambda band: band["expected_casualties"])
    first = ", ".join(
        f"{each['country']} {percent(round(each['share'], 2))}" for each in entry["by_country"][:3]
    )
    return [
        f"uncontrolled it ends where natural decays do, which counts {entry['factor']:.2f} times "
        f"the people under the orbit: {first}; most of it at {_latitude_words(most)}"
    ]


def _latitude_words(band: Figures) -> str:
    """A band of latitudes as `20 to 30° N`."""
    south, north = band["south_deg"], band["north_deg"]
    if south >= 0.0:
        return f"{south:.0f} to {north:.0f}° N"
    return f"{-north:.0f} to {-south:.0f}° S"


def _risk(debris: Figures) -> str:
    expected = debris["expected_casualties"]
    limit = expected["limit"]
    total, planned = expected["with_failures"], expected["as_planned"]
    lines = [
        f"casualty area {area_words(debris)}",
        "as planned "
        + ("0: nobody lives under the footprint" if planned["high"] <= 0.0 else _risks(planned)),
        f"uncontrolled {_risks(expected['uncontrolled'])}",
        *_whose_risk(debris),
        f"with failures {_risks(total)}, driven by {human_name(expected['driver'])}",
        f"limit {one_in(limit)}: {judge_limit(total, limit)}",
        range_words(debris),
    ]
    return "\n".join(filter(None, lines))


def _on_person(people: Figures) -> str:
    """What counts by the energy that falls on one person, and with shelter."""
    sheltered = people.get("sheltered")
    lines = [
        f"casualty area {area_words(people)} of what puts over 15 J on 0.36 m², "
        f"{amount(100.0 * people['share_of_standard'], '%')} of that of the standard",
        *(
            f"{share_words(span['share'])} of these: {amount(span['length_km'], 'km')} long"
            for span in shown_extents(people)[-1:]
        ),
        *(
            f"nearest {each['land']} {amount(each['least_km'], 'km')}"
            for each in people["keep_out"][:1]
            if each["least_km"] is not None
        ),
        f"uncontrolled {_risks(people['uncontrolled'])}",
    ]
    if sheltered:
        lines.append(
            f"with shelter, of the count of the standard: {area_words(sheltered)}, uncontrolled "
            f"{_risks(sheltered['uncontrolled'])}"
        )
    return "\n".join([*lines, "the clauses are judged by the standard"])


def _traffic(traffic: Figures) -> str:
    """Chances of hits on ships and aircraft beside their limits."""
    low, high = traffic["aircraft_limit_low"], traffic["aircraft_limit_high"]
    targets = (
        (
            f"ship of {amount(traffic['ship_area_m2'], 'm²')}",
            traffic["one_ship"],
            traffic["ships"],
            f"limit {one_in(traffic['ship_limit'])}",
        ),
        (
            f"airliner at flight level {traffic['airliner_flight_level']:.0f}",
            traffic["one_airliner"],
            traffic["aircraft"],
            f"limit {one_in(high)} to {one_in(low)}",
        ),
    )
    lines = []
    for what, chances, table, limit in targets:
        lines += [
            f"one {what} in the area of {share_words(each['share'])}: {one_in(each['anywhere'])} "
            f"to be hit, {one_in(each['densest'])} in its densest stretch; {limit}"
            for each in chances
        ]
        if table is not None:
            lines.append(
                f"all of {table['source']}: {significant(table['expected_hits'])} hits expected; "
                f"it covers {percent(round(table['covered'], 4))} of the pieces"
            )
    if traffic["ships"] is None or traffic["aircraft"] is None:
        lines.append("unverified: nothing is known of where ships and aircraft are")
    return "\n".join(lines)


def hazard_lines(areas: Figures) -> list[str]:
    """Areas that mariners and airmen are told to keep out of, a line each."""
    lines = []
    for kind in ("mariners", "airmen"):
        boxes = areas.get(kind, ())
        for k, box in enumerate(boxes, 1):
            which = f" {k} of {len(boxes)}" if len(boxes) > 1 else ""
            length, width = box["toe_km"] - box["heel_km"], box["right_km"] - box["left_km"]
            levels = "; ".join(
                f"{level_words(each['from_flight_level'], each['to_flight_level'])} {_clock(each)}"
                for each in reversed(box["levels"])
            )
            lines.append(
                f"{kind}{which}: {amount(length, 'km')} by {amount(width, 'km')}, {_clock(box)} UTC"
                + (f" ({levels})" if levels else "")
            )
    return lines


def _clock(window: Figures) -> str:
    """A window as `10:29 to 12:49`."""
    return f"{window['from_utc'][11:16]} to {window['until_utc'][11:16]}"


def _risks(span: Range) -> str:
    """A risk as people say it, and as an expectation."""
    return f"{risk_words(span)}, expectation {significant(span['likely'])}"


def nearest_fall(clearance: Figures) -> str:
    """Which fragment falls how far from the land of which country."""
    distance, name = clearance["least_km"], human_name(clearance["fragment"])
    where = f"{amount(distance, 'km')} from" if distance > 0.5 else "on"
    return f"{name} falls {where} {clearance['nearest_country']}"


def judge_limit(span: Figures, limit: float) -> str:
    """Whether a range of values satisfies an upper limit, as far as it can be decided."""
    if span["high"] < limit:
        return "satisfied"
    return "exceeded" if span["low"] >= limit else "undecided, the limit lies within the range"
