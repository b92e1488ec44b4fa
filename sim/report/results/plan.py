"""A plan as the files of its folder hold it: what its figures are made from."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np

from sim.formats.json_text import read_json
from sim.formats.parquet import read_table

Columns = dict[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class PlanResult:
    """The answer and its tables, as `docs/outputs.md` defines them; None for what is not there.

    `track` is the ground track of the plan, longitude and latitude in deg, shape (k, 2), from the
    ignition of the final burn on.
    """

    answer: dict[str, Any]
    calendar: Columns | None = None
    failures: Columns | None = None
    track: np.ndarray | None = None
    torque: Columns | None = None
    lowering: Columns | None = None

    @property
    def label(self) -> str:
        """Short name, for headings."""
        return str(self.answer.get("label") or self.answer["scenario"])

    @property
    def stamp(self) -> str:
        """Which scenario and which version made this, for the corner of a figure."""
        digest = str(self.answer.get("scenario_sha256", ""))[:12]
        return f"{self.answer['scenario']} {digest} · iss-deorbit {self.answer.get('version', '')}"

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder that `iss-deorbit plan` wrote.

        Raises
        ------
        OSError, ValueError
            If a file is missing or damaged.
        """

        def table(name: str) -> Columns | None:
            file = folder / f"{name}.parquet"
            return read_table(file) if file.is_file() else None

        return cls(
            answer=read_json(folder / "plan.json"),
            calendar=table("calendar"),
            failures=table("failure_map"),
            track=_track(folder / "failure_map.geojson"),
            torque=table("control"),
            lowering=table("lowering"),
        )


def _track(file: Path) -> np.ndarray | None:
    """Ground track of the plan itself; None without a failure map."""
    if not file.is_file():
        return None
    for feature in read_json(file)["features"]:
        told = feature["properties"]
        if told["what"] == "ground track" and told["kind"] == "nominal":
            return np.concatenate([np.array(part) for part in feature["geometry"]["coordinates"]])
    return None
