// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Whether an argument that holds a secret is copied into a header of the request.
struct HeaderMirrored: Check {
    static let kind = "header-mirrored"

    private static let secrets = PatternSet([
        #"\b(?:password|passwd|passphrase|key|apikey|secret|token|credentials?|cookie|jwt|authorization|auth|otp|pin|ssn)\b"#
    ])

    init(_ options: CheckOptions) { _ = options.members() }

    func measure(_ index: Int, in subject: CheckSubject) -> [Opportunity] {
        subject[index].fields.compactMap { field in
            guard let header = field.field.schema["x-mcp-header"] else { return nil }
            let isSecret = Self.secrets.occurs(in: field.spoken)
            return Opportunity(
                measure: isSecret ? 0 : 1,
                pointer: JSONPointer(
                    ["inputSchema"] + field.field.pointer.tokens + ["x-mcp-header"]),
                field: field.field.name, detail: header.string ?? "",
                evidence: field.field.name)
        }
    }
}
