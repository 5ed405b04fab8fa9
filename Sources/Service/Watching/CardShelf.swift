// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Delivery
internal import Glibc
internal import HTTPTypes
internal import HostSystem
internal import MCPModel
internal import Synchronization
internal import Telemetry

/// The latest report card of each server.
final class CardShelf: Sendable {
    private let folder: String
    private let cards = Mutex<[String: Card]>([:])
    /// The last of those that are put here, one after the other.
    private let last = Mutex<Task<Void, Never>?>(nil)
    /// More than so many servers are not remembered.
    private static let mostCards = 1_000

    /// Reads the cards that are there; what is none is left alone.
    init(folder: String) {
        self.folder = folder + "/cards"
        guard let files = try? Files.jsonFiles(in: self.folder) else { return }
        for path in files.prefix(Self.mostCards) {
            guard let bytes = try? Files.read(path),
                let card = try? Card(bytes, of: nil, at: Self.time(of: path))
            else { continue }
            cards.withLock { $0[card.server] = card }
        }
    }

    /// The cards, by the names of their servers.
    var all: [Card] { cards.withLock { $0.values.sorted { $0.server < $1.server } } }

    /// Puts a card in the place of the one before, and tells what that changes; gives how much was told.
    ///
    /// One after the other, or two that come at once would both be told as what the first one changed.
    func put(_ card: Card, telling deliveries: Deliveries) async throws(Refusal) -> Int {
        let task = last.withLock { last in
            let before = last
            let task = Task { () -> Result<Int, Refusal> in
                await before?.value
                do throws(Refusal) {
                    return .success(try await self.exchange(card, deliveries))
                } catch {
                    return .failure(error)
                }
            }
            last = Task { _ = await task.value }
            return task
        }
        return try await task.value.get()
    }

    private func exchange(
        _ card: Card, _ deliveries: Deliveries
    ) async throws(Refusal) -> Int {
        let (before, isFull) = cards.withLock { cards in
            (cards[card.server], cards[card.server] == nil && cards.count >= Self.mostCards)
        }
        if isFull { throw Refusal(.contentTooLarge, "there are too many report cards") }
        let changes = before.map { card.changes(since: $0) } ?? []
        do throws(StoreProblem) {
            try await deliveries.tell(changes)
        } catch {
            throw Refusal(.serviceUnavailable, error.description)
        }
        // What it changes must have been told by now, or nobody would ever be told.
        try keep(card)
        return changes.count
    }

    private func keep(_ card: Card) throws(Refusal) {
        mkdir(folder, 0o700)
        let name = hexadecimal(SHA256.hash(data: Array(card.server.utf8)).prefix(12))
        do throws(CommandFailure) {
            try Files.write(
                JSONWriter.text(card.json, layout: .compact) + "\n", to: "\(folder)/\(name).json")
        } catch {
            throw Refusal(.serviceUnavailable, error.message)
        }
        cards.withLock { $0[card.server] = card }
    }

    private static func time(of path: String) -> Timestamp {
        var status = stat()
        guard stat(path, &status) == 0 else { return .now }
        return Timestamp(nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000)
    }
}
