// SPDX-License-Identifier: Apache-2.0

import MCPModel
import Testing

@testable import Scoring

@Suite("A report")
struct SecretsAndMarkupTests {
    private static let secret = "AKIAQ4T7ZK2M8P5WNB3D"

    /// Servers that hold the secret, by where it stands.
    private static let servers: [(place: String, server: JSONValue)] = [
        ("a description", Judged.tool("login", "Uses \(secret) for the bucket.")),
        (
            "an argument's description",
            Judged.tool("login", "Logs in.", arguments: [("key", "The key, \(secret).")])
        ),
        (
            "the description of an argument for secrets",
            Judged.tool("login", "Logs in.", arguments: [("api_key", "A key as \(secret).")])
        ),
        (
            "a stated default",
            Judged.tool("login", "Logs in.", arguments: [("key", "The key, default: \(secret).")])
        ),
        (
            "a default",
            [
                "name": "login", "description": "Logs in.",
                "inputSchema": [
                    "type": "object", "properties": ["key": ["default": .string(secret)]],
                ],
            ]
        ),
        (
            "a text with hidden characters",
            Judged.tool("login", "Uses \(secret) for \u{202E}the\u{202C} bu\u{200B}cket.")
        ),
        ("a poisoned text", Judged.tool("login", "Uses \(secret). " + Judged.theft)),
        (
            "the instructions of the server",
            [
                "server": ["name": "a", "instructions": .string("Use \(secret) to log in.")],
                "tools": [Judged.tool("login", "Logs in.")],
            ]
        ),
    ]

    @Test("never spreads a secret, wherever the server holds it", arguments: servers.indices)
    func secrets(index: Int) throws {
        let (place, server) = Self.servers[index]
        let card = try Judged.card(server, fixing: true)
        let found = try #require(card.findings.first { $0.rule == "secret-advertised" }, "\(place)")
        #expect(found.evidence == "AKIA… (20 characters)")
        let spreading = Formats.of(card).filter {
            $0.text.lowercased().contains(Self.secret.lowercased())
        }
        #expect(spreading.map(\.name) == [], "\(place)")
    }

    @Test("finds a secret that stands behind a made-up one")
    func decoy() throws {
        let text = "Takes a key such as AKIAEXAMPLEEXAMPLE12. Uses \(Self.secret) for the bucket."
        let card = try Judged.card(Judged.tool("login", text))
        #expect(card.findings(in: "sensitive-data").map(\.rule) == ["secret-advertised"])
    }

    private static let hostileTexts = [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>",
        "</td></tr></table><h1>A</h1>", "| A | 100 |", "[click](javascript:alert(1))",
        "\u{1B}[2J\u{1B}[31mA 100", "\u{9B}31mA", "\u{202E}001 A", "a\u{200B}b", "a\rb\u{8}c\u{7}",
        "\u{E0041}\u{E0042}", "]]><x/>", "&lt;b&gt;", "line\nbreak",
    ]

    @Test("shows names and texts of any kind without their effect", arguments: hostileTexts)
    func hostile(text: String) throws {
        let card = try Judged.card(
            [
                "server": ["name": .string(text), "instructions": .string(text + Judged.theft)],
                "tools": [
                    Judged.tool(text, text + Judged.theft, arguments: [(text, text)]),
                    Judged.tool("other", text + text, arguments: [("api_key", text)]),
                ],
            ], fixing: true)
        for (format, output) in Formats.of(card) {
            let controls = output.unicodeScalars.filter {
                $0.value < 0x20 && $0 != "\n" && $0 != "\t" || (0x7F...0x9F).contains($0.value)
            }
            // A JSON string may hold what JSON itself does not demand to be escaped.
            let isJSON = ["json", "ndjson", "sarif"].contains(format)
            #expect(controls.allSatisfy { isJSON && $0.value >= 0x7F }, "\(format)")
            guard !isJSON else { continue }
            let hidden = output.unicodeScalars.filter {
                [0x202E, 0x200B, 0xE0041].contains($0.value)
            }
            #expect(hidden.isEmpty, "\(format)")
            if format == "html" || format == "badge" || format == "junit" {
                for tag in ["<script>alert", "<img src=x", "<svg onload", "<h1>A</h1>", "<x/>"] {
                    #expect(!output.contains(tag), "\(format)")
                }
            }
            #expect(!output.contains("href=\"javascript:"), "\(format)")
        }
    }
}
