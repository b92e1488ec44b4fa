"""Consequences of one failure of the final burn in sentences."""

from collections.abc import Mapping, Sequence

import numpy as np

from sim.entry.risk.population import SHIPPED_YEAR
from sim.report.series.failures import REACH
from sim.report.text.formatting import amount, number, significant
from sim.report.text.oceans import ocean_name

NAMED = 6
"""Countries that are named of a list."""


def fall_sentence(
    table: Mapping[str, np.ndarray], row: int, land: Sequence[str], people: float = 0.0
) -> str:
    """On which countries debris falls after one failure mode and how many people live there, or
    into which ocean.

    Parameters
    ----------
    table
        Columns of a failure map.
    row
        Row of the failure mode.
    land
        Countries on which it falls.
    people
        Who live near the line along which it falls; fewer than one are not counted.
    """
    if land:
        near = ""
        if people >= 1.0:
            reach = f"within {amount(1e-3 * REACH, 'km')} of its line"
            near = f"; about {significant(people)} people ({SHIPPED_YEAR}) live {reach}"
        return f"Debris falls on {named_list(land)}{near}."
    place = table["body_latitude_deg"][row], table["body_longitude_deg"][row]
    if not np.isfinite(place).all():
        return "Nothing falls within 60 days."
    return f"All debris falls into the {ocean_name(*place)}, none on land."


def named_list(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def failure_sentences(table: Mapping[str, np.ndarray], row: int) -> str:
    """What follows from one failure mode.

    Parameters
    ----------
    table
        Columns of a failure map.
    row
        Row of the failure mode.
    """
    later, hours = bool(table["later"][row]), table["hours_to_entry"][row]
    share = number(100.0 * table["fraction"][row])
    text = f"{amount(table['delta_v_m_s'][row], 'm/s')} ({share} % of the plan). "
    if np.isfinite(hours):
        wait = f"{number(60.0 * hours)} minutes" if hours < 2.0 else f"{number(hours, 'h')} hours"
        place = "in a later revolution" if later else "in the planned revolution"
        text += f"The entry interface follows {wait} after the end of the burn, {place}."
    else:
        text += "The stack stays in orbit for more than 60 days."
    away = table["body_along_track_km"][row]
    if np.isfinite(away) and not later and abs(away) >= 1.0:
        side = "beyond" if away > 0.0 else "short of"
        text += f" The impact is {amount(abs(away), 'km')} {side} the planned one."
    ends = [table[f"{end}_along_track_km"][row] for end in ("light", "heavy")]
    if np.isfinite(ends).all():
        text += f" Debris is spread over {amount(abs(ends[1] - ends[0]), 'km')} of the track."
    names = [name for name in str(table["countries"][row]).split(", ") if name]
    if names:
        text += f" Before that it passes over {named_list(names)}."
    elif np.isfinite(hours):
        text += " Before that it passes over no country."
    return text
