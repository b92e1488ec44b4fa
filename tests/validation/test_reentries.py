"""Entries of the past, predicted from their last element sets."""

import pytest

from sim.prediction.calibration import AS_ISSUED, IN_HINDSIGHT
from sim.prediction.setting import CALIBRATED_ON
from sim.validation.comparison import MET
from sim.validation.reentries import cases
from sim.validation.reentries.rows import INDEX, read_rows
from sim.validation.reentries.scoreboard import median_error, score_all, timed
from sim.validation.reference import reference_folder

KNOWN_MISSES = {
    "reentry_scoreboard": [
        "still up when last seen, and not down by then for certain, space weather as published then"
    ]
}
"""Told in docs/prediction.md."""

there = pytest.mark.skipif(
    reference_folder() is None or not (reference_folder() / INDEX).is_file(),
    reason="needs the reference files",
)


@there
def test_rows_are_what_the_index_says():
    rows = read_rows()
    known = [row for row in rows if row.last is not None]
    assert (len(rows), len(known)) == (30, 21)
    names = [row.name for row in known]
    assert tuple(names[::2]) == CALIBRATED_ON
    # nothing of a powered descent above 200 km counts where there is something below
    assert len({row.name: row for row in rows}["starlink_1683"].sets) == 1


@there
@pytest.mark.slow
@pytest.mark.parametrize("hindsight", [False, True])
def test_the_scoreboard_is_what_every_answer_says(hindsight):
    known = timed(score_all(hindsight))
    said = IN_HINDSIGHT if hindsight else AS_ISSUED
    assert said.objects == len(known)
    assert said.inside_90 == sum(each.inside for each in known)
    assert said.median_error_percent == pytest.approx(100.0 * median_error(known), abs=0.3)
    judged = [each for each in known if each.row.name not in CALIBRATED_ON]
    assert median_error(judged) < 0.10


@there
@pytest.mark.slow
@pytest.mark.parametrize("case", cases.CASES, ids=lambda case: case.name)
def test_cases(case):
    missed = [each.quantity for each in case.run() if each.result != MET]
    assert missed == KNOWN_MISSES.get(case.name, [])
