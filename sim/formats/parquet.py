"""Tables of columns as Parquet files: the unit of a column in its metadata, taken from its name.

A column's name ends with its unit (``altitude_km``), so the file explains itself also to readers
that drop metadata.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.errors import InputError

UNITS = {
    "kg_m3": "kg/m3",
    "km_s": "km/s",
    "n_m_s": "N m s",
    "n_m": "N m",
    "m_s": "m/s",
    "w_m2": "W/m2",
    "days": "d",
    "deg": "deg",
    "kg": "kg",
    "km": "km",
    "kpa": "kPa",
    "n": "N",
    "m": "m",
    "s": "s",
    "g": "g0 = 9.80665 m/s2",
    "m2": "m2",
    "j": "J",
    "rad": "rad",
}
"""Endings of names and the units they stand for; longer endings come before the shorter ones they
contain."""


class DamagedTableError(InputError):
    """A file of columns that is cut short, or was changed."""


def unit_of(name: str) -> str:
    """Unit a name ends with, or nothing for a name without one (`phase`, `utc`)."""
    return next((unit for end, unit in UNITS.items() if name.endswith(f"_{end}")), "")


def write_table(
    path: Path | pa.NativeFile,
    columns: Mapping[str, np.ndarray],
    facts: Mapping[str, str] | None = None,
    units: Mapping[str, str] | None = None,
) -> None:
    """Write columns of one length.

    Parameters
    ----------
    path
        File to write, or an open stream.
    columns
        Arrays of shape (n,): numbers, text, truth values, or ``datetime64[us]`` in UTC, null where
        it is no time (NaT).
    facts
        Text kept in the metadata of the file, such as the hash of the scenario.
    units
        Of columns whose names do not end with one of `UNITS`.
    """
    arrays, fields, own = [], [], units or {}
    for name, values in columns.items():
        array = _array(values)
        unit = own.get(name) or unit_of(name)
        fields.append(pa.field(name, array.type, metadata={"unit": unit} if unit else None))
        arrays.append(array)
    table = pa.Table.from_arrays(arrays, schema=pa.schema(fields, metadata=dict(facts or {})))
    # with sums of its pages, by which a reader notices a changed bit
    pq.write_table(table, path, compression="zstd", write_page_checksum=True)


def table_bytes(columns: Mapping[str, np.ndarray]) -> bytes:
    """The bytes that `write_table` gives a file."""
    stream = pa.BufferOutputStream()
    write_table(stream, columns)
    return stream.getvalue().to_pybytes()


def _array(values: np.ndarray) -> pa.Array:
    if values.dtype.kind == "M":
        return pa.array(values.astype("datetime64[us]")).cast(pa.timestamp("us", tz="UTC"))
    if values.dtype.kind in "UO":
        return pa.array(values.tolist(), type=pa.string()).dictionary_encode()
    return pa.array(np.ascontiguousarray(values))


def read_table(source: Path | bytes, name: str = "") -> dict[str, np.ndarray]:
    """Columns of a file that `write_table` made; instants come back as ``datetime64[us]`` in
    UTC.

    Parameters
    ----------
    source
        The file, or what it holds.
    name
        What messages call it; its path by default.

    Raises
    ------
    DamagedTableError
        If the file is there and can't be read to its end.
    OSError
        If there is no such file, or the machine can't read it.
    """
    table = read_arrow(source, name)
    columns = {}
    for name in table.column_names:
        column = table[name]
        if pa.types.is_timestamp(column.type):
            columns[name] = column.cast(pa.timestamp("us")).to_numpy().astype("datetime64[us]")
        elif pa.types.is_dictionary(column.type):
            columns[name] = np.array(column.to_pylist(), dtype=str)
        else:
            columns[name] = column.to_numpy()
    return columns


def read_arrow(source: Path | bytes, name: str = "") -> pa.Table:
    """A whole file as it is; parameters and errors as of `read_table`."""
    name = name or str(source)
    opened = pa.BufferReader(source) if isinstance(source, bytes) else source
    try:
        with pq.ParquetFile(opened, page_checksum_verification=True) as file:
            return file.read()
    except MemoryError:
        raise
    except OSError as error:
        if error.errno is not None:  # of the machine
            raise
        raise DamagedTableError(f"{name} is damaged: {_first_line(error)}") from None
    except (pa.ArrowException, UnicodeDecodeError) as error:
        raise DamagedTableError(f"{name} is damaged: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def units_in(path: Path) -> dict[str, str]:
    """Unit of each column of a file, as its metadata says; empty text where there is none."""
    schema = pq.read_schema(path)
    return {field.name: (field.metadata or {}).get(b"unit", b"").decode() for field in schema}
