// SPDX-License-Identifier: Apache-2.0

internal import Delivery
internal import HTTPTypes
internal import Hummingbird
internal import MCPModel
internal import Telemetry

/// Answers whoever asks or posts something, at the addresses of ``Question`` and ``Posting``.
struct Responder: HTTPResponder {
    let intake: Intake
    let gate: Gate
    let deliveries: Deliveries
    let shelf: CardShelf
    let dashboard: DashboardDesk

    func respond(to request: Request, context: ClientConnection) async throws -> Response {
        var response = await answer(to: request)
        let status = response.status.code
        if request.method == .post, status >= 400 { intake.tally.refuse(status) }
        // What is left of a body that nobody wants would be waited for as long as it trickles.
        if request.hasBody, Self.refusedByHead.contains(status) {
            response.headers[.connection] = "close"
        }
        if response.headers[.connection] == "close" { context.closeSoon() }
        // Then the connection ends by itself, and the sender should know.
        if request.headers[.connection] == "close" { response.headers[.connection] = "close" }
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// What is answered without a look at the body.
    private static let refusedByHead = [401, 403, 404, 405, 415]

    private func answer(to request: Request) async -> Response {
        let path = request.uri.path
        let (question, posting) = (Question(path: path), Posting(path: path))
        switch (request.method, question, posting) {
        case (.get, let question?, _), (.head, let question?, _):
            return await answer(question, request)
        case (.post, _, let posting?): return await take(posting, request)
        default: return request.refusal(question, posting)
        }
    }

    private func take(_ posting: Posting, _ request: Request) async -> Response {
        let right: Token.Right?
        do throws(Refusal) {
            right = try gate.right(of: request, to: .send)
        } catch {
            let encoding = Encoding(contentType: request.headers[.contentType])
            return Self.challenge(OTLPAnswer.refused(error, in: encoding ?? .json))
        }
        // What a token is for is what its calls count as, whatever their sender says.
        let server = if case .send(let server)? = right { server } else { String?.none }
        switch posting {
        case .events: return await intake.events(request, of: server)
        case .cards: return await card(request, of: server)
        case .signal(let signal): return await intake.otlp(signal, request, of: server)
        }
    }

    /// Takes a report card, and tells what it has changed.
    private func card(_ request: Request, of server: String?) async -> Response {
        do throws(Refusal) {
            let share = BodyBudget.Share(of: intake.budget)
            let bytes = try await intake.body(of: request, share)
            let card = try await intake.desk.work(bytes.count) { () throws(Refusal) in
                try CardShelf.Card(bytes, of: server, at: .now)
            }
            share.end()
            let told = try await shelf.put(card, telling: deliveries)
            intake.tally.take("cards")
            return .json(["told": .int(told)])
        } catch {
            return OTLPAnswer.refused(error, in: .json)
        }
    }

    private func answer(_ question: Question, _ request: Request) async -> Response {
        if question.needsToken {
            do throws(Refusal) {
                _ = try gate.right(of: request, to: .read)
            } catch {
                return Self.challenge(.problem(error.status, error.reason))
            }
        }
        switch question {
        case .health: return .json(["status": "ok"])
        case .ready: return ready()
        case .page:
            do throws(Refusal) {
                return try await dashboard.page(request)
            } catch {
                return .problem(error.status, error.reason)
            }
        case .servers: return await servers()
        case .alerts: return await alerts(.now)
        case .analytics(let server): return await analytics(of: server, request)
        case .metrics:
            let fates = (try? await deliveries.fates()) ?? []
            return .text(
                SelfMetrics.text(
                    intake.collector.counters, intake.tally.counts, fates,
                    receiving: intake.budget.bytes))
        }
    }

    /// Says how to prove who one is.
    private static func challenge(_ response: Response) -> Response {
        var response = response
        if response.status == .unauthorized {
            response.headers[.wwwAuthenticate] = "Bearer realm=\"smelt\", Basic realm=\"smelt\""
        }
        return response
    }

    /// Ready means that what is posted now would be stored.
    private func ready() -> Response {
        if let problem = intake.collector.counters.lastProblem {
            return .problem(.serviceUnavailable, problem)
        }
        if intake.collector.isFull {
            return .problem(.serviceUnavailable, Refusal(Collector.Refusal.busy).reason)
        }
        // What cannot leave is no reason to send nothing here, but is worth knowing.
        guard let problem = dashboard.watch.lastProblem else { return .json(["status": "ready"]) }
        return .json(["status": "ready", "deliveries": .string(problem)])
    }

    /// What fires now, and what could not be delivered.
    private func alerts(_ now: Timestamp) async -> Response {
        let firing = dashboard.watch.firing.map { alert -> JSONValue in
            [
                "rule": .string(alert.rule.name), "server": .string(alert.server),
                "measure": .string(alert.rule.measure.rawValue),
                "value": alert.value.map { .number(JSONNumber($0, places: 6)) } ?? .null,
                "threshold": .number(JSONNumber(alert.threshold, places: 6)),
                "since": .string(alert.since.text), "fired": .string(alert.fired.text),
                "sentence": .string(alert.sentence),
            ]
        }
        let fates = (try? await deliveries.fates()) ?? []
        let losses = fates.compactMap { fate -> JSONValue? in
            guard let loss = fate.record.recentLoss(at: now) else { return nil }
            return [
                "target": .string(fate.record.name), "givenUp": .int(fate.record.dropped),
                "last": .string(loss.at.text), "sentence": .string(loss.sentence),
            ]
        }
        return .json(["firing": .array(firing), "undelivered": .array(losses)])
    }

    private func servers() async -> Response {
        do throws(Collector.Refusal) {
            let names = try await intake.collector.ask { store throws(StoreProblem) in
                try store.servers()
            }
            return .json(["servers": .array(names.map { .string($0) })])
        } catch {
            return .problem(.serviceUnavailable, Refusal(error).reason)
        }
    }

    private func analytics(of server: String, _ request: Request) async -> Response {
        let now = Timestamp.now
        let range: TimeRange
        do throws(Refusal) {
            range = try request.range(now)
        } catch {
            return .problem(error.status, error.reason)
        }
        let given = request.uri.queryParameters["threshold"].map(String.init)
        guard let threshold = Double(given ?? "\(ServerAnalytics.usualThreshold)"),
            (0...1).contains(threshold)
        else { return .problem(.badRequest, "threshold is a share from 0 to 1, like 0.05") }
        do throws(Collector.Refusal) {
            let found = try await intake.collector.ask {
                store throws(StoreProblem) -> ServerAnalytics? in
                guard try store.serverName(server) != nil else { return nil }
                return try ServerAnalytics(
                    of: server, in: range, from: store, now: now, threshold: threshold)
            }
            guard let found else {
                return .problem(.notFound, "no server named \"\(server)\" has sent anything")
            }
            return .json(found.json)
        } catch {
            return .problem(.serviceUnavailable, Refusal(error).reason)
        }
    }
}

extension Request {
    /// The range that is asked about: a length up to now, or its two ends.
    func range(_ now: Timestamp) throws(Refusal) -> TimeRange {
        func value(_ name: Substring) -> String? { uri.queryParameters[name].map(String.init) }
        do throws(TimeRange.Problem) {
            return try TimeRange(
                range: value("range"), from: value("from"), to: value("to"), now: now)
        } catch {
            throw Refusal(.badRequest, error.description)
        }
    }
}

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(
                byteBuffer: ByteBuffer(
                    bytes: JSONWriter.bytes(value, layout: .indented) + [0x0A])))
    }

    static func problem(_ status: HTTPResponse.Status, _ message: String) -> Response {
        .json(["error": .string(message)], status: status)
    }

    fileprivate static func text(_ text: String) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension Request {
    /// Whether something follows the head.
    fileprivate var hasBody: Bool {
        headers[.transferEncoding] != nil || (headers[.contentLength] ?? "0") != "0"
    }
}
