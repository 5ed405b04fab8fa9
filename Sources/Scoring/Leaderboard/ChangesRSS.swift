// SPDX-License-Identifier: Apache-2.0

internal import Crypto
import MCPModel

/// The changes of letters as RSS 2.0, each with the finding that explains it.
enum ChangesRSS {
    /// The most items of the feed.
    static let limit = 100

    static func text(_ board: Leaderboard) -> String {
        let address = (board.address ?? "") + "index.html"
        var channel: [Markup] = [
            .tag("title", [:], .text(plain(board.title))),
            .tag("link", [:], .text(address)),
            .tag("description", [:], "Servers whose letter changed, and what explains it."),
            .tag("language", [:], "en"),
            .tag("pubDate", [:], .text(board.date.inMailForm)),
            .tag("generator", [:], .text("\(Scorer.engine.name) \(Scorer.engine.version)")),
        ]
        if board.hasOtherRubrics { channel.append(rubricNotice(board)) }
        channel += board.changes.prefix(limit).map { item($0, board) }
        let feed = Markup.tag("rss", ["version": "2.0"], .tag("channel", [:], channel))
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + MarkupWriter.text(feed, as: .xml) + "\n"
    }

    private static func item(_ change: GradeChange, _ board: Leaderboard) -> Markup {
        let score = change.score.rawValue
        let title = "\(change.server.name): \(score) \(change.sentence)"
        let identity =
            "\(change.date)\u{0}\(change.server.name)\u{0}\(change.server.source)\u{0}"
            + "\(change.server.ordinal)\u{0}\(score)"
        let link = address(of: change, board).map { Markup.tag("link", [:], .text($0)) }
        return .tag(
            "item", [:], .tag("title", [:], .text(plain(title))), link ?? .none,
            .tag("guid", ["isPermaLink": "false"], .text("smelt:" + hash(identity))),
            .tag("pubDate", [:], .text(change.date.inMailForm)),
            .tag("description", [:], .text(html(change))))
    }

    /// The page of the server, if it is still there.
    private static func address(of change: GradeChange, _ board: Leaderboard) -> String? {
        guard let address = board.address,
            let standing = board.standings.first(where: { $0.identity == change.server })
        else { return nil }
        return address + LeaderboardSite.page(standing.slug)
    }

    private static func rubricNotice(_ board: Leaderboard) -> Markup {
        .tag(
            "item", [:], .tag("title", [:], "The rubric changed: numbers not comparable"),
            .tag("guid", ["isPermaLink": "false"], .text("smelt:rubric:\(board.date)")),
            .tag("pubDate", [:], .text(board.date.inMailForm)),
            .tag(
                "description", [:],
                "Servers were judged by another version of the rubric than in the run before."))
    }

    /// Readers take a description for HTML, so it is written as such and escaped again as a text.
    private static func html(_ change: GradeChange) -> String {
        var parts: [Markup] = [
            .tag("p", [:], .text("\(change.score.rawValue.capitalizedWord) \(change.sentence)."))
        ]
        if let cause = change.cause {
            parts.append(
                .tag(
                    "p", [:], .text(cause.isNew ? "New: " : "Gone: "),
                    .text(TerminalSafe.excerpt(cause.message, limit: 300)), " ",
                    .tag("code", [:], .text(TerminalSafe.excerpt(cause.rule, limit: 80)))))
        }
        return MarkupWriter.text(.group(parts), as: .html)
    }

    /// A title is text to some readers and HTML to others: so nothing in it may mean anything in
    /// either.
    private static func plain(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                TerminalSafe.excerpt(text, limit: 200).unicodeScalars.map { scalar in
                    switch scalar {
                    case "<": "\u{2039}"
                    case ">": "\u{203A}"
                    case "&": "\u{FF06}"
                    default: scalar
                    }
                }))
    }

    private static func hash(_ text: String) -> String {
        hexadecimal(SHA256.hash(data: Array(text.utf8)).prefix(16))
    }
}

extension String {
    /// With a capital letter at the beginning.
    var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}
