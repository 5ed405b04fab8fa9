// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import HummingbirdCore
internal import NIOCore

extension HTTPServerBuilder {
    /// HTTP/1.1 as a collector speaks it.
    ///
    /// Senders that hold a body back until they are told to go on are told so.
    ///
    /// - Parameter limit: a longer body is not asked for; its sender gets the refusal at once.
    static func collector(bodyBytes limit: Int) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let plain = HTTP1Channel(
                responder: {
                    (request: Request, writer: consuming ResponseWriter, channel: any Channel) in
                    if request.isHeldBack(upTo: limit) {
                        try await writer.writeInformationalHead(HTTPResponse(status: .continue))
                    }
                    try await responder(request, writer, channel)
                },
                // A sender that says nothing for so long has gone, or means no good.
                configuration: .init(idleTimeout: .seconds(30)))
            return EndingChannel(base: plain)
        }
    }
}

extension Request {
    /// Whether its sender waits to be asked for the body, and the body is not too long.
    fileprivate func isHeldBack(upTo limit: Int) -> Bool {
        let length = headers[.contentLength].flatMap { Int($0) } ?? 0
        return headers[.expect]?.lowercased() == "100-continue" && length <= limit
    }
}
