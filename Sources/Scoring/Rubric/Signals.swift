// SPDX-License-Identifier: Apache-2.0

internal import StrictYAML

/// What texts can signal: patterns under names, which rules combine.
struct Signals: Sendable {
    /// The ids, in the order of the file; a signal is known by its place.
    private(set) var ids: [String] = []
    /// What each signal says about a text: "names a place where secrets are kept".
    private(set) var says: [String] = []
    /// The signal that each pattern belongs to.
    private var owners: [Int] = []
    private let patterns: PatternSet

    /// A sentence cannot carry more signals than a set has bits.
    private static let most = 64

    /// Reads a file of signals; what is wrong with it goes to the value's list of problems.
    init(_ yaml: YAMLValue) {
        let members = yaml.members(required: ["schema", "parts", "signals"])
        if members["schema"]?.text != "1" {
            (members["schema"] ?? yaml).problem("this schema version is unknown; 1 is known")
        }
        var parts: [String: String] = [:]
        for (name, value) in members["parts"]?.anyMembers ?? [] { parts[name] = value.text }
        var sources: [YAMLValue] = []
        var texts: [String] = []
        for element in members["signals"]?.elements ?? [] {
            let signal = element.members(required: ["id", "says", "patterns"])
            let id = signal["id"]?.text ?? ""
            if ids.contains(id) { element.problem("the signal \"\(id)\" occurs twice") }
            for pattern in signal["patterns"]?.elements ?? [] {
                sources.append(pattern)
                owners.append(ids.count)
                texts.append(Self.filled(pattern, parts))
            }
            ids.append(id)
            says.append(signal["says"]?.text ?? "")
        }
        if ids.count > Self.most { yaml.problem("there are more than \(Self.most) signals") }
        patterns = PatternSet(texts) { index, reason in
            sources[index].problem("this pattern does not compile: \(reason)")
        }
    }

    /// A pattern with its parts put in, which may have parts themselves.
    private static func filled(_ yaml: YAMLValue, _ parts: [String: String]) -> String {
        var text = yaml.text
        for _ in 0..<4 {
            let pieces = text.split(separator: "%", omittingEmptySubsequences: false)
            if pieces.count == 1 { return text }
            if pieces.count % 2 == 0 { yaml.problem("a % has no partner") }
            text = ""
            for (index, piece) in pieces.enumerated() {
                guard index % 2 == 1 else {
                    text += piece
                    continue
                }
                if parts[String(piece)] == nil { yaml.problem("there is no part \"\(piece)\"") }
                text += parts[String(piece)] ?? ""
            }
        }
        return text
    }

    /// The signals of a sentence that was laid open.
    func signals(of sentence: UnsafeBufferPointer<UInt8>) -> SignalSet {
        var signals: SignalSet = []
        patterns.forEachMatch(in: sentence) { signals.insert(SignalSet(place: owners[$0])) }
        return signals
    }

    /// The set that holds one signal, or `nil` when there is no such signal.
    func signal(_ id: String) -> SignalSet? {
        ids.firstIndex(of: id).map { SignalSet(place: $0) }
    }

    /// What a set of signals says, in the order of the file.
    func words(_ signals: SignalSet) -> String {
        ids.indices.filter { signals.contains(SignalSet(place: $0)) }.map { says[$0] }
            .joined(separator: ", ")
    }
}

/// A set of signals, one bit each.
struct SignalSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    init(place: Int) { rawValue = 1 << UInt64(min(place, 63)) }
}
