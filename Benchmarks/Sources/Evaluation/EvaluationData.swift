// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel

/// Reads the labelled data.
struct EvaluationData {
    let folder: URL

    /// The servers in a file.
    func servers(_ path: String) throws -> [ServerManifest] {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: path)))
        return ManifestReader.read(try JSONReader.read(bytes), fallbackName: path)
            .compactMap { try? $0.manifest.get() }
    }

    var before: ServerManifest {
        get throws { try servers("quality/mureo-before.json")[0] }
    }

    var after: ServerManifest {
        get throws { try servers("quality/mureo-after.json")[0] }
    }

    var corpus: [ServerManifest] {
        get throws { try servers("manifests/livemcpbench-tools.json") }
    }
}

extension ServerManifest {
    /// The server with other descriptions, by tool name.
    func describing(_ descriptions: [String: String]) -> ServerManifest {
        var changed = self
        changed.tools = tools.map { tool in
            guard let text = descriptions[tool.name] else { return tool }
            var json = tool.json
            json["description"] = .string(text)
            return (try? ToolDefinition(json: json, origin: tool.origin)) ?? tool
        }
        changed.document = nil
        return changed
    }

    /// The description of each tool that has one.
    var descriptions: [String: String] {
        Dictionary(
            tools.compactMap { tool in tool.description.map { (tool.name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }
}

/// A share with its count, as `162/166 = 97.6 %`.
func share(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0/0" }
    return "\(part)/\(whole) = " + String(format: "%.1f %%", 100 * Double(part) / Double(whole))
}
