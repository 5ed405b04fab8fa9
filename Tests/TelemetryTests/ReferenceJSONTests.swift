// SPDX-License-Identifier: Apache-2.0

import Foundation
import MCPModel
import TestSupport
import Testing

@testable import Telemetry

/// Ours against `google.protobuf.json_format` with OpenTelemetry's messages.
///
/// It gives protobuf, which our other reader reads; that one is compared with protobuf-c.
@Suite("Requests in JSON that Google's reader reads too")
struct ReferenceJSONTests {
    /// A signal of OTLP that calls are read from.
    enum ReadSignal: String, CaseIterable, Sendable, CustomTestStringConvertible {
        case traces, metrics

        var testDescription: String { rawValue }

        func calls(inJSON text: [UInt8]) throws(InputProblem) -> CallBatch {
            switch self {
            case .traces: return try TraceRequest.calls(inJSON: text)
            case .metrics: return try MetricsRequest.calls(inJSON: text)
            }
        }

        func calls(in bytes: [UInt8]) throws(WireProblem) -> CallBatch {
            switch self {
            case .traces: return try TraceRequest.calls(in: bytes)
            case .metrics: return try MetricsRequest.calls(in: bytes)
            }
        }

        /// A request with all that may stand in one.
        func example() throws -> [UInt8] {
            let path = Fixture.fixtures + "/Telemetry/" + rawValue + ".json"
            return Array(try String(contentsOfFile: path, encoding: .utf8).utf8)
        }
    }

    /// All that comes out of a request.
    private struct Outcome: Hashable {
        let calls: [ReadCall]
        let measurements: [ReadMeasurement]
        let processes: [UInt64]
        let sampling: Set<String>
        let notes: ReadingNotes

        init(_ batch: CallBatch) {
            calls = batch.readCalls
            measurements = batch.readMeasurements
            processes = batch.measurements.map(\.process)
            sampling = Set(batch.sampling.map { batch.names.text($0) })
            notes = batch.notes
        }
    }

    /// What Google's reader makes of a request, in protobuf; `nil` where it refuses.
    private struct Reference {
        let whole: [UInt8]?
        /// Without what we pass over, which may be wrong in itself.
        let read: [UInt8]?
    }

    /// How often both readers came to what.
    private struct Tally: CustomStringConvertible {
        /// Requests that both took, and read the same.
        var agreed = 0
        /// Requests that only we took, and that both read the same without what we pass over.
        var onlyOurs = 0
        var refused = 0
        /// Calls and measurements that both read the same.
        var calls = 0

        var description: String {
            "\(agreed) agreed, \(onlyOurs) only ours, \(refused) refused, \(calls) calls"
        }
    }

    private static let isPresent = Fixture.pythonHas("opentelemetry.proto.collector")

    // MARK: - The other reader

    private func references(
        _ signal: ReadSignal, _ texts: [[UInt8]]
    ) async throws -> [Reference] {
        var input: [UInt8] = []
        for text in texts {
            input += Array("\(text.count)\n".utf8)
            input += text
        }
        var arguments = [Fixture.fixtures + "/Telemetry/read_otlp_json.py", signal.rawValue]
        if signal == .traces { arguments += SpanKey.allCases.map { $0.name.description } }
        let run = try await CommandRun.run(
            Fixture.python, arguments, input: .bytes(input))
        try #require(run.status == 0, "\(run.stderr)")
        let frames = try #require(Self.frames(run.output))
        try #require(frames.count == 2 * texts.count)
        return texts.indices.map {
            Reference(whole: frames[2 * $0], read: frames[2 * $0 + 1])
        }
    }

    /// The contents of frames; `nil` when they are none.
    private static func frames(_ bytes: [UInt8]) -> [[UInt8]?]? {
        var frames: [[UInt8]?] = []
        var place = 0
        while place < bytes.count {
            guard let end = bytes[place...].firstIndex(of: 0x0A) else { return nil }
            let head = String(decoding: bytes[place..<end], as: UTF8.self)
            place = end + 1
            if head == "-" {
                frames.append(nil)
                continue
            }
            guard let length = Int(head), length <= bytes.count - place else { return nil }
            frames.append(Array(bytes[place..<(place + length)]))
            place += length
        }
        return frames
    }

    // MARK: - Comparing

    private func damaged(
        _ signal: ReadSignal, seed: UInt64, count: Int
    ) throws -> [[UInt8]] {
        let example = try JSONReader.read(try signal.example()).root
        let whole = JSONWriter.bytes(example)
        let mutation = try JSONMutation(like: example)
        var random = SeededRandom(seed: seed)
        var texts: [[UInt8]] = []
        for round in 0..<count {
            if round % 4 == 0 {
                texts.append(ByteMutation.mutated(whole, with: &random))
                continue
            }
            var value = example
            mutation.change(&value, with: &random)
            if round % 4 == 1 { mutation.change(&value, with: &random) }
            texts.append(JSONWriter.bytes(value))
        }
        return texts
    }

    /// What is wrong with how we read a request; `nil` when nothing is.
    private func disagreement(
        _ signal: ReadSignal, _ text: [UInt8], _ reference: Reference, _ tally: inout Tally
    ) throws -> String? {
        let batch: CallBatch
        do throws(InputProblem) {
            batch = try signal.calls(inJSON: text)
        } catch {
            tally.refused += 1
            return reference.read == nil ? nil : "only we refuse it: \(error)"
        }
        guard let read = reference.read else { return "only Google's reader refuses it" }
        let ours = Outcome(batch)
        let theirs = Outcome(try signal.calls(in: reference.whole ?? read))
        tally.agreed += reference.whole == nil ? 0 : 1
        tally.onlyOurs += reference.whole == nil ? 1 : 0
        tally.calls += batch.calls.count + batch.measurements.count
        return ours == theirs ? nil : "we read \(ours), Google's reader \(theirs)"
    }

    // MARK: - Tests

    @Test(
        "are read the same", .enabled(if: isPresent, "opentelemetry-proto is absent"),
        arguments: ReadSignal.allCases)
    func whole(signal: ReadSignal) async throws {
        let text = try signal.example()
        let reference = try await references(signal, [text])[0]
        var tally = Tally()
        let problem = try disagreement(signal, text, reference, &tally)
        #expect(problem == nil)
        #expect(tally.agreed == 1)
        #expect(tally.calls == (signal == .traces ? 7 : 6))
        let notes = try signal.calls(inJSON: text).notes
        #expect(notes.refused == (signal == .traces ? 1 : 0), "\(notes)")
        #expect(notes.negative == 1)
        #expect(notes.unrelated == (signal == .traces ? 2 : 4))
    }

    @Test(
        "are read the same however they are damaged, or refused by both",
        .enabled(if: isPresent, "opentelemetry-proto is absent"),
        arguments: ReadSignal.allCases, [1, 2] as [UInt64])
    func damage(signal: ReadSignal, seed: UInt64) async throws {
        let texts = try damaged(signal, seed: seed, count: 2_000)
        let theirs = try await references(signal, texts)
        var tally = Tally()
        for (text, reference) in zip(texts, theirs) {
            if let problem = try disagreement(signal, text, reference, &tally) {
                Issue.record("\(problem); it is \(String(decoding: text, as: UTF8.self))")
                return
            }
        }
        #expect(tally.agreed > 450, "\(tally)")
        #expect(tally.onlyOurs > 30, "\(tally)")
        #expect(tally.refused > 800, "\(tally)")
        #expect(tally.calls > 4 * (tally.agreed + tally.onlyOurs), "\(tally)")
    }
}
