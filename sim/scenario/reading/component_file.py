"""Reading a catalogue of components from a file of its own."""

import os

from pydantic import ValidationError

from sim.entry.breakup.component import Component
from sim.scenario.error import ScenarioError
from sim.scenario.reading.include import load_tree, parse_tree
from sim.scenario.reading.text import Node
from sim.scenario.reading.validation_errors import problems_of
from sim.scenario.schema.component import Catalogue, catalogue_complaints, components_of


def load_components(path: str | os.PathLike[str]) -> tuple[Component, ...]:
    """Families of a catalogue file, remainder last; their own masses add up to the station's.

    Raises
    ------
    ScenarioError
        With every problem found: file, line, key, what was given, what is allowed.
    """
    return _validated(load_tree(path))


def read_components(text: str, file: str = "components.yaml") -> tuple[Component, ...]:
    """The same for text; `file` is the name in messages and the place includes are relative to."""
    return _validated(parse_tree(text, file))


def _validated(tree: Node) -> tuple[Component, ...]:
    try:
        catalogue = Catalogue.model_validate(tree.plain())
    except ValidationError as error:
        raise ScenarioError(problems_of(error, tree, Catalogue)) from None
    found = list(catalogue_complaints(catalogue))
    if not found:
        components, found = components_of(catalogue)
    if found:
        raise ScenarioError(
            tree.problem(each.key, each.problem, each.given, each.allowed) for each in found
        )
    return components
