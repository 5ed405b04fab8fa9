# SPDX-License-Identifier: Apache-2.0
"""Builds a FastMCP server of an OpenAPI document at run time and lists its tools."""

import asyncio
import json
import sys

import httpx2
from fastmcp import FastMCP


async def main() -> None:
    """Read the document that the first argument names."""
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    client = httpx2.AsyncClient(base_url="https://api.example.com")
    server = FastMCP.from_openapi(document, client=client)
    tools = await server.list_tools()
    listed = [tool.to_mcp_tool().model_dump_json() for tool in tools]
    print(len(listed), "tools,", sum(map(len, listed)), "bytes")


asyncio.run(main())
