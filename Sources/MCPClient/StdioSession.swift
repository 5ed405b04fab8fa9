// SPDX-License-Identifier: Apache-2.0

internal import MCPModel

/// A conversation over the standard streams of a process: one message a line.
struct StdioSession: Session, ~Copyable {
    private let launch: ServerLaunch
    private let client: ClientIdentity
    private let limits: ClientLimits
    private let cancellation: Cancellation
    private let deadline: Deadline
    private var channel: StdioChannel
    private var era = ProtocolEra.modern
    private var lastID = 0
    private var noiseCount = 0
    private var firstNoise = ""

    /// Starts the server; the time for everything begins here.
    init(
        _ launch: ServerLaunch, client: ClientIdentity, limits: ClientLimits,
        cancellation: Cancellation
    ) throws(ClientError) {
        self.launch = launch
        self.client = client
        self.limits = limits
        self.cancellation = cancellation
        deadline = Deadline(after: limits.totalTime)
        channel = try StdioChannel(launch, limits: limits, cancellation: cancellation)
    }

    var notices: [InputProblem] {
        guard noiseCount > 0 else { return [] }
        return [InputProblem(.notJSON, "the server \(noiseInWords)")]
    }

    /// The end of the channel, with this value, is all the goodbye that stdio knows.
    mutating func close() {}

    mutating func open() throws(ClientError) -> ServerIdentity {
        let identity: ServerIdentity
        if let answer = try negotiate() {
            identity = answer
        } else {
            // Some servers end when the first message is not `initialize`, so they get a second
            // start in which it is.
            channel = try StdioChannel(launch, limits: limits, cancellation: cancellation)
            identity = try initialize()
        }
        era = identity.era
        if era == .legacy {
            channel.send(ProtocolMessage.notification("notifications/initialized"))
        }
        return identity
    }

    mutating func call(_ method: String, _ params: JSONObject) throws(ClientError) -> Reply {
        let id = send(method, era.params(params, client))
        let answered = deadline.within(limits.answerTime)
        switch try nextAnswer(to: [id], until: answered) {
        case .answer(_, let reply): return reply
        case .timedOut: throw timedOut(method)
        case .ended: throw ended(method)
        }
    }

    // MARK: Opening

    /// Tries the modern opening first, and the legacy one when that is refused or takes long.
    ///
    /// A server that is slow to start may just not have read anything yet. So both openings may
    /// be under way at once, and the first one that succeeds counts. `nil` when the server ended
    /// before it answered either with success.
    private mutating func negotiate() throws(ClientError) -> ServerIdentity? {
        let answered = deadline.within(limits.answerTime)
        let patience = answered.within(limits.discoveryTime)
        var open = [send(opening: .modern): ProtocolEra.modern]
        var hasTriedLegacy = false
        var refusal: RemoteError?
        while true {
            if open.isEmpty, hasTriedLegacy { throw refused(refusal) }
            if open.isEmpty || (patience.hasPassed && !hasTriedLegacy) {
                hasTriedLegacy = true
                open[send(opening: .legacy)] = .legacy
            }
            let ids = Set(open.keys)
            switch try nextAnswer(to: ids, until: hasTriedLegacy ? answered : patience) {
            case .answer(let id, let reply):
                guard let era = open.removeValue(forKey: id) else { continue }
                switch reply {
                case .result(let result):
                    if let identity = ServerIdentity(era, opening: result) { return identity }
                    if era == .legacy { throw noVersion() }
                case .refused(let error):
                    if era == .legacy { refusal = error }
                }
            case .timedOut:
                if hasTriedLegacy { throw timedOut(ProtocolEra.legacy.openingMethod) }
            case .ended: return nil
            }
        }
    }

    /// The legacy opening alone.
    private mutating func initialize() throws(ClientError) -> ServerIdentity {
        let method = ProtocolEra.legacy.openingMethod
        let id = send(opening: .legacy)
        switch try nextAnswer(to: [id], until: deadline.within(limits.answerTime)) {
        case .answer(_, .result(let result)):
            guard let identity = ServerIdentity(.legacy, opening: result) else {
                throw noVersion()
            }
            return identity
        case .answer(_, .refused(let error)): throw refused(error)
        case .timedOut: throw timedOut(method)
        case .ended: throw ended(method)
        }
    }

