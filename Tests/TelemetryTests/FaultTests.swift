// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Telemetry

@Suite("The cause of an error")
struct FaultTests {
    @Test(
        "is the caller",
        arguments: [
            "-32700", "-32600", "-32601", "-32602", "-32002", "400", "401", "403", "404", "422",
            "429", "NotFoundError", "fastmcp.exceptions.NotFoundError", "ValidationError",
            "pydantic_core.ValidationError", "ToolNotFoundError", "InvalidParams",
            "DisabledError", "AuthorizationError", "PermissionError", "McpProtocolException",
            "ModelContextProtocol.McpProtocolException",
        ])
    func caller(kind: String) { #expect(Fault(error: kind) == .caller) }

    @Test(
        "is the tool", arguments: ["tool_error", "ToolError", "fastmcp.exceptions.ToolError"])
    func tool(kind: String) { #expect(Fault(error: kind) == .tool) }

    @Test(
        "is something that the server depends on",
        arguments: [
            "500", "502", "503", "504", "timeout", "TimeoutError", "httpx.ConnectTimeout",
            "httpx.ReadTimeout", "ConnectionRefusedError", "ConnectError", "SocketException",
            "System.Net.Sockets.SocketException", "NetworkError", "httpx.HTTPStatusError",
            "urllib.error.HTTPError", "ServiceUnavailable", "DNSException", "CONNECT_FAILED",
        ])
    func upstream(kind: String) { #expect(Fault(error: kind) == .upstream) }

    @Test(
        "is the server for all other kinds",
        arguments: [
            "_OTHER", "-32603", "KeyError", "builtins.ValueError", "System.NullReferenceException",
            "RuntimeError", "boom", "x", ".", "...", " ", "天気", "501", "505",
        ])
    func server(kind: String) { #expect(Fault(error: kind) == .server) }

    @Test("is nobody when nothing went wrong")
    func nobody() { #expect(Fault(error: "") == nil) }

    @Test("has a word and a number of its own")
    func words() {
        #expect(Fault.allCases.map(\.word) == ["caller", "tool", "upstream", "server"])
        #expect(Fault.allCases.map(\.rawValue) == [1, 2, 3, 4])
    }
}
