// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Tells whoever runs a collector once that something begins to go wrong, and once that it is over.
final class TroubleLog: Sendable {
    /// What may go wrong.
    enum Kind {
        case storing, addingUp, delivering, tokens

        fileprivate var beginning: String {
            switch self {
            case .storing: "nothing more can be stored"
            case .addingUp: "what is stored is not added up"
            case .delivering: "deliveries and alerts stand still"
            case .tokens: "the tokens known before still hold"
            }
        }

        fileprivate var end: String {
            switch self {
            case .storing: "what comes is stored again"
            case .addingUp: "what is stored is added up again"
            case .delivering: "deliveries and alerts go on"
            case .tokens: "the file of tokens is read again"
            }
        }
    }

    private let told = Mutex<Set<Kind>>([])
    private let write: @Sendable (String) -> Void

    init(_ write: @escaping @Sendable (String) -> Void) { self.write = write }

    /// Takes in how something stands: what is wrong with it, or nothing.
    func update(_ kind: Kind, _ problem: String?) {
        let isNew = told.withLock { told -> Bool in
            problem == nil ? told.remove(kind) != nil : told.insert(kind).inserted
        }
        if isNew { write(problem.map { "\(kind.beginning): \($0)" } ?? kind.end) }
    }

    /// Tells something that is no state.
    func say(_ sentence: String) { write(sentence) }
}
