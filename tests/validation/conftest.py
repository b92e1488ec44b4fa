"""Reference data, not part of the project: read from the folder ISS_DEORBIT_REFERENCE names."""

from pathlib import Path

import pytest

from sim.validation.reference import VARIABLE, reference_folder


@pytest.fixture(scope="session")
def reference() -> Path:
    """Folder of the reference data; without it the test is skipped."""
    folder = reference_folder()
    if folder is None:
        pytest.skip(f"set {VARIABLE} to the folder of reference data")
    return folder
