"""The form in which figures are written holds every key that is asked of a file when it is read."""

import types
import typing

import pytest
from pydantic import BaseModel

from sim.report.results.contents import RunFigures
from sim.report.results.run_shape import RunSummary


def parts(annotation):
    """What a type consists of: members of a union, items of a list, values of a dictionary."""
    if typing.get_origin(annotation) is typing.Annotated:
        return parts(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (
        typing.Union,
        types.UnionType,
        list,
        dict,
        typing.NotRequired,
    ):
        return [part for each in typing.get_args(annotation) for part in parts(each)]
    return [annotation]


def keys_of(form, path=""):
    """Paths of the keys of a typed dictionary or a model, with those of what they hold."""
    if typing.is_typeddict(form):
        fields = typing.get_type_hints(form)
    else:
        fields = {name: field.annotation for name, field in form.model_fields.items()}
    for name, annotation in fields.items():
        yield f"{path}{name}"
        for part in parts(annotation):
            is_model = isinstance(part, type) and issubclass(part, BaseModel)
            if typing.is_typeddict(part) or is_model:
                yield from keys_of(part, f"{path}{name}.")


@pytest.mark.parametrize(("written", "asked"), [(RunFigures, RunSummary)])
def test_what_is_asked_of_a_file_is_written_to_it(written, asked):
    assert set(keys_of(asked)) <= set(keys_of(written))
    assert len(set(keys_of(asked))) > 50
