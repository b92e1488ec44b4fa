"""Kernels as numba dispatchers: an entry that Python calls, and a part that other kernels inline.

Numba makes machine code of every kernel and of wrappers of it for Python and for C, down to the
smallest kernel inside another one, where all that is used of it is optimised intermediate code. So
a part has no wrappers and never becomes machine code, and an entry has no wrapper for C. What is
inlined, and with it every bit of a result, is the same as numba's own.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import llvmlite.binding as llvm
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler, CompileResult
from numba.core.registry import CPUDispatcher

from sim.lanes.machine_code import MachineCode


class PartLibrary(JITCodeLibrary):
    """Optimised intermediate code without machine code."""

    def _finalize_final_module(self) -> None:
        self._finalize_dynamic_globals()
        self._verify_declare_only_symbols()
        self._finalized = True

    def serialize_using_object_code(self) -> tuple[str, bytes]:
        """Name and intermediate code."""
        self._ensure_finalized()
        return self.name, self._get_module_for_linking().as_bitcode()


class PartCompiler(Compiler):
    """Numba's compiler, ending with the intermediate code."""

    def compile_extra(self, func: Any) -> Any:
        """Compile a function."""
        self.state.library = PartLibrary(self.state.targetctx.codegen(), func.__qualname__)
        self.state.flags.no_compile = True
        return super().compile_extra(func)


class Part(CPUDispatcher):
    """A kernel as other kernels use it."""

    def keep_in(self, folders: Sequence[Path]) -> None:
        """Keep intermediate code in the first of some folders, and look for it in all of them."""
        self._cache = MachineCode(self.py_func, folders, "part", rebuilt_part)

    def add_overload(self, cres: Any) -> None:
        """Make a compiled signature known to the compiler; its library stands for its address."""
        if cres.entry_point is None:  # not from a file
            cres = cres._replace(entry_point=cres.library)
            self.targetctx.insert_user_function(cres.library, cres.fndesc, [cres.library])
        self.overloads[tuple(cres.signature.args)] = cres


class Entry(CPUDispatcher):
    """A kernel as Python calls it; in another kernel its part stands for it."""

    def __init__(
        self,
        py_func: Callable,
        locals: dict[str, Any] | None = None,
        targetoptions: dict[str, Any] | None = None,
        pipeline_class: type = Compiler,
    ) -> None:
        options = {**(targetoptions or {}), "no_cfunc_wrapper": True}
        super().__init__(py_func, locals or {}, options, pipeline_class)
        self._folders: Sequence[Path] = ()

    def keep_in(self, folders: Sequence[Path]) -> None:
        """Keep machine code in the first of some folders, and look for it in all of them."""
        self._folders = folders
        self._cache = MachineCode(self.py_func, folders, "entry", rebuilt_entry)

    @cached_property
    def part(self) -> Part:
        """The same inside other kernels; made when one of them is compiled, under numba's lock."""
        options = {**self.targetoptions, "no_cpython_wrapper": True}
        part = Part(self.py_func, self.locals, options, PartCompiler)
        part.keep_in(self._folders)
        return part

    def add_overload(self, cres: Any) -> None:
        """Take a compiled signature into use, with the constants of the parts that are in it."""
        super().add_overload(cres)
        for environment in cres._find_referenced_environments():
            cres.codegen.set_env(environment.env_name, environment)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Types of a call in another kernel."""
        return self.part.get_call_template(args, kws)

    def get_overload(self, sig: Any) -> Any:
        """What a call in another kernel is lowered to."""
        return self.part.get_overload(sig)


def rebuilt_entry(context: Any, content: Any) -> Any:
    """A compile result of an entry from its kept parts."""
    return CompileResult._rebuild(context, *content)


def rebuilt_part(context: Any, content: Any) -> Any:
    """The same of a part; it holds no addresses that would have to be set."""
    (name, code), description, environment, signature, objectmode, lifted, types, *_ = content
    library = PartLibrary(context.codegen(), name)
    library._final_module = llvm.parse_bitcode(code)
    library._finalize_final_module()
    return CompileResult(
        typing_context=context.typing_context,
        target_context=context,
        entry_point=library,
        typing_error=None,
        type_annotation=types,
        signature=signature,
        objectmode=objectmode,
        lifted=lifted,
        fndesc=description,
        library=library,
        call_helper=None,
        environment=environment,
        metadata=None,
        reload_init=(),
        referenced_envs=(),
    )
