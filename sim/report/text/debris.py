"""Results of a debris study in words: footprint, surviving mass, distances to land, risk."""

from collections.abc import Mapping
from typing import Any

from sim.entry.risk.casualty import one_in
from sim.report.text.formatting import percent, spaced, utc_minutes

Figures = Mapping[str, Any]

SHOWN = (0.95, 0.99, 0.9999)
"""Shares of the fragments whose extents are reported."""
COUNTED = 0.9999
"""The share whose footprint is compared."""

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
    heights = ", ".join(f"{h:.0f}" for h in debris["stages_km"])
    dispersed = debris["dispersed_break_ups"]
    return (
        f"nominal at {heights} km; {debris['pieces']:,.0f} fragments of {debris['families']} "
        "families" + (f"; {dispersed} dispersed break-ups" if dispersed else "")
    )


def _survivors(debris: Figures) -> str:
    share, dispersed = debris["surviving_mass_share"], debris["surviving_mass_share_sample"]
    low, high = share["published_low"], share["published_high"]

    def relation(value: float) -> str:
        return "within" if low <= value <= high else "above" if value > high else "below"

    nominal = share["all"]
    text = (
        f"{100.0 * nominal:.1f} % in the nominal break-up, {relation(nominal)} the published "
        f"{100.0 * low:.0f} to {100.0 * high:.0f} %"
    )
    if dispersed is None:
        return text
    return f"{text}; {100.0 * dispersed:.1f} % over the dispersed ones, {relation(dispersed)} it"


def _footprint(debris: Figures) -> str:
    return "\n".join(
        f"{percent(share)} of fragments: {span['length_km']:,.0f} km long, "
        f"{span['width_km']:,.0f} km wide" + _ends(span, debris["reference"])
        for share in SHOWN
        if (span := extent(debris, share)) is not None
    )


def _ends(span: Figures, reference: Figures | None) -> str:
    if reference is None:
        return ""
    heel, toe = span["heel_from_reference_km"], span["toe_from_reference_km"]
    return f", {heel:+,.0f} to {toe:+,.0f} km from the {reference_words(reference['kind'])}"


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
        f"{clearance['land']} {clearance['least_km']:,.0f} km ({clearance['nearest_country']}), "
        f"limit {clearance['limit_km']:.0f} km, margin {margin:+,.0f} km, nearest: "
        f"{clearance['fragment']}{violations}"
    )


def _risk(expected: Figures, area: Figures) -> str:
    limit = expected["limit"]
    total, alone = expected["with_failures"], expected["uncontrolled"]
    low, high = one_in(total["high"]), one_in(total["low"])
    lines = [
        f"casualty area {area['likely']:,.0f} m² ({area['low']:,.0f} to {area['high']:,.0f})",
        f"as planned {_casualties(expected['as_planned'])}",
        f"uncontrolled {alone['likely']:.3g} ({alone['low']:.3g} to {alone['high']:.3g}), "
        f"{one_in(alone['likely'])}",
        f"with failures {total['likely']:.2g} ({total['low']:.2g} to {total['high']:.2g}), "
        f"{one_in(total['likely'])} ({low} to {high}), driven by {spaced(expected['driver'])}",
        f"limit 1 in {1.0 / limit:,.0f}: {judge_limit(total, limit)}",
    ]
    return "\n".join(lines)


def _casualties(span: Figures) -> str:
    if span["high"] <= 0.0:
        return "0: nobody lives under the footprint"
    return f"{span['likely']:.2g} ({span['low']:.2g} to {span['high']:.2g})"


def nearest_fall(clearance: Figures) -> str:
    """Which fragment falls how far from the land of which country."""
    distance, name = clearance["least_km"], spaced(clearance["fragment"])
    where = f"{distance:,.0f} km from" if distance > 0.5 else "on"
    return f"{name} falls {where} {clearance['nearest_country']}"


def judge_limit(span: Figures, limit: float) -> str:
    """Whether a range of values satisfies an upper limit, as far as it can be decided."""
    if span["high"] < limit:
        return "satisfied"
    return "exceeded" if span["low"] >= limit else "undecided, the limit lies within the range"
