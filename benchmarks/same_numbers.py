"""Comparison of two folders of results, bit for bit.

    python benchmarks/same_numbers.py OLD NEW [--most LINES]

Both folders are read: results of `run`, `compare`, `plan` or `campaign` with its store and
shards, or a folder of such folders. Compared are every column of every Parquet file with its
metadata (floating-point numbers by their bits: NaN equals NaN of the same bits, and 0.0 differs
from -0.0), every value of every JSON, GeoJSON and YAML file by its path, every text of KML, and
every line of text files. The order of keys and columns is ignored, that of rows and lists is not.

Each difference is printed with its path, old and new value. It has a reason if `ACCEPTED` contains
one, or if it is a text in other words with the same numbers. The exit code is 1 if any difference
has no reason.
"""

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from result_contents import Names, Number, read_contents


class Pattern(NamedTuple):
    """Values by file and path; ``*`` matches anything. Indices in lists are parts of the path."""

    file: str
    path: str
    reason: str
    tolerance: float | None = None
    """Largest difference of a number that the reason applies to; None: any."""


# ----- renames, accepted differences and values left out: defined only here --------------------

RENAMED_FILES: dict[str, str] = {}
"""New path of a file below the folder by its old path, or new file name by the old one."""

RENAMED_KEYS: dict[str, str] = {}
"""New key of JSON, YAML or table metadata by the old key, as ``key`` or ``file:path.to.key``."""

RENAMED_COLUMNS: dict[str, str] = {}
"""New column by the old one, as ``column`` or ``file:column``."""

RENAMED_VALUES: dict[str, str] = {}
"""New text of a value by the old one, as ``text`` or ``key=text`` with the new key or column."""

ACCEPTED: tuple[Pattern, ...] = (
    Pattern("*footprint.kml", "*/ExtendedData*", "properties of a fragment as in an export"),
    Pattern("*manifest.json", "format", "format number, absent in older results"),
    Pattern("*failure_map.geojson", "*coordinates*", "coordinates in degrees with six digits"),
    Pattern(
        "*plan.json",
        "margins.*",
        "orbits of margins include the short-period terms of inclination and node",
    ),
)
"""Intended differences, each with its reason."""

LEFT_OUT: tuple[Pattern, ...] = (
    Pattern("*.json", "*wall_s", "elapsed time"),
    Pattern("manifest.json", "created_utc", "time of the run"),
    Pattern("manifest.json", "command.*", "command line"),
    Pattern("manifest.json", "git_commit", "commit"),
    Pattern("manifest.json", "kernels.source_digest", "digest of the source"),
    Pattern("manifest.json", "machine.*", "machine"),
    Pattern("manifest.json", "python", "version"),
    Pattern("manifest.json", "packages.*", "version"),
    Pattern("*.json", "version", "version"),
    Pattern("answers.json", "campaign.version", "version"),
    Pattern("*.parquet", "metadata.version", "version"),
)
"""Values that depend on time, machine and version."""

PROSE: tuple[tuple[str, str], ...] = (
    ("*.json", "*sentence"),
    ("*.json", "*sentences.*"),
    ("*.json", "*.meaning"),
    ("*.json", "*.note"),
    ("*.json", "*.reason"),
    ("*.json", "*.text"),
    ("*.json", "*_words"),
    ("*.json", "left_out.*"),
    ("*.kml", "*/description*"),
    ("*.txt", "*"),
    ("*.md", "*"),
)
"""Files and paths of texts: other words with the same numbers are accepted."""

DRAWINGS = frozenset({".png", ".svg", ".pdf", ".html"})
"""Suffixes of figures and pages: drawn from the tables, they only have to exist."""

# -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The tables above; tests replace them."""

    files: Mapping[str, str]
    names: Names
    accepted: Sequence[Pattern]


RULES = Rules(
    files=RENAMED_FILES,
    names=Names(keys=RENAMED_KEYS, columns=RENAMED_COLUMNS, values=RENAMED_VALUES),
    accepted=ACCEPTED,
)


