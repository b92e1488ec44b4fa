"""Folders of results: written beside their place and moved there in one step, never mixed with what
was there before.

A process killed outright may leave a hidden ``.<name>.partial-*`` folder; the results themselves
are whole or absent.
"""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sim.data.whole_file import sync_tree
from sim.errors import InputError

MARK = "manifest.json"
"""File by which a folder is known to hold results."""

LONGEST_NAME = 200
"""Bytes; systems allow 255, and a folder not yet finished has a longer name."""


class FolderError(InputError):
    """Results can't be put where they were asked to go."""


def check_target(target: Path, force: bool) -> None:
    """Refuse a target that results may not take the place of.

    Parameters
    ----------
    target
        Folder the results will be.
    force
        Whether results that are there already may be replaced, as a whole.

    Raises
    ------
    FolderError
        If something other than an empty folder is there, unless it holds results and `force` is
        given.
    """
    if any(len(os.fsencode(part)) > LONGEST_NAME for part in target.parts):
        raise FolderError(f"--out: a name in it is longer than {LONGEST_NAME} bytes")
    for parent in target.absolute().parents:
        if os.path.lexists(parent):
            if not parent.is_dir():
                raise FolderError(f"{target}: {parent} is not a folder")
            if not os.access(parent, os.W_OK):
                raise FolderError(f"{target}: no permission to write in {parent}")
            break
    if not os.path.lexists(target):
        return
    if target.is_symlink() or not target.is_dir():
        raise FolderError(f"{target} exists and is not a folder; choose another one with --out")
    if not any(target.iterdir()):
        return
    if not force:
        raise FolderError(
            f"{target} exists already; choose another folder with --out, "
            "or replace it as a whole with --force"
        )
    if not (target / MARK).is_file():
        raise FolderError(
            f"{target} does not hold results (it has no {MARK}), so --force does not replace it; "
            "choose another folder with --out"
        )


@contextmanager
def new_folder(target: Path, force: bool = False) -> Iterator[Path]:
    """A folder to write into, which becomes `target` when the block ends well and vanishes when it
    does not.

    Raises
    ------
    FolderError
        See `check_target`.
    """
    check_target(target, force)
    made = _make_parents(target)
    partial = target.parent / f".{target.name}.partial-{secrets.token_hex(6)}"
    try:
        partial.mkdir()
        yield partial
        sync_tree(partial)
        check_target(target, force)
        _put(partial, target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        for parent in made:
            with suppress(OSError):
                parent.rmdir()
        raise


def without_link(file: Path) -> Path:
    """The file, to be written anew: a link of that name is taken away, so that what it points to is
    not written over. Folders of results are passed on, and may hold any.
    """
    if file.is_symlink():
        file.unlink()
    return file


def _put(partial: Path, target: Path) -> None:
    """Move the finished folder to its place; what was there goes only once the new one stands."""
    if not target.exists():
        partial.rename(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old-", dir=target.parent))
    target.rename(old / "results")
    try:
        partial.rename(target)
    except BaseException:
        (old / "results").rename(target)
        old.rmdir()
        raise
    shutil.rmtree(old, ignore_errors=True)


def _make_parents(target: Path) -> list[Path]:
    """Make the folders above the target; returns those that were not there, innermost first."""
    missing = [parent for parent in target.absolute().parents if not parent.exists()]
    target.absolute().parent.mkdir(parents=True, exist_ok=True)
    return missing
