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
            "DisabledError", "AuthorizationError", "McpProtocolException",
            "ModelContextProtocol.McpProtocolException", "InvalidParamsError", "MethodNotFound",
            "pydantic_core._pydantic_core.ValidationError", "validationerror",
        ])
    func caller(kind: String) { #expect(Fault(error: kind) == .caller) }

    @Test(
        "is the tool",
        arguments: [
            "tool_error", "ToolError", "fastmcp.exceptions.ToolError", "PermissionError",
            "builtins.PermissionError", "EACCES",
        ])
    func tool(kind: String) { #expect(Fault(error: kind) == .tool) }

    @Test(
        "is something that the server depends on",
        arguments: [
            "500", "502", "503", "504", "timeout", "TimeoutError", "httpx.ConnectTimeout",
            "httpx.ReadTimeout", "ConnectionRefusedError", "ConnectError", "SocketException",
            "System.Net.Sockets.SocketException", "NetworkError", "httpx.HTTPStatusError",
            "urllib.error.HTTPError", "ServiceUnavailable", "DNSException", "CONNECT_FAILED",
            "System.Net.Http.HttpRequestException", "System.Threading.Tasks.TaskCanceledException",
            "System.TimeoutException", "socket.gaierror", "java.net.UnknownHostException",
            "ECONNREFUSED", "Errno::ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTFOUND",
            "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT", "TypeError: fetch failed", "fetch failed",
            "httpx.RemoteProtocolError", "httpx.ReadError", "httpx.WriteError",
            "httpx.ConnectError", "httpx.PoolTimeout", "requests.exceptions.SSLError",
            "ssl.SSLCertVerificationError", "openai.RateLimitError", "openai.APIConnectionError",
            "anthropic.APITimeoutError", "psycopg2.OperationalError", "DeadlineExceeded",
            "DEADLINE_EXCEEDED", "google.api_core.exceptions.DeadlineExceeded", "UNAVAILABLE",
            "TimedOut", "Net::ReadTimeout", "-32001", "408",
        ])
    func upstream(kind: String) { #expect(Fault(error: kind) == .upstream) }

    @Test(
        "is the server for all other kinds",
        arguments: [
            "_OTHER", "-32603", "KeyError", "builtins.ValueError", "System.NullReferenceException",
            "RuntimeError", "boom", "x", ".", "...", ": ", " ", "天気", "501", "505", "-32000",
            "FileNotFoundError", "CrosslinkError", "network.KeyError",
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
