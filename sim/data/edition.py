"""Newer editions of space weather that a person downloaded: checked, stored, and taken away again.

Stored as a data set of their own, with a sidecar, in the person's data folder. The array file is
named after its digest, so an edition is the one or the other at every moment: that of the sidecar.
The shipped files are read and never written.
"""

import datetime
import hashlib
import io
import json
import os
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.data import (
    ADDED,
    REPLACEABLE,
    DataError,
    array_file,
    open_data,
    own_folder,
    provenance,
)
from sim.data.bulletin import is_bulletin, read_bulletin
from sim.data.celestrak import Observed, is_celestrak, read_celestrak
from sim.data.finals import EarthOrientation, is_finals, read_finals
from sim.data.gfz import is_gfz, read_gfz
from sim.data.input_file import InputFileError
from sim.data.outlier import tenths, without_outliers
from sim.data.whole_file import write_whole

LARGEST_FILE = 50_000_000
"""Bytes; the whole CelesTrak history has 4 million."""


def add_edition(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Check a file, put it together with the edition in use, and use that from now on.

    Observed days of a file of CelesTrak or GFZ take the place of those from its first day on. A
    bulletin joins the others, and takes the place of one of the same month. An edition that was
    added before and is damaged is left out: the file then joins the shipped one.

    Parameters
    ----------
    path
        SW-All.csv, SW-Last5Years.csv or fixed-width text of CelesTrak, the text of GFZ with Kp, ap
        and F10.7, a bulletin of NASA MSFC, or finals2000A of the IERS, which takes the place of
        the predictions that come with a package.

    Returns
    -------
    dict
        The new sidecar, with its `name`; under `damaged` what is wrong with the edition that was
        left out, if one was.

    Raises
    ------
    InputFileError
        If the file isn't one of them, has a fault, or is not newer than what is in use.
    """
    shown = os.fspath(path)
    content = _content(Path(path), shown)
    text = content.decode("utf-8-sig", errors="replace")
    if is_finals(text):
        return _added_orientation(read_finals(text, shown), Path(path).name, content)
    if is_celestrak(text) or is_gfz(text):
        base = _base("space_weather")
        read = read_celestrak if is_celestrak(text) else read_gfz
        arrays, facts = _observed(base.arrays, read(text, shown), shown)
    elif is_bulletin(text):
        base = _base("msafe")
        arrays, facts = _bulletins(base.arrays, read_bulletin(text, shown))
    else:
        allowed = (
            "SW-All.csv or SW-Last5Years.csv of CelesTrak, Kp_ap_Ap_SN_F107_since_1932.txt of GFZ, "
            "Table 3 of NASA MSFC as text, or finals2000A of the IERS"
        )
        first = text.splitlines()[0] if text.strip() else ""
        problem = "not a file of space weather or Earth orientation"
        raise InputFileError(shown, 1, None, problem, first, allowed)
    kept = ("source", "url", "licence", "attribution", "columns", "outlier_rule", "package")
    facts |= {key: base.facts[key] for key in kept if key in base.facts}
    facts["edition"] = f"{base.facts['edition']}, then {_plain(Path(path).name)}"
    facts["input_sha256"] = hashlib.sha256(content).hexdigest()
    facts["builder"] = "iss-deorbit data add"
    facts["based_on_sha256"] = base.facts["sha256"]
    stored = {"name": base.name} | _store(base.name, arrays, facts)
    return stored | ({"damaged": base.damaged} if base.damaged else {})


def _added_orientation(found: EarthOrientation, file: str, content: bytes) -> dict[str, Any]:
    """Store Earth orientation; what was added before is replaced."""
    digest = hashlib.sha256(content).hexdigest()
    measured = _date(found.measured) if found.measured else "never"
    facts = {
        "source": "IERS Bulletin A, finals2000A",
        "url": "https://datacenter.iers.org",
        "licence": "free use with citation",
        "attribution": "International Earth Rotation and Reference Systems Service",
        "edition": _plain(file),
        "coverage": f"{_date(found.mjd[0])} to {_date(found.mjd[-1])}, measured to {measured}",
        "columns": "mjd; x, y: polar motion, arcsec; ut1: UT1 - UTC, s",
        "input_sha256": digest,
        "builder": "iss-deorbit data add",
        "based_on_sha256": digest,
        "added_from": _date(found.mjd[0]),
    }
    arrays = {"mjd": found.mjd, "x": found.x, "y": found.y, "ut1": found.ut1}
    return {"name": "earth_orientation"} | _store("earth_orientation", arrays, facts)


def remove_edition(name: str) -> Path:
    """Go back to the shipped edition; returns the folder the other one was in.

    Raises
    ------
    InputFileError
        If nothing was added under that name.
    """
    folder = own_folder()
    added = [each for each in REPLACEABLE + ADDED if (folder / f"{each}.json").exists()]
    if name not in added:
        allowed = ", ".join(added) or f"nothing; {folder} holds no added edition"
        raise InputFileError(name, None, None, "no edition of that name was added", ..., allowed)
    (folder / f"{name}.json").unlink()  # first: without it the edition is not in use
    _remove_arrays(name)
    return folder


class _Base(NamedTuple):
    """What a file is put together with: arrays and sidecar of the edition in use, or of the shipped
    one with what is wrong with that in use.
    """

    name: str
    arrays: Mapping[str, np.ndarray]
    facts: Mapping[str, Any]
    damaged: str = ""


def _base(name: str) -> _Base:
    try:
        return _Base(name, open_data(name), provenance(name))
    except DataError as error:
        whole = _Base(name, open_data(name, shipped=True), provenance(name, shipped=True))
        return whole._replace(damaged=str(error).partition(";")[0])


def _content(path: Path, shown: str) -> bytes:
    if not path.is_file():
        raise InputFileError(shown, None, None, "no such file")
    if path.stat().st_size > LARGEST_FILE:
        raise InputFileError(shown, None, None, f"larger than {LARGEST_FILE} bytes")
    return path.read_bytes()


def _observed(
    old: Mapping[str, np.ndarray], new: Observed, file: str
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Days in use up to the first of the file, then those of the file."""
    first, last = int(old["mjd"][0]), int(old["mjd"][-1])
    if new.mjd[-1] <= last:
        problem = f"its last observed day is {_date(new.mjd[-1])}"
        if new.incomplete:
            problem += f" ({_listed(new.incomplete)} not complete yet)"
        raise InputFileError(
            file, None, None, problem, ..., f"a file that goes on after {_date(last)}"
        )
    if new.mjd[0] > last + 1:
        problem = f"its first observed day is {_date(new.mjd[0])}"
        allowed = f"a file that begins by {_date(last + 1)}, where the days in use end"
        raise InputFileError(file, None, None, problem, ..., allowed)
    keep = max(int(new.mjd[0]) - first, 0)
    cut = max(first - int(new.mjd[0]), 0)
    f107 = np.concatenate([old["f107_tenths"][:keep] / 10.0, new.f107[cut:]])
    f107a = np.concatenate([old["f107a_tenths"][:keep] / 10.0, new.f107a[cut:]])
    clean, replaced = without_outliers(f107)
    mjd = np.arange(first, int(new.mjd[-1]) + 1)
    arrays = {
        "mjd": mjd.astype("i4"),
        "ap3": np.concatenate([old["ap3"][:keep], new.ap3[cut:]]).astype("u2"),
        "ap": np.concatenate([old["ap"][:keep], new.ap[cut:]]).astype("u2"),
        "f107_tenths": tenths(f107),
        "f107_clean_tenths": tenths(clean),
        "f107a_tenths": tenths(f107a),
    }
    return arrays, {
        "coverage": f"{_date(first)} to {_date(mjd[-1])}, observed, daily",
        "days_replaced": [_date(day) for day in mjd[replaced]],
        "added_from": _date(new.mjd[cut]),
        "remarks": _remarks(new),
    }


def _remarks(new: Observed) -> list[str]:
    """What the file lacks, a sentence each."""
    told = (
        (new.filled, "without a measured F10.7, taken from the days around: "),
        (new.incomplete, "not complete yet, left out: "),
        (new.mislabelled, "between observed days labelled as predicted, taken as observed: "),
    )
    return [
        f"{len(days)} {'day' if len(days) == 1 else 'days'} {what}{_listed(days)}"
        for days, what in told
        if days
    ]


def _listed(days: Sequence[int]) -> str:
    """Dates of a few days, or the first and the last of many."""
    if len(days) > 3:
        return f"{_date(days[0])} to {_date(days[-1])}"
    return ", ".join(map(_date, days))


def _plain(text: str) -> str:
    """A name without what a terminal would act on."""
    return "".join(each if each.isprintable() else "?" for each in text)


def _bulletins(
    used: Mapping[str, np.ndarray], rows: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """The archive in use with one more bulletin."""
    old = used["table"]
    issued = int(rows[0, 0])
    table = np.concatenate([old[old[:, 0] != issued], rows])
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    first, last, end = (
        f"{m // 12}-{m % 12 + 1:02d}" for m in (table[0, 0], table[-1, 0], table[-1, 1])
    )
    return {"table": table}, {
        "coverage": f"bulletins {first} to {last}; the last one forecasts to {end}",
        "added_from": f"{issued // 12}-{issued % 12 + 1:02d}",
    }


def _store(name: str, arrays: dict[str, np.ndarray], facts: dict[str, Any]) -> dict[str, Any]:
    """Write both files; the sidecar goes last and is what replaces an edition."""
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # pyright: ignore[reportArgumentType]  # names of arrays
    content = stream.getvalue()
    facts["sha256"] = hashlib.sha256(content).hexdigest()
    facts["arrays"] = {key: f"{a.dtype}{list(a.shape)}" for key, a in arrays.items()}
    facts["arrays_sha256"] = {
        key: hashlib.sha256(a.tobytes()).hexdigest() for key, a in arrays.items()
    }
    folder = own_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        allowed = "a folder that can be written, named by ISS_DEORBIT_DATA"
        problem = f"can't be made: {error.strerror}"
        raise InputFileError(str(folder), None, None, problem, allowed=allowed) from None
    text = json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    arrays_name = array_file(name, facts["sha256"])
    write_whole(folder / arrays_name, lambda partial: partial.write_bytes(content))
    write_whole(folder / f"{name}.json", lambda partial: partial.write_bytes(text.encode()))
    _remove_arrays(name, {arrays_name, array_file(name, facts["based_on_sha256"])})
    return facts


def _remove_arrays(name: str, kept: Collection[str] = ()) -> None:
    """Remove array files of editions that are not in use any more. That of the edition before
    stays: a run that begins now may have read its sidecar.
    """
    folder = own_folder()
    for pattern in (f"{name}.npz", f"{name}-*.npz", f".{name}.*.part"):
        for file in folder.glob(pattern):
            if file.name not in kept:
                with suppress(OSError):
                    file.unlink()


def _date(mjd: int) -> str:
    return datetime.date.fromordinal(int(mjd) + 678576).isoformat()
