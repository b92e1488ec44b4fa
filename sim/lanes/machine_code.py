"""Compiled kernels as files: one for each kernel and signature, whole or absent, and checked.

There is no index that processes share: the name of a file follows from what it holds, so any number
of processes may compile and write at once. A damaged file counts as absent. Where none can be
written, what lies there is still read.
"""

import hashlib
import os
import pickle
import re
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

from numba.core.serialize import dumps

ENDING = ".nbc"
_DIGEST = 32
"""Bytes of the sha256 that a file begins with."""


class MachineCode:
    """What a dispatcher of numba asks for compiled functions, and hands them to.

    Parameters
    ----------
    function
        The Python function.
    folders
        Where files are looked for; new ones are written into the first. Without any, nothing is
        kept.
    role
        Told apart in the names of files, where one function is compiled in several ways.
    rebuild
        Makes a compile result of a target context and the parts that it was reduced to.
    """

    def __init__(
        self,
        function: Callable,
        folders: Sequence[Path],
        role: str,
        rebuild: Callable[[Any, Any], Any],
    ) -> None:
        self.folders = folders
        self.rebuild = rebuild
        self.function = function
        place = f"{function.__module__}.{function.__qualname__}"
        line = function.__code__.co_firstlineno
        self.name = f"{re.sub('[^A-Za-z0-9_.]', '', place)}-{line}.{role}"

    def load_overload(self, signature: Any, context: Any) -> Any:
        """The compile result of a signature; None where none is kept."""
        context.refresh()
        key = self._key(signature, context.codegen())
        for folder in self.folders:
            held = _checked(folder / self._file(key))
            if held is not None:
                found, content = pickle.loads(held)
                if found == key:
                    return self.rebuild(context, content)
        return None

    def save_overload(self, signature: Any, result: Any) -> None:
        """Keep a compile result, if there is a place for it."""
        if not self.folders:
            return
        key = self._key(signature, result.codegen)
        held = dumps((key, result._reduce()))
        with suppress(OSError):  # a full disk costs the next process time, and this one nothing
            self.folders[0].mkdir(parents=True, exist_ok=True)
            _write(self.folders[0] / self._file(key), hashlib.sha256(held).digest() + held)

    def _key(self, signature: Any, codegen: Any) -> tuple:
        """What a result is of: signature, processor, and byte code with the constants in it, the
        numbers it finds outside, and what it encloses.
        """
        code, outside = self.function.__code__, self.function.__globals__
        enclosed = tuple(cell.cell_contents for cell in self.function.__closure__ or ())
        constants = [each for each in code.co_consts if not isinstance(each, CodeType)]
        found = [(name, outside.get(name)) for name in code.co_names]
        numbers = [(name, each if isinstance(each, (int, float)) else None) for name, each in found]
        parts = code.co_code, repr((constants, numbers)).encode(), dumps(enclosed)
        return signature, codegen.magic_tuple(), hashlib.sha256(b"".join(parts)).hexdigest()

    def _file(self, key: tuple) -> str:
        return f"{self.name}.{hashlib.sha256(repr(key).encode()).hexdigest()[:16]}{ENDING}"


def _checked(file: Path) -> bytes | None:
    """Content of a file without its digest; None if it is not there, or not whole."""
    try:
        content = file.read_bytes()
    except OSError:
        return None
    held = content[_DIGEST:]
    return held if hashlib.sha256(held).digest() == content[:_DIGEST] else None


def _write(file: Path, content: bytes) -> None:
    """Write a file in one step, so that no other process sees a part of it."""
    partial = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    try:
        partial.write_bytes(content)
        os.replace(partial, file)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        raise
