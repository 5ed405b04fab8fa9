// SPDX-License-Identifier: Apache-2.0

/// Fills in the variables that configuration files refer to.
package struct VariableExpansion {
    /// Why a text could not be filled in.
    package struct Missing: Error, Equatable {
        package let reason: String
    }

    /// The variables that may be referred to.
    let environment: [String: String]

    /// Fills in from an environment.
    package init(environment: [String: String]) { self.environment = environment }

    /// The text with `${NAME}`, `${NAME:-default}` and `${env:NAME}` filled in.
    ///
    /// Everything else stays as it is, a lone `$NAME` as well.
    package func expand(_ text: String) throws(Missing) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
            result += rest[..<start.lowerBound]
            result += try value(of: String(rest[start.upperBound..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private func value(of reference: String) throws(Missing) -> String {
        if reference.hasPrefix("input:") {
            throw Missing(reason: "it needs ${\(reference)}, which its client asks a person for")
        }
        let plain = reference.hasPrefix("env:") ? String(reference.dropFirst(4)) : reference
        let fallback = plain.firstRange(of: ":-")
        let name = fallback.map { String(plain[..<$0.lowerBound]) } ?? plain
        // As in a shell, an empty variable counts as a missing one where there is a default.
        if let value = environment[name], fallback == nil || !value.isEmpty { return value }
        if let fallback { return String(plain[fallback.upperBound...]) }
        throw Missing(reason: "it needs ${\(reference)}, which is not set in the environment")
    }
}
