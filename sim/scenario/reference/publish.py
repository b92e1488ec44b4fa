"""Writes the JSON Schema files into `scenarios/`: ``python -m sim.scenario.reference.publish
scenarios``.
"""

import sys
from pathlib import Path

from sim.scenario.reference.json_schema import FILES, schema_text


def publish(folder: Path) -> None:
    """Write every schema file into a folder."""
    for name, model in FILES.items():
        (folder / name).write_text(schema_text(model), encoding="utf-8")


if __name__ == "__main__":
    publish(Path(sys.argv[1] if len(sys.argv) > 1 else "scenarios"))
