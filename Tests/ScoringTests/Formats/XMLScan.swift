// SPDX-License-Identifier: Apache-2.0

/// Reads as much XML as the reports use, and refuses what is not well formed.
enum XMLScan {
    struct Element {
        var name: String
        var attributes: [String: String]
        var children: [Element] = []
        var text = ""
    }

    enum Fault: Error {
        case malformed(String)
    }

    static func read(_ text: String) throws -> Element {
        var stack = [Element(name: "", attributes: [:])]
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            stack[stack.count - 1].text += try unescape(rest[..<start])
            guard let end = rest[start...].firstIndex(of: ">") else { throw Fault.malformed("<") }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("?") { continue }
            if tag.hasPrefix("/") {
                guard let last = stack.popLast(), last.name == tag.dropFirst(), !stack.isEmpty
                else {
                    throw Fault.malformed(String(tag))
                }
                stack[stack.count - 1].children.append(last)
                continue
            }
            let element = try element(tag)
            if tag.hasSuffix("/") {
                stack[stack.count - 1].children.append(element)
            } else {
                stack.append(element)
            }
        }
        guard stack.count == 1, let root = stack[0].children.first, stack[0].children.count == 1
        else {
            throw Fault.malformed("the end")
        }
        return root
    }

    private static func element(_ tag: Substring) throws -> Element {
        let name = tag.prefix { $0 != " " && $0 != "/" }
        var attributes: [String: String] = [:]
        var rest = tag[name.endIndex...]
        while let match = rest.prefixMatch(of: #/ ([a-zA-Z:-]+)="([^"<]*)"/#) {
            guard attributes[String(match.output.1)] == nil else {
                throw Fault.malformed("a second \(match.output.1)")
            }
            attributes[String(match.output.1)] = try unescape(match.output.2)
            rest = rest[match.range.upperBound...]
        }
        guard rest.isEmpty || rest == "/" else { throw Fault.malformed(String(tag)) }
        return Element(name: String(name), attributes: attributes)
    }

    private static func unescape(_ text: Substring) throws -> String {
        var result = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            result += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";") else { throw Fault.malformed("&") }
            switch rest[rest.index(after: start)..<end] {
            case "lt": result += "<"
            case "gt": result += ">"
            case "amp": result += "&"
            case "quot": result += "\""
            case "#39": result += "'"
            case "#9": result += "\t"
            case "#10": result += "\n"
            case "#13": result += "\r"
            case let other: throw Fault.malformed(String(other))
            }
            rest = rest[rest.index(after: end)...]
        }
        result += rest
        for scalar in result.unicodeScalars where scalar.value < 0x20 && scalar != "\n" {
            throw Fault.malformed("U+\(String(scalar.value, radix: 16))")
        }
        return result
    }
}
