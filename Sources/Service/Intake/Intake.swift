// SPDX-License-Identifier: Apache-2.0

internal import Compression
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
    let budget: BodyBudget
    private let reader = OTLPReader()
    let desk = ReadingDesk()
    let deadlines: BodyDeadlines

    init(collector: Collector, limits: IntakeLimits, tally: IntakeTally) {
        self.collector = collector
        self.limits = limits
        self.tally = tally
        budget = BodyBudget(bytes: limits.totalBytes)
        deadlines = BodyDeadlines(after: limits.bodyTime)
    }

    // MARK: - OTLP

    /// - Parameter named: what the address says that the request carries.
    func otlp(_ named: Signal?, _ request: Request, of server: String?) async -> Response {
        guard let encoding = Encoding(contentType: request.headers[.contentType]) else {
            let reason = "the Content-Type is neither application/x-protobuf nor application/json"
            return OTLPAnswer.refused(.unsupportedMediaType, reason, in: .json)
        }
        do throws(Refusal) {
            let share = BodyBudget.Share(of: budget)
            let bytes = try await body(of: request, share)
            let reader = reader
            let (signal, batch) = try await desk.work(bytes.count) { () throws(Refusal) in
                try reader.read(bytes, as: named, encoding, of: server)
            }
            share.end()
            let outcome = try await take(batch)
            tally.take(signal.rawValue)
            return Self.answer(signal, batch.notes, outcome, encoding)
        } catch {
            return OTLPAnswer.refused(error, in: encoding)
        }
    }

    private static func answer(
        _ signal: Signal, _ notes: ReadingNotes, _ outcome: AppendOutcome, _ encoding: Encoding
    ) -> Response {
        let rejected = notes.refused + outcome.rejected
        if rejected == 0 { return OTLPAnswer.taken(signal, in: encoding) }
        return OTLPAnswer.taken(
            signal, rejected: rejected, reason: reason(notes, outcome), in: encoding)
    }

    private static func reason(_ notes: ReadingNotes, _ outcome: AppendOutcome) -> String {
        if let refusal = notes.refusal { return refusal }
        return outcome.outOfTime > 0
            ? "\(outcome.outOfTime) are older than is kept, or more than a day in the future"
            : "there are more streams of metrics than can be remembered"
    }

    // MARK: - Events

    /// The names that one value of JSON a line goes by.
    private static let lineTypes: Set = [
        "application/x-ndjson", "application/ndjson", "application/jsonl",
        "application/x-jsonlines", "application/json-lines",
    ]

    func events(_ request: Request, of server: String?) async -> Response {
        let type = request.headers[.contentType].map(Encoding.mediaType)
        guard let type, type == "application/json" || Self.lineTypes.contains(type) else {
            let reason = "the Content-Type is neither application/json nor application/x-ndjson"
            return OTLPAnswer.refused(.unsupportedMediaType, reason, in: .json)
        }
        do throws(Refusal) {
            let share = BodyBudget.Share(of: budget)
            let bytes = try await body(of: request, share)
            let batch = try await desk.work(bytes.count) { () throws(Refusal) in
                // Where there is one event a line, there may be none.
                let isNothing = type != "application/json" && bytes.allSatisfy(\.isBlank)
                if isNothing { return CallBatch() }
                do throws(InputProblem) {
                    return try CallEvents.calls(in: bytes, server: server, now: .now)
                } catch {
                    throw Refusal(error)
                }
            }
            if batch.calls.isEmpty, let reason = batch.notes.refusal {
                throw Refusal(.badRequest, reason)
            }
            share.end()
            let outcome = try await take(batch)
            tally.take("events")
            return Self.answer(events: batch.notes, outcome)
        } catch {
            return OTLPAnswer.refused(error, in: .json)
        }
    }

    private static func answer(events notes: ReadingNotes, _ outcome: AppendOutcome) -> Response {
        var answer = JSONObject()
        answer["stored"] = .int(outcome.stored)
        answer["repeated"] = .int(outcome.repeated)
        let rejected = notes.refused + outcome.rejected
        answer["rejected"] = .int(rejected)
        if rejected > 0 { answer["message"] = .string(reason(notes, outcome)) }
        return .json(.object(answer))
    }

    // MARK: - Both

    private func take(_ batch: CallBatch) async throws(Refusal) -> AppendOutcome {
        tally.add(batch.notes)
        if batch.isEmpty { return AppendOutcome() }
        do throws(Collector.Refusal) {
            return try await collector.take(batch)
        } catch {
            throw Refusal(error)
        }
    }

    /// The bytes of a body, up to a little more than may be, and whether there was no room for more.
    private func received(
        _ body: RequestBody, _ share: BodyBudget.Share
    ) async throws(Refusal) -> (bytes: [UInt8], isCrowded: Bool) {
        let limit = limits.bodyBytes
        let reading = Task { () throws -> (bytes: [UInt8], isCrowded: Bool) in
            var bytes: [UInt8] = []
            for try await piece in body {
                if !share.take(piece.readableBytes) { return (bytes, true) }
                bytes.append(contentsOf: piece.readableBytesView)
                if bytes.count > limit { break }
            }
            try Task.checkCancellation()
            return (bytes, false)
        }
        do {
            // A sender may trickle, and so never be silent for long and never be done, or just stop.
            return try await deadlines.value(of: reading)
        } catch {
            if reading.isCancelled {
                let time = limits.bodyTime
                throw Refusal(.requestTimeout, "the request took longer than \(time)").unread
            }
            throw Refusal(.badRequest, "the request ended too early")
        }
    }

    /// The body, unpacked; both sizes are limited.
    ///
    /// - Parameter share: what holds the place of its bytes, for as long as they are needed.
    func body(
        of request: Request, _ share: BodyBudget.Share
    ) async throws(Refusal) -> [UInt8] {
        let limit = limits.bodyBytes
        let encoding = request.headers[.contentEncoding]?.lowercased() ?? "identity"
        // The older name of gzip is still in use.
        guard ["gzip", "x-gzip", "identity"].contains(encoding) else {
            throw Refusal(
                .unsupportedMediaType, "the Content-Encoding is neither gzip nor identity")
        }
        let tooLarge = Refusal(.contentTooLarge, "the request is larger than \(limit) bytes")
        let crowded = Refusal(.serviceUnavailable, "too much is being received", retryAfter: 1)
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw tooLarge.unread
        }
        let (bytes, isCrowded) = try await received(request.body, share)
        if isCrowded { throw crowded.unread }
        if bytes.count > limit { throw tooLarge.unread }
        if encoding == "identity" { return bytes }
        let packed = bytes
        let unpacked = try await desk.work(packed.count, of: ReadingDesk.manyPacked) {
            () throws(Refusal) in
            do throws(Gzip.Problem) {
                return try Gzip.unpacked(packed, limit: limit) { share.take($0) }
            } catch {
                switch error {
                case .tooLarge: throw tooLarge
                case .crowded: throw crowded
                case .damaged: throw Refusal(.badRequest, "the body is no gzip")
                }
            }
        }
        share.give(back: packed.count)
        return unpacked
    }
}
