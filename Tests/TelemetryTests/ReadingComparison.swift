// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import Telemetry

/// What a request comes to, whoever reads it.
struct ReadOutcome<Found: Hashable>: Hashable {
    /// Calls or measurements.
    var found: [Found] = []
    var unrelated = 0
    var refused = 0
    var negative = 0

    init() {}

    init(_ found: [Found], _ notes: ReadingNotes) {
        self.found = found
        unrelated = notes.unrelated
        refused = notes.refused
        negative = notes.negative
    }

    /// How many spans or points it is made of.
    var items: Int { found.count + unrelated + refused }
}

/// How often two readers came to what.
struct ReadingTally: CustomStringConvertible {
    /// Requests that both took, and read the same.
    var agreed = 0
    /// Requests that only we took, and that both read the same without what we pass over.
    var onlyOurs = 0
    /// Requests that we took and that may be read in more than one way.
    var ambiguous = 0
    /// Requests that only protobuf-c took.
    var onlyTheirs = 0
    var refused = 0
    /// Calls or measurements that both read the same.
    var found = 0

    var description: String {
        "\(agreed) agreed, \(onlyOurs) only ours, \(ambiguous) ambiguous, "
            + "\(onlyTheirs) only theirs, \(refused) refused, \(found) found"
    }

    /// Expects that of 8,000 damaged requests enough are left to compare, and little is excused.
    func expectEnough(
        onlyOurs fewest: Int, refused fewestRefused: Int, foundInEach: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let text = "\(self)"
        #expect(agreed > 2_000, "\(text)", sourceLocation: sourceLocation)
        #expect(onlyOurs > fewest, "\(text)", sourceLocation: sourceLocation)
        #expect(refused > fewestRefused, "\(text)", sourceLocation: sourceLocation)
        let least = foundInEach * (agreed + onlyOurs)
        #expect(found > least, "\(text)", sourceLocation: sourceLocation)
        #expect(ambiguous < 500, "\(text)", sourceLocation: sourceLocation)
        #expect(onlyTheirs < 100, "\(text)", sourceLocation: sourceLocation)
    }
}

/// Compares what our reader and protobuf-c find in requests of a kind.
struct ReadingComparison<Found: Hashable> {
    let kind: MessageKind
    /// What our reader finds; `nil` when it refuses the bytes.
    let ours: ([UInt8]) -> ReadOutcome<Found>?
    /// What protobuf-c finds; `nil` when it refuses the bytes.
    let theirs: ([UInt8]) -> ReadOutcome<Found>?
    private(set) var tally = ReadingTally()

    init(
        kind: MessageKind, ours: @escaping ([UInt8]) -> ReadOutcome<Found>?,
        theirs: @escaping ([UInt8]) -> ReadOutcome<Found>?
    ) {
        self.kind = kind
        self.ours = ours
        self.theirs = theirs
    }

    /// What is wrong with how we read a request; `nil` when nothing is.
    mutating func disagreement(_ bytes: [UInt8]) -> String? {
        let reference = theirs(bytes)
        guard let own = ours(bytes) else {
            tally.refused += reference == nil ? 1 : 0
            tally.onlyTheirs += reference == nil ? 0 : 1
            guard let message = WireMessage(bytes, as: kind) else {
                return reference == nil ? nil : "protobuf-c reads what is no message"
            }
            // protobuf-c takes field numbers that protobuf forbids; they are the only such thing.
            if message.hasForbiddenNumber { return nil }
            return reference == nil && message.hasBrokenValue ? nil : "we refuse what is a message"
        }
        guard let message = WireMessage(bytes, as: kind) else {
            return "we read what is no message"
        }
        // Whatever it says, no span and no point is lost.
        guard own.items == message.items else {
            return "of \(message.items) spans or points we read \(own)"
        }
        if message.isAmbiguous {
            tally.ambiguous += 1
            return nil
        }
        // What we pass over may be wrong in itself, a field that we look for may be written in another
        // way and so be one that nobody knows, and numbers may be longer than they must be. protobuf-c
        // refuses all of that. Without it, it must take the request.
        guard let other = reference ?? theirs(message.trimmed.bytes) else {
            return "protobuf-c refuses what we look at"
        }
        tally.agreed += reference == nil ? 0 : 1
        tally.onlyOurs += reference == nil ? 1 : 0
        tally.found += own.found.count
        return own == other ? nil : "we read \(own), protobuf-c \(other)"
    }

    /// Expects that a request is read the same as it stands.
    mutating func expectAgreement(
        on bytes: [UInt8], sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let problem = disagreement(bytes)
        let agreed = tally.agreed
        #expect(problem == nil, sourceLocation: sourceLocation)
        #expect(agreed == 1, sourceLocation: sourceLocation)
    }

    /// Damages a request again and again; stops at the first that both read differently.
    mutating func damage(_ request: WireMessage, rounds: Int, seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let whole = request.bytes
        for round in 0..<rounds {
            var bytes = whole
            // Damage within the messages leaves the lengths around it right, damage to bytes does not.
            let isWithin = round % 4 != 0
            if isWithin {
                var message = request
                for _ in 0..<Int.random(in: 1...3, using: &random) { message.change(with: &random) }
                bytes = message.bytes
            }
            if !isWithin || round % 4 == 3 { bytes = ByteMutation.mutated(bytes, with: &random) }
            if let problem = disagreement(bytes) {
                Issue.record("round \(round): \(problem); the bytes are \(bytes)")
                break
            }
        }
    }
}
