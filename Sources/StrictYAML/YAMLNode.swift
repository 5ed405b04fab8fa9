// SPDX-License-Identifier: Apache-2.0

/// A value of a YAML text, with its line.
package struct YAMLNode: Sendable {
    /// What kind of value it is.
    package enum Content: Sendable {
        /// A text; plain when nothing marks it as one, so that it may stand for a number.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    package let content: Content
    /// The line it begins in, from 1.
    package let line: Int
    /// How many values there are in it, itself included, every use of an alias counted.
    package let weight: Int

    /// The text of a scalar.
    package var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }
}

/// Why a text is not YAML that is read.
package struct YAMLProblem: Error {
    package let message: String
    package let line: Int
    package let column: Int
}