    private mutating func send(opening era: ProtocolEra) -> Int {
        send(era.openingMethod, era.openingParams(client))
    }

    private mutating func send(_ method: String, _ params: JSONObject) -> Int {
        lastID += 1
        channel.send(ProtocolMessage.request(id: lastID, method, params))
        return lastID
    }

    // MARK: Reading

    private enum Arrival {
        case answer(Int, Reply)
        case timedOut
        case ended
    }

    /// Waits for the answer to one of some requests, and deals with all that comes before it.
    private mutating func nextAnswer(
        to ids: Set<Int>, until deadline: Deadline
    ) throws(ClientError) -> Arrival {
        while true {
            switch try channel.nextLine(until: deadline) {
            case .timedOut: return .timedOut
            case .ended: return .ended
            case .line(let line):
                switch try message(in: line) {
                case .answer(let id, let reply):
                    if let id = id.number?.int, ids.contains(id) { return .answer(id, reply) }
                    // A server that could not read a request cannot name its id either.
                    if id == .null, case .refused = reply, let first = ids.min() {
                        return .answer(first, reply)
                    }
                case .request(let id, let method):
                    channel.send(ProtocolMessage.answer(to: method, id: id))
                case .notification, nil: break
                }
            }
        }
    }

    /// The message on a line; a line that never was meant to be one is counted as noise.
    private mutating func message(in line: [UInt8]) throws(ClientError) -> ProtocolMessage? {
        guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { return nil }
        do throws(InputProblem) {
            let value = try JSONReader.read(line).root
            if let message = ProtocolMessage(value) { return message }
        } catch {
            let text = String(decoding: line.prefix(4096), as: UTF8.self)
            if line.first == UInt8(ascii: "{"), text.contains("\"jsonrpc\"") {
                throw failure(
                    .malformedAnswer,
                    "the server wrote a message that is not valid JSON: \(error.inWords)")
            }
        }
        noiseCount += 1
        if firstNoise.isEmpty { firstNoise = quoted(line, limit: 80) }
        if noiseCount > limits.noiseLines {
            throw failure(.notMCP, "the server \(noiseInWords)")
        }
        return nil
    }

    // MARK: Problems

    private var noiseInWords: String {
        let lines = noiseCount == 1 ? "one line" : "\(noiseCount) lines"
        return "printed \(lines) to its standard output that are no MCP messages, the first: "
            + "\"\(firstNoise)\"; a server must print to standard error instead"
    }

    private func failure(_ code: ClientError.Code, _ message: String) -> ClientError {
        ClientError(code, message, stderrTail: channel.stderrTail, isRetryable: code == .timedOut)
    }

    /// The last thing the server said on its standard error, as the end of a sentence.
    private var lastWords: String {
        let last = channel.stderrTail.split(whereSeparator: \.isNewline)
            .last { $0.contains { !$0.isWhitespace } }
        return last.map { "; it said: \(quoted($0))" } ?? ""
    }

    private func timedOut(_ method: String) -> ClientError {
        let isOutOfTime = deadline.hasPassed
        let time = isOutOfTime ? limits.totalTime : limits.answerTime
        let noise = noiseCount > 0 ? "; it \(noiseInWords)" : ""
        return failure(
            .timedOut,
            "the server did not answer `\(method)` within \(time.inWords)"
                + (isOutOfTime ? " of its start" : "") + lastWords + noise)
    }

    private mutating func ended(_ method: String) -> ClientError {
        let place =
            channel.endsInLine ? "in the middle of its answer to" : "before answering"
        let end = channel.collectEnd(until: deadline.within(.seconds(5)))
        let how =
            switch end {
            case .exit(let status): "ended with status \(status)"
            case .signal(let number): "was ended by signal \(number)"
            case nil: "closed its standard output"
            }
        return failure(.endedEarly, "the server \(how) \(place) `\(method)`" + lastWords)
    }

    private func refused(_ error: RemoteError?) -> ClientError {
        let words = error?.inWords ?? "an error"
        return failure(
            .serverError,
            "the server refused `server/discover` and answered `initialize` with \(words)"
                + lastWords)
    }

    private func noVersion() -> ClientError {
        failure(
            .malformedAnswer, "the server's answer to `initialize` names no protocol version")
    }
}
