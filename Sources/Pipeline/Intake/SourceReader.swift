// SPDX-License-Identifier: Apache-2.0

internal import Curl
internal import HostSystem
internal import MCPModel
internal import StrictYAML

/// Reads documents from files and URLs, within limits.
struct SourceReader: Sendable {
    /// What may be read beyond the document that was named.
    struct Permissions: Sendable {
        /// Whether references to other hosts are followed.
        var remote = false
        /// Whether hosts in private networks and on this machine are asked.
        var privateHosts = false
        /// The folder that files must lie in; that of the first document when absent.
        var root: String?
    }

    /// What is read at most.
    enum Limits {
        /// Documents that one description is spread over.
        static let documents = 10_000
        /// Bytes of all of them.
        static let bytes = 64 << 20
        /// Times that a URL may lead elsewhere.
        static let redirects = 5
        static let json = JSONReader.Limits(bytes: bytes, depth: 200)
    }

    let permissions: Permissions

    /// The bytes at an address, and the address they were found at in the end.
    func bytes(
        at address: SourceAddress
    ) throws(PipelineError) -> (bytes: [UInt8], address: SourceAddress) {
        if address.isRemote { return try fetched(address) }
        if Files.isFolder(address.text) {
            throw PipelineError(
                .unreadable, "\(address.text) is a folder; name the OpenAPI document in it")
        }
        do throws(CommandFailure) {
            return (try Files.read(address.text), address)
        } catch {
            throw PipelineError(.unreadable, error.message)
        }
    }

    private func fetched(
        _ address: SourceAddress
    ) throws(PipelineError) -> (bytes: [UInt8], address: SourceAddress) {
        var address = address
        do throws(CurlError) {
            var client = try HTTPClient()
            for _ in 0...Limits.redirects {
                let request = HTTPRequest(
                    "GET", address.text,
                    headers: [HTTPHeader("Accept", "application/json, application/yaml, */*")],
                    userAgent: "smelt")
                let response = try client.perform(
                    request, limits: TransferLimits(totalTime: .seconds(60), bytes: Limits.bytes),
                    trust: TransferTrust(allowsPrivate: permissions.privateHosts))
                switch response.head.status {
                case 200..<300: return (response.body, address)
                case 300..<400:
                    guard let place = response.head["location"] else { fallthrough }
                    address = address.resolving(place)
                default:
                    throw CurlError(
                        .other, "\(request.shownURL) answered with status \(response.head.status)")
                }
            }
            throw CurlError(.other, "\(address.text) leads from address to address without end")
        } catch {
            throw PipelineError(.unreadable, error.message)
        }
    }

    /// Reads the bytes of a document as JSON, or as YAML where they do not begin like JSON.
    static func value(
        of bytes: [UInt8], at address: SourceAddress
    ) throws(PipelineError) -> JSONValue {
        do throws(InputProblem) {
            let first = bytes.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                return try JSONReader.read(bytes, limits: Limits.json).root
            }
            return try YAMLText.json(bytes)
        } catch {
            throw PipelineError(.unreadable, "\(address.text): \(error.description)")
        }
    }
}
