// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What a server is called, wherever a name of it is needed.
struct ServerIdentity {
    /// As clients see it: letters, digits and dashes.
    let name: String
    /// As people read it.
    let title: String
    /// Of the API, as the document has it.
    let version: String

    init(_ api: APIDescription, _ options: GenerationOptions) throws(PipelineError) {
        if let given = options.name {
            guard Self.isLegal(given) else {
                throw PipelineError(
                    .badOption,
                    "--name must be 1 to \(ToolNames.longestServer) small letters, digits and dashes, "
                        + "beginning with a letter; \"\(given)\" is not")
            }
            name = given
        } else {
            name = ToolNames.serverName(api.title)
        }
        title = Prose.shortened(Prose.plain(api.title), to: 100)
        version = api.version
    }

    private static func isLegal(_ name: String) -> Bool {
        let isWord = name.unicodeScalars.allSatisfy {
            switch $0 {
            case "a"..."z", "0"..."9", "-": true
            default: false
            }
        }
        return isWord && name.first?.isLetter == true && name.last != "-"
            && name.utf8.count <= ToolNames.longestServer
    }

    /// The name of the package that holds its code.
    var package: String { name.map { $0 == "-" ? "_" : String($0) }.joined() + "_mcp" }

    /// The beginning of the names of its settings.
    var environment: String {
        name.map { $0 == "-" ? "_" : String($0) }.joined().uppercased()
    }

    /// The version of the project, as packages may be numbered.
    var packageVersion: String {
        let numbers = version.split(separator: ".").prefix(3).map { part in
            part.prefix { $0.isASCII && $0.isNumber }
        }
        guard let first = version.first(where: { $0 != "v" && $0 != "V" }), first.isNumber,
            numbers.allSatisfy({ !$0.isEmpty && $0.count < 10 })
        else { return "0.1.0" }
        let parts = (numbers.map { String(Int($0) ?? 0) } + ["0", "0"]).prefix(3)
        return parts.joined(separator: ".")
    }
}
