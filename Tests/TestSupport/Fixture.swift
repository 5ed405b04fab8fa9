// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Places in the repository, found from the place of this file.
public enum Fixture {
    /// The files of the rubrics, by name.
    public static let rubricFiles = [
        "lexicon.yaml", "quality.yaml", "security.yaml", "signals.yaml", "wording.yaml",
    ]

    /// The root of the repository.
    public static let repository = String(
        URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .path)

    /// The folder of the inputs that tests share.
    public static var fixtures: String { repository + "/Tests/Fixtures" }

    /// The folder of the recorded outputs.
    public static var golden: String { repository + "/Tests/Golden" }

    /// The folder of the examples that the documentation uses.
    public static var examples: String { repository + "/Examples" }

    /// The server over stdio that is healthy or shows one fault; its first argument is the mode.
    public static var stdioServer: String { fixtures + "/Servers/stdio_server.py" }

    /// The Python that runs the fixtures: `SMELT_PYTHON`, else `python3`.
    public static let python =
        ProcessInfo.processInfo.environment["SMELT_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
        ?? "python3"

    /// The Python with the packages that a generated server pins: `SMELT_SERVER_PYTHON`; `nil` where
    /// there is none.
    public static let serverPython =
        ProcessInfo.processInfo.environment["SMELT_SERVER_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }

    /// Whether all that tests need must be there, `SMELT_ALL_TESTS`; else some leave out what lacks it.
    public static let isComplete = ProcessInfo.processInfo.environment["SMELT_ALL_TESTS"] == "1"

    /// Whether the Python that runs the fixtures has some modules.
    public static func pythonHas(_ modules: String...) -> Bool {
        if isComplete { return true }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python, "-c", "import " + modules.joined(separator: ", ")]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
