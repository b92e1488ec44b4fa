"""A prediction in lines: when, where, how sure, from what, and how such windows have fared."""

from collections.abc import Iterator, Mapping
from typing import Any

from sim.entry.risk.casualty import one_in

COUNTRIES = 8
"""Named in the lines; the file has more."""


def prediction_lines(figures: Mapping[str, Any]) -> list[str]:
    """Lines of the content of ``prediction.json``."""
    first, *others = answer_lines(figures)
    return [
        first,
        *(f"  {line}" for line in (*others, *place_lines(figures), *basis_lines(figures))),
        f"made {_short(figures['made_utc'])} from data up to {_short(figures['issued_utc'])}. "
        f"{figures['warning']}",
    ]


def answer_lines(figures: Mapping[str, Any]) -> list[str]:
    """When it comes down, the windows, and those issued before."""
    return [*_answer(figures), *_moved(figures)]


def place_lines(figures: Mapping[str, Any]) -> list[str]:
    """Where, over whom, and at what risk."""
    return list(_place(figures))


def basis_lines(figures: Mapping[str, Any]) -> list[str]:
    """What it comes from, what was noticed, and how such windows have fared."""
    return [*_basis(figures), *(f"note: {note}" for note in figures["notes"]), _fared(figures)]


def object_label(figures: Mapping[str, Any]) -> str:
    """Name and number of the object."""
    name, number = figures["object_name"], figures["object_number"]
    if number is None:
        return name or "object"
    return f"{name} ({number})" if name else str(number)


def _answer(figures: Mapping[str, Any]) -> Iterator[str]:
    label = object_label(figures)
    if not figures["comes_down"]:
        yield (
            f"{label}: does not come down before {_short(figures['horizon_utc'])}, the horizon"
            + (
                f"; {100 * figures['share_down']:.1f} % of the ensemble does"
                if figures["share_down"] > 0.0
                else ""
            )
        )
        return
    median = _short(figures["median_utc"])
    yield f"{label}: comes down {median}, {_days(figures)} after the last set"
    for confidence in (50, 90):
        first, last = figures[f"window_{confidence}_utc"]
        words = f"{confidence} % window: {_short(first)} to {_short(last)}"
        half = figures["half_width_of_remaining"]
        if confidence == 90 and half is not None:
            words += f" (half-width {100 * half:.0f} % of the remaining life)"
        yield words


def _moved(figures: Mapping[str, Any]) -> Iterator[str]:
    for each in figures["history"]:
        first, last = each["window_90_utc"]
        yield (
            f"before, issued {_short(each['issued_utc'])}: {_short(each['median_utc'])}, "
            f"90 % {_short(first)} to {_short(last)}"
        )


def _place(figures: Mapping[str, Any]) -> Iterator[str]:
    if figures["countries"]:
        named = ", ".join(
            f"{each['name']} {100 * each['share_of_ends']:.1f} %"
            for each in figures["countries"][:COUNTRIES]
        )
        more = len(figures["countries"]) - COUNTRIES
        yield (
            f"under the window: {100 * figures['land_share']:.0f} % land: {named}"
            + (f", and {more} more" if more > 0 else "")
        )
    if figures["share_down"] > 0.0:
        yield f"people under it: {figures['people_per_km2']:.1f} per km² on the mean"
    risk = figures["risk"]
    if risk is not None and figures["share_down"] > 0.0:
        usual, low, high = (
            one_in(risk[key])
            for key in (
                "expected_casualties", "expected_casualties_low", "expected_casualties_high",
            )
        )  # fmt: skip
        yield (
            f"risk of a casualty, {risk['casualty_area_m2']:,.3g} m² of casualty area: {usual} "
            f"({low} to {high})"
        )


def _basis(figures: Mapping[str, Any]) -> Iterator[str]:
    sets = figures["sets"]
    yield (
        f"from {sets} orbit{'' if sets == 1 else 's'}, the last of "
        f"{_short(figures['epoch_utc'])} "
        f"({figures['age_days']:.1f} days old), at {figures['altitude_km']:.0f} km, inclination "
        f"{figures['inclination_deg']:.2f} deg"
    )
    yield (
        f"drag: Cd A/m {figures['coefficient_m2_kg']:.4f} m²/kg within "
        f"{100 * figures['coefficient_sigma']:.0f} %, air {figures['air']}"
    )
    yield f"space weather: {figures['weather']}; {figures['members']} members flown"


def _fared(figures: Mapping[str, Any]) -> str:
    score = figures["calibration"]["as_issued"]
    return (
        f"how such windows have fared: of {score['objects']} objects whose end is known, "
        f"{score['inside_90']} ended within the 90 % window; median error "
        f"{score['median_error_percent']:.1f} % of the remaining life"
    )


def _days(figures: Mapping[str, Any]) -> str:
    days = figures["remaining_days"]
    return f"{24.0 * days:.1f} hours" if days < 2.0 else f"{days:.1f} days"


def _short(utc: str | None) -> str:
    """A date to the minute; what lies beyond the horizon in words."""
    return "beyond the horizon" if utc is None else f"{utc[:10]} {utc[11:16]} UTC"
