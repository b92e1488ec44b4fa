"""Measures of the source tree: sizes, arguments, documentation, types, files an addition touches.

    python benchmarks/code_measures.py [FOLDER ...] [--json] [--without-types]

A folder is a package, or a checkout that contains the package `sim`; each folder is a column of a
Markdown table. The source is read with `ast`, never imported; `source_tree` defines the measures.

* A call with `*values` has an unknown number of positional arguments and does not count among the
  calls with seven or more.
* Functions with a public name count as documented if they have a docstring, nested ones too.
* Types are checked by pyright in its basic mode, independent of the configuration of the tree;
  missing packages are no errors. A dash if pyright is not installed.
"""

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from source_tree import (
    long_functions,
    modules_by_folder,
    positional_records,
    read_tree,
    undocumented,
)

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "sim"
MANY_ARGUMENTS = 6
MANY_POSITIONAL = 7

ADDITIONS = {
    "an atmosphere": "atmosphere",
    "a phase-ending condition": "condition",
    "an output format": "output format",
    "a dispersed parameter": "dispersed parameter",
    "a scenario key": "scenario key",
    "a figure": "figure",
}
"""Kinds of addition, each with the words that identify its section of the page."""

EXTENDING = Path("docs") / "extending.md"
TRACED = {
    "an atmosphere": "5 by hand",
    "a phase-ending condition": "7 by hand",
    "an output format": "5 by hand",
    "a dispersed parameter": "2 by hand",
    "a scenario key": "5 to 8 by hand",
    "a figure": "2 by hand",
}
"""Files of the package that one addition touched at commit 879bd2a, traced by hand; used for trees
without a page with diffs.
"""


def package_of(folder: Path) -> Path:
    """The package folder: the folder itself, or `sim` in it."""
    package = folder / PACKAGE if (folder / PACKAGE).is_dir() else folder
    if not any(package.glob("*.py")):
        raise SystemExit(f"{folder} holds no Python package")
    return package


def spread(values: Sequence[int]) -> dict[str, float]:
    """Median, 90th percentile and maximum."""
    ordered = sorted(values)
    return {
        "median": statistics.median(ordered),
        "p90": ordered[min(len(ordered) - 1, int(0.9 * len(ordered)))],
        "max": ordered[-1],
    }


def measure(package: Path, *, types: bool = True) -> dict[str, Any]:
    """All measures of one package, as numbers.

    Parameters
    ----------
    package
        Its folder.
    types
        Whether to run pyright.
    """
    modules = read_tree(package)
    functions = [f for m in modules for f in m.functions]
    many = [f for f in functions if f.arguments > MANY_ARGUMENTS]
    calls = [count for m in modules for count in m.positional]
    lines = sum(m.lines for m in modules)
    named = [f for f in functions if f.public_name]
    folders = modules_by_folder(modules, initial=True)
    return {
        "files": len(modules),
        "lines": lines,
        "folders": len(folders),
        "files_per_folder": spread(list(folders.values())),
        "file_lines": spread([m.lines for m in modules]),
        "functions": len(functions),
        "function_lines": spread([f.lines for f in functions]),
        "functions_over_60_lines": len(long_functions(modules)),
        "functions_over_100_lines": len(long_functions(modules, 100)),
        "arguments": spread([f.arguments for f in functions]),
        "functions_over_6_arguments": len(many),
        "functions_over_6_arguments_compiled": sum(f.compiled for f in many),
        "calls": len(calls),
        "calls_7_positional_per_1000": 1000.0 * sum(n >= MANY_POSITIONAL for n in calls)
        / max(len(calls), 1),
        "calls_10_positional": sum(n >= 10 for n in calls),
        "comment_share": sum(m.comment_lines for m in modules) / lines,
        "docstring_share": sum(m.docstring_lines for m in modules) / lines,
        "constant_share": sum(m.constant_string_lines for m in modules) / lines,
        "public_functions": len(named),
        "public_functions_documented": sum(f.documented for f in named) / max(len(named), 1),
        "undocumented": len(undocumented(modules)),
        "annotated": sum(f.annotations for f in functions)
        / max(sum(f.arguments + 1 for f in functions), 1),
        "dataclasses_over_6_fields_positional": len(positional_records(modules, "dataclass")),
        "named_tuples_over_6_fields": len(positional_records(modules, "NamedTuple")),
        "lines_with_any_dictionary": sum(m.any_dictionary_lines for m in modules),
        "pyright_errors": pyright_errors(package) if types else None,
        "places_touched": files_touched(package.parent / EXTENDING, package.name),
    }  # fmt: skip


