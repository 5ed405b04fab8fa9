// SPDX-License-Identifier: Apache-2.0

internal import HostSystem
internal import NIOSSL
internal import Telemetry

/// What a collector proves with that it is itself: certificates and their key, from two files.
struct TLSIdentity {
    /// What is wrong with a file.
    struct Fault: Error {
        /// The setting that names the file.
        let setting: Setting
        /// What it is, with the name of the file.
        let sentence: String
    }

    /// All that is wrong with both.
    struct Faults: Error {
        let all: [Fault]
    }

    let configuration: TLSConfiguration
    private let certificates: [NIOSSLCertificate]
    private let path: String

    init(_ files: CollectorService.Configuration.TLSFiles) throws(Faults) {
        var faults: [Fault] = []
        var certificates: [NIOSSLCertificate] = []
        var key: NIOSSLPrivateKey?
        do throws(Fault) {
            certificates = try Self.certificates(in: files.certificate)
        } catch {
            faults.append(error)
        }
        do throws(Fault) {
            key = try Self.key(in: files.key)
        } catch {
            faults.append(error)
        }
        guard let privateKey = key, faults.isEmpty else { throw Faults(all: faults) }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: certificates.map { .certificate($0) },
            privateKey: .privateKey(privateKey))
        // What is older has been broken for long.
        configuration.minimumTLSVersion = .tlsv12
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            let sentence = "\(files.key) is not the key of the certificate in \(files.certificate)"
            throw Faults(all: [Fault(setting: .tlsKey, sentence: sentence)])
        }
        self.configuration = configuration
        self.certificates = certificates
        path = files.certificate
    }

    private static func certificates(in path: String) throws(Fault) -> [NIOSSLCertificate] {
        let bytes = try Self.bytes(of: path, .tlsCertificate)
        do {
            return try NIOSSLCertificate.fromPEMBytes(bytes)
        } catch {
            throw Fault(
                setting: .tlsCertificate, sentence: "\(path) holds no certificate in PEM")
        }
    }

    private static func key(in path: String) throws(Fault) -> NIOSSLPrivateKey {
        let bytes = try Self.bytes(of: path, .tlsKey)
        do {
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        } catch {
            throw Fault(
                setting: .tlsKey,
                sentence: "\(path) holds no private key in PEM, or one with a password")
        }
    }

    private static func bytes(of path: String, _ setting: Setting) throws(Fault) -> [UInt8] {
        let bytes: [UInt8]
        do throws(CommandFailure) {
            bytes = try Files.read(path)
        } catch {
            throw Fault(setting: setting, sentence: error.message)
        }
        if bytes.isEmpty { throw Fault(setting: setting, sentence: "\(path) is empty") }
        return bytes
    }

    /// What others will say against a certificate; `nil` while all are valid.
    func notice(at now: Timestamp) -> String? {
        let seconds = now.nanoseconds / 1_000_000_000
        for certificate in certificates {
            let (first, last) = (
                Int64(certificate.notValidBefore), Int64(certificate.notValidAfter)
            )
            if last < seconds {
                return "the certificate in \(path) was valid until \(Self.text(last))"
            }
            if first > seconds {
                return "the certificate in \(path) is not valid before \(Self.text(first))"
            }
        }
        return nil
    }

    /// A moment, which may be farther away than others are.
    private static func text(_ seconds: Int64) -> String {
        let seconds = min(max(seconds, -9_000_000_000), 9_000_000_000)
        return Timestamp(nanoseconds: seconds * 1_000_000_000).text
    }
}

extension CollectorService.Configuration {
    /// What is right, but should be known before it is used.
    public var notices: [String] {
        guard let tls else {
            if isLoopback { return [] }
            return [
                "tokens and calls cross the network in the clear; give --tls-certificate and "
                    + "--tls-key, or put a proxy that speaks HTTPS in front"
            ]
        }
        let identity = try? TLSIdentity(tls)
        return [identity?.notice(at: .now)].compactMap { $0 }
    }
}
