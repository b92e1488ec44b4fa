"""Several flown scenarios side by side: what their files hold, and what figures are made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, cast

from sim.data.whole_file import write_whole_text
from sim.formats.json_text import write_json
from sim.report.results.contents import ComparisonFigures
from sim.report.results.provenance import Provenance, read_manifest, write_manifest
from sim.report.results.reading import ResultsError, read_content, read_text, subfolder
from sim.report.results.run import RunResult
from sim.report.results.shape import Comparison


@dataclass(frozen=True, kw_only=True)
class ComparisonResult:
    """Flown scenarios and how they differ, as `docs/outputs.md` defines the files.

    Attributes
    ----------
    runs
        In the order they were given.
    figures
        ``comparison.json``.
    table
        ``comparison.md``.
    manifest
        ``manifest.json``, or in memory what it is made of once it is written.
    """

    runs: tuple[RunResult, ...]
    figures: ComparisonFigures
    table: str
    manifest: Mapping[str, Any] | Provenance = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write a folder for each run, and every file of the comparison but figures and page, into
        a folder that exists.
        """
        for run in self.runs:
            (folder / run.name).mkdir()
            run.write(folder / run.name)
        write_json(folder / "comparison.json", self.figures)
        write_whole_text(folder / "comparison.md", self.table)
        write_manifest(folder, self.manifest)

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder that `iss-deorbit compare` wrote.

        Raises
        ------
        FormatError
            If a later version wrote it in a format this one does not know.
        ResultsError
            If a file is missing or damaged, or names a scenario that lies elsewhere.
        """
        manifest = read_manifest(folder)
        file = folder / "comparison.json"
        figures = cast("ComparisonFigures", read_content(file, Comparison))
        runs = [RunResult.read(subfolder(folder, name, file)) for name in figures["scenarios"]]
        for run, name in zip(runs, figures["scenarios"], strict=True):
            if run.name != name:
                raise ResultsError(folder / name, f"it holds the scenario {run.name}")
        return cls(
            runs=tuple(runs),
            figures=figures,
            table=read_text(folder / "comparison.md"),
            manifest=manifest,
        )
