"""Statuses: their text in result files, read and written in one place."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.flight.status import (
    FLYING,
    IMPACT,
    Status,
    StatusKind,
    failed_texts,
    failure,
    status_texts,
)
from sim.integrate.lane import MESSAGES, STEP_LIMIT

STATUSES = st.one_of(
    st.sampled_from([kind for kind in StatusKind if kind is not StatusKind.FAILED]).map(Status),
    st.integers(1, 999).map(failure),
    st.text(min_size=1).filter(lambda text: not text.isdecimal()).map(failure),
)


@given(STATUSES)
def test_text_is_read_back(status):
    assert Status.from_text(str(status)) == status


def test_texts_are_those_of_the_result_files():
    statuses = [IMPACT, failure(STEP_LIMIT), failure("ValueError: no mass")]
    texts = status_texts(statuses)
    assert texts.tolist() == ["impact", "failed_101", "failed_ValueError: no mass"]
    np.testing.assert_array_equal(failed_texts(texts), [False, True, True])
    assert status_texts([]).dtype.kind == "U"


def test_unknown_text_is_refused():
    with pytest.raises(ValueError, match="landed"):
        Status.from_text("landed")


def test_every_status_has_a_sentence():
    for kind in StatusKind:
        assert len(Status(kind).sentence) > 5
    assert all(failure(code).sentence == MESSAGES[code] for code in MESSAGES)
    assert failure("ValueError: no mass").sentence == "failed_ValueError: no mass"


def test_only_failures_have_failed():
    assert failure(STEP_LIMIT).failed and failure("message").failed
    assert not FLYING.failed and not IMPACT.failed
