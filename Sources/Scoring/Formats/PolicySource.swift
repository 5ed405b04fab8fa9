// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import MCPModel

extension MarkupWriter {
    /// What a Content-Security-Policy calls a style sheet or script that stands in the page.
    package static func policySource(_ code: String) -> String {
        let digest = SHA256.hash(data: Array(content(code).utf8))
        return "'sha256-\(Base64.encoded(Array(digest)))'"
    }
}
