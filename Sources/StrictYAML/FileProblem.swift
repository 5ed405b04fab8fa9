// SPDX-License-Identifier: Apache-2.0

/// A fault in a file that somebody wrote, with its place.
public struct FileProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// What is wrong, in a sentence.
    public let message: String

    /// The sentence with its place in front.
    public var description: String { "\(file):\(line): \(message)" }
}

/// Collects the problems of one file, so that all of them are reported at once.
package final class ProblemList {
    package let file: String
    package private(set) var problems: [FileProblem] = []

    package init(file: String) { self.file = file }

    package func add(_ message: String, line: Int) {
        problems.append(FileProblem(file: file, line: line, message: message))
    }
}
