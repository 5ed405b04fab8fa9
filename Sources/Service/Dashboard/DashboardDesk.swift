// SPDX-License-Identifier: Apache-2.0

internal import Delivery
internal import HTTPTypes
internal import Hummingbird
internal import MCPModel
internal import NIOCore
internal import Scoring
internal import Telemetry

/// Answers `GET /`: gathers what the page shows.
struct DashboardDesk: Sendable {
    let collector: Collector
    let deliveries: Deliveries
    let shelf: CardShelf
    let watch: Watch
    let destinations: Set<String>
    let webhooks: Set<String>
    let address: OwnAddress

    /// Each server costs some milliseconds of the store's time.
    private static let mostServers = 30

    func page(_ request: Request) async throws(Refusal) -> Response {
        // Names are cleaned when they come in.
        let selected = request.uri.queryParameters["server"].map { NameTable.clean(String($0)) }
        let now = Timestamp.now
        if request.uri.queryParameters["from"] ?? request.uri.queryParameters["to"] != nil {
            throw Refusal(
                .badRequest,
                "the page shows \(TimeRange.help); /v1/servers/NAME/analytics takes from "
                    + "and to as well")
        }
        let range = try request.range(now)
        let text = request.uri.queryParameters["range"].map(String.init) ?? TimeRange.usual
        var model = DashboardModel(now: now, range: text)
        model.address = address.text(for: request.head.authority)
        let firing = watch.firing
        let urgent = Set(firing.map(\.server))
        do throws(Collector.Refusal) {
            (model.servers, model.serverCount) = try await collector.ask {
                store throws(StoreProblem) -> ([ServerAnalytics], Int) in
                let names = try store.servers()
                let chosen =
                    selected.map { name in names.filter { $0 == name } }
                    ?? Array(
                        (names.filter(urgent.contains) + names.filter { !urgent.contains($0) })
                            .prefix(Self.mostServers))
                var found: [ServerAnalytics] = []
                for name in chosen {
                    found.append(try ServerAnalytics(of: name, in: range, from: store, now: now))
                }
                return (found, names.count)
            }
        } catch {
            throw Refusal(error)
        }
        model.servers.sort { ($1.total.calls, $0.server) < ($0.total.calls, $1.server) }
        model.alerts = firing.map {
            .init(sentence: $0.sentence, server: $0.server, rule: $0.rule.name, since: $0.fired)
        }
        model.deliveries = try await records(now)
        model.cards = shelf.all.map(DashboardModel.Card.init)
        let isMissing = selected != nil && model.servers.isEmpty
        return Response(
            status: isMissing ? .notFound : .ok,
            headers: [
                .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                .contentSecurityPolicy: DashboardPage.policy,
                .xContentTypeOptions: "nosniff",
            ],
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: DashboardPage.render(model, selected: selected))))
    }

    private static func loss(_ record: TargetRecord, _ now: Timestamp) -> String {
        guard let loss = record.recentLoss(at: now) else { return "" }
        return "\(Figures.count(UInt64(record.dropped))) given up, the last on "
            + "\(Figures.moment(loss.at)) UTC: \(loss.sentence)"
    }

    private func records(_ now: Timestamp) async throws(Refusal) -> [DashboardModel.Delivery] {
        // Those that the settings name no more are history.
        let known = destinations.union(webhooks)
        do throws(StoreProblem) {
            return try await deliveries.fates().filter { known.contains($0.record.name) }
                .map { record, waiting in
                    .init(
                        name: record.name,
                        kind: webhooks.contains(record.name) ? .webhook : .otlp,
                        isHealthy: record.isHealthy, sentence: record.sentence, waiting: waiting,
                        loss: Self.loss(record, now))
                }
        } catch {
            throw Refusal(.serviceUnavailable, error.description)
        }
    }
}

extension DashboardModel.Card {
    fileprivate init(_ card: CardShelf.Card) {
        func mark(_ mark: CardShelf.Card.Mark?) -> Mark? {
            mark.flatMap { mark in
                Grade(rawValue: mark.grade).map { Mark(points: mark.points, grade: $0) }
            }
        }
        self.init(
            server: card.server, quality: mark(card.quality), security: mark(card.security),
            date: String(card.time.text.prefix(10)))
    }
}
