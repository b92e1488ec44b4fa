"""``campaign --until``: when enough samples are flown, asked chunk by chunk in their order."""

import re
from collections.abc import Sequence

import numpy as np

from sim.campaign.analysis.stopping import StoppingRule, apply_rule
from sim.campaign.analysis.summary import MEASURES, find_events
from sim.campaign.run.store import Store
from sim.campaign.sampling.draws import WEIGHT
from sim.campaign.sampling.invalid_parameter import InvalidParameterError
from sim.errors import InputError
from sim.formats.parquet import read_table

EVENTS = ("burns_incomplete", "no_entry", "reserve_touched", "outside_corridor", "keep_out")
"""Names of what may happen, see `sim.campaign.analysis.summary.find_events`."""

_FORM = re.compile(r"(?P<measure>[a-z0-9_]+)(?:@(?P<share>0?\.\d+))?=(?P<width>[0-9.eE+-]+)")


def rule_of(text: str) -> StoppingRule:
    """The rule a word of the command line stands for: ``outside_corridor=0.01`` (a probability),
    ``entry_angle_deg=0.002`` (a mean) or ``toe_km@0.95=50`` (a quantile).

    Raises
    ------
    InputError
        If it can't be read or there is no such measure.
    """
    found = _FORM.fullmatch(text)
    known = ", ".join([*EVENTS, *MEASURES])
    if found is None:
        raise InputError(f"--until {text}: allowed: MEASURE=WIDTH or MEASURE@SHARE=WIDTH")
    name, share = found["measure"], found["share"]
    if name not in EVENTS and name not in MEASURES:
        raise InputError(f"--until {text}: no such measure: {name}; there are: {known}")
    if name in EVENTS and share:
        raise InputError(f"--until {text}: {name} has a probability and no quantiles")
    try:
        width = float(found["width"])
    except ValueError:
        raise InputError(f"--until {text}: {found['width']} is no number") from None
    kind = "probability" if name in EVENTS else "quantile" if share else "mean"
    try:
        return StoppingRule(name, width, kind, float(share or 0.5))
    except InvalidParameterError as error:
        raise InputError(f"--until {text}: {error}") from None


class Enough:
    """Whether the first chunks answer sharply enough, for all plans; asked for 1, 2, ... chunks.

    `chunks` is how many it took, None while it has not stopped.
    """

    def __init__(self, rule: StoppingRule | None, store: Store, names: Sequence[str]) -> None:
        self.rule = rule
        self.store = store
        self.values: dict[str, list[np.ndarray]] = {name: [] for name in names}
        self.weight: list[np.ndarray] = []
        self.chunks: int | None = None

    def __call__(self, chunks: int) -> bool:
        """Look at one chunk more."""
        if self.rule is None:
            return False
        sharp = True
        for k, (name, values) in enumerate(self.values.items()):
            columns = read_table(self.store.shard(f"samples-{name}", chunks - 1))
            if k == 0:
                self.weight.append(columns[WEIGHT])
            values.append(_values(columns, self.rule.measure))
            weight = np.concatenate(self.weight)
            sharp &= apply_rule(self.rule, np.concatenate(values), weight).stop
        if sharp:
            self.chunks = chunks
        return sharp


def _values(columns: dict[str, np.ndarray], measure: str) -> np.ndarray:
    if measure == "length_km" and "toe_km" in columns:
        return columns["toe_km"] - columns["heel_km"]
    happened = find_events(columns)
    if measure in happened:
        return happened[measure][1]
    if measure not in columns:
        raise InputError(f"--until: {measure} is not known here: nothing enters or breaks up")
    return columns[measure]
