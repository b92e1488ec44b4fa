"""The data files the package ships, each with a sidecar that says where it comes from.

A data set is a compressed array file `<name>.npz` and a sidecar `<name>.json` with source,
edition, licence and the sha256 of the file. Nothing is ever downloaded; the scripts in
`sim.data.builders` make the files, by hand.
"""

import hashlib
import io
import json
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

__all__ = ["DataError", "inventory", "open_data", "provenance"]


class DataError(RuntimeError):
    """A shipped data file is missing or is not the one its sidecar describes."""


def open_data(name: str) -> dict[str, np.ndarray]:
    """Arrays of a shipped data set, checked once per process against the sha256 in its sidecar.

    Parameters
    ----------
    name
        Name of the data set, for example ``"egm2008"``; `inventory` lists them.

    Returns
    -------
    dict of str to numpy.ndarray
        The arrays, read-only. A new dictionary at each call; the arrays are shared.

    Raises
    ------
    DataError
        If no such data set is shipped, or the file differs from its sidecar.
    """
    return dict(_arrays(name))


def provenance(name: str) -> dict[str, Any]:
    """Sidecar of a shipped data set: source, edition, url, licence, coverage, sha256 and more.

    Raises
    ------
    DataError
        If no such data set is shipped.
    """
    return json.loads(_text(name))


def inventory() -> list[dict[str, str]]:
    """One row per shipped data set: name, source, edition, coverage, licence, sha256."""
    fields = ("source", "edition", "coverage", "licence", "sha256")
    rows = []
    for name in _names():
        facts = provenance(name)
        rows.append(
            {"name": name} | {field: str(facts.get(field, "not stated")) for field in fields}
        )
    return rows


def _names() -> list[str]:
    folder = files(__name__)
    return sorted(p.name[: -len(".json")] for p in folder.iterdir() if p.name.endswith(".json"))


def _text(name: str) -> str:
    if name not in _names():
        raise DataError(f"no data set {name!r} is shipped; there are: {', '.join(_names())}")
    return (files(__name__) / f"{name}.json").read_text(encoding="utf-8")


@cache
def _arrays(name: str) -> dict[str, np.ndarray]:
    want = provenance(name)["sha256"]
    path = files(__name__) / f"{name}.npz"
    if not path.is_file():
        raise DataError(f"{name}.npz is missing beside its sidecar; reinstall the package")
    content = path.read_bytes()
    have = hashlib.sha256(content).hexdigest()
    if have != want:
        raise DataError(
            f"{name}.npz has sha256 {have}, its sidecar says {want}: the file was changed or is "
            f"damaged; reinstall the package, or rebuild the file with sim/data/builders"
        )
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        arrays = {key: archive[key] for key in archive.files}
    for array in arrays.values():
        array.setflags(write=False)
    return arrays
