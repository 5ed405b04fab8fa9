// SPDX-License-Identifier: Apache-2.0

/// The files of a leaderboard, made in memory: pages, pictures, tables and feeds.
public enum LeaderboardSite {
    /// The file that holds this run and the history.
    public static let feed = "feed.json"

    /// The text of each file by its path, which is relative and has `/` between folders.
    ///
    /// The same leaderboard gives the same bytes.
    public static func files(_ board: Leaderboard) -> [String: String] {
        var files: [String: String] = [
            "index.html": BoardPage(board: board).text,
            "servers.csv": ServersCSV.text(board),
            "changes.xml": ChangesRSS.text(board),
        ]
        let pages = ServerPages(board)
        for standing in board.standings {
            files[page(standing.slug)] = pages.text(standing)
            switch standing.entry.outcome {
            case .card(let card):
                files[cardFile(standing.slug)] = JSONReport.render(card)
                files[badge(standing.slug)] = BadgeSVG.render(card)
            case .failure(let failure):
                files[badge(standing.slug)] = BadgeSVG.render(cards: [], failures: [failure])
            }
        }
        let paths = (Array(files.keys) + [feed]).sorted()
        files[feed] = LeaderboardFeed(board).text(files: paths)
        return files
    }

    /// Whether a path can be one of a leaderboard's files, and nothing else.
    public static func isOwnPath(_ path: String) -> Bool {
        if ["index.html", "servers.csv", "changes.xml", feed].contains(path) { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let end = suffixes[String(parts[0])], parts[1].hasSuffix(end)
        else { return false }
        return Slug.isValid(String(parts[1].dropLast(end.count)))
    }

    private static let suffixes = ["servers": ".html", "badges": ".svg", "cards": ".json"]

    static func page(_ slug: String) -> String { "servers/\(slug).html" }
    static func badge(_ slug: String) -> String { "badges/\(slug).svg" }
    static func cardFile(_ slug: String) -> String { "cards/\(slug).json" }

    /// A policy under which a page runs and loads only what it holds itself.
    static func policy(style: String, script: String? = nil) -> String {
        let code = script.map { "; script-src " + MarkupWriter.policySource($0) } ?? ""
        return
            "default-src 'none'; style-src \(MarkupWriter.policySource(style))\(code); img-src data:; "
            + "base-uri 'none'; form-action 'none'"
    }
}
