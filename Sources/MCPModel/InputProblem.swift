// SPDX-License-Identifier: Apache-2.0

/// Why some input could not be read: what happened, where, and what to do.
public struct InputProblem: Error, Sendable, Hashable {
    /// What kind of problem this is, for programs.
    public enum Code: String, Sendable {
        case notJSON = "not-json"
        case tooLarge = "too-large"
        case tooDeep = "too-deep"
        case wrongShape = "wrong-shape"
        case unreadable
        case serverError = "server-error"
    }

    /// What kind of problem this is.
    public let code: Code
    /// One sentence for a person, without the place.
    public let message: String
    /// The place in the text, where there is one.
    public let position: TextPosition?
    /// The place in the value, where there is one.
    public let pointer: JSONPointer?

    /// Describes a problem.
    public init(
        _ code: Code, _ message: String, position: TextPosition? = nil, pointer: JSONPointer? = nil
    ) {
        self.code = code
        self.message = message
        self.position = position
        self.pointer = pointer
    }
}

extension InputProblem: CustomStringConvertible {
    /// The sentence with its place in front.
    public var description: String {
        var place: [String] = []
        if let position { place.append("line \(position.line), column \(position.column)") }
        if let pointer, !pointer.tokens.isEmpty { place.append("at \(Self.shown(pointer))") }
        return place.isEmpty ? message : place.joined(separator: ", ") + ": " + message
    }

    /// A pointer in a sentence; a very deep one without its middle.
    private static func shown(_ pointer: JSONPointer) -> String {
        guard pointer.tokens.count > 12 else { return pointer.description }
        let (start, end) = (pointer.tokens.prefix(8), pointer.tokens.suffix(2))
        return "\(JSONPointer(Array(start)))/…\(JSONPointer(Array(end)))"
    }
}

/// A place in a text, counted from one as editors do.
public struct TextPosition: Sendable, Hashable {
    /// The line, from 1.
    public let line: Int
    /// The column in Unicode scalars, from 1.
    public let column: Int

    /// Makes a position.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
