// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Scoring

@Suite("All proposals")
struct ProposalPropertyTests {
    @Test("of a server can be applied alone or together, and leave none")
    func everyServer() async throws {
        for server in try Corpus.servers() {
            // Lets the tests of processes, which have time limits, have their turn.
            await Task.yield()
            let repair = try Repair(server.tools)
            let mended = try repair.mended()
            let again = try Repair(mended).proposals.map { "\($0.rule): \($0.title)" }
            #expect(again.isEmpty, "\(server.name): \(again)")
            for (old, new) in zip(repair.subject.catalogue.tools.map(\.definition), mended) {
                #expect(new.inputSchema.fields().count == old.inputSchema.fields().count)
                if let description = old.description {
                    #expect(new.description == HiddenText(in: description)?.cleaned ?? description)
                }
            }
        }
    }

    @Test("about one tool are the same as those about the server")
    func oneTool() async throws {
        for server in try Corpus.servers().prefix(5) {
            // Lets the tests of processes, which have time limits, have their turn.
            await Task.yield()
            let subject = try Repair(server.tools).subject
            let each = subject.catalogue.tools.indices.flatMap {
                FixProposal.all(for: $0, in: subject)
            }
            #expect(each == FixProposal.all(in: subject))
        }
    }

    @Test("about texts of any length take a time that grows no faster")
    func longTexts() throws {
        let parts = [
            "one of: a, ", "default: ", "between 1 and ", "- `x`: ", "Args:\n  x: ", "'", "(",
            "YYYY-",
            "\u{1B}]", "\u{AD}a", "\u{E0041}", "default 'x' or ", "required, ", "https://", "…",
            "如",
        ]
        for part in parts {
            let text = String(repeating: part, count: 20_000)
            let repair = try Repair(
                argument:
                    "{\"type\": \"string\", \"description\": \(JSONWriter.text(.string(text)))}",
                in: text)
            let time = ThreadTime.measure { _ = repair.proposals }
            #expect(time < .seconds(5), "\(part.debugDescription) took \(time)")
        }
    }
}
