// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Reads who may call an operation, and how they show it.
struct SecurityReader {
    let schemes: [SecurityScheme]
    private let documents: DocumentSet
    private let repairs: RepairLog

    init(_ documents: DocumentSet, _ repairs: RepairLog) {
        self.documents = documents
        self.repairs = repairs
        schemes = (documents.root["components"]?["securitySchemes"]?.members ?? []).map {
            name, value in
            let scheme = (try? documents.resolved(value)) ?? value
            return SecurityScheme(
                name: name, kind: Self.kind(scheme))
        }
    }

    private static func kind(_ scheme: Located) -> SecurityScheme.Kind {
        switch text(scheme["type"]) {
        case "apiKey":
            guard let name = text(scheme["name"]),
                let place = text(scheme["in"]).flatMap(Parameter.Place.init), place != .path
            else { return .unsupported("its key has no name or no place") }
            return .apiKey(place: place, name: name)
        case "http":
            switch text(scheme["scheme"])?.lowercased() {
            case "basic": return .basic
            case "bearer": return .bearer
            case let other: return .unsupported("HTTP \(other ?? "?") is not supported")
            }
        // A token that somebody obtained is sent; obtaining it is not a server's business.
        case "oauth2", "openIdConnect": return .bearer
        case "mutualTLS": return .unsupported("client certificates are not supported")
        case let other: return .unsupported("\"\(other ?? "?")\" is no kind of security")
        }
    }

    /// The alternatives of a requirement; `nil` where nothing is said.
    func alternatives(_ value: Located?) -> [[String]]? {
        guard let value, value.value != .null else { return nil }
        if value.object != nil {
            repairs.add(
                "the requirement is no list", "it is read as a list of one", at: value.target)
            return [alternative(value, isLast: true)].compactMap(\.self)
        }
        var all = value.elements.compactMap { alternative($0, isLast: false) }
        if all.isEmpty { all = value.elements.compactMap { alternative($0, isLast: true) } }
        // What is needed and cannot be had is still needed.
        return all.isEmpty && !value.elements.isEmpty ? [["?"]] : all
    }

    /// - Parameter isLast: whether without this alternative there is none.
    private func alternative(_ value: Located, isLast: Bool) -> [String]? {
        var names: [String] = []
        for (name, scopes) in value.members {
            if scopes.value.array == nil {
                repairs.add("the scopes are no list", "none are assumed", at: scopes.target)
            }
            guard schemes.contains(where: { $0.name == name }) else {
                repairs.add(
                    "the scheme \(name) is described nowhere", "this alternative is left out",
                    at: scopes.target)
                return nil
            }
            names.append(name)
        }
        return withoutConflicts(names, isLast: isLast, at: value.target)
    }

    /// What is sent in one place can be there once.
    private func withoutConflicts(
        _ names: [String], isLast: Bool, at target: Target
    ) -> [String]? {
        var places: [String: SecurityScheme] = [:]
        var kept: [String] = []
        for name in names {
            guard let scheme = schemes.first(where: { $0.name == name }) else { continue }
            guard let other = places[scheme.place] else {
                places[scheme.place] = scheme
                kept.append(name)
                continue
            }
            // Two kinds of token may be one token, where there is no other way in.
            if isLast, scheme.kind == .bearer, other.kind == .bearer { continue }
            repairs.add(
                "\(other.name) and \(name) are both sent as \(scheme.place)",
                "this alternative is left out", at: target)
            return nil
        }
        return kept
    }
}
