// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport

/// Runs `smelt generate`.
enum Generate {
    /// The `smelt` that was built with these tests; `SMELT` names another one.
    static let path: String = {
        if let path = ProcessInfo.processInfo.environment["SMELT"] { return path }
        let report = URL(fileURLWithPath: CommandRun.smeltReportPath)
        return report.deletingLastPathComponent().appendingPathComponent("smelt").path
    }()

    /// A document with every way of writing a request.
    static let parcels = Fixture.fixtures + "/OpenAPI/parcels.yaml"

    static func run(
        _ arguments: [String], input: CommandRun.Input = .nothing
    ) async throws -> CommandRun {
        try await CommandRun.run(
            path, ["generate"] + arguments, input: input)
    }

    /// The files of a folder with what they hold, by path.
    static func files(in folder: String) throws -> [String: String] {
        var files: [String: String] = [:]
        let enumerator = FileManager.default.enumerator(atPath: folder)
        for case let name as String in enumerator ?? .init() {
            let path = folder + "/" + name
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
            files[name] = try String(contentsOfFile: path, encoding: .utf8)
        }
        return files
    }
}
