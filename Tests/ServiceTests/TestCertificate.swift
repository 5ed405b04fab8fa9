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
            ])
        try #require(made.status == 0, "\(made.stderr)")
    }

    /// Makes one in a folder that was over yesterday.
    init(expiredIn folder: TemporaryFolder) async throws {
        (certificate, key) = (folder.path("expired.pem"), folder.path("expired-key.pem"))
        let script = """
            openssl req -new -newkey rsa:2048 -nodes -subj /CN=localhost -keyout "$1" \
                -out "$2.csr" &&
            openssl x509 -req -in "$2.csr" -signkey "$1" -days -1 -out "$2"
            """
        let made = try await CommandRun.run(
            "sh", ["-c", script, "sh", key, certificate])
        try #require(made.status == 0, "\(made.stderr)")
    }
}
