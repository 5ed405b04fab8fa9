# SPDX-License-Identifier: Apache-2.0
"""The MCP server: every operation of the document becomes one tool."""

import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property
from typing import Any

import anyio
import httpx2
import mcp_types
from fastmcp import FastMCP
from fastmcp.server.middleware import CallNext, Middleware, MiddlewareContext
from fastmcp.tools.base import Tool, ToolResult
from mcp.shared.exceptions import MCPError
from pydantic import PrivateAttr

from . import answer, request, telemetry
from .arguments import Check
from .breaker import CircuitOpen
from .credentials import MissingCredentials, choose
from .settings import Settings
from .text import Refused
from .upstream import Unreachable, Upstream

_LIST_SECONDS = 3_600  # the tools cannot change while the server runs


class Operation:
    """One operation of the API, and how to call it."""

    def __init__(
        self, data: dict[str, Any], schemes: dict[str, Any], settings: Settings, upstream: Upstream
    ) -> None:
        self.tool = data["tool"]
        self._spec = data["request"]
        self._schemes = schemes
        self._settings = settings
        self._upstream = upstream
        self._input = Check(self.tool["inputSchema"])
        output = self.tool.get("outputSchema")
        self._output = Check(output) if output is not None else None

    async def call(self, arguments: dict[str, Any]) -> ToolResult:
        """Check the arguments, send the request and turn its answer into a result."""
        problems = self._input.problems(arguments)
        if problems:
            lines = "\n".join(f"- {problem}" for problem in problems)
            return answer.failure(f"Nothing was sent. Correct these arguments:\n{lines}")
        try:
            return await self._send(arguments)
        except (Refused, MissingCredentials) as error:
            return answer.failure(f"Nothing was sent. {error}")
        except CircuitOpen as error:
            return answer.failure(
                "Nothing was sent: the API failed several times in a row. "
                f"Try again in {math.ceil(error.wait)} seconds."
            )
        except Unreachable as error:
            done = "It may have carried the request out. " if error.sent else ""
            return answer.failure(f"The API could not be reached: {error}. {done}Try again later.")

    async def _send(self, arguments: dict[str, Any]) -> ToolResult:
        credential = choose(self._spec["security"], self._schemes, self._settings.environ)
        base_url = self._settings.base_urls[self._spec["server"]]
        made = request.build(self._spec, arguments, base_url, credential)
        reply = await self._upstream.send(made, idempotent=self._spec["idempotent"])
        # Checking a large answer takes a while; in a thread it does not hold up other calls.
        return await anyio.to_thread.run_sync(
            answer.result,
            reply,
            made,
            credential,
            self._output,
            self.tool["inputSchema"],
            self._settings.max_response_bytes,
        )


class OperationTool(Tool):
    """A FastMCP tool that calls an operation."""

    _operation: Operation = PrivateAttr()

    @classmethod
    def of(cls, operation: Operation) -> "OperationTool":
        """Make the tool of an operation."""
        tool = operation.tool
        made = cls(
            name=tool["name"],
            parameters=tool["inputSchema"],
            output_schema=tool.get("outputSchema"),
        )
        made._operation = operation
        return made

    @cached_property
    def _listed(self) -> mcp_types.Tool:
        return mcp_types.Tool.model_validate(self._operation.tool)

    def to_mcp_tool(self, **overrides: Any) -> mcp_types.Tool:
        """List the tool exactly as the document has it, without FastMCP's additions."""
        return self._listed

    async def run(self, arguments: dict[str, Any]) -> ToolResult:
        """Call the operation."""
        made = await self._operation.call(arguments)
        if made.is_error:
            telemetry.mark_error()
        return made


class UnknownTool(Middleware):
    """Answers a call of an unknown tool as the protocol wants it, with error -32602."""

    def __init__(self, names: set[str]) -> None:
        self._names = names

    async def on_call_tool(
        self,
        context: MiddlewareContext[mcp_types.CallToolRequestParams],
        call_next: CallNext[mcp_types.CallToolRequestParams, ToolResult],
    ) -> ToolResult:
        """Let known tools pass."""
        if context.message.name not in self._names:
            raise MCPError(
                code=mcp_types.INVALID_PARAMS, message=f"Unknown tool: {context.message.name}"
            )
        return await call_next(context)


def build(
    document: dict[str, Any],
    settings: Settings,
    transport: httpx2.AsyncBaseTransport | None = None,
) -> FastMCP:
    """Build the server of a document; tests give a transport of their own."""
    upstream = Upstream(settings, transport)
    operations = [
        Operation(data, document["schemes"], settings, upstream) for data in document["operations"]
    ]

    @asynccontextmanager
    async def lifespan(server: FastMCP) -> AsyncIterator[None]:
        async with upstream.opened():
            yield

    about = document["server"]
    server = FastMCP(
        about["name"],
        instructions=about.get("instructions"),
        version=about["version"],
        middleware=[UnknownTool({operation.tool["name"] for operation in operations})],
        lifespan=lifespan,
        on_duplicate="error",
        mask_error_details=True,
        dereference_schemas=False,
        cache_ttl=_LIST_SECONDS,
        cache_scope="public",
    )
    for operation in operations:
        server.add_tool(OperationTool.of(operation))
    return server
