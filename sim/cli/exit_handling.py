"""How the command line ends: what is said when something went wrong, and the exit code.

Kept light: imported before anything else of the simulator.
"""

import os
import sys
from contextlib import suppress
from typing import NoReturn

import typer

from sim.cli.terminal import say
from sim.errors import InputError, NoPlanError

FAILED, INPUT, INFEASIBLE, LIMIT_BROKEN, INTERRUPTED = 1, 2, 3, 4, 130
"""Exit codes besides 0: a flight failed numerically or something unforeseen happened; the input is
at fault; no plan is feasible; a limit is broken and `--strict` was given; Ctrl-C or a request to
stop.
"""

NO_THREAD = "can't start new thread"
"""How the interpreter says that the system refused one."""

NOTHING_WRITTEN = "interrupted; nothing was written"


def report_error(error: BaseException, debug: bool) -> int:
    """Say on stderr what went wrong; returns the exit code."""
    if debug and not isinstance(error, (SystemExit, KeyboardInterrupt)):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else FAILED
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        say(NOTHING_WRITTEN, error=True)
        return INTERRUPTED
    format_message = getattr(error, "format_message", None)
    if format_message is not None:  # click's own: a wrong option or argument
        context = getattr(error, "ctx", None)
        place = context.command_path if context is not None else "iss-deorbit"
        say(f"error: {format_message()}\nTry: {place} --help", error=True)
        return INPUT
    say(error_message(error), error=True)
    return exit_code(error)


def exit_code(error: BaseException) -> int:
    """2 if the input is at fault, 3 if no plan is feasible, else 1."""
    if isinstance(error, NoPlanError):
        return INFEASIBLE
    return INPUT if isinstance(error, InputError) else FAILED


def error_message(error: BaseException) -> str:
    """Sentences for a person; one line for each problem of a scenario, and for each note."""
    return "\n".join([_said(error), *getattr(error, "__notes__", ())])


def _said(error: BaseException) -> str:
    if isinstance(error, (InputError, *_data_errors())):
        return "\n".join(f"error: {line}" for line in str(error).splitlines())
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"error: {place}{error.strerror or error}"
    if isinstance(error, MemoryError):
        return f"error: the machine has no more memory: {error or 'none left'}"
    if isinstance(error, RuntimeError) and str(error).startswith(NO_THREAD):
        return f"error: the machine lets no more threads begin: {error}"
    return (
        f"error: unforeseen {type(error).__name__}: {error}\n"
        "Run again with --debug to see where it came from."
    )


def _data_errors() -> tuple[type[BaseException], ...]:
    """The error of a damaged installation; a module that was not imported raised nothing."""
    data = sys.modules.get("sim.data")
    return () if data is None else (data.DataError,)


def trace_crashes() -> None:
    """Let a process that machine code brings down say where its threads were."""
    import faulthandler

    with suppress(RuntimeError, ValueError, OSError, AttributeError):  # no stderr, or no file
        faulthandler.enable()


def raise_interrupt(number: int, frame: object) -> NoReturn:
    """Take a request to stop as Ctrl-C is taken."""
    raise KeyboardInterrupt


def exit_process(code: int) -> NoReturn:
    """End the process now, also while a flight in another thread is still under way."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or FAILED
    os._exit(code)
