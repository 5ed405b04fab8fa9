// SPDX-License-Identifier: Apache-2.0

import Telemetry
import TestSupport
import Testing

@testable import Service

@Suite("The settings of a collector")
struct SettingsTests {
    private static func read(
        _ flags: [Setting: String] = [:], _ environment: [String: String] = [:],
        _ file: String? = nil
    ) throws(SettingProblems) -> CollectorService.Configuration {
        try SettingsReader(
            flags: flags, environment: { environment[$0] }, file: file.map { ("smelt.yaml", $0) }
        ).configuration()
    }

    private static func problems(
        _ flags: [Setting: String] = [:], _ environment: [String: String] = [:],
        _ file: String? = nil
    ) -> [String] {
        do throws(SettingProblems) {
            _ = try read(flags, environment, file)
            return []
        } catch {
            return error.problems
        }
    }

    @Test("are all looked at, though their file could not be read")
    func unread() {
        let problems = #expect(throws: SettingProblems.self) {
            try SettingsReader(
                flags: [.keepCalls: "0"], environment: { _ in nil }, unread: "there is no file"
            ).configuration()
        }?.problems
        #expect(
            problems == ["there is no file", "--keep-calls is from 1 to 9600, not \"0\""])
    }

    @Test("are the usual ones where nothing is said")
    func usual() throws {
        let usual = try Self.read()
        #expect(usual == CollectorService.Configuration(folder: "smelt-data"))
        #expect((usual.host, usual.port) == ("127.0.0.1", 4318))
        #expect(!usual.requiresTokens && usual.tls == nil)
    }

    @Test("come from the file, a variable before it, a flag before both")
    func order() throws {
        let file = "keep-calls: 1\nkeep-minutes: 2\nkeep-hours: 3\nlisten: \"[::1]:0\"\n"
        let settings = try Self.read(
            [.keepHours: "30"], ["SMELT_KEEP_MINUTES": "20", "SMELT_KEEP_HOURS": "300"], file)
        let kept = settings.retention
        #expect((kept.callHours, kept.minuteDays, kept.hourDays) == (1, 20, 30))
        #expect((settings.host, settings.port) == ("::1", 0))
    }

    @Test("ask for tokens wherever others can reach it")
    func tokens() throws {
        #expect(try Self.read([.listen: "0.0.0.0:4318"]).requiresTokens)
        #expect(try Self.read([.requireTokens: "true"]).requiresTokens)
        #expect(try !Self.read([.requireTokens: "false"]).requiresTokens)
        let open = Self.problems([.listen: "10.0.0.1:1", .requireTokens: "false"])
        #expect(open.count == 1 && open[0].hasPrefix("--require-tokens can be false only where"))
    }

    @Test(
        "know this machine by its addresses, not by names that look like them",
        arguments: [
            ("127.0.0.1", true), ("127.255.3.4", true), ("localhost", true), ("[::1]", true),
            ("127.example.com", false), ("127.0.0.1.example.com", false), ("127.0.0.256", false),
            ("127.0.0.+1", false), ("127.0.0", false), ("127.", false), ("localhost.", false),
            ("::", false), ("[fe80::1]", false),
        ])
    func thisMachine(host: String, isLoopback: Bool) throws {
        let settings = try Self.read([.listen: host + ":4318"])
        #expect(settings.isLoopback == isLoopback)
        #expect(settings.requiresTokens == !isLoopback)
    }

    @Test("are told all that is wrong with them at once, each with its place")
    func problems() {
        let file = "keep-calls: many\nkeep: 3\nmax-request: 0\n"
        let found = Self.problems(
            [.listen: "nowhere", .tlsKey: "key.pem"], ["SMELT_MAX_SERVERS": "-1"], file)
        #expect(
            found == [
                "smelt.yaml:2: unknown key \"keep\"; known here: "
                    + (Setting.allCases.map(\.rawValue) + ["alerts", "destinations", "webhooks"])
                    .sorted().joined(separator: ", "),
                "--listen takes HOST:PORT, not \"nowhere\"",
                "smelt.yaml:1: keep-calls is from 1 to 9600, not \"many\"",
                "SMELT_MAX_SERVERS is from 1 to 100000, not \"-1\"",
                "smelt.yaml:3: max-request is from 1 to 1024, not \"0\"",
                "--tls-key needs tls-certificate beside it",
            ])
    }

    @Test(
        "refuse addresses that are none",
        arguments: ["", "4318", ":4318", "host:", "host:x", "host:65536", "host:-1"])
    func addresses(text: String) {
        #expect(Self.problems([.listen: text]) == ["--listen takes HOST:PORT, not \"\(text)\""])
    }

    @Test("in a file that is no YAML are refused with the line")
    func malformed() {
        #expect(Self.problems([:], [:], "keep-calls: [1").first?.hasPrefix("smelt.yaml:") == true)
        let keys = (Setting.allCases.map(\.rawValue) + ["alerts", "destinations", "webhooks"])
            .sorted().joined(separator: ", ")
        #expect(
            Self.problems([:], [:], "- data: x\n")
                == ["smelt.yaml:1: expected a mapping with some of the keys \(keys)"])
    }

    @Test(
        "in a file that says nothing are the usual ones",
        arguments: ["", "\n", "# nothing yet\n#keep-calls: 48\n", "---\n", "---\n# nothing\n"])
    func empty(text: String) throws {
        #expect(try Self.read([:], [:], text) == Self.read())
    }
}
