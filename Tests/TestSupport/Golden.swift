// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Compares outputs with the ones recorded in Tests/Golden.
public enum Golden {
    /// Why an output does not count as the recorded one.
    public struct Mismatch: Error, CustomStringConvertible {
        /// What differs first, and what to do.
        public let description: String
    }

    /// Throws unless a text is the recorded one.
    ///
    /// With `RECORD_GOLDEN=1` it writes the text and throws all the same, so that a run that
    /// records is never green.
    public static func check(_ text: String, _ name: String) throws {
        let path = Fixture.golden + "/" + name
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            let url = URL(fileURLWithPath: path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
            throw Mismatch(description: "recorded \(name); run again without RECORD_GOLDEN")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Mismatch(description: "\(name) is not recorded; run with RECORD_GOLDEN=1")
        }
        let recorded = String(decoding: data, as: UTF8.self)
        // Bytes are compared because equal strings may be spelled with different bytes.
        guard !recorded.utf8.elementsEqual(text.utf8) else { return }
        throw Mismatch(description: "\(name) differs: " + difference(recorded, text))
    }

    /// The first line that differs, in words.
    public static func difference(_ old: String, _ new: String) -> String {
        func lines(_ text: String) -> [Substring.UTF8View] {
            text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        }
        func shown(_ line: Substring.UTF8View?) -> String {
            line.map { "\"" + String(Substring($0).prefix(200)) + "\"" } ?? "the end"
        }
        let (before, after) = (lines(old), lines(new))
        for index in 0..<max(before.count, after.count) {
            let left = index < before.count ? before[index] : nil
            let right = index < after.count ? after[index] : nil
            if let left, let right, left.elementsEqual(right) { continue }
            return "line \(index + 1) was \(shown(left)), is \(shown(right))"
        }
        return "nothing"
    }
}
