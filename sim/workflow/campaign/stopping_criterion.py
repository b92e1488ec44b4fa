"""The stopping criterion of a campaign: whether a measure is known precisely enough, asked chunk by
chunk in their order.
"""

import re
from collections.abc import Sequence

import numpy as np

from sim.campaign.analysis.events import OUTCOMES, find_events
from sim.campaign.analysis.measures import MEASURES
from sim.campaign.analysis.stopping import StoppingRule, apply_rule
from sim.campaign.error import InvalidParameterError
from sim.campaign.run.store import Store
from sim.campaign.sampling.draws import WEIGHT
from sim.errors import InputError

EVENTS = (
    "burns_incomplete",
    "no_entry",
    "reserve_touched",
    "outside_corridor",
    "keep_out",
    *OUTCOMES,
)
"""Names of what may happen, see `sim.campaign.analysis.events.find_events`."""

_FORM = re.compile(r"(?P<measure>[a-z0-9_]+)(?:@(?P<share>0?\.\d+))?=(?P<width>[0-9.eE+-]+)")


def parse_stopping_rule(text: str) -> StoppingRule:
    """The rule that ``outside_corridor=0.01`` (a probability), ``entry_angle_deg=0.002`` (a mean)
    or ``toe_km@0.95=50`` (a quantile) stands for.

    Raises
    ------
    InputError
        If it can't be read or there is no such measure.
    """
    match = _FORM.fullmatch(text)
    known = ", ".join([*EVENTS, *MEASURES])
    if match is None:
        raise InputError(f"{text}: allowed: MEASURE=WIDTH or MEASURE@SHARE=WIDTH")
    name, share = match["measure"], match["share"]
    if name not in EVENTS and name not in MEASURES:
        raise InputError(f"{text}: no such measure: {name}; there are: {known}")
    if name in EVENTS and share:
        raise InputError(f"{text}: {name} has a probability and no quantiles")
    try:
        width = float(match["width"])
    except ValueError:
        raise InputError(f"{text}: {match['width']} is no number") from None
    kind = "probability" if name in EVENTS else "quantile" if share else "mean"
    try:
        return StoppingRule(name, width, kind, float(share or 0.5))
    except InvalidParameterError as error:
        raise InputError(f"{text}: {error}") from None


class StoppingCriterion:
    """Whether the first chunks give a measure precisely enough, for all plans.

    Called with 1, 2, ... chunks, in that order. `chunks` is how many it took; None while it is not
    met, or without a rule.
    """

    def __init__(self, rule: StoppingRule | None, store: Store, names: Sequence[str]) -> None:
        self.rule = rule
        self.store = store
        self.values: dict[str, list[np.ndarray]] = {name: [] for name in names}
        self.weight: list[np.ndarray] = []
        self.chunks: int | None = None

    def __call__(self, chunks: int) -> bool:
        """Read one chunk more and apply the rule to all so far."""
        if self.rule is None:
            return False
        precise = True
        for k, (name, values) in enumerate(self.values.items()):
            columns = self.store.read(f"samples-{name}", chunks - 1)
            if k == 0:
                self.weight.append(columns[WEIGHT])
            values.append(_values(columns, self.rule.measure))
            weight = np.concatenate(self.weight)
            precise &= apply_rule(self.rule, np.concatenate(values), weight).stop
        if precise:
            self.chunks = chunks
        return precise


def _values(columns: dict[str, np.ndarray], measure: str) -> np.ndarray:
    if measure == "length_km" and "toe_km" in columns:
        return columns["toe_km"] - columns["heel_km"]
    happened = find_events(columns)
    if measure in happened:
        return happened[measure][1]
    if measure not in columns:
        raise InputError(f"until: {measure} is not known here: nothing enters or breaks up")
    return columns[measure]
