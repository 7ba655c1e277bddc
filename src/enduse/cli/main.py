"""The command `enduse`: finds its verbs in a folder and words every error."""

from __future__ import annotations

import gc
import os
import sys
from typing import Any, NoReturn

import typer

from enduse import registry
from enduse.errors import EnduseError, nearest
from enduse.store import Store

UsageError: Any = typer.BadParameter.__base__
"""Typer words bad usage through this class, which it does not export."""

app = typer.Typer(
    name="enduse",
    help="Says where every controlled AI chip is, how that is known, and what to check next.\n\n"
    "Start with: enduse examine FOLDER --out out",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def _verbs() -> None:
    """Keeps the verbs a group, however few there are."""


def register(asked: str | None = None) -> None:
    """Add the verbs of the folder: a function of the module's name, or an `app` with verbs of its own.

    Where one verb is asked for, only its module is imported: the others would cost a second for nothing.
    """
    names = registry.names("enduse.cli.verbs")
    for name in [asked] if asked in names else names:
        module = registry.module("enduse.cli.verbs", str(name))
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name=name)(getattr(module, str(name)))


def main() -> NoReturn:
    """Run the command line; exit 0 on success, 2 on bad use or input with one sentence."""
    gc.set_threshold(100_000)  # modules and rows live as long as the command: looking through them often finds nothing
    sys.setswitchinterval(0.0005)  # the thread that asks the engine, in many small steps, waits behind one that imports
    register(sys.argv[1] if len(sys.argv) > 1 else None)
    command = typer.main.get_command(app)
    try:
        command.main(prog_name="enduse", standalone_mode=False)
    except EnduseError as error:
        _stop(str(error))
    except UsageError as error:
        _stop(_worded(error))
    except (typer.Abort, KeyboardInterrupt):
        _stop("enduse: stopped. What was admitted so far is kept.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except typer.Exit as ended:
        sys.exit(ended.exit_code)
    except Exception as fault:
        if os.environ.get("ENDUSE_TRACEBACK"):
            raise
        found = f"a fault of its own ({type(fault).__name__}: {' '.join(str(fault).split())[:200]})"
        print(f"enduse: expected to finish, found {found}. Set ENDUSE_TRACEBACK=1 and report it.", file=sys.stderr)
        sys.exit(1)
    _leave()


def _leave() -> NoReturn:
    """End well. A store in memory is left for the system to take: to give a million rows back takes half a second."""
    if Store.files_open:
        sys.exit(0)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _stop(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(2)


def _worded(error: Any) -> str:
    where = error.ctx.command_path if error.ctx else "enduse"
    option = getattr(error, "option_name", None)
    if option:
        close = error.possibilities or []
        mend = f"Nearest: {', '.join(close)}" if close else f"Run {where} --help"
        return f"{where}: expected an option of this verb, found {option}. {mend}."
    unknown = getattr(error, "message", "")
    if unknown.startswith("No such command") and error.ctx:
        name = unknown.split("'")[1]
        known = list(getattr(error.ctx.command, "commands", {}))
        close = nearest(name, known)
        mend = f"Nearest: {', '.join(close)}" if close else "Run enduse --help"
        return f"{where}: expected a verb, found {name!r}. {mend}."
    return f"{where}: {error.format_message().rstrip('.')}. Run {where} --help."
