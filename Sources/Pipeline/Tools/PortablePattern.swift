// SPDX-License-Identifier: Apache-2.0

/// Regular expressions that mean the same in JavaScript and in Python.
enum PortablePattern {
    /// The pattern, without slashes around it; `nil` where readers differ about it or refuse it.
    static func written(_ pattern: String) -> String? {
        var pattern = pattern
        if pattern.utf8.count > 2, pattern.hasPrefix("/"), pattern.hasSuffix("/") {
            pattern = String(pattern.dropFirst().dropLast())
        }
        var check = Check(rest: Array(pattern.unicodeScalars)[...])
        return check.isWhole() ? pattern : nil
    }

    /// Escapes of letters that both know alike.
    private static let escapes = Set("dDwWsSbBnrtfv".unicodeScalars)

    private struct Check {
        var rest: ArraySlice<Unicode.Scalar>
        var groups = 0

        mutating func isWhole() -> Bool {
            // Whether there is something that a quantifier can follow.
            var isRepeatable = false
            while let scalar = rest.popFirst() {
                switch scalar {
                case "\\":
                    guard escape() else { return false }
                    isRepeatable = true
                case "[":
                    guard set() else { return false }
                    isRepeatable = true
                case "(":
                    guard group() else { return false }
                    groups += 1
                    isRepeatable = false
                case ")":
                    guard groups > 0 else { return false }
                    groups -= 1
                    isRepeatable = true
                case "*", "+", "?":
                    guard isRepeatable else { return false }
                    if rest.first == "?" { rest.removeFirst() }
                    if rest.first == "+" { return false }
                    isRepeatable = false
                case "{":
                    guard isRepeatable, count() else { return false }
                    if rest.first == "?" { rest.removeFirst() }
                    isRepeatable = false
                case "^", "$", "|": isRepeatable = false
                case "]", "}": return false
                default: isRepeatable = true
                }
            }
            return groups == 0
        }

        private mutating func escape() -> Bool {
            guard let scalar = rest.popFirst() else { return false }
            switch scalar {
            case "x": return digits(2)
            case "u": return digits(4)
            case "0": return rest.first.map { !("0"..."9" ~= $0) } ?? true
            case "1"..."9": return groups > 0 || scalar == "1"
            case "a"..."z", "A"..."Z": return escapes.contains(scalar)
            default: return scalar.isASCII
            }
        }

        private mutating func digits(_ count: Int) -> Bool {
            let digits = rest.prefix(count)
            rest = rest.dropFirst(count)
            return digits.count == count && digits.allSatisfy { $0.properties.isASCIIHexDigit }
        }

        private mutating func set() -> Bool {
            if rest.first == "^" { rest.removeFirst() }
            // A set that is empty at once means different things.
            if rest.first == "]" { return false }
            while let scalar = rest.popFirst() {
                if scalar == "]" { return true }
                if scalar == "\\", !escape() { return false }
                // Python warns of what looks like a set in a set.
                if scalar == "[", rest.first == ":" { return false }
            }
            return false
        }

        private mutating func group() -> Bool {
            guard rest.first == "?" else { return true }
            rest.removeFirst()
            guard let kind = rest.popFirst() else { return false }
            if kind == ":" || kind == "=" || kind == "!" { return true }
            // What lies behind must have one width in Python.
            return false
        }

        private mutating func count() -> Bool {
            guard let end = rest.firstIndex(of: "}") else { return false }
            let inner = String(String.UnicodeScalarView(rest[..<end]))
            rest = rest[(end + 1)...]
            let parts = inner.split(separator: ",", omittingEmptySubsequences: false)
            guard let least = parts.first.flatMap({ Int($0) }), parts.count <= 2 else {
                return false
            }
            guard parts.count == 2, !parts[1].isEmpty else { return true }
            return Int(parts[1]).map { $0 >= least } ?? false
        }
    }
}
