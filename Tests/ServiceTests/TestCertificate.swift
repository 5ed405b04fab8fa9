// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

/// A certificate of 127.0.0.1 that vouches for itself, for two days.
struct TestCertificate {
    let certificate: String
    let key: String

    /// Makes one in a folder.
    init(in folder: TemporaryFolder) async throws {
        (certificate, key) = (folder.path("certificate.pem"), folder.path("key.pem"))
        let made = try await CommandRun.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out",
                certificate,
            ], timeLimit: .seconds(60))
        try #require(made.status == 0, "\(made.stderr)")
    }
}
