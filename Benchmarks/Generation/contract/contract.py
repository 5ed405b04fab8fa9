# SPDX-License-Identifier: Apache-2.0
"""Checks that generated servers send what their OpenAPI documents say, and nothing else.

A server is generated of each document and its tools are called with synthesised arguments; what
reaches a recorder on this machine is decoded by the document alone, and compared.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from document import Document
from recorder import Recorder
from server import NotGenerated, Server, generate
from trial import Sums, Trial

LEAST_PERCENT = 99.0


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", nargs="+", metavar="DOCUMENT")
    parser.add_argument("--smelt", required=True, metavar="PATH", help="the generator")
    parser.add_argument("--tools", type=int, default=30, help="tools called for each document")
    parser.add_argument("--seed", type=int, default=0, help="chooses tools and values")
    parser.add_argument("--verbose", action="store_true", help="show the causes of mismatches")
    return parser.parse_args()


async def try_document(path: str, chosen: argparse.Namespace) -> Sums:
    """Generate a server of a document and call it."""
    with tempfile.TemporaryDirectory() as folder:
        generate(chosen.smelt, path, Path(folder) / "server")
        async with Recorder() as recorder:
            server = Server(Path(folder) / "server", recorder)
            try:
                return await Trial(Document(path), server, chosen.tools, chosen.seed).run()
            finally:
                server.unload()


def percent(part: int, whole: int) -> float:
    """Work out a percentage; all of nothing is 100 %."""
    return 100 * part / whole if whole else 100.0


def line(name: str, sums: Sums) -> str:
    """Write the figures of one document in a line."""
    return (
        f"{name:32} {sums.tools:5} tools  {sums.calls:4} calls {sums.matched:4} matched"
        f"  operations {sums.operations_matched}/{sums.operations} matched"
        f"  invalid {sums.invalid:4} sent {sums.leaked:2} leaked"
        f" ({sums.forbidden} forbidden by inputSchema)"
        f"  without credentials {sums.uncredentialed_sent}/{sums.uncredentialed} leaked"
    )


def show_causes(sums: Sums) -> None:
    """Show mismatches and observations by cause, the most frequent first."""
    for cause, found in sorted(sums.causes.items(), key=lambda item: -item[1].count):
        print(f"    {found.count} x {cause}")
        for example in found.examples:
            print(f"        {example[:400]}")


def show_totals(total: Sums, tried: int, given: int) -> None:
    """Show the sums of all documents."""
    calls = percent(total.matched, total.calls)
    operations = percent(total.operations_matched, total.operations)
    leaked = percent(total.leaked, total.invalid)
    print(f"documents            {tried} of {given} became servers, {total.tools} tools")
    print(f"calls matched        {total.matched} of {total.calls} ({calls:.2f} %)")
    print(
        f"operations matched   {total.operations_matched} of {total.operations}"
        f" ({operations:.2f} %)"
    )
    print(f"invalid calls leaked {total.leaked} of {total.invalid} ({leaked:.2f} %)")
    print(f"  of them forbidden by inputSchema: {total.forbidden}")
    print(f"calls without credentials leaked {total.uncredentialed_sent} of {total.uncredentialed}")
    print(
        f"not synthesised: {total.unsynthesised} argument sets; not read: {total.unread} operations"
    )


def main() -> int:
    """Try all the documents; 0 where the servers keep their contracts."""
    chosen = options()
    logging.disable(logging.CRITICAL)
    sys.dont_write_bytecode = True
    total, tried = Sums(), 0
    for path in chosen.documents:
        try:
            sums = asyncio.run(try_document(path, chosen))
        except NotGenerated as error:
            print(f"{Path(path).name:32} no server: {error}", flush=True)
            continue
        print(line(Path(path).name, sums), flush=True)
        if chosen.verbose:
            show_causes(sums)
        total.add(sums)
        tried += 1
    show_totals(total, tried, len(chosen.documents))
    kept = percent(total.matched, total.calls) >= LEAST_PERCENT and total.calls > 0
    return 0 if kept and not total.forbidden and not total.uncredentialed_sent else 1


if __name__ == "__main__":
    sys.exit(main())
