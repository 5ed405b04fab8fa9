// SPDX-License-Identifier: Apache-2.0

internal import Delivery
internal import HTTPTypes
internal import MCPModel
internal import Telemetry

extension CardShelf {
    /// What is shown and told of a report card, as `smelt-report score --format json` writes it.
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
}

extension CardShelf.Card {
    /// How large a request may be is settled where it arrives.
    private static let limits = JSONReader.Limits(bytes: .max, depth: 200, values: 4_000_000)

    /// Reads a card.
    ///
    /// - Parameter server: the server that it is about, where that is settled.
    init(_ bytes: [UInt8], of server: String?, at time: Timestamp) throws(Refusal) {
        let root: JSONValue
        do throws(InputProblem) {
            root = try JSONReader.read(bytes, limits: Self.limits).root
        } catch {
            throw Refusal(error)
        }
        func mark(_ axis: String) -> Mark? {
            guard let points = root[[axis, "points"]]?.number?.double,
                let grade = root[[axis, "grade"]]?.string, (0...100).contains(points)
            else { return nil }
            return Mark(points: Int(points), grade: String(grade.prefix(1)))
        }
        guard let name = root[["subject", "name"]]?.string, !name.isEmpty,
            root[["quality"]]?.object != nil
        else {
            throw Refusal(
                .badRequest, "this is no report card as smelt-report score --format json writes it")
        }
        self.init(
            server: server ?? NameTable.clean(name), quality: mark("quality"),
            security: mark("security"), time: time)
    }

    /// What is told of it where another one was the latest.
    func changes(since before: Self) -> [WebhookEvent] {
        if before.quality == quality, before.security == security { return [] }
        func points(_ mark: Mark?) -> JSONValue { mark.map { .int($0.points) } ?? .null }
        var details = JSONObject()
        details["quality"] = points(quality)
        details["security"] = points(security)
        details["before"] = [
            "quality": points(before.quality), "security": points(before.security),
        ]
        var events = [WebhookEvent(.scoreChanged, server: server, time: time, details: details)]
        for (axis, was, mark) in [
            ("quality", before.quality, quality), ("security", before.security, security),
        ] {
            guard let was, let mark, mark.grade > was.grade else { continue }
            var details = JSONObject()
            details["axis"] = .string(axis)
            details["grade"] = .string(mark.grade)
            details["before"] = .string(was.grade)
            events.append(
                WebhookEvent(.gradeDropped, server: server, time: time, details: details))
        }
        return events
    }
}
