// SPDX-License-Identifier: Apache-2.0

internal import CChild

/// The variables a server inherits: enough to run, and none of the user's secrets.
///
/// Everything else that a server needs is given with its launch.
public enum ChildEnvironment {
    /// The names that are passed on.
    public static let names: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "TMPDIR", "LANG", "LANGUAGE",
        "http_proxy", "https_proxy", "all_proxy", "no_proxy",
        "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY",
        "SSL_CERT_FILE", "SSL_CERT_DIR",
    ]
    /// The beginnings of further names that are passed on.
    public static let prefixes = ["LC_", "XDG_"]

    /// All variables of this process.
    public static func ofThisProcess() -> [String: String] {
        var variables: [String: String] = [:]
        guard var entry = child_environment() else { return variables }
        while let text = entry.pointee {
            let parts = String(cString: text).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            entry += 1
        }
        return variables
    }

    /// What a server gets: the listed variables of this process, then those of its launch.
    static func merged(
        _ own: [String: String], _ given: [String: String]
    ) -> [String] {
        own.filter { isPassedOn($0.key) }
            .merging(given) { $1 }
            .map { "\($0.key)=\($0.value)" }
            .sorted()
    }

    private static func isPassedOn(_ name: String) -> Bool {
        names.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }
}
