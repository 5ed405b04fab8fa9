// SPDX-License-Identifier: Apache-2.0

internal import Curl
internal import MCPModel

/// A conversation over HTTP: one POST a message, the answer as JSON or as an event stream.
struct HTTPSession: Session, ~Copyable {
    /// What a POST came to, apart from the errors that end everything.
    private enum Outcome {
        case reply(Reply)
        /// The server took the message and has nothing to say about it.
        case accepted
        /// An answer that holds no message of the protocol.
        case unusable(ClientError)
    }

    /// A message on its way to the server.
    private struct Post {
        let method: String
        /// What its answer is known by; none for a notification.
        let id: Int?
        let body: [UInt8]
        let headers: [HTTPHeader]
    }

    private let address: ServerAddress
    private let client: ClientIdentity
    private let limits: ClientLimits
    private let cancellation: Cancellation
    private let deadline: Deadline
    private var connection: HTTPClient
    private var era = ProtocolEra.modern
    private var protocolVersion: String?
    private var sessionID: String?
    private var lastID = 0
    private var bytesLeft: Int

    let notices: [InputProblem] = []

    /// Prepares a conversation; the time for everything begins here.
    init(
        _ address: ServerAddress, client: ClientIdentity, limits: ClientLimits,
        cancellation: Cancellation
    ) throws(ClientError) {
        self.address = address
        self.client = client
        self.limits = limits
        self.cancellation = cancellation
        deadline = Deadline(after: limits.totalTime)
        bytesLeft = limits.bytes
        do throws(CurlError) {
            connection = try HTTPClient()
        } catch {
            throw ClientError(error)
        }
    }

    mutating func open() throws(ClientError) -> ServerIdentity {
        // A server that does not know the question may leave it open; it gets the other one soon.
        let patience = deadline.within(min(limits.answerTime, limits.discoveryTime * 3))
        do throws(ClientError) {
            protocolVersion = era.version
            let outcome = try post(opening: era, until: patience)
            if case .reply(.result(let result)) = outcome,
                let identity = ServerIdentity(era, opening: result)
            {
                return identity
            }
        } catch {
            // It may still know the older question.
            guard error.code == .timedOut, !deadline.hasPassed else { throw error }
        }
        return try initialize()
    }

    mutating func call(_ method: String, _ params: JSONObject) throws(ClientError) -> Reply {
        let answered = deadline.within(limits.answerTime)
        switch try post(method, era.params(params, client), until: answered) {
        case .reply(let reply): return reply
        case .accepted: throw noAnswer(method)
        case .unusable(let error): throw error
        }
    }

    /// Gives the session back, as revision 2025-11-25 asks for.
    mutating func close() {
        guard sessionID != nil, !cancellation.isThrown else { return }
        let request = HTTPRequest(
            "DELETE", address.url, headers: headers(), userAgent: client.userAgent)
        let time = deadline.within(.seconds(2)).remaining
        // Whether the server forgets us or not changes nothing for us.
        _ = try? connection.perform(
            request, limits: TransferLimits(totalTime: time, bytes: 1 << 16))
        sessionID = nil
    }

    /// The legacy opening.
    private mutating func initialize() throws(ClientError) -> ServerIdentity {
        era = .legacy
        // Only later requests carry the version, once it is agreed on.
        protocolVersion = nil
        let answered = deadline.within(limits.answerTime)
        switch try post(opening: era, until: answered) {
        case .reply(.result(let result)):
            guard let identity = ServerIdentity(.legacy, opening: result) else {
                throw ClientError(
                    .malformedAnswer,
                    "the server's answer to `initialize` names no protocol version")
            }
            protocolVersion = identity.protocolVersion
            try confirm()
            return identity
        case .reply(.refused(let error)):
            throw ClientError(
                .serverError,
                "the server refused `server/discover` and answered `initialize` with "
                    + error.inWords)
        case .accepted: throw noAnswer(era.openingMethod)
        case .unusable(let error): throw error
        }
    }

    private mutating func confirm() throws(ClientError) {
        let method = "notifications/initialized"
        let post = Post(
            method: method, id: nil, body: ProtocolMessage.notification(method),
            headers: headers())
        let answered = deadline.within(limits.answerTime)
        if case .unusable(let error) = try exchange(post, until: answered) { throw error }
    }

    private mutating func post(
        opening era: ProtocolEra, until deadline: Deadline
    ) throws(ClientError) -> Outcome {
        try post(era.openingMethod, era.openingParams(client), until: deadline)
    }

