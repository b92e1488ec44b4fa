"""Where a result comes from: what its manifest is made of, and the format of its folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.formats.json_text import write_json
from sim.formats.manifest import check_format, manifest
from sim.report.results.reading import read_content
from sim.report.results.shape import AnyObject, Manifest

MANIFEST = "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What made a result.

    Attributes
    ----------
    scenarios
        Name of each scenario and the sha256 of its resolved text.
    statuses
        Status of every trajectory.
    weather
        Source of space weather by the name of the scenario; None where none is used.
    command
        Command line, or line of Python.
    """

    scenarios: Mapping[str, str]
    statuses: Sequence[str]
    weather: Mapping[str, Mapping[str, Any] | None]
    command: str

    def manifest(self) -> dict[str, Any]:
        """Content of ``manifest.json``, dated now."""
        return manifest(
            self.scenarios,
            self.statuses,
            weather=self.weather,
            created_utc=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            command=[self.command],
        )


def join_provenances(parts: Sequence[Provenance]) -> Provenance:
    """Provenance of several results of one command."""
    return Provenance(
        scenarios={name: digest for part in parts for name, digest in part.scenarios.items()},
        statuses=[status for part in parts for status in part.statuses],
        weather={name: source for part in parts for name, source in part.weather.items()},
        command=parts[0].command,
    )


def stamp_of(name: str, scenario_sha256: str, version: str) -> str:
    """Which scenario and which version made something, for the corner of a figure."""
    return f"{name} {str(scenario_sha256)[:12]} · iss-deorbit {version}"


def write_manifest(folder: Path, manifest: Mapping[str, Any] | Provenance) -> None:
    """Write ``manifest.json``; what comes from a folder as it was, else made now."""
    content = manifest.manifest() if isinstance(manifest, Provenance) else dict(manifest)
    write_json(folder / MANIFEST, content)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a folder of results; empty where there is none.

    Raises
    ------
    FormatError
        If a later version wrote the folder in a format this one does not know.
    ResultsError
        If the file is damaged.
    """
    file = folder / MANIFEST
    if not file.is_file():
        return {}
    check_format(folder, read_content(file, AnyObject))
    return read_content(file, Manifest)
