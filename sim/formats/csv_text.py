"""Tables of columns as CSV (RFC 4180): the names of the columns with their units, then rows.

Numbers are written so that they read back bit by bit, instants as UTC with Z, NaN as nothing. Text
that a spreadsheet would take for a formula is left as it is: the files are data.
"""

import csv
import io
from collections.abc import Mapping

import numpy as np


def csv_text(columns: Mapping[str, np.ndarray]) -> str:
    """Text of a table.

    Parameters
    ----------
    columns
        Arrays of one length by name; names end with units.

    Raises
    ------
    ValueError
        If columns differ in length.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in zip(*(_texts(values) for values in columns.values()), strict=True):
        writer.writerow(row)
    return out.getvalue()


def _texts(values: np.ndarray) -> list[str]:
    if values.dtype.kind == "M":
        instants = np.datetime_as_string(values.astype("datetime64[us]"), unit="us")
        return ["" if instant == "NaT" else f"{instant}Z" for instant in instants.tolist()]
    if values.dtype.kind == "f":
        return ["" if value != value else repr(value) for value in values.tolist()]
    return [str(value) for value in values.tolist()]
