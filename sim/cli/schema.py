"""The JSON Schema of scenario files, printed or written."""

from collections.abc import Iterator
from pathlib import Path

from sim.errors import InputError
from sim.scenario.reference.json_schema import FILES, schema_text


def write_schemas(out: Path | None, force: bool) -> Iterator[str]:
    """Give the text of the scenario schema, or write all schemas into a folder and give their
    paths.

    Raises
    ------
    InputError
        If a file would be overwritten without `force`.
    """
    if out is None:
        yield schema_text().rstrip("\n")
        return
    if out.exists() and not out.is_dir():
        raise InputError(f"{out} is not a folder")
    there = [name for name in FILES if (out / name).exists()]
    if there and not force:
        raise InputError(f"{out} already holds {', '.join(there)}; overwrite with --force")
    out.mkdir(parents=True, exist_ok=True)
    for name, model in FILES.items():
        (out / name).write_text(schema_text(model), encoding="utf-8")
        yield str(out / name)
