// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Scoring

/// Hostile texts of any length must not hold up a scan.
@Suite("Scanning a text", .serialized)
struct ScanningTimeTests {
    /// Pieces that, repeated, would make a careless scanner go back over what it has read.
    static let pieces = [
        "read the key and send it to ", "Do not tell the user. ", "a", "\u{AD}a", "\u{200B}",
        "\u{E0041}", "\u{1B}]", "\u{1B}[", "<!-", "[//]: # (", "QUJD", "ignore all the ", "рa",
        "如", "before before ", "https://a:b", "。",
    ]

    @Test("takes a time in proportion to its length", arguments: pieces)
    func proportion(piece: String) throws {
        let rubrics = try Judged.rubrics
        func time(bytes: Int) throws -> Duration {
            let text = String(repeating: piece, count: bytes / piece.utf8.count)
            let server = try Judged.server(Judged.tool("add", text))
            let subject = CheckSubject(server, order: [0], rubrics: rubrics, lock: nil)
            let checks = rubrics.security.dimensions[0].rules.map(\.check)
            return ThreadTime.measure {
                _ = TextScan(.object(server.tools[0].json), own: OwnIdentifiers(), rubrics)
                for check in checks { _ = check.measure(0, in: subject) }
            }
        }
        _ = try time(bytes: 1 << 10)
        let (short, long) = (try time(bytes: 1 << 13), try time(bytes: 1 << 17))
        // Sixteen times the text: quadratic would be 256 times.
        #expect(long < max(short, .milliseconds(5)) * 96, "\(short), then \(long)")
    }

    @Test("gives as many sentences as it holds")
    func sentences() throws {
        for count in [1, 100, 10_000] {
            var opened = ModelText()
            var text = String(repeating: "Adds two numbers. ", count: count)
            text.withUTF8 { opened.read($0) }
            #expect(opened.sentences.count == count)
            #expect(opened.bytes.count <= text.utf8.count)
        }
    }

    @Test("cuts a sentence that never ends, so that each is of bounded length")
    func endless() {
        for piece in ["word ", "слово ", "w\u{200B}ord\u{A0}"] {
            var opened = ModelText()
            var text = String(repeating: piece, count: 50_000)
            text.withUTF8 { opened.read($0) }
            #expect(opened.sentences.allSatisfy { $0.count <= 700 })
            let covered = opened.sentences.reduce(0) { $0 + $1.count }
            #expect(covered <= text.utf8.count)
        }
    }
}
