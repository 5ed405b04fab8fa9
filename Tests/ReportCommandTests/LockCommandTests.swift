// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("smelt-report lock")
struct LockCommandTests {
    private func drift(_ card: JSONValue) -> [JSONValue] {
        (card.at("findings")?.array ?? []).filter { $0.at("rule") == "definition-drifted" }
    }

    @Test("writes a lock that fits the same server, to standard output or to a file")
    func roundTrip() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path("library.lock")
        let printed = try await CommandRun.smeltReport(["lock", Sample.library])
        let written = try await CommandRun.smeltReport(["lock", Sample.library, "-o", path])
        #expect(printed.status == 0)
        #expect(written.status == 0)
        #expect(written.output.isEmpty)
        #expect(printed.stderr + written.stderr == "")
        #expect(try folder.text("library.lock") == printed.stdout)
        #expect(try printed.json().at("server") == "library")
        #expect(try printed.json().at("tools")?.array?.count == 5)

        let locked = try await card(Sample.library, "--lock", path)
        #expect(drift(locked).isEmpty)
        let plain = try await card(Sample.library)
        #expect(locked.at("security", "points") == plain.at("security", "points"))
    }

    @Test("lets score --lock show what changed, word for word, and take points for it")
    func changed() async throws {
        let folder = try TemporaryFolder()
        let lock = folder.path("library.lock")
        _ = try await CommandRun.smeltReport(["lock", Sample.library, "-o", lock])
        let text = try Sample.libraryTools { tools in
            var tool = tools[0].object ?? JSONObject()
            tool["description"] = "Finds books, and more."
            tools[0] = .object(tool)
            tools.removeLast()
            tools.append(["name": "new_tool", "description": "Opens a shelf."])
        }
        let path = try folder.write(text, to: "changed.json")
        let run = try await CommandRun.smeltReport([path, "-f", "json", "--lock", lock])
        #expect(run.status == 1, "a change since the lock fails a run")
        #expect(run.stderr.contains("3 changes since the lock"))
        let locked = try run.json()
        let found = drift(locked)
        #expect(found.count == 3)
        let search = found.first { $0.at("tool") == "search_books" }
        #expect(search?.at("pointer") == "/description")
        let message = search?.at("message")?.string ?? ""
        #expect(message.hasPrefix("search_books differs from the lock: /description was \"Finds"))
        #expect(message.contains("is \"Finds books, and more.\""))
        #expect(found.first { $0.at("tool") == "new_tool" }?.at("evidence") == "it is new")
        let gone = found.first { $0.at("tool") == JSONValue.null }?.at("evidence")?.string
        #expect(gone?.hasPrefix("gone: ") == true)
        let plain = try await card(path)
        let points = [locked, plain].map { $0.at("security", "points")?.number?.int ?? 0 }
        #expect(points[0] < points[1])
    }

    @Test("holds several servers in one file, each found by its name")
    func several() async throws {
        let folder = try TemporaryFolder()
        let lock = folder.path("all.lock")
        let inputs = [Sample.library, Sample.notes]
        let run = try await CommandRun.smeltReport(["lock"] + inputs + ["-o", lock])
        #expect(run.status == 0)
        let text = try folder.text("all.lock")
        #expect(try JSONReader.read(text).root.array?.count == 2)
        let score = try await CommandRun.smeltReport(inputs + ["--lock", lock, "-f", "ndjson"])
        #expect(score.status == 0, "\(score.stderr)")
        #expect(try score.ndjson().flatMap(drift).isEmpty)
    }

    @Test("is not of a server that has another name and other tools")
    func otherServer() async throws {
        let folder = try TemporaryFolder()
        let lock = folder.path("library.lock")
        _ = try await CommandRun.smeltReport(["lock", Sample.library, "-o", lock])
        let run = try await CommandRun.smeltReport([Sample.notes, "--lock", lock])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(
            run.complaints == [
                "--lock \(lock): this is the lock of library, which shares no tool with notes"
            ])
    }

    @Test(
        "that is none is refused in one sentence",
        arguments: [
            "{}", "3", "{", "[{}]", #"{"schemaVersion": "2", "server": "library", "tools": []}"#,
            #"{"tools": []}"#, #"{"schemaVersion": "1", "server": "library", "tools": [{}]}"#,
        ])
    func malformed(text: String) async throws {
        let folder = try TemporaryFolder()
        let lock = try folder.write(text, to: "bad.lock")
        let run = try await CommandRun.smeltReport([Sample.library, "--lock", lock])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.complaints.count == 1)
        #expect(run.stderr.hasPrefix("--lock \(lock): "), "\(run.stderr)")
    }

    @Test("that is absent is refused")
    func absent() async throws {
        let lock = try TemporaryFolder().path("absent.lock")
        let run = try await CommandRun.smeltReport([Sample.library, "--lock", lock])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.complaints.count == 1)
        #expect(run.stderr.contains(lock))
    }

    @Test("writes nothing when one of the servers cannot be read")
    func unreadable() async throws {
        let folder = try TemporaryFolder()
        let before = try folder.write("kept", to: "all.lock")
        let run = try await CommandRun.smeltReport([
            "lock", Sample.library, folder.path("absent.json"), "-o", before,
        ])
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.stderr.contains("absent.json"))
        #expect(run.complaints.last?.hasPrefix("nothing was written") == true)
        #expect(try folder.text("all.lock") == "kept")
        #expect(try folder.names() == ["all.lock"])
    }
}
