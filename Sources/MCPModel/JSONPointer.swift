// SPDX-License-Identifier: Apache-2.0

/// A place inside a JSON value (RFC 6901).
public struct JSONPointer: Sendable, Hashable {
    /// The unescaped reference tokens from the root down.
    public var tokens: [String]

    /// Makes a pointer from unescaped tokens; none of them means the whole value.
    public init(_ tokens: [String] = []) { self.tokens = tokens }

    /// Reads the textual form, or `nil` where it is not a pointer.
    public init?(_ text: String) {
        let scalars = text.unicodeScalars
        guard scalars.isEmpty || scalars.first == "/" else { return nil }
        tokens = []
        for part in scalars.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            var token = String.UnicodeScalarView()
            var rest = part[...]
            while let scalar = rest.popFirst() {
                guard scalar == "~" else {
                    token.append(scalar)
                    continue
                }
                switch rest.popFirst() {
                case "0": token.append("~")
                case "1": token.append("/")
                default: return nil
                }
            }
            tokens.append(String(token))
        }
    }

    /// The pointer one level further down.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    /// The pointer to an element of the array here.
    public func appending(_ index: Int) -> JSONPointer { appending(String(index)) }

    /// The pointer that continues with another one.
    public func appending(_ pointer: JSONPointer) -> JSONPointer {
        JSONPointer(tokens + pointer.tokens)
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The textual form, `/` and `~` escaped.
    public var description: String {
        var text = ""
        for token in tokens {
            text.append("/")
            guard token.utf8.contains(where: { $0 == 0x7E || $0 == 0x2F }) else {
                text += token
                continue
            }
            for scalar in token.unicodeScalars {
                switch scalar {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }
}

extension JSONPointer: ExpressibleByArrayLiteral {
    /// Makes a pointer from unescaped tokens.
    public init(arrayLiteral tokens: String...) { self.init(tokens) }
}

extension JSONValue {
    /// The value at a place, or `nil` when there is none.
    public subscript(pointer: JSONPointer) -> JSONValue? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let next = object[token] else { return nil }
                value = next
            case .array(let elements):
                guard let index = arrayIndex(token), elements.indices.contains(index) else {
                    return nil
                }
                value = elements[index]
            default:
                return nil
            }
        }
        return value
    }
}

/// The array index a token stands for: digits without a leading zero (RFC 6901, section 4).
func arrayIndex(_ token: String) -> Int? {
    let digits = token.utf8
    guard digits.allSatisfy({ $0 &- 0x30 < 10 }), digits.first != 0x30 || digits.count == 1 else {
        return nil
    }
    return Int(token)
}
