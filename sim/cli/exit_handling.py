"""How the command line ends: what is said when something went wrong, and the exit code."""

import os
import sys
from typing import NoReturn

import typer

from sim.cli.exit_codes import INPUT, INTERRUPTED, code_of, message_of

NOTHING_WRITTEN = "interrupted; nothing was written"


def told(error: BaseException, debug: bool) -> int:
    """Say on stderr what went wrong; returns the exit code."""
    if debug and not isinstance(error, (SystemExit, KeyboardInterrupt)):
        import traceback

        traceback.print_exception(error)
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 1
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        print(NOTHING_WRITTEN, file=sys.stderr)
        return INTERRUPTED
    if hasattr(error, "format_message"):  # click's own: a wrong option or argument
        context = getattr(error, "ctx", None)
        place = context.command_path if context is not None else "iss-deorbit"
        print(f"error: {error.format_message()}\nTry: {place} --help", file=sys.stderr)
        return INPUT
    print(message_of(error), file=sys.stderr)
    return code_of(error)


def stop(number: int, frame: object) -> NoReturn:
    """Take a request to stop as Ctrl-C is taken."""
    raise KeyboardInterrupt


def leave(code: int) -> NoReturn:
    """End the process now, also while a flight in another thread is still under way."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        code = code or 1
    os._exit(code)
