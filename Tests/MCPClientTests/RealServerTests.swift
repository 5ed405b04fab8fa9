// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import MCPClient

@Suite("Published servers")
struct RealServerTests {
    /// The servers that are installed, each with a tool it is known to have.
    private static let known = [
        ("mcp_server_git", "git_status"), ("mcp_server_time", "get_current_time"),
        ("mcp_server_fetch", "fetch"),
    ]

    private static let areInstalled = FixtureServer.succeeds(
        ServerLaunch(
            command: FixtureServer.python,
            arguments: ["-c", "import " + known.map(\.0).joined(separator: ", ")]))

    @Test(
        "are read",
        .enabled(
            if: areInstalled,
            "SMELT_PYTHON must name a Python with mcp-server-git, mcp-server-time, mcp-server-fetch"
        ),
        arguments: known)
    func reads(module: String, tool: String) async throws {
        let launch = ServerLaunch(command: FixtureServer.python, arguments: ["-m", module])
        let manifest = try await FixtureServer.manifest(launch)
        #expect(manifest.tools.map(\.name).contains(tool))
        #expect(manifest.gaps.isEmpty)
    }
}
