"""The scoreboard, sister objects and GOCE as reference cases."""

import math
from collections.abc import Sequence

from sim.prediction.setting import AGREEMENT, LEAST_HALF_WIDTH
from sim.validation.comparison import Comparison, ReferenceCase, between, within
from sim.validation.reentries.rows import FOLDER, INDEX
from sim.validation.reentries.scoreboard import (
    Scored,
    bounds,
    median_error,
    score_all,
    timed,
)
from sim.validation.reentries.sisters import blind_satellites, blind_stages, last_revolution

FAMILY = "Uncontrolled entries"
LARGEST_MEDIAN = 10.0
"""%, half of what agencies allow for (20 %: Molczan; IADC campaigns, mean 10 %)."""
LEAST_INSIDE = 16
"""Of 21: what nine in ten leaves room for at 95 % (binomial)."""
SISTERS = 15.0
"""%, of the remaining life with the coefficient of another object of the same make."""
GOCE_KM = 150.0
ROUNDING = 1e-4
"""Of a half-width in numbers of the computer."""


def _compare_scores() -> list[Comparison]:
    return [
        *_scores(score_all(False), "as published then"),
        *_scores(score_all(True), "as observed later"),
    ]


def _scores(scores: Sequence[Scored], weather: str) -> list[Comparison]:
    known, lower = timed(scores), bounds(scores)
    narrow = [each for each in known if each.half_width < LEAST_HALF_WIDTH - ROUNDING]
    baseless = [each for each in narrow if not _two_fits_agree(each)]
    return [
        between(
            f"median error of the remaining life, space weather {weather}", "%", 0.0,
            100.0 * median_error(known), (0.0, LARGEST_MEDIAN),
            "IADC campaigns 1 to 20: 10 % on the mean (Pardini and Anselmo 2017)",
        ),
        between(
            f"ended within the 90 % window, space weather {weather}", "", 0.9 * len(known),
            float(sum(each.inside for each in known)), (float(LEAST_INSIDE), float(len(known))),
            "binomial 95 % band of nine in ten",
        ),
        between(
            f"still up when last seen, and not down by then for certain, space weather {weather}",
            "", float(len(lower)), float(sum(each.inside for each in lower)),
            (float(len(lower)), float(len(lower))), "nine lower bounds, each from the set before",
        ),
        within(
            f"windows narrower than 10 % without two fits that agree, space weather {weather}",
            "", 0.0, float(len(baseless)), 0.0, "no window is narrower without reason",
        ),
    ]  # fmt: skip


def _two_fits_agree(scored: Scored) -> bool:
    """By the fits that are told, not by what the prediction made of them."""
    pair = [arc for arc in scored.prediction.arcs if arc.used and not arc.alone][-2:]
    if len(pair) < 2 or max(arc.sigma for arc in pair) > AGREEMENT:
        return False
    return abs(math.log(pair[0].coefficient / pair[1].coefficient)) <= AGREEMENT


def _compare_sisters() -> list[Comparison]:
    return [
        within(
            each.name, "%", 0.0, 100.0 * each.error, SISTERS, "a tenth of drag is a tenth of life"
        )
        for each in (*blind_stages(), *blind_satellites())
    ]


def _compare_goce() -> list[Comparison]:
    found = last_revolution("nrlmsis21"), last_revolution("nrlmsise00")
    return [
        within(
            f"distance of the end from 56 S 60 W, {each.air}", "km", 0.0,
            each.distance_m / 1e3, GOCE_KM,
            f"with the drag that meets the time: Cd A/m {each.coefficient:.4f} m2/kg",
        )
        for each in found
    ]  # fmt: skip


SOURCE = (
    "element sets of the US Space Force, https://celestrak.org/NORAD/elements; ends by SATCAT, "
    "GCAT (https://planet4589.org/space/gcat) and ESA"
)
CASES = (
    ReferenceCase(
        name="reentry_scoreboard",
        title="Thirty uncontrolled entries predicted from their last element sets",
        source=SOURCE,
        family=FAMILY,
        needs=(INDEX,),
        run=_compare_scores,
        about="Every object is predicted twice: with the space weather that was published when its "
        "last set was, and with what was observed later. docs/prediction.md has all of them.",
    ),
    ReferenceCase(
        name="reentry_sisters",
        title="Entries predicted with the drag of an object of the same make",
        source=SOURCE,
        family=FAMILY,
        needs=(INDEX, f"{FOLDER}/cz5b_y1_omm.json"),
        run=_compare_sisters,
        about="Stages of CZ-5B with the coefficient that another one had by its end; satellites "
        "Jilin-1 GF03D with the one that the sets of 03D10 tell.",
    ),
    ReferenceCase(
        name="goce_last_revolution",
        title="The last revolution of GOCE",
        source="ESA, https://www.esa.int/goce; last element set 1.2 hours before",
        family=FAMILY,
        needs=(f"{FOLDER}/goce.tle",),
        run=_compare_goce,
        about="The drag is the one that brings it to 80 km at the minute it came down; the place "
        "is then the test of the air along the orbit.",
    ),
)
