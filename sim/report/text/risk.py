"""What a debris study comes to, in words and in rows: footprint, survivors, risk, distances."""

from collections.abc import Mapping
from typing import Any

from sim.entry.risk.casualty import one_in

Figures = Mapping[str, Any]

SHOWN = (0.95, 0.99, 0.9999)
"""Shares of the fragments whose extents are told."""
COUNTED = 0.9999
"""The share whose footprint is compared."""


def extent(debris: Figures, share: float) -> Figures | None:
    """Extent that holds a share of all fragments; None if nothing came down."""
    found = debris["footprint"]
    if found is None:
        return None
    return next(each for each in found["by_fragment"] if each["share"] == share)


def percent(share: float) -> str:
    """A share as people write it: 0.9999 is `99.99 %`."""
    return f"{100.0 * share:.6g} %"


def debris_rows(debris: Figures) -> list[tuple[str, str]]:
    """Headings and text for the table of one run."""
    rows = [("Break-up", _break_up(debris)), ("Survivors", _survivors(debris))]
    if debris["footprint"] is None:
        return [*rows, ("Footprint", "nothing over the energy threshold reaches the ground")]
    rows += [
        ("Footprint", _footprint(debris)),
        ("Impact window", _window(debris)),
        ("Keep-out", "\n".join(_distance(each) for each in debris["keep_out"])),
        ("Casualty risk", _risk(debris["expected_casualties"], debris["casualty_area_m2"])),
    ]
    return rows


def _break_up(debris: Figures) -> str:
    heights = ", ".join(f"{h:.0f}" for h in debris["stages_km"])
    drawn = debris["dispersed_break_ups"]
    return (
        f"nominal at {heights} km; {debris['pieces']:,.0f} pieces of {debris['families']} families"
        + (f"; {drawn} dispersed break-ups" if drawn else "")
    )


def _survivors(debris: Figures) -> str:
    share, drawn = debris["surviving_mass_share"], debris["surviving_mass_share_sample"]
    low, high = share["published_low"], share["published_high"]
    told = f"the published {100.0 * low:.0f} to {100.0 * high:.0f} %"

    def place(found: float) -> str:
        return "within" if low <= found <= high else "above" if found > high else "below"

    nominal = share["all"]
    text = f"{100.0 * nominal:.1f} % of the mass in the nominal break-up, {place(nominal)} {told}"
    if drawn is None:
        return text
    return f"{text}; {100.0 * drawn:.1f} % over the dispersed ones, {place(drawn)} it"


def _footprint(debris: Figures) -> str:
    lines = []
    for share in SHOWN:
        each = extent(debris, share)
        lines.append(
            f"{percent(share)} of fragments: {each['length_km']:,.0f} km long, "
            f"{each['width_km']:,.0f} km wide" + _ends(each, debris["reference"])
        )
    return "\n".join(lines)


def _ends(each: Figures, reference: Figures | None) -> str:
    if reference is None:
        return ""
    heel, toe = each["heel_from_reference_km"], each["toe_from_reference_km"]
    return f", {heel:+,.0f} to {toe:+,.0f} km from the {reference['kind']}"


def _window(debris: Figures) -> str:
    found = debris["footprint"]
    first, last = found["first_impact_utc"], found["last_impact_utc"]
    return f"{first[:16].replace('T', ' ')} to {last[11:16]} UTC, everything over 15 J"


def _distance(each: Figures) -> str:
    if each["least_km"] is None:
        return f"{each['land']}: nothing falls"
    margin = each["least_km"] - each["limit_km"]
    kept = "" if each["kept"] else f", {each['violations']} too near"
    return (
        f"{each['land']} {each['least_km']:,.0f} km ({each['nearest_country']}), limit "
        f"{each['limit_km']:.0f} km, margin {margin:+,.0f} km, nearest: {each['fragment']}{kept}"
    )


def _risk(expected: Figures, area: Figures) -> str:
    limit = expected["limit"]
    total, alone = expected["with_failures"], expected["uncontrolled"]
    low, high = one_in(total["high"]), one_in(total["low"])
    lines = [
        f"casualty area {area['likely']:,.0f} m2 ({area['low']:,.0f} to {area['high']:,.0f})",
        f"as planned {_casualties(expected['as_planned'])}",
        f"uncontrolled {alone['likely']:.3g} ({alone['low']:.3g} to {alone['high']:.3g}), "
        f"{one_in(alone['likely'])}",
        f"with failures {total['likely']:.2g} ({total['low']:.2g} to {total['high']:.2g}), "
        f"{one_in(total['likely'])} ({low} to {high}), driven by {words(expected['driver'])}",
        f"limit 1 in {1.0 / limit:,.0f}: {judged(total, limit)}",
    ]
    return "\n".join(lines)


def _casualties(span: Figures) -> str:
    if span["high"] <= 0.0:
        return "0: nobody lives under the footprint"
    return f"{span['likely']:.2g} ({span['low']:.2g} to {span['high']:.2g})"


def words(name: str) -> str:
    """A name of a scenario's keys as words."""
    return name.replace("_", " ")


def fall_words(clearance: Figures) -> str:
    """Who comes down how far from whose land."""
    far, name = clearance["least_km"], words(clearance["fragment"])
    where = f"{far:,.0f} km from" if far > 0.5 else "on"
    return f"{name} falls {where} {clearance['nearest_country']}"


def judged(span: Figures, limit: float) -> str:
    """Whether a span keeps a limit, where that can be told."""
    if span["high"] < limit:
        return "kept"
    return "exceeded" if span["low"] >= limit else "open, the range holds it"
