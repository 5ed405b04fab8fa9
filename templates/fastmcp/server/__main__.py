# SPDX-License-Identifier: Apache-2.0
"""The command line: `python -m` and the name of this package."""

import argparse
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from . import document, settings, telemetry

_FLUSH_SECONDS = 5


def main() -> None:
    """Read the options, check the settings and start the server."""
    data = document.load()
    options = _options(data)
    if options.list:
        print("\n".join(operation["tool"]["name"] for operation in data["operations"]))
        return
    chosen = settings.read(data, os.environ)
    for problem in chosen.problems:
        print(problem, file=sys.stderr)
    if chosen.problems:
        sys.exit(2)
    for warning in settings.warnings(data, os.environ):
        print(f"Warning: {warning}", file=sys.stderr)
    if options.check:
        print("The settings are valid.")
        return
    _serve(data, chosen, options)


def _options(data: dict[str, Any]) -> argparse.Namespace:
    about = data["server"]
    parser = argparse.ArgumentParser(
        prog=about["name"], description=f"MCP server with {len(data['operations'])} tools."
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--http", action="store_true", help="serve HTTP, at the path /mcp")
    how.add_argument("--stdio", action="store_true", help="serve stdio")
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (default 8000)")
    parser.add_argument("--list", action="store_true", help="print the names of the tools")
    parser.add_argument("--check", action="store_true", help="check the settings and exit")
    parser.add_argument("--version", action="version", version=about["version"])
    return parser.parse_args()


def _serve(data: dict[str, Any], chosen: settings.Settings, options: argparse.Namespace) -> None:
    # FastMCP takes more than a second to import; --list and --check do not need it.
    from . import app

    # At their lower levels these loggers write addresses, which may hold credentials.
    for name in ("httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.WARNING)
    about = data["server"]
    flush = telemetry.setup(about["name"], about["version"], os.environ)
    _flush_on_terminate(flush)
    server = app.build(data, chosen)
    try:
        if options.http or (chosen.transport == "http" and not options.stdio):
            server.run(
                transport="http",
                host=options.host or chosen.host,
                port=chosen.port if options.port is None else options.port,
                # Off by default in FastMCP: it keeps web pages from reaching this server.
                host_origin_protection=True,
                allowed_hosts=chosen.allowed_hosts or None,
                uvicorn_config={"access_log": False},
                show_banner=False,
            )
        else:
            server.run(transport="stdio", show_banner=False)
    except KeyboardInterrupt:
        pass
    finally:
        flush()


def _flush_on_terminate(flush: Callable[[], None]) -> None:
    """End at once on SIGTERM, but not without sending the last traces.

    In HTTP mode uvicorn first closes its connections and then raises the signal again.
    """

    def terminate(number: int, frame: object) -> None:
        # In a thread, because the signal may have interrupted the exporter at work.
        flushing = threading.Thread(target=flush, daemon=True)
        flushing.start()
        flushing.join(_FLUSH_SECONDS)
        os._exit(0)

    signal.signal(signal.SIGTERM, terminate)


if __name__ == "__main__":
    main()
