# SPDX-License-Identifier: Apache-2.0
"""What must hold for the server of any document."""

import httpx2
import pytest
from conftest import module
from fastmcp import Client
from jsonschema import Draft202012Validator
from mcp.shared.exceptions import MCPError

MOST_CALLS = 50


def _settings(document, **variables):
    prefix = document["environment"]
    environ = {f"{prefix}_BASE_URL": "https://api.example.test", **variables}
    for scheme in document["schemes"].values():
        environ |= {name: "credential" for name in scheme["variables"]}
    return module("settings").read(document, environ)


def _server(document, seen):
    def answer(request):
        seen.append(request)
        return httpx2.Response(204)

    transport = httpx2.MockTransport(answer)
    return module("app").build(document, _settings(document), transport)


@pytest.mark.anyio
@pytest.mark.parametrize("era", ["legacy", "2026-07-28"])
async def test_lists_exactly_the_tools_of_the_manifest(document, manifest, era):
    async with Client(_server(document, []), mode=era) as client:
        tools = await client.list_tools()
    listed = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in tools]
    assert [tool["name"] for tool in listed] == [tool["name"] for tool in manifest["tools"]]
    for tool, operation in zip(listed, document["operations"], strict=True):
        assert tool["inputSchema"] == operation["tool"]["inputSchema"]
        assert tool.get("outputSchema") == operation["tool"].get("outputSchema")
        assert tool.get("description") == operation["tool"].get("description")


def test_schemas_are_valid(document):
    check = Draft202012Validator(Draft202012Validator.META_SCHEMA)
    for operation in document["operations"]:
        tool = operation["tool"]
        assert tool["inputSchema"]["type"] == "object"
        for schema in (tool["inputSchema"], tool.get("outputSchema", {})):
            assert not list(check.iter_errors(schema)), tool["name"]


@pytest.mark.anyio
async def test_unknown_arguments_never_reach_the_network(document):
    seen = []
    closed = [
        operation["tool"]
        for operation in document["operations"]
        if operation["tool"]["inputSchema"].get("additionalProperties") is False
    ]
    async with Client(_server(document, seen)) as client:
        for tool in closed[:MOST_CALLS]:
            arguments = {"no such argument": 1}
            result = await client.call_tool(tool["name"], arguments, raise_on_error=False)
            assert result.is_error
            assert "no such argument" in result.content[0].text
    assert seen == []


@pytest.mark.anyio
async def test_tools_without_required_arguments_send_one_request(document):
    seen, check = [], module("arguments").Check
    simple = [
        operation["tool"]["name"]
        for operation in document["operations"]
        if not check(operation["tool"]["inputSchema"]).problems({}) and _usable(document, operation)
    ]
    async with Client(_server(document, seen)) as client:
        for count, name in enumerate(simple[:MOST_CALLS], start=1):
            result = await client.call_tool(name, {}, raise_on_error=False)
            assert not result.is_error, result.content[0].text
            assert len(seen) == count


def _usable(document, operation):
    """Whether one of the alternatives of its security holds only supported schemes."""
    security = operation["request"]["security"]
    return not security or any(
        all(document["schemes"][name]["kind"] != "unsupported" for name in names)
        for names in security
    )


@pytest.mark.anyio
async def test_an_unknown_tool_is_a_protocol_error(document):
    async with Client(_server(document, [])) as client:
        with pytest.raises(MCPError) as raised:
            await client.call_tool_mcp("no such tool", {})
    assert raised.value.error.code == -32602


def test_settings_are_checked(document):
    prefix = document["environment"]
    assert _settings(document).problems == []
    wrong = {f"{prefix}_BASE_URL": "/relative", f"{prefix}_TIMEOUT": "soon"}
    problems = module("settings").read(document, wrong).problems
    assert any("TIMEOUT" in problem for problem in problems)
    assert any("BASE_URL" in problem for problem in problems)
