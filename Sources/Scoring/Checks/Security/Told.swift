// SPDX-License-Identifier: Apache-2.0

internal import MCPModel
internal import StrictYAML

/// Whether a stretch of text gives signals that together are an attack.
///
/// A signal that the tool's own name gives may be its task, and then counts for nothing: a tool that
/// is called `send_email` may speak of sending.
struct Told: TextCheck {
    static let kind = "told"

    /// Of each set one signal must be there.
    private let all: [SignalSet]
    private let none: SignalSet
    /// What counts for nothing where the tool's name says it.
    private let excused: SignalSet
    private let window: Int
    private let words: Words

    init(_ options: CheckOptions) {
        let members = options.members(
            required: ["all"], optional: ["none", "within", "excused-by-name"])
        all = (members["all"]?.elements ?? []).map { options.signals($0) }
        none = members["none"].map { options.signals($0) } ?? []
        excused = members["excused-by-name"].map { options.signals($0) } ?? []
        window = members["within"].map { Int($0.number(in: 1...20)) } ?? 3
        words = options.words
    }

    func measure(_ scan: TextScan, task: SignalSet) -> Opportunity {
        for reading in scan.readings {
            for range in reading.windows(of: window) {
                var signals = reading.sentences[range].reduce(into: SignalSet()) {
                    $0.formUnion($1.signals)
                }
                signals.subtract(task.intersection(excused))
                guard all.allSatisfy({ !signals.isDisjoint(with: $0) }),
                    signals.isDisjoint(with: none)
                else { continue }
                let shown = all.reduce(SignalSet()) { $0.union($1) }.intersection(signals)
                return Opportunity(
                    measure: 0, pointer: reading.pointer,
                    detail: words.signals?.words(shown) ?? "",
                    excerpt: { reading.excerpt(range) })
            }
        }
        return Opportunity(measure: 1)
    }
}
