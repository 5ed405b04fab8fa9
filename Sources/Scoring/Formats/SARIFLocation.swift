// SPDX-License-Identifier: Apache-2.0

import MCPModel

/// The place of a finding in a SARIF log.
enum SARIFLocation {
    /// The tool and the pointer, and the place in the file where there is a file.
    static func value(_ finding: Finding, in card: ReportCard, root: String) -> JSONValue {
        var location = JSONObject()
        if let artifact = artifact(card, root: root) {
            var physical = JSONObject()
            physical["artifactLocation"] = artifact
            if let position = finding.position {
                physical["region"] = [
                    "startLine": .int(position.line), "startColumn": .int(position.column),
                ]
            }
            location["physicalLocation"] = .object(physical)
        }
        let server = TerminalSafe.text(card.subject.name)
        let tool = finding.tool.map(TerminalSafe.text)
        let pointer = TerminalSafe.text(finding.pointer.description)
        location["logicalLocations"] = [
            [
                "name": .string(tool ?? server),
                "fullyQualifiedName": .string(server + (tool.map { "/" + $0 } ?? "") + pointer),
                "kind": .string(tool == nil ? "module" : "function"),
            ]
        ]
        return .object(location)
    }

    /// The file that was read; `nil` for live servers, addresses and standard input.
    private static func artifact(_ card: ReportCard, root: String) -> JSONValue? {
        let source = card.subject.source
        // Only what was read from a text has places in it.
        let isRead = card.findings.contains { $0.position != nil } || source.hasSuffix(".json")
        guard isRead, source != "-", !source.isEmpty, !source.contains("://") else { return nil }
        if source.hasPrefix("/") {
            return ["uri": .string("file://" + PercentEncoding.path(source))]
        }
        let relative = source.hasPrefix("./") ? String(source.dropFirst(2)) : source
        return ["uri": .string(PercentEncoding.path(relative)), "uriBaseId": .string(root)]
    }
}

/// Percent-encoding by RFC 3986.
enum PercentEncoding {
    /// A path of a file as a path of a URI.
    static func path(_ path: String) -> String { encode(path, keeping: "/") }

    /// An address with whatever does not belong in one encoded.
    static func uri(_ uri: String) -> String { encode(uri, keeping: "/:?#[]@!$&'()*+,;=%") }

    private static func encode(_ text: String, keeping kept: String) -> String {
        let plain = Set((kept + "-._~").utf8)
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                result.append(byte)
            case _ where plain.contains(byte):
                result.append(byte)
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += Array(("%" + (digits.utf8.count < 2 ? "0" : "") + digits).utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
