// SPDX-License-Identifier: Apache-2.0

internal import HTTPTypes
internal import Hummingbird
internal import MCPModel
internal import NIOCore
internal import Telemetry

/// Takes what senders post: reads it, hands it to the collector, and answers when it is on disk.
struct Intake: Sendable {
    let collector: Collector
    let limits: IntakeLimits
    let tally: IntakeTally
    private let memory = SenderMemory()

    init(collector: Collector, limits: IntakeLimits, tally: IntakeTally) {
        self.collector = collector
        self.limits = limits
        self.tally = tally
    }

    // MARK: - OTLP

    func otlp(_ signal: Signal, _ request: Request) async -> Response {
        guard let encoding = Encoding(contentType: request.headers[.contentType]) else {
            let reason = "the Content-Type is neither application/x-protobuf nor application/json"
            return OTLPAnswer.refused(.unsupportedMediaType, reason, in: .json)
        }
        do throws(Refusal) {
            let bytes = try await body(of: request)
            guard signal == .traces else { return Self.unread(signal, encoding) }
            let batch = try calls(in: bytes, encoding)
            let outcome = try await take(batch)
            return Self.answer(batch.notes, outcome, encoding)
        } catch {
            return OTLPAnswer.refused(
                error.status, error.reason, retryAfter: error.retryAfter, in: encoding)
        }
    }

    /// Only traces tell about calls so far; senders send all signals unless told otherwise.
    private static func unread(_ signal: Signal, _ encoding: Encoding) -> Response {
        switch signal {
        case .traces, .logs: OTLPAnswer.taken(signal, in: encoding)
        case .metrics:
            OTLPAnswer.taken(
                signal, reason: "metrics are not read by this version; calls come from traces",
                in: encoding)
        }
    }

    private func calls(
        in bytes: [UInt8], _ encoding: Encoding
    ) throws(Refusal) -> CallBatch {
        switch encoding {
        case .protobuf:
            do throws(WireProblem) {
                return try TraceRequest.calls(in: bytes, memory: memory)
            } catch {
                throw Refusal(.badRequest, error.description)
            }
        case .json:
            do throws(InputProblem) {
                return try TraceRequest.calls(inJSON: bytes, memory: memory)
            } catch {
                throw Refusal(.badRequest, error.description)
            }
        }
    }

    private static func answer(
        _ notes: ReadingNotes, _ outcome: AppendOutcome, _ encoding: Encoding
    ) -> Response {
        let rejected = notes.refused + outcome.outOfTime
        if rejected == 0 { return OTLPAnswer.taken(.traces, in: encoding) }
        return OTLPAnswer.taken(
            .traces, rejected: rejected, reason: reason(notes, outcome), in: encoding)
    }

    private static func reason(_ notes: ReadingNotes, _ outcome: AppendOutcome) -> String {
        notes.refusal
            ?? "\(outcome.outOfTime) calls are older than is kept, or more than a day in the future"
    }

    // MARK: - Events

    func events(_ request: Request) async -> Response {
        let type = request.headers[.contentType].map(Encoding.mediaType)
        let known = ["application/json", "application/x-ndjson", "application/ndjson"]
        guard let type, known.contains(type) else {
            let reason = "the Content-Type is neither application/json nor application/x-ndjson"
            return OTLPAnswer.refused(.unsupportedMediaType, reason, in: .json)
        }
        do throws(Refusal) {
            let bytes = try await body(of: request)
            let batch: CallBatch
            do throws(InputProblem) {
                batch = try CallEvents.calls(in: bytes, now: .now)
            } catch {
                throw Refusal(.badRequest, error.description)
            }
            if batch.calls.isEmpty, let reason = batch.notes.refusal {
                throw Refusal(.badRequest, reason)
            }
            let outcome = try await take(batch)
            return Self.answer(events: batch.notes, outcome)
        } catch {
            return OTLPAnswer.refused(
                error.status, error.reason, retryAfter: error.retryAfter, in: .json)
        }
    }

    private static func answer(events notes: ReadingNotes, _ outcome: AppendOutcome) -> Response {
        var answer = JSONObject()
        answer["stored"] = .int(outcome.stored)
        answer["repeated"] = .int(outcome.repeated)
        let rejected = notes.refused + outcome.outOfTime
        answer["rejected"] = .int(rejected)
        if rejected > 0 { answer["message"] = .string(reason(notes, outcome)) }
        return .json(.object(answer))
    }

    // MARK: - Both

    private func take(_ batch: CallBatch) async throws(Refusal) -> AppendOutcome {
        tally.add(batch.notes)
        if batch.calls.isEmpty { return AppendOutcome() }
        do throws(Collector.Refusal) {
            return try await collector.take(batch)
        } catch {
            throw Refusal(error)
        }
    }

    /// The body, unpacked; both sizes are limited.
    private func body(of request: Request) async throws(Refusal) -> [UInt8] {
        let limit = limits.bodyBytes
        let encoding = request.headers[.contentEncoding]?.lowercased() ?? "identity"
        guard encoding == "gzip" || encoding == "identity" else {
            throw Refusal(
                .unsupportedMediaType, "the Content-Encoding is neither gzip nor identity")
        }
        let tooLarge = Refusal(.contentTooLarge, "the request is larger than \(limit) bytes")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw tooLarge
        }
        let bytes: [UInt8]
        do {
            bytes = Array(buffer: try await request.body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw tooLarge
        } catch {
            throw Refusal(.badRequest, "the request ended too early")
        }
        if encoding == "identity" { return bytes }
        do throws(Gzip.Problem) {
            return try Gzip.unpacked(bytes, limit: limit)
        } catch {
            switch error {
            case .tooLarge: throw tooLarge
            case .damaged: throw Refusal(.badRequest, "the body is no gzip")
            }
        }
    }
}

/// What is read of one request at most.
struct IntakeLimits: Sendable {
    /// Before and after it is unpacked, as OTLP recommends.
    var bodyBytes = 64 << 20
}

/// Why a request was not taken.
struct Refusal: Error {
    let status: HTTPResponse.Status
    let reason: String
    var retryAfter: Int?

    init(_ status: HTTPResponse.Status, _ reason: String) {
        self.status = status
        self.reason = reason
    }

    init(_ refusal: Collector.Refusal) {
        status = .serviceUnavailable
        switch refusal {
        case .busy: (reason, retryAfter) = ("too much is waiting to be stored", 1)
        case .store(let problem): (reason, retryAfter) = (problem.description, 10)
        case .closed: (reason, retryAfter) = ("the collector is ending", 5)
        }
    }
}