    private mutating func post(
        _ method: String, _ params: JSONObject, until deadline: Deadline
    ) throws(ClientError) -> Outcome {
        lastID += 1
        let message = ProtocolMessage.request(id: lastID, method, params)
        var headers = headers()
        if era == .modern { headers.append(HTTPHeader("Mcp-Method", method)) }
        let post = Post(method: method, id: lastID, body: message, headers: headers)
        return try exchange(post, until: deadline)
    }

    private func headers() -> [HTTPHeader] {
        var headers = address.headers.map { HTTPHeader($0.name, $0.value) }
        headers.append(HTTPHeader("Content-Type", "application/json"))
        headers.append(HTTPHeader("Accept", "application/json, text/event-stream"))
        if let protocolVersion {
            headers.append(HTTPHeader("MCP-Protocol-Version", protocolVersion))
        }
        if let sessionID { headers.append(HTTPHeader("Mcp-Session-Id", sessionID)) }
        return headers
    }

    /// Sends one message and reads its answer no further than needed.
    private mutating func exchange(
        _ post: Post, until deadline: Deadline
    ) throws(ClientError) -> Outcome {
        if deadline.hasPassed { throw timedOut(post.method) }
        let request = HTTPRequest(
            "POST", address.url, headers: post.headers, body: post.body,
            userAgent: client.userAgent)
        let time = deadline.remaining
        let transfer = TransferLimits(
            connectTime: min(time, .seconds(10)), totalTime: time, bytes: bytesLeft)
        var exchange = HTTPExchange(id: post.id)
        var read = 0
        let head: HTTPHead
        do throws(CurlError) {
            head = try connection.perform(
                request, limits: transfer, isCancelled: { [cancellation] in cancellation.isThrown }
            ) { [address, client] head, piece in
                read += piece.count
                let isMore = exchange.take(piece, head)
                for asked in exchange.takeOpenRequests() {
                    Self.answer(asked, address, client, post.headers)
                }
                return isMore ? .more : .stop
            }
        } catch {
            throw failure(error, post.method)
        }
        bytesLeft = max(0, bytesLeft - read)
        exchange.finish(head)
        sessionID = head["Mcp-Session-Id"] ?? sessionID
        return try outcome(exchange, head)
    }

    private func outcome(
        _ exchange: HTTPExchange, _ head: HTTPHead
    ) throws(ClientError) -> Outcome {
        if let error = HTTPRefusal.final(head, address) { throw error }
        if let reply = exchange.reply { return .reply(reply) }
        if HTTPExchange.kind(of: head) == .webPage {
            let error = HTTPRefusal.webPage(head, address)
            // An error page may mean this one message; a page in place of an answer means all.
            if (200..<300).contains(head.status) { throw error }
            return .unusable(error)
        }
        if let problem = exchange.problem {
            return .unusable(
                ClientError(
                    .malformedAnswer,
                    "\(address.shown) answered with something that is not valid JSON: "
                        + problem.inWords))
        }
        guard (200..<300).contains(head.status) else {
            return .unusable(HTTPRefusal.status(head, exchange.body, address))
        }
        return .accepted
    }

    /// Answers a request that the server makes while we wait for its answer.
    private static func answer(
        _ asked: (id: JSONValue, method: String), _ address: ServerAddress,
        _ client: ClientIdentity, _ headers: [HTTPHeader]
    ) {
        let message = ProtocolMessage.answer(to: asked.method, id: asked.id)
        let request = HTTPRequest(
            "POST", address.url, headers: headers.filter { $0.name != "Mcp-Method" }, body: message,
            userAgent: client.userAgent)
        // The handle in use is busy with the stream this came from. A server that does not get
        // its answer will let us know in its own.
        guard var other = try? HTTPClient() else { return }
        _ = try? other.perform(
            request, limits: TransferLimits(totalTime: .seconds(2), bytes: 1 << 16))
    }

    private func noAnswer(_ method: String) -> ClientError {
        ClientError(
            .malformedAnswer,
            "\(address.shown) accepted `\(method)` but sent no answer to it")
    }

    private func failure(_ error: CurlError, _ method: String) -> ClientError {
        switch error.code {
        case .timedOut: timedOut(method)
        case .tooLarge:
            ClientError(
                .tooMuchOutput,
                "\(address.shown) answered with more than \(limits.bytes) bytes, which is the most "
                    + "that is read; its list of tools may be too large or never end")
        default: ClientError(error)
        }
    }

    private func timedOut(_ method: String) -> ClientError {
        let isOutOfTime = deadline.hasPassed
        let time = isOutOfTime ? limits.totalTime : limits.answerTime
        return ClientError(
            .timedOut,
            "\(address.shown) did not answer `\(method)` within \(time.inWords)"
                + (isOutOfTime ? " of the first request" : ""),
            isRetryable: true)
    }
}
