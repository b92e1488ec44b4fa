"""Sizes and habits of the source tree: folders, files, functions, constructors, documentation."""

from pathlib import Path

import pytest
from code_measures import package_of
from source_tree import (
    LONG_FUNCTION,
    Module,
    long_functions,
    modules_by_folder,
    positional_records,
    read_tree,
    undocumented,
)

MODULES_IN_A_FOLDER = 20
"""Without `__init__.py`."""
LINES_OF_A_FILE = 400


@pytest.fixture(scope="module")
def modules() -> list[Module]:
    return read_tree(package_of(Path(__file__).parents[1]))


def test_the_tree_is_read(modules):
    assert Path("dynamics/rhs.py") in {module.path for module in modules}


def test_folders_stay_small(modules):
    counts = modules_by_folder(modules)
    assert {str(k): n for k, n in counts.items() if n > MODULES_IN_A_FOLDER} == {}


def test_files_stay_short(modules):
    assert {str(m.path): m.lines for m in modules if m.lines > LINES_OF_A_FILE} == {}


def test_functions_stay_short(modules):
    """Docstrings count, decorators don't."""
    assert long_functions(modules, LONG_FUNCTION) == []


def test_large_dataclasses_are_filled_by_name(modules):
    """Of more than six fields. Named tuples are excepted: compiled kernels take them, and those
    know neither keyword-only constructors nor dataclasses.
    """
    assert positional_records(modules, "dataclass") == []


def test_public_functions_are_documented(modules):
    """Also the methods of public classes."""
    assert undocumented(modules) == []