class Difference(NamedTuple):
    """One difference; an empty reason means none."""

    file: str
    path: str
    old: str
    new: str
    reason: str = ""

    def __str__(self) -> str:
        reason = f"  [{self.reason}]" if self.reason else ""
        return f"{self.file}: {self.path}: {self.old} -> {self.new}{reason}"


@dataclass(frozen=True)
class Comparison:
    """All differences, and the numbers of tables, columns and values compared."""

    differences: Sequence[Difference]
    counts: Mapping[str, int]

    @property
    def unexplained(self) -> list[Difference]:
        """Differences without a reason."""
        return [each for each in self.differences if not each.reason]

    def __str__(self) -> str:
        count = Counter(self.counts)
        return (
            f"{count['tables']} tables with {count['columns']:,} columns, "
            f"{count['texts']} other files with {count['values']:,} values; "
            f"{count['left out']} values left out, {count['drawn']} drawings not compared: "
            f"{len(self.unexplained)} differences without a reason, "
            f"{len(self.differences) - len(self.unexplained)} with one"
        )


def compare_folders(old: Path, new: Path, rules: Rules = RULES) -> Comparison:
    """Compare all files of two folders.

    Parameters
    ----------
    old, new
        The folders.
    rules
        Renames and accepted differences.
    """
    before = {_renamed_file(name, rules): path for name, path in _files(old).items()}
    after = _files(new)
    counts: Counter[str] = Counter()
    differences: list[Difference] = []
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            sides = ["there" if name in side else "missing" for side in (before, after)]
            differences.append(_with_reason(Difference(name, "file", *sides), None, rules))
        elif Path(name).suffix in DRAWINGS:
            counts["drawn"] += 1
        else:
            differences += _compare_files(name, before[name], after[name], rules, counts)
    return Comparison(differences, counts)


def _files(folder: Path) -> dict[str, Path]:
    return {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}


def _renamed_file(name: str, rules: Rules) -> str:
    if name in rules.files:
        return rules.files[name]
    folder, _, last = name.rpartition("/")
    return f"{folder}/{rules.files.get(last, last)}".lstrip("/")


def _compare_files(
    name: str, old: Path, new: Path, rules: Rules, counts: Counter[str]
) -> Iterator[Difference]:
    """Differences between two versions of a file; counts the values compared."""
    before = read_contents(old, name, rules.names)
    after = read_contents(new, name, Names())
    table = old.suffix == ".parquet"
    counts["tables" if table else "texts"] += 1
    left_out = _of_file(LEFT_OUT, name)
    for path in [*before, *(path for path in after if path not in before)]:
        if _of_path(left_out, path):
            counts["left out"] += 1
            continue
        counts["columns" if table else "values"] += 1
        if path not in before or path not in after:
            texts = [_format(side[path]) if path in side else "missing" for side in (before, after)]
            yield _with_reason(Difference(name, path, *texts), None, rules)
            continue
        one, other = before[path], after[path]
        if isinstance(one, pa.Array) and isinstance(other, pa.Array):
            yield from _compare_columns(name, path, one, other, rules)
        elif not _equal(one, other):
            difference = Difference(name, path, _format(one), _format(other))
            if _is_prose(name, path) and _numbers(one) == _numbers(other):
                yield difference._replace(reason="other words, same numbers")
            else:
                yield _with_reason(difference, _size(one, other), rules)


def _of_file(patterns: Sequence[Pattern], file: str) -> list[Pattern]:
    names = {file, file.rpartition("/")[2]}
    return [p for p in patterns if any(fnmatchcase(name, p.file) for name in names)]


def _of_path(patterns: Sequence[Pattern], path: str) -> list[Pattern]:
    return [p for p in patterns if fnmatchcase(path, p.path)]


def _is_prose(file: str, path: str) -> bool:
    return bool(_of_path(_of_file([Pattern(*each, "") for each in PROSE], file), path))


