"""Writes a data set and its sidecar: arrays, where they come from, and the hashes that pin them.

The hashes of the array bytes stand beside the hash of the file, so that a new zlib does not look
like new data.
"""

import hashlib
import json
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[1]


def write_data(name: str, arrays: dict[str, np.ndarray], **facts: object) -> None:
    """Write `<name>.npz` and `<name>.json` into `sim/data` and print what was made.

    Parameters
    ----------
    name
        Name of the data set.
    arrays
        The arrays to store; no Python objects.
    **facts
        What the sidecar says; at least source, edition, url, licence, attribution, package,
        input_sha256, coverage and builder.

    Raises
    ------
    ValueError
        If one of those facts is missing.
    """
    needed = {
        "source",
        "edition",
        "url",
        "licence",
        "attribution",
        "package",
        "input_sha256",
        "coverage",
        "builder",
    }
    if missing := needed - facts.keys():
        raise ValueError(f"{name}: the sidecar also needs {', '.join(sorted(missing))}")
    path = FOLDER / f"{name}.npz"
    np.savez_compressed(path, **arrays)  # pyright: ignore[reportArgumentType]  # names of arrays
    with np.load(path) as stored:
        facts["arrays_sha256"] = {key: sha256(stored[key].tobytes()) for key in stored.files}
        facts["arrays"] = {
            key: f"{stored[key].dtype}{list(stored[key].shape)}" for key in stored.files
        }
    facts["sha256"] = sha256(path.read_bytes())
    text = json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False)
    path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
    print(f"{name}: {path.stat().st_size} bytes, {facts['arrays']}, {facts['coverage']}")


def sha256(content: bytes) -> str:
    """Hexadecimal SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()