def pyright_errors(package: Path) -> int | None:
    """Errors of pyright's basic mode over a package; None if pyright is not installed."""
    installed = Path(sys.executable).with_name("pyright")
    program = str(installed) if installed.is_file() else shutil.which("pyright")
    if program is None:
        return None
    package = package.resolve()
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "include": [os.path.relpath(package, Path(folder).resolve())],  # must be relative
            "exclude": [],
            "extraPaths": [str(package.parent)],
            "typeCheckingMode": "basic",
            "reportMissingImports": "none",
            "reportMissingModuleSource": "none",
        }
        project = Path(folder) / "pyrightconfig.json"
        project.write_text(json.dumps(settings), encoding="utf-8")
        command = [program, "-p", str(project), "--pythonpath", sys.executable, "--outputjson"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        summary = json.loads(run.stdout)["summary"]
    except (ValueError, KeyError):
        raise SystemExit(f"pyright returned no figures: {run.stderr.strip()}") from None
    if not summary["filesAnalyzed"]:
        raise SystemExit(f"pyright found no files in {package}")
    return int(summary["errorCount"])


def files_touched(page: Path, package: str) -> dict[str, str]:
    """Number of files that each kind of addition touches, from the diffs of a page.

    Parameters
    ----------
    page
        Markdown page with a section for each kind of addition and fenced ``diff`` blocks in it. A
        kind belongs to the first section whose heading contains its words.
    package
        Name of the package; the number of other files follows in brackets.

    Returns
    -------
    dict
        By kind; the numbers of commit 879bd2a if there is no page, a dash without a diff.
    """
    if not page.is_file():
        return dict(TRACED)
    sections = re.split(r"^#+ ", page.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    counts = {}
    for kind, words in ADDITIONS.items():
        section = next((s for s in sections if words in s.partition("\n")[0].lower()), "")
        blocks = re.findall(r"^```diff\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        files = set(re.findall(r"^\+\+\+ (?:b/)?(\S+)", "\n".join(blocks), re.MULTILINE))
        inside = {name for name in files if name.startswith(f"{package}/")}
        counts[kind] = f"{len(inside)} (+{len(files - inside)})" if files else "-"
    return counts


def _spread_text(values: dict[str, float]) -> str:
    return " / ".join(f"{values[key]:g}" for key in ("median", "p90", "max"))


def table_rows(m: dict[str, Any]) -> dict[str, str]:
    """The measures of one package as cells of the table, by row label."""
    folders = m["files_per_folder"]
    others = m["functions_over_6_arguments"] - m["functions_over_6_arguments_compiled"]
    return {
        "files / lines": f"{m['files']} / {m['lines']:,}",
        "folders; files per folder, median / max": f"{m['folders']}; {folders['median']:g} / "
        f"{folders['max']:g}",
        "file length, median / p90 / max": _spread_text(m["file_lines"]),
        "functions; length, median / p90 / max": f"{m['functions']}; "
        f"{_spread_text(m['function_lines'])}",
        "functions > 60 lines (> 100)": f"{m['functions_over_60_lines']} "
        f"({m['functions_over_100_lines']})",
        "arguments, median / p90 / max": _spread_text(m["arguments"]),
        "functions with > 6 arguments": f"{m['functions_over_6_arguments']} "
        f"({100 * m['functions_over_6_arguments'] / max(m['functions'], 1):.1f} %): "
        f"{m['functions_over_6_arguments_compiled']} compiled, {others} others",
        "calls with >= 7 positional arguments, per 1000 calls": ""
        f"{m['calls_7_positional_per_1000']:.1f} ({m['calls_10_positional']} calls with >= 10)",
        "lines: comments / docstrings / strings under constants": " / ".join(
            f"{100 * m[f'{kind}_share']:.1f} %" for kind in ("comment", "docstring", "constant")
        ),
        "functions with a public name; with a docstring": f"{m['public_functions']}; "
        f"{100 * m['public_functions_documented']:.0f} %",
        "public functions and methods without a docstring": f"{m['undocumented']}",
        "annotated parameters and returns": f"{100 * m['annotated']:.0f} %",
        "dataclasses with > 6 positional fields": ""
        f"{m['dataclasses_over_6_fields_positional']}",
        "named tuples with > 6 fields": f"{m['named_tuples_over_6_fields']}",
        "lines with `dict[str, Any]`": f"{m['lines_with_any_dictionary']}",
        "pyright errors (basic)": "-" if m["pyright_errors"] is None else f"{m['pyright_errors']}",
        **{f"files for {kind}": text for kind, text in m["places_touched"].items()},
    }  # fmt: skip


def format_markdown(measures: dict[str, dict[str, Any]]) -> str:
    """A table with a column for each package."""
    columns = [table_rows(package) for package in measures.values()]
    lines = [
        f"| | {' | '.join(measures)} |",
        f"|:--|{':--|' * len(columns)}",
        *(f"| {label} | {' | '.join(c[label] for c in columns)} |" for label in columns[0]),
    ]
    return "\n".join(lines)


def label_of(folder: Path) -> str:
    """Short commit of a checkout, with a plus sign if modified; else the name of the folder."""
    command = ["git", "-C", str(folder), "describe", "--always", "--exclude=*", "--dirty=+"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout.strip() if run.returncode == 0 else folder.resolve().name


def main() -> None:
    """Measure the folders and print the table, or the numbers as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER", default=[ROOT])
    parser.add_argument("--json", action="store_true", help="numbers instead of a table")
    parser.add_argument("--without-types", action="store_true", help="don't run pyright")
    options = parser.parse_args()
    measures: dict[str, dict[str, Any]] = {}
    for folder in options.folders:
        label = label_of(folder)
        if label in measures:
            label = f"{label} ({len(measures) + 1})"
        measures[label] = measure(package_of(folder), types=not options.without_types)
    print(json.dumps(measures, indent=2) if options.json else format_markdown(measures))


if __name__ == "__main__":
    main()
