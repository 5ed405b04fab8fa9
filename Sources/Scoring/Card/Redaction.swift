// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// Takes out of a card the secrets that a server's texts carry, so that no report spreads them.
struct Redaction {
    private let secrets: [String]

    init(_ subject: CheckSubject, _ security: Judgement) {
        let checks = subject.rubrics.security.rules.compactMap { _, rule in
            (rule.check as? TextMatches).map { (rule.id, $0) }
        }
        let broken = Set(security.findings.map(\.rule))
        secrets = checks.filter { broken.contains($0.0) }.flatMap { _, check in
            (subject.scans + [subject.serverScan]).flatMap { check.secrets(in: $0) }
        }
    }

    /// A finding without secrets.
    func callAsFunction(_ finding: Finding) -> Finding {
        secrets.isEmpty
            ? finding
            : finding.replacing(message: text(finding.message), evidence: text(finding.evidence))
    }

    /// Whether a repair would repeat a secret.
    func isSpread(by fix: Fix) -> Bool {
        guard !secrets.isEmpty else { return false }
        let text = fix.title + JSONWriter.text(fix.patch.json)
        return self.text(text) != text
    }

    /// A text without secrets, as they are written and as they are read.
    private func text(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            // Evidence may be cut, so the first half of a secret is taken for it.
            let half = String(secret.prefix(max(8, secret.count / 2)))
            return [secret, secret.lowercased(), half, half.lowercased()].reduce(text) {
                $0.replacing($1, with: "…")
            }
        }
    }
}
