// SPDX-License-Identifier: Apache-2.0

internal import Delivery
internal import HostSystem
internal import MCPModel
internal import ServiceLifecycle
internal import Synchronization
internal import Telemetry

/// What a collector does without being asked: it pushes metrics, watches the rules, tells the webhooks.
final class Watch: Service, Sendable {
    private let collector: Collector
    private let deliveries: Deliveries
    private let shelf: CardShelf
    private let rules: [AlertRule]
    private let path: String
    private let book: Mutex<AlertBook>
    private let problem = Mutex<String?>(nil)
    private let troubles: TroubleLog

    init(
        folder: String, rules: [AlertRule], collector: Collector, deliveries: Deliveries,
        shelf: CardShelf, troubles: TroubleLog
    ) {
        self.collector = collector
        self.deliveries = deliveries
        self.shelf = shelf
        self.rules = rules
        self.troubles = troubles
        path = folder + "/alerts.json"
        // A file that cannot be read is begun anew: an alert may then be told once more.
        let root = (try? Files.read(path)).flatMap { try? JSONReader.read($0).root }
        let known = root.flatMap { AlertBook($0) }
        book = Mutex(known ?? AlertBook())
        if known == nil, Files.isFile(path) {
            troubles.say("\(path) cannot be read and is begun anew; alerts may be told once more")
        }
    }

    /// What fires now.
    var firing: [FiringAlert] { book.withLock { $0.firing } }

    /// Why nothing can be told; `nil` while all is well.
    var lastProblem: String? { problem.withLock { $0 } }

    func run() async throws {
        do throws(StoreProblem) {
            try await deliveries.start()
        } catch {
            troubles.say("who is in the settings could not be written down: \(error)")
        }
        await cancelWhenGracefulShutdown {
            var judged = Judged()
            while !Task.isCancelled {
                await self.tick(.now, &judged)
                try? await Task.sleep(for: .seconds(1))
            }
        }
        await deliveries.close()
    }

    /// When the rules were looked at last, and what went wrong with it.
    private struct Judged {
        var minute: Int64?
        var trouble: String?
    }

    private func tick(_ now: Timestamp, _ judged: inout Judged) async {
        let counters = collector.counters
        troubles.update(.storing, counters.lastProblem)
        troubles.update(.addingUp, counters.upkeepProblem)
        var trouble: String?
        do throws(StoreProblem) {
            try await deliveries.export(collector, shelf.all.map(Deliveries.Score.init))
        } catch {
            trouble = error.description
        }
        do throws(StoreProblem) {
            if judged.minute != now.minute {
                judged = Judged(minute: now.minute)
                try await evaluate(now)
                try await deliveries.expire()
            }
        } catch {
            judged.trouble = error.description
        }
        // What is done once a minute stays wrong until it is done again.
        let current = trouble ?? judged.trouble
        problem.withLock { $0 = current }
        troubles.update(.delivering, current)
    }

    /// Looks at all rules, tells what has changed, and then writes it down: after a sudden end it may be
    /// told twice, but never not at all.
    private func evaluate(_ now: Timestamp) async throws(StoreProblem) {
        let (before, rules) = (book.withLock { $0 }, rules)
        let scores = Dictionary(
            shelf.all.map {
                ($0.server, AlertScores(quality: $0.quality?.points, security: $0.security?.points))
            }
        ) { first, _ in first }
        let after: AlertBook
        let changes: [AlertChange]
        do throws(Collector.Refusal) {
            (after, changes) = try await collector.ask {
                store throws(StoreProblem) -> (AlertBook, [AlertChange]) in
                var book = before
                let changes = try book.evaluate(
                    rules: rules, servers: try store.servers(), store: store, scores: scores,
                    now: now)
                return (book, changes)
            }
        } catch {
            if case .store(let problem) = error { throw problem }
            return
        }
        try await deliveries.tell(changes.compactMap(WebhookEvent.init))
        book.withLock { $0 = after }
        do throws(CommandFailure) {
            try Files.write(JSONWriter.text(after.json, layout: .compact) + "\n", to: path)
        } catch {
            throw StoreProblem(code: .failed, description: error.message)
        }
    }
}

extension Deliveries.Score {
    fileprivate init(_ card: CardShelf.Card) {
        self.init(
            server: card.server, quality: card.quality?.points, security: card.security?.points)
    }
}

extension WebhookEvent {
    /// What is told of a change; there are no messages about silence and scores but those of cards.
    fileprivate init?(_ change: AlertChange) {
        let kind: Kind
        switch (change.kind, change.rule.measure) {
        case (.resolved, .errorRate), (.resolved, .p95): kind = .alertResolved
        case (.fired, .p95): kind = .latencyBreached
        case (.fired, .errorRate): kind = .errorRateBreached
        default: return nil
        }
        var details = JSONObject()
        details["rule"] = .string(change.rule.name)
        details["measure"] = .string(change.rule.measure.rawValue)
        details["value"] = change.value.map { .number(JSONNumber($0, places: 6)) } ?? .null
        details["threshold"] = .number(JSONNumber(change.threshold, places: 6))
        details["since"] = .string(change.since.text)
        details["sentence"] = .string(change.sentence)
        self.init(kind, server: change.server, time: change.at, details: details)
    }
}
