"""The data files the package ships, each with a sidecar that says where it comes from.

A data set is a compressed array file `<name>.npz` and a sidecar `<name>.json` with source,
edition, licence and the sha256 of the file. Nothing is ever downloaded; the scripts in
`sim.data.builders` make the files, by hand. A newer edition of space weather that a person added
(`sim.data.edition`) lies in their own data folder and is used in place of the shipped one; its
array file is named after its digest, so that replacing the sidecar alone replaces an edition.
"""

import hashlib
import io
import json
import os
import zipfile
import zlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

__all__ = [
    "ADDED",
    "REPLACEABLE",
    "DataError",
    "array_file",
    "has_data",
    "inventory",
    "open_data",
    "own_folder",
    "provenance",
]

REPLACEABLE = ("msafe", "space_weather")
"""Data sets of which a person may add a newer edition."""
ADDED = ("earth_orientation",)
"""Data sets that only a person adds; without one a package has what there is."""


class DataError(RuntimeError):
    """A data file is missing, can't be read, or is not the one its sidecar describes."""


def open_data(name: str, *, shipped: bool = False) -> dict[str, np.ndarray]:
    """Arrays of a data set, checked once per process against the sha256 in its sidecar.

    Parameters
    ----------
    name
        Name of the data set, for example ``"egm2008"``; `inventory` lists them.
    shipped
        The shipped edition, also where a person added another.

    Returns
    -------
    dict of str to numpy.ndarray
        The arrays, read-only. A new dictionary at each call; the arrays are shared.

    Raises
    ------
    DataError
        If no such data set is shipped, or its files are not whole.
    """
    return dict(_arrays(name, provenance(name, shipped=shipped)["sha256"], _is_own(name, shipped)))


def provenance(name: str, *, shipped: bool = False) -> dict[str, Any]:
    """Sidecar of a data set: source, edition, url, licence, coverage, sha256 and more.

    Raises
    ------
    DataError
        If no such data set is shipped, or the sidecar can't be read.
    """
    if name not in _names():
        raise DataError(f"no data set {name!r} is shipped; there are: {', '.join(_names())}")
    own = _is_own(name, shipped)
    file = _folder(own) / f"{name}.json"
    try:
        facts = json.loads(file.read_bytes())
        if not isinstance(facts["sha256"], str):
            raise TypeError
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise DataError(f"{file} can't be read; {_remedy(name, own)}") from None
    return facts


def array_file(name: str, sha256: str) -> str:
    """Name of the array file of an edition that a person added."""
    return f"{name}-{sha256[:16]}.npz"


def has_data(name: str) -> bool:
    """Whether there is a data set of that name, shipped or added."""
    return name in _names()


def inventory() -> list[dict[str, str]]:
    """One row per data set in use: name, source, edition, coverage, licence, sha256, origin.

    The origin is ``shipped``, or the folder of an edition a person added.
    """
    fields = ("source", "edition", "coverage", "licence", "sha256")
    rows = []
    for name in _names():
        facts = provenance(name)
        origin = str(own_folder()) if _is_own(name) else "shipped"
        rows.append(
            {"name": name}
            | {field: str(facts.get(field, "not stated")) for field in fields}
            | {"origin": origin}
        )
    return rows


def own_folder() -> Path:
    """Folder of the editions a person added: ``$ISS_DEORBIT_DATA``, or ``iss-deorbit`` under
    ``$XDG_DATA_HOME`` (default ``~/.local/share``). It need not exist; for someone without a home
    it can't.
    """
    given = os.environ.get("ISS_DEORBIT_DATA")
    if given:
        return Path(given)
    home = os.environ.get("XDG_DATA_HOME") or os.path.join("~", ".local", "share")
    folder = os.path.expanduser(home)
    return Path(os.devnull if folder.startswith("~") else folder) / "iss-deorbit"


def _is_own(name: str, shipped: bool = False) -> bool:
    if shipped or name not in REPLACEABLE + ADDED:
        return False
    return (own_folder() / f"{name}.json").is_file()


def _folder(own: bool) -> Any:
    return own_folder() if own else files(__name__)


def _remedy(name: str, own: bool) -> str:
    if own:
        return f"take the added edition away with `iss-deorbit data remove {name}`"
    return "reinstall the package, or rebuild the file with sim/data/builders"


def _names() -> list[str]:
    folder = files(__name__)
    shipped = [p.name[: -len(".json")] for p in folder.iterdir() if p.name.endswith(".json")]
    return sorted([*shipped, *(name for name in ADDED if _is_own(name))])


@cache
def _arrays(name: str, want: str, own: bool) -> dict[str, np.ndarray]:
    folder = _folder(own)
    path = folder / f"{name}.npz"
    if own and (folder / array_file(name, want)).is_file():
        path = folder / array_file(name, want)  # editions of earlier versions have the plain name
    if not path.is_file():
        raise DataError(f"{path} is missing beside its sidecar; {_remedy(name, own)}")
    content = path.read_bytes()
    have = hashlib.sha256(content).hexdigest()
    if have != want:
        raise DataError(
            f"{path} has sha256 {have}, its sidecar says {want}: the file was changed or is "
            f"damaged; {_remedy(name, own)}"
        )
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as archive:
            arrays = {key: archive[key] for key in archive.files}
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, AttributeError, EOFError) as error:
        raise DataError(f"{path} holds no arrays ({error}); {_remedy(name, own)}") from None
    for array in arrays.values():
        array.setflags(write=False)
    return arrays
