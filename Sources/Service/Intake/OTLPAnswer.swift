// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import MCPModel
internal import Telemetry

/// How a sender writes, and so is answered.
enum Encoding {
    case protobuf
    case json

    /// What a `Content-Type` names; `nil` for anything else.
    init?(contentType: String?) {
        switch contentType.map(Self.mediaType) {
        case "application/x-protobuf": self = .protobuf
        case "application/json": self = .json
        default: return nil
        }
    }

    /// The type without its parameters.
    static func mediaType(_ contentType: String) -> String {
        contentType.prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
    }

    var contentType: String {
        switch self {
        case .protobuf: "application/x-protobuf"
        case .json: "application/json"
        }
    }
}

extension Signal {
    /// What an answer calls the things that were refused.
    fileprivate var rejectedKey: String {
        switch self {
        case .traces: "rejectedSpans"
        case .metrics: "rejectedDataPoints"
        case .logs: "rejectedLogRecords"
        }
    }
}

/// The bodies that OTLP 1.11 prescribes.
enum OTLPAnswer {
    /// All was taken, but for what is named; without a reason all was.
    static func taken(
        _ signal: Signal, rejected: Int = 0, reason: String? = nil, in encoding: Encoding
    ) -> Response {
        var body: [UInt8] = []
        switch encoding {
        case .protobuf:
            if let reason {
                var writer = ProtobufWriter()
                writer.write(1) { partial in
                    // What is 0 is left out in protobuf.
                    if rejected > 0 { partial.write(1, number: UInt64(rejected)) }
                    partial.write(2, reason.utf8)
                }
                body = writer.bytes
            }
        case .json:
            var answer = JSONObject()
            if let reason {
                answer["partialSuccess"] = .object(
                    partial(signal.rejectedKey, rejected, reason))
            }
            body = JSONWriter.bytes(.object(answer), layout: .compact)
        }
        return response(.ok, body, encoding)
    }

    private static func partial(_ key: String, _ count: Int, _ reason: String) -> JSONObject {
        var partial = JSONObject()
        partial[key] = .string(String(count))
        partial["errorMessage"] = .string(reason)
        return partial
    }

    /// Nothing was taken: `google.rpc.Status`.
    static func refused(
        _ status: HTTPResponse.Status, _ reason: String, retryAfter seconds: Int? = nil,
        in encoding: Encoding
    ) -> Response {
        let code = code(of: status)
        let body: [UInt8]
        switch encoding {
        case .protobuf:
            var writer = ProtobufWriter()
            writer.write(1, number: UInt64(code))
            writer.write(2, reason.utf8)
            body = writer.bytes
        case .json:
            body = JSONWriter.bytes(
                ["code": .int(code), "message": .string(reason)], layout: .compact)
        }
        var response = response(status, body, encoding)
        if let seconds { response.headers[.retryAfter] = String(seconds) }
        return response
    }

    static func refused(_ refusal: Refusal, in encoding: Encoding) -> Response {
        var response = refused(
            refusal.status, refusal.reason, retryAfter: refusal.retryAfter, in: encoding)
        if refusal.isUnread { response.headers[.connection] = "close" }
        return response
    }

    /// The code of gRPC that goes with a status of HTTP.
    private static func code(of status: HTTPResponse.Status) -> Int {
        switch status.code {
        case 400, 415: 3  // INVALID_ARGUMENT
        case 401: 16  // UNAUTHENTICATED
        case 403: 7  // PERMISSION_DENIED
        case 404, 405: 12  // UNIMPLEMENTED
        case 413, 429: 8  // RESOURCE_EXHAUSTED
        case 503: 14  // UNAVAILABLE
        default: 13  // INTERNAL
        }
    }

    private static func response(
        _ status: HTTPResponse.Status, _ body: [UInt8], _ encoding: Encoding
    ) -> Response {
        Response(
            status: status, headers: [.contentType: encoding.contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }
}
