// SPDX-License-Identifier: Apache-2.0

internal import Crypto
internal import Delivery
internal import Glibc
internal import HTTPTypes
internal import HostSystem
internal import MCPModel
internal import Synchronization
internal import Telemetry

/// The latest report card of each server, as `smelt-report score --format json` writes it.
final class CardShelf: Sendable {
    /// What is shown and told of a card.
    struct Card: Sendable, Hashable {
        /// Points and grade of one of the two axes.
        struct Mark: Sendable, Hashable {
            let points: Int
            let grade: String
        }

        let server: String
        let quality: Mark?
        let security: Mark?
        let time: Timestamp

        /// The part of a report card that is shown, in its own form.
        var json: JSONValue {
            func json(_ mark: Mark?) -> JSONValue {
                mark.map { ["points": .int($0.points), "grade": .string($0.grade)] } ?? [:]
            }
            return [
                "subject": ["name": .string(server)], "quality": json(quality),
                "security": json(security),
            ]
        }
    }

    private let folder: String
    private let cards = Mutex<[String: Card]>([:])
    /// More than so many servers are not remembered.
    private static let mostCards = 1_000

    /// Reads the cards that are there; what is none is left alone.
    init(folder: String) {
        self.folder = folder + "/cards"
        guard let files = try? Files.jsonFiles(in: self.folder) else { return }
        for path in files.prefix(Self.mostCards) {
            guard let bytes = try? Files.read(path), let root = try? JSONReader.read(bytes).root,
                let card = Self.card(root, Self.time(of: path))
            else { continue }
            cards.withLock { $0[card.server] = card }
        }
    }

    /// The cards, by the names of their servers.
    var all: [Card] { cards.withLock { $0.values.sorted { $0.server < $1.server } } }

    /// Reads a card, and finds what it changes, as it is told.
    ///
    /// - Parameter server: the server that it is about, where that is settled.
    func read(
        _ bytes: [UInt8], of server: String?, at now: Timestamp
    ) throws(Refusal) -> (card: Card, changes: [WebhookEvent]) {
        let root: JSONValue
        do throws(InputProblem) {
            root = try JSONReader.read(bytes).root
        } catch {
            throw Refusal(.badRequest, error.description)
        }
        guard var card = Self.card(root, now) else {
            throw Refusal(
                .badRequest, "this is no report card as smelt-report score --format json writes it")
        }
        if let server {
            card = Card(server: server, quality: card.quality, security: card.security, time: now)
        }
        let before = cards.withLock { cards -> (card: Card?, isFull: Bool) in
            (cards[card.server], cards[card.server] == nil && cards.count >= Self.mostCards)
        }
        if before.isFull { throw Refusal(.contentTooLarge, "there are too many report cards") }
        return (card, before.card.map { Self.changes(from: $0, to: card, now) } ?? [])
    }

    /// Keeps a card; what it changes must have been told by then, or nobody would ever be told.
    func keep(_ card: Card) throws(Refusal) {
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

    private static func card(_ root: JSONValue, _ time: Timestamp) -> Card? {
        guard let name = root[["subject", "name"]]?.string, !name.isEmpty else { return nil }
        let server = NameTable.clean(name)
        func mark(_ axis: String) -> Card.Mark? {
            guard let points = root[[axis, "points"]]?.number?.double,
                let grade = root[[axis, "grade"]]?.string, (0...100).contains(points)
            else { return nil }
            return Card.Mark(points: Int(points), grade: String(grade.prefix(1)))
        }
        guard root[["quality"]]?.object != nil else { return nil }
        return Card(
            server: server, quality: mark("quality"), security: mark("security"), time: time)
    }

    private static func changes(
        from before: Card, to now: Card, _ time: Timestamp
    ) -> [WebhookEvent] {
        if before.quality == now.quality, before.security == now.security { return [] }
        func points(_ mark: Card.Mark?) -> JSONValue { mark.map { .int($0.points) } ?? .null }
        var details = JSONObject()
        details["quality"] = points(now.quality)
        details["security"] = points(now.security)
        details["before"] = [
            "quality": points(before.quality), "security": points(before.security),
        ]
        var events = [
            WebhookEvent(.scoreChanged, server: now.server, time: time, details: details)
        ]
        for (axis, was, mark) in [
            ("quality", before.quality, now.quality), ("security", before.security, now.security),
        ] {
            guard let was, let mark, mark.grade > was.grade else { continue }
            var details = JSONObject()
            details["axis"] = .string(axis)
            details["grade"] = .string(mark.grade)
            details["before"] = .string(was.grade)
            events.append(
                WebhookEvent(.gradeDropped, server: now.server, time: time, details: details))
        }
        return events
    }

    private static func time(of path: String) -> Timestamp {
        var status = stat()
        guard stat(path, &status) == 0 else { return .now }
        return Timestamp(nanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000)
    }
}
