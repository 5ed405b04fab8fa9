// SPDX-License-Identifier: Apache-2.0

internal import ArgumentParser
internal import Console
internal import Glibc
internal import HostSystem
internal import MCPClient
internal import MCPModel
internal import Scoring

/// `smelt-report leaderboard`: a site with the cards of many servers.
struct LeaderboardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leaderboard",
        abstract: "Write a site that ranks many servers and shows what changed.",
        discussion: """
            An INPUT is whatever score takes, or a list of live servers (servers.yaml; see \
            docs/leaderboard.md). The site needs no server program: any web host will do. Hand in \
            the feed.json of the last run with --history, and the site shows how grades move.
            """)

    @Argument(help: "Files, folders, URLs of MCP endpoints, or lists of servers (.yaml).")
    var inputs: [String]

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The folder of the site, new or of an earlier run.", valueName: "folder")
    )
    var output: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The feed.json of earlier runs, or folders of them.", valueName: "file|folder"))
    var history: [String] = []

    @Option(
        help: ArgumentHelp(
            "The day of the run; else that of SOURCE_DATE_EPOCH, else today in UTC.",
            valueName: "YYYY-MM-DD"))
    var date: String?

    @Option(help: "The heading of the site.")
    var title = "MCP servers, graded"

    @Option(
        name: .customLong("site-url"),
        help: ArgumentHelp("Where the site will be found, for links in RSS.", valueName: "url"))
    var siteURL: String?

    @Option(help: "How many servers are asked at a time.")
    var jobs = 4

    @OptionGroup var asking: AskingOptions
    @OptionGroup var judging: RubricOption

    func validate() throws {
        if !(1...64).contains(jobs) { throw ValidationError("--jobs is from 1 to 64") }
        if let siteURL, !siteURL.hasPrefix("https://"), !siteURL.hasPrefix("http://") {
            throw ValidationError("--site-url begins with https:// or http://")
        }
    }

    func run() async throws {
        let date = try day()
        let folder = try SiteFolder(path: output)
        let history = LeaderboardHistory(merging: try self.history.flatMap(Self.feeds))
        let rubrics = try judging.load()
        let scorer = Scorer(rubrics: rubrics)
        let queue = ServerQueue(reader: try asking.reader(showsProgress: false), jobs: jobs)
        let servers = await queue.servers(try requests())
        for problem in servers.compactMap(\.failure) {
            Terminal.complain("\(problem.name): \(problem.problem)")
        }
        let overlaps = Self.overlaps(servers, rubrics)
        let entries = servers.map { server -> LeaderboardEntry in
            switch server.manifest {
            case .success(let manifest):
                LeaderboardEntry(scorer.card(manifest, source: server.source))
            case .failure(let problem):
                LeaderboardEntry(
                    ScoringFailure(
                        name: server.name, source: server.source,
                        problem: Self.firstLine(problem.message)))
            }
        }
        let scored = entries.count { $0.card != nil }
        if scored == 0 { throw CommandFailure("no server could be scored; nothing was written") }
        try write(entries, overlaps, history, date, folder)
        let missing = entries.count - scored
        Terminal.complain(
            "\(output): \(scored) server\(scored == 1 ? "" : "s") scored"
                + (missing == 0 ? "" : ", \(missing) not") + ", \(date)")
        if missing > 0 { throw ExitStatus.incomplete }
    }

    private func write(
        _ entries: [LeaderboardEntry], _ overlaps: [LeaderboardOverlap],
        _ history: LeaderboardHistory, _ date: CalendarDay,
        _ folder: SiteFolder
    ) throws {
        if folder.earlierRuns > 0, self.history.isEmpty {
            Terminal.complain(
                "the \(folder.earlierRuns) earlier runs in \(output)/feed.json are dropped; "
                    + "--history \(output)/feed.json keeps them")
        }
        do {
            let board = try Leaderboard(
                title: title, date: date, entries: entries, history: history,
                overlaps: overlaps, address: siteURL)
            try folder.replace(with: LeaderboardSite.files(board))
        } catch let problem as LeaderboardProblem {
            throw CommandFailure(problem.message)
        }
    }

    /// The overlaps between all servers that could be read.
    private static func overlaps(
        _ servers: [ServerInput], _ rubrics: Rubrics
    ) -> [LeaderboardOverlap] {
        let manifests = servers.map { try? $0.manifest.get() }
        // Names may occur twice, so servers are told apart by their place.
        let named = manifests.enumerated().compactMap { place, manifest in
            manifest.map { (server: String(place), tools: $0.tools) }
        }
        return CorpusOverlap(named, rubrics: rubrics).pairs.map { pair in
            LeaderboardOverlap(
                servers: pair.servers.compactMap { Int($0) }, tools: pair.tools,
                similarity: pair.similarity, kind: pair.kind.rawValue, reason: pair.reason)
        }
    }

    // MARK: - What is read

    private func requests() throws -> [ServerQueue.Request] {
        var requests: [ServerQueue.Request] = []
        for input in inputs {
            guard ServerList.isList(input), !Files.isFolder(input) else {
                requests.append(.input(input))
                continue
            }
            let list = try ServerList(
                path: input, environment: ChildEnvironment.ofThisProcess())
            try list.agree(asking.yes)
            requests += list.servers.map { .listed($0) }
        }
        return requests
    }

    /// What a server wrote to its standard error may hold anything, and the page is for everybody.
    private static func firstLine(_ text: String) -> String {
        text.split(separator: "\n").first.map(String.init) ?? text
    }

    // MARK: - History and date

    /// The histories in a file, or in the feeds of a folder.
    private static func feeds(_ path: String) throws -> [LeaderboardHistory] {
        guard Files.isFolder(path) else { return [try feed(path, try root(path))] }
        let whole = path + "/" + LeaderboardSite.feed
        if Files.isFile(whole) { return [try feed(whole, try root(whole))] }
        let feeds = try Files.jsonFiles(in: path).compactMap { file in
            let root = try root(file)
            return LeaderboardHistory.isFeed(root) ? try feed(file, root) : nil
        }
        if feeds.isEmpty {
            throw CommandFailure("--history \(path): no feed.json is in this folder")
        }
        return feeds
    }

    private static func root(_ path: String) throws -> JSONValue {
        let bytes = try Files.read(path)
        do throws(InputProblem) {
            return try JSONReader.read(bytes).root
        } catch {
            throw CommandFailure("--history \(path), \(error)")
        }
    }

    private static func feed(_ path: String, _ root: JSONValue) throws -> LeaderboardHistory {
        do throws(LeaderboardProblem) {
            return try LeaderboardHistory(feed: root)
        } catch {
            throw CommandFailure("--history \(path): \(error.message)")
        }
    }

    private func day() throws -> CalendarDay {
        if let date {
            guard let day = CalendarDay(date) else {
                throw CommandFailure("--date takes a day as YYYY-MM-DD, not \"\(date)\"")
            }
            return day
        }
        // The variable by which builds are made repeatable.
        if let text = getenv("SOURCE_DATE_EPOCH").map({ String(cString: $0) }), !text.isEmpty {
            guard let seconds = Int(text), let day = CalendarDay(secondsSince1970: seconds) else {
                throw CommandFailure("SOURCE_DATE_EPOCH is not a number of seconds: \"\(text)\"")
            }
            return day
        }
        guard let day = CalendarDay(secondsSince1970: time(nil)) else {
            throw CommandFailure("the clock shows no day; give one with --date")
        }
        return day
    }
}
