// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import HostSystem
internal import MCPModel
internal import Scoring
internal import Telemetry

/// `smelt-report analytics`: what the calls of deployed servers came to.
struct Analytics: AsyncParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case text, json
    }

    static let configuration = CommandConfiguration(
        abstract: "Show calls, error rate and latency of deployed servers.",
        discussion: """
            Reads the folder that smelt serve writes to, also while it does. Without names all \
            servers are shown. Latencies are off by 0.54 % at most.
            """)

    @Argument(help: ArgumentHelp("The names of servers.", valueName: "server"))
    var servers: [String] = []

    @Option(help: ArgumentHelp("The folder of smelt serve.", valueName: "folder"))
    var data = "smelt-data"

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The time that is asked for: \(TimeRange.help). (default: \(TimeRange.usual))",
            valueName: "range"))
    var range: String?

    @Option(
        help: ArgumentHelp(
            "Where the time begins instead: 2026-11-22T10:15:30Z, or seconds since 1970.",
            valueName: "time"))
    var from: String?

    @Option(help: ArgumentHelp("Where it ends; now, unless given.", valueName: "time"))
    var to: String?

    @Option(
        help: ArgumentHelp("The share of errors that is too many.", valueName: "share"))
    var threshold = ServerAnalytics.usualThreshold

    @Option(name: .shortAndLong, help: "The form of the numbers.")
    var format = Format.text

    func validate() throws {
        if !(0...1).contains(threshold) {
            throw ValidationError("--threshold is a share from 0 to 1, like 0.05")
        }
    }

    func run() async throws {
        let now = Timestamp.now
        let range: TimeRange
        do throws(TimeRange.Problem) {
            range = try TimeRange(range: self.range, from: from, to: to, now: now)
        } catch {
            throw CommandFailure(error.description)
        }
        if !Files.isFolder(data) {
            throw CommandFailure("there is no folder \(data); name that of smelt serve with --data")
        }
        let found: [ServerAnalytics]
        let names: [String]
        let unknown: String?
        do throws(StoreProblem) {
            let store = try SQLiteStore(folder: data, readOnly: true)
            names = try store.servers()
            unknown = try firstUnknown(store)
            found = try unknown == nil ? analytics(store, range, now) : []
        } catch {
            throw CommandFailure(error.description)
        }
        if names.isEmpty { throw CommandFailure("\(data): no server has sent anything yet") }
        if let unknown { throw CommandFailure(data + ": " + Self.nobody(unknown, names)) }
        switch format {
        case .text:
            let texts = found.map { AnalyticsText.render($0, width: Terminal.width) }
            Terminal.print(texts.joined(separator: "\n"))
        case .json:
            let values = found.map(\.json)
            let value = servers.count == 1 ? values.first ?? .null : .array(values)
            Terminal.print(JSONWriter.text(value, layout: .indented) + "\n")
        }
    }

    /// The first server asked for that never sent anything.
    private func firstUnknown(_ store: SQLiteStore) throws(StoreProblem) -> String? {
        for server in servers {
            let name = try store.serverName(server)
            if name == nil { return server }
        }
        return nil
    }

    /// Says that there is no such server, and which there are: those with a like name first.
    private static func nobody(_ asked: String, _ names: [String]) -> String {
        let word = asked.lowercased()
        func isLike(_ name: String) -> Bool {
            let name = name.lowercased()
            return name.contains(word) || word.contains(name)
        }
        let sorted = names.filter(isLike) + names.filter { !isLike($0) }
        let most = 10
        let rest = sorted.count > most ? " and \(sorted.count - most) more" : ""
        return "no server named \"\(asked)\" has sent anything; there are: "
            + sorted.prefix(most).joined(separator: ", ") + rest
    }

    private func analytics(
        _ store: SQLiteStore, _ range: TimeRange, _ now: Timestamp
    ) throws(StoreProblem) -> [ServerAnalytics] {
        var found: [ServerAnalytics] = []
        for server in servers.isEmpty ? try store.servers() : servers {
            found.append(
                try ServerAnalytics(
                    of: server, in: range, from: store, now: now, threshold: threshold))
        }
        return found
    }
}
