"""JSON as this project writes it: NaN and infinity become null, NumPy numbers plain ones, and the
order is the writer's.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from sim.data.whole_file import write_whole_text


def json_text(value: Any) -> str:
    """Text of a value, indented, in UTF-8 without escapes, ending in a line break.

    Raises
    ------
    TypeError
        If something in it has no place in JSON.
    """
    return json.dumps(plain_value(value), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def write_json(path: Path, value: Any) -> None:
    """Write a value to a file, whole or not at all."""
    write_whole_text(path, json_text(value))


def read_json(path: Path) -> Any:
    """Value of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def plain_value(value: Any) -> Any:
    """A value as JSON has it: plain numbers, null for NaN and infinity."""
    if isinstance(value, dict):
        return {str(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain_value(item) for item in value]
    if isinstance(value, np.ndarray):
        return plain_value(value.tolist())
    if isinstance(value, np.generic):
        return plain_value(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
