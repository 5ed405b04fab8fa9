// SPDX-License-Identifier: Apache-2.0

internal import Curl
internal import MCPModel

/// The body of one HTTP answer, read as far as needed to know what it says.
struct HTTPExchange {
    /// What the body turned out to be.
    enum Kind {
        case json
        case events
        case webPage
        case other
    }

    /// So much of a body that is no message is kept for the words of an error.
    private static let sampleBytes = 4 << 10

    /// The answer that was waited for.
    private(set) var reply: Reply?
    /// Requests of the server that came before the answer.
    private(set) var openRequests: [(id: JSONValue, method: String)] = []
    /// Why the body could not be read as a message.
    private(set) var problem: InputProblem?
    /// What was read of a body that is not an event stream.
    private(set) var body: [UInt8] = []

    private let id: Int?
    private var events = ServerSentEvents()

    /// Waits for the answer to a request; for none after a notification.
    init(id: Int?) { self.id = id }

    /// What a head announces.
    static func kind(of head: HTTPHead) -> Kind {
        let type = (head["Content-Type"] ?? "").prefix { $0 != ";" }.lowercased()
        if type.hasPrefix("text/event-stream") { return .events }
        if type.hasPrefix("text/html") || type.hasPrefix("application/xhtml") { return .webPage }
        return type.contains("json") ? .json : .other
    }

    /// Takes a piece of the body; false when the rest does not matter.
    mutating func take(_ piece: UnsafeBufferPointer<UInt8>, _ head: HTTPHead) -> Bool {
        switch Self.kind(of: head) {
        case .events:
            for event in events.append(piece) where reply == nil && problem == nil { read(event) }
            return reply == nil && problem == nil
        case .json:
            body += piece
            return true
        case .webPage, .other:
            body += piece
            return body.count < Self.sampleBytes
        }
    }

    /// The server's requests that nobody has answered yet; each is handed out once.
    mutating func takeOpenRequests() -> [(id: JSONValue, method: String)] {
        defer { openRequests = [] }
        return openRequests
    }

    /// Ends reading: a body of JSON is whole only now.
    mutating func finish(_ head: HTTPHead) {
        if Self.kind(of: head) == .json, !body.isEmpty { read(body) }
    }

    private mutating func read(_ bytes: [UInt8]) {
        do throws(InputProblem) {
            let value = try JSONReader.read(bytes).root
            // Before revision 2025-06-18 several messages could share a body.
            for element in value.array ?? [value] { take(ProtocolMessage(element)) }
        } catch {
            // Servers open a stream with an empty event, to have an id to resume from.
            if !bytes.isEmpty { problem = error }
        }
    }

    private mutating func take(_ message: ProtocolMessage?) {
        switch message {
        case .answer(let answered, let answer):
            // An answer to this very request can mean no other one, so an error without a proper
            // id counts as well.
            let isError = if case .refused = answer { true } else { false }
            if answered.number?.int == id || isError { reply = reply ?? answer }
        case .request(let asked, let method): openRequests.append((asked, method))
        case .notification, nil: break
        }
    }
}
