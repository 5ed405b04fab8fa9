// SPDX-License-Identifier: Apache-2.0

import Glibc
import MCPModel
import TestSupport
import Testing

@testable import MCPClient

/// The servers in Tests/Fixtures/Servers, and the Python that runs them.
enum FixtureServer {
    /// `SMELT_PYTHON`, or the first `python3` on the PATH.
    static let python = ChildEnvironment.ofThisProcess()["SMELT_PYTHON"] ?? "python3"

    static let folder: String = {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return "/\(tests)/Fixtures/Servers"
    }()

    static let client = ClientIdentity(version: "0.0.0")

    /// Long enough for a busy machine.
    static var limits: ClientLimits {
        var limits = ClientLimits()
        limits.answerTime = .seconds(120)
        limits.totalTime = .seconds(240)
        limits.discoveryTime = .seconds(1)
        return limits
    }

    /// Limits for servers of which it is known that they hang.
    static var hanging: ClientLimits {
        var limits = limits
        limits.answerTime = .seconds(3)
        limits.discoveryTime = .milliseconds(300)
        return limits
    }

    static func launch(_ mode: String...) -> ServerLaunch {
        ServerLaunch(command: python, arguments: ["\(folder)/stdio_server.py"] + mode)
    }

    static func manifest(
        _ launch: ServerLaunch, _ limits: ClientLimits = limits
    ) async throws(ClientError) -> ServerManifest {
        try await LiveServer.manifest(stdio: launch, client: client, limits: limits)
    }

    /// The tools of the fixtures as a saved answer to `tools/list` has them.
    static func savedTools() throws -> [ToolDefinition] {
        let program =
            "import json, sys; sys.path.insert(0, '\(folder)'); import fixture_tools; "
            + "print(json.dumps({'tools': fixture_tools.TOOLS}, separators=(',', ':')))"
        let line = try firstLine(
            of: ServerLaunch(command: python, arguments: ["-B", "-c", program]))
        let entry = ManifestReader.read(try JSONReader.read(line), fallbackName: "saved").first
        return try #require(entry).manifest.get().tools
    }

    /// Whether a program ends well; for conditions of tests.
    static func succeeds(_ launch: ServerLaunch) -> Bool {
        if Fixture.isComplete { return true }
        guard let child = try? ChildProcess(launch, limits: ClientLimits()) else { return false }
        return child.end(until: Deadline(after: .seconds(300))) == .exit(0)
    }

    private static func firstLine(of launch: ServerLaunch) throws -> [UInt8] {
        var channel = try StdioChannel(launch, limits: limits, cancellation: Cancellation())
        guard case .line(let line) = try channel.nextLine(until: Deadline(after: .seconds(120)))
        else { throw ClientError(.endedEarly, "no line came") }
        return line
    }
}

/// A fixture over HTTP; it ends with this value.
final class HTTPFixture {
    private var channel: StdioChannel
    let url: String

    init(_ mode: String) throws {
        let launch = ServerLaunch(
            command: FixtureServer.python,
            arguments: ["\(FixtureServer.folder)/http_server.py", mode])
        channel = try StdioChannel(
            launch, limits: ClientLimits(), cancellation: Cancellation())
        guard case .line(let line) = try channel.nextLine(until: Deadline(after: .seconds(120)))
        else { throw ClientError(.endedEarly, "\(mode) named no port: \(channel.stderrTail)") }
        url = "http://127.0.0.1:\(String(decoding: line, as: UTF8.self))/mcp"
    }
}

/// A file in a folder of its own, removed with this value.
final class TemporaryFile {
    let path: String
    private let folder: String

    init() throws {
        var template = Array("/tmp/smelt-test-XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        folder = String(cString: try #require(made))
        path = folder + "/file"
    }

    deinit {
        unlink(path)
        rmdir(folder)
    }

    /// The lines written so far.
    var lines: [String] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes[..<count], as: UTF8.self)
            .split(separator: "\n").map(String.init)
    }
}
