// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@Suite("A report card")
struct CardIntakeTests {
    private static let card =
        #"{"subject":{"name":"shop"},"quality":{"points":60,"grade":"D"},"more":MORE}"#

    @Test("is taken, whatever else it holds")
    func taken() async throws {
        let bench = try await IntakeBench()
        for more in ["null", "[[[[[[]]]]]]", #"{"tools": [1, 2, {"name": "x"}]}"#] {
            let body = Array(Self.card.replacing("MORE", with: more).utf8)
            let answer = try await bench.client.post("/v1/cards", MediaType.json, body)
            #expect(answer.status == 200)
            #expect(try answer.json() == ["told": 0])
        }
    }

    @Test("that holds more than can be looked at is refused")
    func tooLarge() async throws {
        let bench = try await IntakeBench()
        let more = "[" + String(repeating: "[],", count: 4_000_000) + "[]]"
        let body = try await IntakeBench.gzip(
            Array(Self.card.replacing("MORE", with: more).utf8))
        let answer = try await bench.client.post(
            "/v1/cards", MediaType.json, body, encoding: "gzip")
        #expect(answer.status == 413)
        #expect(answer.text.contains("more than 4000000 values"), "\(answer.text)")
    }

    @Test(
        "that is none is refused",
        arguments: [
            "[]", "{}", #"{"subject":{"name":""},"quality":{}}"#, #"{"subject":{"name":"s"}}"#,
            #"{"subject":"s","quality":{}}"#, "{", "",
        ])
    func refused(text: String) async throws {
        let bench = try await IntakeBench()
        let answer = try await bench.client.post("/v1/cards", MediaType.json, Array(text.utf8))
        #expect(answer.status == 400)
        #expect(try answer.json().at("message")?.string?.isEmpty == false)
    }
}
