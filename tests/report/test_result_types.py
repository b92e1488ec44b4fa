"""What is checked when a file of results is read is part of the type of its figures."""

from collections.abc import Iterator
from typing import get_args, get_type_hints, is_typeddict

import pytest
from pydantic import BaseModel

from sim.report.results.campaign_shape import CampaignAnswers
from sim.report.results.contents import CampaignFigures, PlanAnswerFigures, RunFigures
from sim.report.results.plan_shape import PlanAnswer
from sim.report.results.run_shape import RunSummary


def parts(annotation: object) -> Iterator[type]:
    """Classes in an annotation: of a list, a mapping, or one of several."""
    if isinstance(annotation, type) and (
        is_typeddict(annotation) or issubclass(annotation, BaseModel)
    ):
        yield annotation
    for inner in get_args(annotation):
        yield from parts(inner)


def unknown_keys(shape: type[BaseModel], form: type, place: str = "") -> Iterator[str]:
    """Keys that are checked and that the type does not have."""
    hints = get_type_hints(form)
    for name, field in shape.model_fields.items():
        if name not in hints:
            yield f"{place}{name}"
            continue
        shapes = [part for part in parts(field.annotation) if issubclass(part, BaseModel)]
        forms = [part for part in parts(hints[name]) if is_typeddict(part)]
        if not shapes and not forms:
            continue
        assert len(shapes) == len(forms) == 1, f"{place}{name}: {shapes}, {forms}"
        yield from unknown_keys(shapes[0], forms[0], f"{place}{name}.")


@pytest.mark.parametrize(
    ("shape", "form"),
    [
        (RunSummary, RunFigures),
        (PlanAnswer, PlanAnswerFigures),
        (CampaignAnswers, CampaignFigures),
    ],
    ids=["summary.json", "plan.json", "answers.json"],
)
def test_every_key_that_is_checked_has_a_type(shape, form):
    assert list(unknown_keys(shape, form)) == []


def test_a_misspelt_key_is_found():
    class Wrong(RunSummary):
        lable: str = ""

    assert list(unknown_keys(Wrong, RunFigures)) == ["lable"]
