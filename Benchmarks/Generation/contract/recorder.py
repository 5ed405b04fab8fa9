# SPDX-License-Identifier: Apache-2.0
"""A loopback HTTP server that records each request byte by byte."""

import asyncio
from dataclasses import dataclass
from typing import Self

LARGEST_HEAD = 2**24


@dataclass
class Recorded:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes


class Recorder:
    """Answers every request with `{}` and keeps it."""

    def __init__(self) -> None:
        self.requests: list[Recorded] = []
        self.port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Listen on a free port of this machine."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=LARGEST_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *error: object) -> None:
        """Stop listening."""
        if self._server is not None:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                recorded = await _read(reader)
                self.requests.append(recorded)
                head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2"
                content = b"" if recorded.method == "HEAD" else b"{}"
                writer.write(head + b"\r\n\r\n" + content)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


async def _read(reader: asyncio.StreamReader) -> Recorded:
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head[:-4].decode("latin-1").split("\r\n")
    fields = [line.partition(":") for line in lines]
    headers = [(name, value.strip(" \t")) for name, _, value in fields]
    body = await _read_body(reader, {name.lower(): value for name, value in headers})
    method, target, _ = first.split(" ", 2)
    return Recorded(method, target, headers, body)


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "chunked" not in headers.get("transfer-encoding", ""):
        return await reader.readexactly(int(headers.get("content-length", "0")))
    body = b""
    while True:
        size = int((await reader.readline()).split(b";")[0], 16)
        body += (await reader.readexactly(size + 2))[:-2]
        if size == 0:
            return body