def _with_reason(difference: Difference, size: float | None, rules: Rules) -> Difference:
    """The difference with the reason that applies to it, if any."""
    for pattern in _of_path(_of_file(rules.accepted, difference.file), difference.path):
        if pattern.tolerance is None or (size is not None and size <= pattern.tolerance):
            return difference._replace(reason=pattern.reason)
    return difference


def _equal(one: Any, other: Any) -> bool:
    """Whether two values are equal; numbers by their text or the bits of their value."""
    if isinstance(one, Number) and isinstance(other, Number):
        if one == other:
            return True
        integer = re.compile(r"-?\d+")
        if integer.fullmatch(one) and integer.fullmatch(other):
            return False
        return float(one).hex() == float(other).hex()
    return type(one) is type(other) and one == other


def _size(one: Any, other: Any) -> float | None:
    if isinstance(one, Number) and isinstance(other, Number):
        return abs(float(other) - float(one))
    return None


def _numbers(value: Any) -> list[str]:
    return re.findall(r"[-+]?\d[\d,]*(?:\.\d+)?(?:[eE][-+]?\d+)?", str(value))


def _format(value: Any) -> str:
    if isinstance(value, pa.Array):
        return f"{len(value)} rows of {value.type}"
    return str(value) if isinstance(value, Number) else json.dumps(value, default=str)


def _bits(array: pa.Array) -> NDArray[Any]:
    """Values in a form in which equality means equal bits; zero for missing values."""
    kind = array.type
    if pa.types.is_temporal(kind):
        array = array.cast(pa.int64())
    elif not (pa.types.is_primitive(kind) or pa.types.is_boolean(kind)):
        return np.array([repr(value) for value in array.to_pylist()], dtype=object)
    values = np.asarray(array.fill_null(False if pa.types.is_boolean(kind) else 0))
    return values.view(f"u{values.itemsize}") if pa.types.is_floating(kind) else values


def _compare_columns(
    name: str, path: str, one: pa.Array, other: pa.Array, rules: Rules
) -> Iterator[Difference]:
    """The difference between two columns: first differing row, and number of differing rows."""
    if one.type != other.type or len(one) != len(other):
        yield _with_reason(Difference(name, path, _format(one), _format(other)), None, rules)
        return
    differs = (_bits(one) != _bits(other)) | (
        np.asarray(one.is_null()) != np.asarray(other.is_null())
    )
    rows = np.flatnonzero(differs)
    if not len(rows):
        return
    row, size = int(rows[0]), None
    if pa.types.is_floating(one.type) or pa.types.is_integer(one.type):
        old, new = (np.asarray(c.cast(pa.float64()).fill_null(np.nan))[rows] for c in (one, other))
        size = float(np.max(np.abs(new - old)))  # NaN if a number became missing
    extent = f"{len(rows)} of {len(one)} rows" + (
        f", at most {size:.3g}" if size is not None else ""
    )
    values = [repr(side[row].as_py()) for side in (one, other)]
    difference = Difference(name, f"{path}, row {row} ({extent})", *values)
    reason = _with_reason(difference._replace(path=path), size, rules).reason
    yield difference._replace(reason=reason)


def main() -> int:
    """Compare two folders and print the differences."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--most", type=int, default=20, help="lines printed for each file")
    options = parser.parse_args()
    for folder in (options.old, options.new):
        if not folder.is_dir():
            parser.error(f"{folder} is not a folder")
    comparison = compare_folders(options.old, options.new)
    printed: Counter[str] = Counter()
    for each in sorted(comparison.differences, key=lambda each: (each.file, bool(each.reason))):
        printed[each.file] += 1
        if printed[each.file] <= options.most:
            print(each)
    for file, count in printed.items():
        if count > options.most:
            print(f"{file}: {count - options.most} more")
    print(comparison)
    if not sum(comparison.counts.values()):
        parser.error("nothing to compare")
    return 1 if comparison.unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
