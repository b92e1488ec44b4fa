"""Measures of Python source by `ast`: files, functions, classes, calls. Nothing is imported.

Definitions:

* Lines are lines of a file, including blank ones. A function extends from `def` to its last line,
  with its docstring, without decorators. Nested functions and methods count as functions.
* Arguments are all names of a signature, including `*rest` and `**rest`, without `self` and `cls`.
* A comment line contains a comment, alone or after code. A string below a constant or a field
  documents it; it is counted separately.
"""

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

LONG_FUNCTION = 60
MANY_FIELDS = 6
COMPILED = "kernel"
"""Decorator of compiled functions: their arguments are positional and without annotations."""


class Function(NamedTuple):
    """One function or method."""

    name: str
    line: int
    lines: int
    arguments: int
    compiled: bool
    public: bool
    """Whether its own name and those of the enclosing classes and functions are public."""
    public_name: bool
    """Whether its own name is public."""
    documented: bool
    annotations: int
    """Number of annotations of its arguments and its return."""


class Record(NamedTuple):
    """A class with fields as constructor arguments: a dataclass or a named tuple."""

    name: str
    line: int
    kind: str
    """``dataclass`` or ``NamedTuple``."""
    fields: int
    keyword_only: bool


@dataclass(frozen=True, kw_only=True)
class Module:
    """Measures of one file."""

    path: Path
    """Relative to the package folder."""
    lines: int
    comment_lines: int
    docstring_lines: int
    constant_string_lines: int
    any_dictionary_lines: int
    functions: Sequence[Function]
    records: Sequence[Record]
    positional: Sequence[int]
    """Positional arguments of each call; -1 if a call has `*values`."""


def read_tree(package: Path) -> list[Module]:
    """Measure every Python file below a package folder."""
    return [read_module(path, package) for path in sorted(package.rglob("*.py"))]


def read_module(path: Path, package: Path) -> Module:
    """Measure one file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, str(path))
    docstrings, constant_strings = _string_lines(tree)
    return Module(
        path=path.relative_to(package),
        lines=len(text.splitlines()),
        comment_lines=_comment_lines(text),
        docstring_lines=docstrings,
        constant_string_lines=constant_strings,
        any_dictionary_lines=sum("dict[str, Any]" in line for line in text.splitlines()),
        functions=list(_functions(tree, public=True)),
        records=_records(tree),
        positional=[_positional(n) for n in ast.walk(tree) if isinstance(n, ast.Call)],
    )


def _functions(node: ast.AST, *, public: bool) -> Iterator[Function]:
    for child in ast.iter_child_nodes(node):
        inside = public
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            named = not child.name.startswith("_")
            yield _function(child, public and named, named)
            inside = False
        elif isinstance(child, ast.ClassDef):
            inside = public and not child.name.startswith("_")
        yield from _functions(child, public=inside)


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, public: bool, public_name: bool
) -> Function:
    signature = node.args
    rest = [arg for arg in (signature.vararg, signature.kwarg) if arg is not None]
    arguments = [
        arg
        for arg in (*signature.posonlyargs, *signature.args, *signature.kwonlyargs, *rest)
        if arg.arg not in ("self", "cls")
    ]
    annotated = sum(arg.annotation is not None for arg in arguments)
    return Function(
        name=node.name,
        line=node.lineno,
        lines=_length(node),
        arguments=len(arguments),
        compiled=any(_name(d) == COMPILED for d in node.decorator_list),
        public=public,
        public_name=public_name,
        documented=ast.get_docstring(node) is not None,
        annotations=annotated + (node.returns is not None),
    )


def _length(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _name(node: ast.expr) -> str:
    """Last part of a name, without a call or an index after it."""
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _positional(call: ast.Call) -> int:
    starred = any(isinstance(each, ast.Starred) for each in call.args)
    return -1 if starred else len(call.args)


def _records(tree: ast.Module) -> list[Record]:
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    fields: dict[str, int] = {}
    records = []
    for node in classes:
        inherited = sum(fields.get(_name(base), 0) for base in node.bases)
        own, keyword_only = _fields(node)
        decorators = [d for d in node.decorator_list if _name(d) == "dataclass"]
        if decorators:
            fields[node.name] = inherited + own
            keyword_only |= any(_is_keyword_only(d) for d in decorators)
            kind = "dataclass"
        elif any(_name(base) == "NamedTuple" for base in node.bases):
            kind = "NamedTuple"
        else:
            continue
        records.append(Record(node.name, node.lineno, kind, inherited + own, keyword_only))
    return records


def _fields(node: ast.ClassDef) -> tuple[int, bool]:
    """Number of fields, and whether at most six of them precede a `KW_ONLY` mark."""
    names = [
        _name(statement.annotation)
        for statement in node.body
        if isinstance(statement, ast.AnnAssign) and _name(statement.annotation) != "ClassVar"
    ]
    if "KW_ONLY" in names:
        return len(names) - 1, names.index("KW_ONLY") <= MANY_FIELDS
    return len(names), False


def _is_keyword_only(decorator: ast.expr) -> bool:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    return any(
        k.arg == "kw_only" and isinstance(k.value, ast.Constant) and k.value.value is True
        for k in keywords
    )


def _string_lines(tree: ast.Module) -> tuple[int, int]:
    """Lines of docstrings, and of strings after other statements of a body."""
    docstrings = others = 0
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for i, statement in enumerate(node.body):
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                if not isinstance(statement.value.value, str):
                    continue
                if i == 0:
                    docstrings += _length(statement)
                else:
                    others += _length(statement)
    return docstrings, others


def _comment_lines(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(token.type == tokenize.COMMENT for token in tokens)


def modules_by_folder(modules: Sequence[Module], *, initial: bool = False) -> Counter[Path]:
    """Number of modules in each folder.

    Parameters
    ----------
    modules
        Result of `read_tree`.
    initial
        Whether `__init__.py` counts.
    """
    return Counter(m.path.parent for m in modules if initial or m.path.name != "__init__.py")


def long_functions(modules: Sequence[Module], limit: int = LONG_FUNCTION) -> list[str]:
    """Functions with more lines than `limit`, as ``path:line name (lines)``, longest first."""
    listed = [(f.lines, f"{m.path}:{f.line} {f.name}") for m in modules for f in m.functions]
    return [f"{text} ({lines})" for lines, text in sorted(listed, reverse=True) if lines > limit]


def positional_records(modules: Sequence[Module], kind: str, limit: int = MANY_FIELDS) -> list[str]:
    """Classes of a kind with more than `limit` fields that can be passed by position."""
    return [
        f"{m.path}:{r.line} {r.name} ({r.fields})"
        for m in modules
        for r in m.records
        if r.kind == kind and r.fields > limit and not r.keyword_only
    ]


def undocumented(modules: Sequence[Module]) -> list[str]:
    """Public functions and methods of public classes without a docstring."""
    return [
        f"{m.path}:{f.line} {f.name}"
        for m in modules
        for f in m.functions
        if f.public and not f.documented
    ]
