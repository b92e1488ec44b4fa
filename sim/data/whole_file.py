"""Files that are whole or absent, whenever the process that writes them is killed."""

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

PARTIAL = ".partial"
"""Ending of files that are being written."""


def write_whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file beside its place, force it to disk, and move it there in one step.

    A link of that name is replaced and not followed.

    Parameters
    ----------
    path
        The place.
    write
        Writes the file it is given the path of.

    Raises
    ------
    OSError
        If it can't be written; it names the file. What was there before is still there.
    """
    # in a shared folder two machines may write one file, and have processes of one number
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PARTIAL}")
    try:
        write(partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException as error:
        with suppress(OSError):
            partial.unlink()
        if isinstance(error, OSError):
            # pyarrow names no file, and the one beside its place is not what people look for
            error.filename = os.fspath(path)
        raise
    _sync_folder(path.parent)


def write_whole_text(path: Path, text: str) -> None:
    """The same for text, in UTF-8 with its line breaks as they are."""
    write_whole_bytes(path, text.encode())


def write_whole_bytes(path: Path, content: bytes) -> None:
    """The same for bytes."""
    write_whole(path, lambda partial: partial.write_bytes(content))


def sync_tree(path: Path) -> None:
    """Force all files in a folder to disk, and the folder itself, before it is moved."""
    for each in path.iterdir():
        if each.is_dir() and not each.is_symlink():
            sync_tree(each)
        else:
            with each.open("rb+") as file:
                os.fsync(file.fileno())
    _sync_folder(path)


def _sync_folder(path: Path) -> None:
    """Force a move to disk; folders can't be opened for that on every system."""
    with suppress(OSError):
        folder = os.open(path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
