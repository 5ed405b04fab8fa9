// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

/// Documents that people use lie, where there are any, in a folder beside the repository.
private enum SharedDocuments {
    static let folder =
        URL(fileURLWithPath: Fixture.repository).deletingLastPathComponent().path
        + "/shared/data/openapi"

    static let names: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted()
    }()
}

@Suite(
    "The documents beside the repository",
    .enabled(
        if: Fixture.serverPython != nil && !SharedDocuments.names.isEmpty,
        "there are none, or SMELT_SERVER_PYTHON names no Python"))
struct SharedDocumentsTests {
    @Test(
        "become servers that list and check their tools, or say why not",
        arguments: SharedDocuments.names)
    func generated(name: String) async throws {
        let python = try #require(Fixture.serverPython)
        let folder = try TemporaryFolder()
        let source = SharedDocuments.folder + "/" + name
        for target in ["fastmcp", "typescript"] {
            let run = try await Generate.run([
                source, "-o", folder.path(target), "--target", target,
            ])
            if run.status == 2 {
                #expect(run.stderr.contains("there are no operations"), "\(run.stderr)")
                return
            }
            #expect(run.status == 0, "\(run.stderr)")
        }
        #expect(
            try folder.text("fastmcp/manifest.json") == folder.text("typescript/manifest.json"))
        // The project's own tests list its tools through a client, and call them.
        let tests = try await CommandRun.run(
            python, ["-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_server.py"],
            directory: folder.path("fastmcp"))
        #expect(tests.status == 0, "\(tests.stdout.suffix(2_000))")
    }
}
