// SPDX-License-Identifier: Apache-2.0

/// Something in a document that was wrong and is read as if it were right.
public struct Repair: Sendable, Hashable {
    /// Where it stands.
    public let pointer: String
    /// What is wrong there.
    public let problem: String
    /// What it is taken for.
    public let repair: String
}

/// An operation that does not become a tool.
public struct Skip: Sendable, Hashable {
    /// Which one, as method and path.
    public let operation: String
    /// Why, in words.
    public let reason: String
}

/// Collects what was mended on the way, each once.
final class RepairLog {
    private(set) var repairs: [Repair] = []
    private var known: Set<Repair> = []
    private let documents: DocumentSet

    init(_ documents: DocumentSet) { self.documents = documents }

    func add(_ problem: String, _ repair: String, at target: Target) {
        add(Repair(pointer: documents.shown(target), problem: problem, repair: repair))
    }

    func add(_ repair: Repair) {
        if known.insert(repair).inserted { repairs.append(repair) }
    }
}
