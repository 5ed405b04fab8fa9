// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@Suite("The certificate of a collector")
struct CertificateTests {
    /// What `--check-config` says of two files, which a start says too.
    private static func problems(
        _ certificate: String, _ key: String, _ folder: TemporaryFolder
    ) async throws -> String {
        let files = ["--tls-certificate", certificate, "--tls-key", key]
        let check = try await SmeltServe.run(folder.path("data"), ["--check-config"] + files)
        let start = try await SmeltServe.run(folder.path("data"), files)
        #expect(check.status == 2)
        #expect(start.status == 2)
        #expect(check.stderr == start.stderr)
        return check.stderr
    }

    @Test("is refused with its file where it is none, cannot be read or has another key")
    func unusable() async throws {
        let folder = try TemporaryFolder()
        let own = try await TestCertificate(in: folder)
        let mixed = try await Self.problems(own.key, own.certificate, folder)
        #expect(
            mixed == """
                smelt: --tls-certificate: \(own.key) holds no certificate in PEM
                smelt: --tls-key: \(own.certificate) holds no private key in PEM, or one with a \
                password

                """)
        let missing = folder.path("missing.pem")
        #expect(
            try await Self.problems(own.certificate, missing, folder)
                == "smelt: --tls-key: \(missing) cannot be opened: No such file or directory\n")
        let empty = try folder.write("", to: "empty.pem")
        #expect(
            try await Self.problems(empty, own.key, folder)
                == "smelt: --tls-certificate: \(empty) is empty\n")
        let other = try await TestCertificate(expiredIn: folder)
        #expect(
            try await Self.problems(own.certificate, other.key, folder)
                == "smelt: --tls-key: \(other.key) is not the key of the certificate in "
                + "\(own.certificate)\n")
    }

    @Test("that is over is used, and somebody is told")
    func expired() async throws {
        let folder = try TemporaryFolder()
        let old = try await TestCertificate(expiredIn: folder)
        let options = ["--tls-certificate", old.certificate, "--tls-key", old.key]
        let sentence = "smelt: the certificate in \(old.certificate) was valid until 2"
        let check = try await CommandRun.run(
            SmeltServe.path, ["serve", "--check-config"] + options)
        #expect(check.status == 0)
        #expect(check.stderr.hasPrefix(sentence))
        #expect(check.stderr.hasSuffix("smelt: the settings are right\n"))
        let serve = try await SmeltServe.start(folder.path("data"), options, scheme: "https")
        #expect(try serve.errorText().contains(sentence))
        #expect(try await serve.end().status == 0)
    }

    @Test("is shown to those alone who speak TLS 1.2 or newer")
    func versions() async throws {
        let folder = try TemporaryFolder()
        let own = try await TestCertificate(in: folder)
        let serve = try await SmeltServe.start(
            folder.path("data"), ["--tls-certificate", own.certificate, "--tls-key", own.key],
            scheme: "https")
        let script = """
            import socket, ssl, sys, warnings
            warnings.simplefilter("ignore")
            for version in ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_2:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
                context.minimum_version = context.maximum_version = version
                context.set_ciphers("ALL:@SECLEVEL=0")
                try:
                    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), 20) as plain:
                        print(context.wrap_socket(plain).version())
                except ssl.SSLError:
                    print("refused")
            """
        let run = try await CommandRun.run(
            Fixture.python, ["-c", script, String(serve.client.port)])
        #expect(run.stdout == "refused\nrefused\nTLSv1.2\n", "\(run.stderr)")
    }
}
