// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// The files of a server's project: fixed code, filled with names that are known to be harmless, and
/// data.
enum ServerProject {
    static func files(_ blueprint: ServerBlueprint) -> [ProjectFile] {
        let target = blueprint.options.target
        var files = Template.files(in: target.rawValue).map { path, text in
            ProjectFile(
                path: place(path, blueprint), text: filled(text, blueprint.identity))
        }
        files.append(ProjectFile(path: "LICENSE", text: Template.licence))
        files.append(ProjectFile(path: "README.md", text: ServerReadme.text(blueprint)))
        files.append(ProjectFile(operationsPath(blueprint), blueprint.operations))
        return files
    }

    /// Where the code looks for its data.
    private static func operationsPath(_ blueprint: ServerBlueprint) -> String {
        switch blueprint.options.target {
        case .fastmcp: blueprint.identity.package + "/operations.json"
        case .typescript: "operations.json"
        }
    }

    /// Where a file of the template lies in a project.
    private static func place(_ path: String, _ blueprint: ServerBlueprint) -> String {
        // As plain files these would count for this repository, too.
        if ["gitignore", "dockerignore", "prettierignore", "prettierrc.json"].contains(path) {
            return "." + path
        }
        guard blueprint.options.target == .fastmcp, path.hasPrefix("server/") else { return path }
        return blueprint.identity.package + path.dropFirst("server".count)
    }

    /// A template with its blanks filled in.
    ///
    /// Only the title comes from the document as it is, and that stands in quotes.
    private static func filled(_ text: String, _ identity: ServerIdentity) -> String {
        let blanks = [
            "PACKAGE": identity.package, "NAME": identity.name,
            "VERSION": identity.packageVersion,
            "TITLE": String(JSONWriter.text(.string(identity.title)).dropFirst().dropLast()),
        ]
        var output = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "@") {
            output += rest[..<mark]
            rest = rest[mark...]
            let after = rest.dropFirst()
            if let end = after.firstIndex(of: "@"), let value = blanks[String(after[..<end])] {
                output += value
                rest = rest[rest.index(after: end)...]
            } else {
                output += "@"
                rest = after
            }
        }
        return output + rest
    }
}
