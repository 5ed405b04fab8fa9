// SPDX-License-Identifier: Apache-2.0

/// A piece of HTML or XML: text inside it can never become a tag.
package indirect enum Markup: Sendable {
    case text(String)
    case element(String, [(name: String, value: String)], [Markup])
    case group([Markup])
    /// A style sheet of our own, written as it is.
    case style(String)
    /// A script of our own, written as it is.
    case script(String)

    /// An element; names of elements and attributes are always literals.
    package static func tag(
        _ name: StaticString, _ attributes: KeyValuePairs<String, String> = [:],
        _ children: Markup...
    ) -> Markup {
        tag(name, attributes, children)
    }

    /// An element; names of elements and attributes are always literals.
    package static func tag(
        _ name: StaticString, _ attributes: KeyValuePairs<String, String> = [:],
        _ children: [Markup]
    ) -> Markup {
        .element(name.description, attributes.map { ($0.key, $0.value) }, children)
    }

    /// Nothing.
    package static let none = Markup.group([])
}

extension Markup: ExpressibleByStringLiteral {
    /// Text.
    package init(stringLiteral value: String) { self = .text(value) }
}

/// Writes markup as text.
package struct MarkupWriter {
    /// The two spellings.
    package enum Syntax {
        /// HTML: hidden characters become visible, void elements have no end tag.
        case html
        /// XML 1.0: characters that it does not allow are left out.
        case xml
    }

    private let syntax: Syntax
    private var output = ""

    private init(_ syntax: Syntax) { self.syntax = syntax }

    /// The text of a piece of markup.
    package static func text(_ markup: Markup, as syntax: Syntax) -> String {
        var writer = MarkupWriter(syntax)
        writer.write(markup)
        return writer.output
    }

    private mutating func write(_ markup: Markup) {
        switch markup {
        case .text(let text): write(text: text)
        case .group(let children): for child in children { write(child) }
        case .style(let sheet): output += "<style>" + Self.content(sheet) + "</style>"
        case .script(let code): output += "<script>" + Self.content(code) + "</script>"
        case .element(let name, let attributes, let children):
            if syntax == .xml || Self.blocks.contains(name), !output.isEmpty, output.last != "\n" {
                output += "\n"
            }
            output += "<" + name
            for attribute in attributes {
                output += " " + attribute.name + "=\"" + escape(attribute.value) + "\""
            }
            if syntax == .xml, children.isEmpty {
                output += "/>"
                return
            }
            output += ">"
            if syntax == .html, Self.void.contains(name) { return }
            for child in children { write(child) }
            output += "</" + name + ">"
        }
    }

    /// What stands between the tags of a style sheet or a script; policies name its digest.
    package static func content(_ code: String) -> String { "\n" + code }

    private mutating func write(text: String) {
        if isPlain(text) {
            output += text
            return
        }
        guard syntax == .html else {
            output += escaped(text, keepsLines: true)
            return
        }
        TerminalSafe.forEachPart(of: text) { part, isEscape in
            output += isEscape ? "<span class=\"hidden-char\">" + part + "</span>" : escaped(part)
        }
    }

    private func escape(_ text: String) -> String {
        if isPlain(text) { return text }
        return escaped(syntax == .html ? TerminalSafe.text(text) : text)
    }

    /// Whether a text stands for itself in both spellings, as most do.
    private func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""),
                UInt8(ascii: "'"):
                false
            default: (0x20...0x7E).contains(byte)
            }
        }
    }

    private func escaped(_ text: String, keepsLines: Bool = false) -> String {
        if isPlain(text) { return text }
        if text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return escapedASCII(text) }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\n" where keepsLines: result += "\n"
            // As a reference, so that an XML reader does not turn it into a space or drop it.
            case "\t", "\n", "\r": result += syntax == .xml ? "&#\(scalar.value);" : " "
            case _ where syntax == .xml && !isXML(scalar): continue
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The same for a text of printable ASCII, as nearly all are.
    private func escapedASCII(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): result += "&amp;".utf8
            case UInt8(ascii: "<"): result += "&lt;".utf8
            case UInt8(ascii: ">"): result += "&gt;".utf8
            case UInt8(ascii: "\""): result += "&quot;".utf8
            case UInt8(ascii: "'"): result += "&#39;".utf8
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The characters of XML 1.0, section 2.2, without those it discourages.
    private func isXML(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFDCF, 0xFDF0...0xFFFD: true
        case 0x10000...: scalar.value & 0xFFFE != 0xFFFE
        default: false
        }
    }

    // A line break before these changes nothing on the page and makes its source readable.
    private static let blocks: Set<String> = [
        "head", "meta", "link", "title", "body", "main", "header", "footer", "section", "article",
        "nav",
        "div", "table", "thead", "tbody", "tr", "ul", "ol", "li", "dl", "details", "h1", "h2", "h3",
    ]
    private static let void: Set<String> = ["meta", "link", "br", "input"]
}
