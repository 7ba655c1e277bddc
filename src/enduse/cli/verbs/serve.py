"""`enduse serve PATH…`: the web pages and the JSON interface."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from enduse.cli.opening import examined
from enduse.cli.output import progress, say
from enduse.errors import InputError


def serve(
    paths: Annotated[list[Path] | None, typer.Argument(help="Folders or files of evidence.")] = None,
    store: Annotated[Path | None, typer.Option("--store", help="A store that holds evidence.")] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="What had happened by this day, inclusive.")] = None,
    known_by: Annotated[str | None, typer.Option("--known-by", help="What had been recorded by then.")] = None,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", help="Port to listen on.")] = 8617,
) -> None:
    """Serve the report and a JSON interface to this machine; there is no log-in, so keep it there.

    Example: enduse serve examples/phantom-data-centre
    """
    try:
        import uvicorn

        from enduse.web.application import application
    except ImportError:
        raise InputError("enduse serve", "the extra `web`", "none installed", "pip install 'enduse[web]'") from None
    with progress("examining") as advance:
        examination = examined("serve", paths, store, (as_of, known_by), advance)
    say(f"serving     http://{host}:{port}  (stop with Ctrl-C)")
    uvicorn.run(application(examination), host=host, port=port, log_level="warning")
