"""One set of results as the files hold it: what every table and figure is made from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.formats.json_text import read_json
from sim.formats.parquet import read_table


@dataclass(frozen=True)
class Run:
    """Summary, columns of the trajectory and columns of the events, as `docs/outputs.md` defines
    them.
    """

    summary: dict[str, Any]
    path: dict[str, np.ndarray]
    events: dict[str, np.ndarray]

    @property
    def label(self) -> str:
        """Short name for legends."""
        return str(self.summary.get("label") or self.summary["scenario"])

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        digest = str(self.summary.get("scenario_sha256", ""))[:12]
        return (
            f"{self.summary['scenario']} {digest} · iss-deorbit {self.summary.get('version', '')}"
        )


def read_run(folder: Path) -> Run:
    """Read a folder that `iss-deorbit run` wrote.

    Raises
    ------
    OSError, ValueError
        If a file is missing or damaged.
    """
    return Run(
        read_json(folder / "summary.json"),
        read_table(folder / "trajectory.parquet"),
        read_table(folder / "events.parquet"),
    )
