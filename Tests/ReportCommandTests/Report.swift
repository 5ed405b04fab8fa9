// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

/// The manifests that the tests of the command score.
enum Sample {
    /// A server of five tools, good ones and poor ones.
    static let library = Fixture.fixtures + "/Manifests/library.json"
    /// An array of two poor tools.
    static let notes = Fixture.fixtures + "/Manifests/notes.json"

    /// The bytes of a sample.
    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The library with other members in place of its own.
    static func library(_ change: (inout JSONObject) -> Void) throws -> String {
        var object = try #require(try JSONReader.read(try bytes(library)).root.object)
        change(&object)
        return JSONWriter.text(.object(object))
    }

    /// The library's tools changed.
    static func libraryTools(_ change: (inout [JSONValue]) -> Void) throws -> String {
        try library { object in
            var tools = object["tools"]?.array ?? []
            change(&tools)
            object["tools"] = .array(tools)
        }
    }
}

extension CommandRun {
    /// Standard output as one JSON value.
    func json() throws -> JSONValue { try JSONReader.read(output).root }

    /// Standard output as one JSON value a line.
    func ndjson() throws -> [JSONValue] {
        try output.split(separator: 0x0A).map { try JSONReader.read(Array($0)).root }
    }

    /// The lines of standard error.
    var complaints: [String] {
        stderr.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    }
}

extension JSONValue {
    /// The value behind some keys.
    func at(_ path: String...) -> JSONValue? { self[JSONPointer(path)] }
}

/// The card of an input as JSON; it must be complete.
func card(_ input: String, _ options: String...) async throws -> JSONValue {
    let run = try await CommandRun.smeltReport(["score", input, "--format", "json"] + options)
    #expect(run.status == 0, "\(run.stderr)")
    return try run.json()
}
