// SPDX-License-Identifier: Apache-2.0

/// A value of a YAML file that is read strictly: what it does not expect is a problem.
package struct YAMLValue {
    let node: YAMLNode
    package let problems: ProblemList

    /// Parses a file; `nil` after reporting why it cannot be.
    ///
    /// - Parameter mayBeEmpty: whether comments may be all there is; that is `nil` too, and no
    ///   problem.
    package static func parse(
        _ text: String, mayBeEmpty: Bool = false, problems: ProblemList
    ) -> YAMLValue? {
        do throws(YAMLProblem) {
            guard let node = try YAMLComposer.node(of: Array(text.utf8)) else {
                if !mayBeEmpty { problems.add("the file is empty", line: 1) }
                return nil
            }
            // Behind `---` there is nothing either.
            if mayBeEmpty, case .scalar("", true) = node.content { return nil }
            return YAMLValue(node: node, problems: problems)
        } catch {
            problems.add(error.message, line: error.line)
            return nil
        }
    }

    /// The line of the value, from 1.
    package var line: Int { node.line }

    package func problem(_ message: String) { problems.add(message, line: line) }

    private func value(_ node: YAMLNode) -> YAMLValue { YAMLValue(node: node, problems: problems) }

    /// The members of a mapping with exactly these keys.
    package func members(required: Set<String>, optional: Set<String> = []) -> [String: YAMLValue] {
        guard case .mapping(let mapping) = node.content else {
            let keys = required.isEmpty ? optional : required
            let words = required.isEmpty ? "some of the keys" : "the keys"
            problem("expected a mapping with \(words) \(keys.sorted().joined(separator: ", "))")
            return [:]
        }
        var members: [String: YAMLValue] = [:]
        for (key, node) in mapping {
            let name = key.text ?? ""
            if !required.contains(name), !optional.contains(name) {
                let known = required.union(optional).sorted().joined(separator: ", ")
                value(key).problem("unknown key \"\(name)\"; known here: \(known)")
            } else if members[name] != nil {
                value(key).problem("the key \"\(name)\" occurs twice")
            } else {
                members[name] = value(node)
            }
        }
        for missing in required.subtracting(members.keys).sorted() {
            problem("the key \"\(missing)\" is missing")
        }
        return members
    }

    /// The members of a mapping with keys of the author's choice.
    package var anyMembers: [(key: String, value: YAMLValue)] {
        guard case .mapping(let mapping) = node.content else {
            problem("expected a mapping")
            return []
        }
        return mapping.map { ($0.key.text ?? "", value($0.value)) }
    }

    /// The elements of a list.
    package var elements: [YAMLValue] {
        guard case .sequence(let sequence) = node.content else {
            problem("expected a list")
            return []
        }
        return sequence.map(value)
    }

    /// A text that is not empty.
    package var text: String {
        guard let text = node.text, !text.isEmpty else {
            problem("expected a text")
            return ""
        }
        return text.trimmingTrailingLineBreaks
    }

    /// A text that may be empty.
    package var anyText: String {
        guard let text = node.text else {
            problem("expected a text")
            return ""
        }
        return text
    }

    /// The elements of a list of texts.
    package var texts: [String] { elements.map(\.text) }

    /// A number within bounds.
    package func number(in range: ClosedRange<Double>) -> Double {
        guard let text = node.text, let number = Double(text), range.contains(number)
        else {
            problem("expected a number from \(range.lowerBound) to \(range.upperBound)")
            return range.lowerBound
        }
        return number
    }

    /// A whole number within bounds; `nil` after reporting that it is none.
    package func whole(in range: ClosedRange<Int>) -> Int? {
        if let number = Int(anyText), range.contains(number) { return number }
        problem("expected a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// Whether something is so; `nil` after reporting that it says neither.
    package var truth: Bool? {
        switch anyText {
        case "true": return true
        case "false": return false
        default:
            problem("expected true or false")
            return nil
        }
    }

    /// One of a closed set of words.
    package func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) -> Word?
    where Word.RawValue == String {
        let text = node.text ?? ""
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue).joined(separator: ", ")
        problem("\"\(text)\" is not one of \(known)")
        return nil
    }
}

extension String {
    fileprivate var trimmingTrailingLineBreaks: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
