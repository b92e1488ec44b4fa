"""Checks what a wheel and a source distribution contain: `python .ci/distribution.py FOLDER`.

Every tracked file of the package and every scenario is there; tests, benchmarks and the scripts
that make data sets are not; the version is that of the package.
"""

import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEFT_OUT = "sim/data/builders/"
OTHERS = r"(^|/)(tests|benchmarks|seeds|docs|\.ci|\.github)/"
"""Folders of the source tree that no distribution contains."""
SOURCE_ONLY = ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "CITATION.cff")
"""Files that a source distribution has beside the package and the scenarios."""


def version() -> str:
    """Version of the source tree, read without importing it."""
    text = (ROOT / "sim" / "_version.py").read_text(encoding="utf-8")
    match = re.search(r'^__version__ = "(.+)"$', text, re.MULTILINE)
    if match is None:
        raise SystemExit("sim/_version.py states no version")
    return match[1]


def tracked(folder: str) -> list[str]:
    """Tracked files of one folder of the source tree, as paths from the root folder."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", folder]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [name for name in listing.split("\0") if name]


def complaints(
    contents: Iterable[str], package: Iterable[str], scenarios: Iterable[str]
) -> list[str]:
    """What is missing from a distribution, and what should not be in it.

    Parameters
    ----------
    contents
        Paths in the distribution.
    package
        Paths that must be there as they are.
    scenarios
        Paths that must be there, in any folder.

    Returns
    -------
    list of str
        One sentence each; empty when all is well.
    """
    present = set(contents)
    missing = [name for name in package if name not in present]
    missing += [
        name for name in scenarios if not any(f"/{path}".endswith(f"/{name}") for path in present)
    ]
    surplus = [path for path in present if LEFT_OUT in path or re.search(OTHERS, path)]
    return [f"{name} is missing" for name in missing] + [
        f"{path} should not be there" for path in sorted(surplus)
    ]


def main(folder: Path) -> int:
    """Check the only wheel and the only source distribution of a folder."""
    name = f"iss_deorbit-{version()}"
    wheel, source = folder / f"{name}-py3-none-any.whl", folder / f"{name}.tar.gz"
    found = sorted(path.name for path in folder.iterdir())
    if found != sorted([wheel.name, source.name]):
        print(f"expected {wheel.name} and {source.name}, found {', '.join(found) or 'nothing'}")
        return 1
    package = [path for path in tracked("sim") if not path.startswith(LEFT_OUT)]
    scenarios = tracked("scenarios")
    with zipfile.ZipFile(wheel) as archive:
        licence = f"{name}.dist-info/licenses/LICENSE"
        faults = complaints(archive.namelist(), [*package, licence], scenarios)
    with tarfile.open(source) as archive:
        inside = [path.removeprefix(f"{name}/") for path in archive.getnames()]
        faults += complaints(inside, [*package, *SOURCE_ONLY], scenarios)
    print(
        "\n".join(faults) if faults else f"{name}: {len(package)} files, {len(scenarios)} scenarios"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
