"""Contents of result files by path: numbers as written, texts, columns of tables."""

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from ruamel.yaml import YAML


class Number(str):
    """A number as written in its file."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """New names of keys, columns and values, by their old names."""

    keys: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


def read_contents(path: Path, name: str, names: Names) -> dict[str, Any]:
    """Read a file: numbers, texts, booleans, None or columns, by path.

    Parameters
    ----------
    path
        The file.
    name
        Its path below the folder of results, with its new name.
    names
        Renames since the file was written.
    """
    suffix = path.suffix
    if suffix == ".parquet":
        return _table_contents(path, name, names)
    text = path.read_text(encoding="utf-8")
    if suffix in (".json", ".geojson", ".czml"):
        tree = json.loads(text, parse_float=Number, parse_int=Number, parse_constant=Number)
        return _by_path(_leaves(tree, "", name, names))
    if suffix in (".yaml", ".yml"):
        tree = YAML(typ="safe", pure=True).load(text)
        return _by_path(_leaves(tree, "", name, names))
    if suffix == ".kml":
        return _by_path(_elements(ElementTree.fromstring(text), ""))
    return {f"line {i}": line for i, line in enumerate(text.splitlines(), 1)}


def _by_path(leaves: Iterator[tuple[str, Any]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for path, value in leaves:
        if path in values:
            raise ValueError(
                f"two values have the path {path}; was a key renamed to one that exists?"
            )
        values[path] = value
    return values


def _leaves(node: Any, path: str, name: str, names: Names) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict) and node:
        for key, value in node.items():
            key = _renamed(str(key), path, name, names.keys)
            yield from _leaves(value, f"{path}.{key}".lstrip("."), name, names)
    elif isinstance(node, list) and node:
        for i, value in enumerate(node):
            yield from _leaves(value, f"{path}.{i}".lstrip("."), name, names)
    elif isinstance(node, Number):
        yield path, node
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield path, Number(repr(node))
    else:
        yield path, _renamed_value(node, path.rpartition(".")[2], names.values)


def _elements(node: ElementTree.Element, path: str) -> Iterator[tuple[str, Any]]:
    counts: Counter[str] = Counter()
    for child in node:
        tag = child.tag.rpartition("}")[2]
        child_path = f"{path}/{tag}{counts[tag]}"
        counts[tag] += 1
        yield child_path, (child.text or "").strip()
        yield from ((f"{child_path}@{key}", value) for key, value in child.attrib.items())
        yield from _elements(child, child_path)


def _table_contents(path: Path, name: str, names: Names) -> dict[str, Any]:
    table = pq.read_table(path)
    values: dict[str, Any] = {}
    for key, value in (table.schema.metadata or {}).items():
        key = _renamed(key.decode(), "metadata", name, names.keys)
        values[f"metadata.{key}"] = value.decode()
    for column_field, column in zip(table.schema, table.columns, strict=True):
        label = _renamed(column_field.name, "", name, names.columns)
        for key, value in (column_field.metadata or {}).items():
            if not key.startswith(b"PARQUET:"):
                values[f"metadata.{label}.{key.decode()}"] = value.decode()
        array = column.combine_chunks()
        if pa.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        if pa.types.is_string(array.type) and names.values:
            texts = [_renamed_value(text, label, names.values) for text in array.to_pylist()]
            array = pa.array(texts, type=array.type)
        if label in values:
            raise ValueError(f"{name} has two columns {label}; was one renamed to an existing one?")
        values[label] = array
    return values


def _renamed(key: str, path: str, name: str, table: Mapping[str, str]) -> str:
    file = name.rpartition("/")[2]
    key_path = f"{path}.{key}".lstrip(".")
    return table.get(f"{file}:{key_path}", table.get(key, key))


def _renamed_value(value: Any, key: str, values: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    return values.get(f"{key}={value}", values.get(value, value))
