"""Results of a debris study in words: footprint, surviving mass, distances to land, risk."""

from collections.abc import Mapping
from typing import Any

from sim.entry.figures import Range
from sim.entry.footprint import SHOWN_SHARES, WHOLE
from sim.entry.risk.casualty import one_in
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
        ("Casualty risk", _risk(debris["expected_casualties"], debris["casualty_area_m2"])),
    ]
    return rows


def _break_up(debris: Figures) -> str:
    heights = ", ".join(number(h, "km") for h in debris["stages_km"])
    dispersed = debris["dispersed_break_ups"]
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


def _risk(expected: Figures, area: Figures) -> str:
    limit = expected["limit"]
    total, planned = expected["with_failures"], expected["as_planned"]
    spread = f"{number(area['low'], 'm²')} to {number(area['high'], 'm²')}"
    lines = [
        f"casualty area {amount(area['likely'], 'm²')} ({spread})",
        "as planned "
        + ("0: nobody lives under the footprint" if planned["high"] <= 0.0 else _risks(planned)),
        f"uncontrolled {_risks(expected['uncontrolled'])}",
        f"with failures {_risks(total)}, driven by {human_name(expected['driver'])}",
        f"limit {one_in(limit)}: {judge_limit(total, limit)}",
    ]
    return "\n".join(lines)


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
