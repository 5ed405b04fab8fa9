// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// What a document says about an API as a whole, and its operations.
struct APIDescription {
    /// Which rules the schemas follow.
    enum Dialect { case openAPI30, openAPI31 }

    let dialect: Dialect
    let title: String
    let version: String
    let description: String?
    let schemes: [SecurityScheme]
    let operations: [Operation]
    /// Operations that cannot be read, with the reason.
    let unreadable: [Skip]
    /// What is worth knowing and is no fault.
    let notes: [String]
}
