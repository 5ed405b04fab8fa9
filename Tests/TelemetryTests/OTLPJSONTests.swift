// SPDX-License-Identifier: Apache-2.0

import MCPModel
import TestSupport
import Testing

@testable import Telemetry

@Suite("A request of OTLP in JSON")
struct OTLPJSONTests {
    // MARK: - Requests

    /// A request of one span with some members.
    private static func spans(_ members: String) -> String {
        #"{"resourceSpans":[{"scopeSpans":[{"spans":[{\#(members)}]}]}]}"#
    }

    /// A request of one point of a histogram, with some members.
    private static func points(_ members: String, kind: String = "histogram") -> String {
        #"""
        {"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"mcp.server.operation.duration",
        "\#(kind)":{"dataPoints":[{\#(members)}]}}]}]}]}
        """#
    }

    private static func read(_ json: String) throws -> CallBatch {
        json.contains("resourceMetrics")
            ? try MetricsRequest.calls(inJSON: Array(json.utf8))
            : try TraceRequest.calls(inJSON: Array(json.utf8))
    }

    // MARK: - What is refused

    /// A request that is wrong in one place.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let json: String
        let place: String
        let words: String

        init(_ json: String, _ place: String, _ words: String) {
            self.json = json
            self.place = place
            self.words = words
        }

        var testDescription: String { place + ": " + words }
    }

    private static let span = "/resourceSpans/0/scopeSpans/0/spans/0"
    private static let metric = "/resourceMetrics/0/scopeMetrics/0/metrics/0"

    static let wrong: [Wrong] = [
        Wrong(#"{"resourceSpans":{}}"#, "/resourceSpans", "expected an array, found an object"),
        Wrong(#"{"resourceSpans":[null]}"#, "/resourceSpans/0", "expected an object, found null"),
        Wrong(spans(#""name":5"#), span + "/name", "expected a string, found 5"),
        Wrong(spans(#""kind":[]"#), span + "/kind", "found an array"),
        Wrong(spans(#""kind":4294967298"#), span + "/kind", "to 2147483647, found 4294967298"),
        Wrong(spans(#""kind":"SERVER""#), span + "/kind", "found \"SERVER\""),
        Wrong(spans(#""startTimeUnixNano":1.5"#), span + "/startTimeUnixNano", "found 1.5"),
        Wrong(spans(#""endTimeUnixNano":"-1""#), span + "/endTimeUnixNano", "found \"-1\""),
        Wrong(
            spans(#""endTimeUnixNano":18446744073709551616"#), span + "/endTimeUnixNano",
            "from 0 to 18446744073709551615"),
        Wrong(spans(#""traceId":"oaKj=""#), span + "/traceId", "hexadecimal"),
        Wrong(spans(#""spanId":"a1a""#), span + "/spanId", "hexadecimal"),
        Wrong(spans(#""status":[]"#), span + "/status", "expected an object"),
        Wrong(spans(#""status":{"code":true}"#), span + "/status/code", "found a boolean"),
        Wrong(spans(#""attributes":[{"key":1}]"#), span + "/attributes/0/key", "a string"),
        Wrong(
            spans(#""attributes":[{"key":"error.type","value":{"intValue":"x"}}]"#),
            span + "/attributes/0/value/intValue", "found \"x\""),
        Wrong(
            spans(#""attributes":[{"key":"error.type","value":{"stringValue":"","intValue":1}}]"#),
            span + "/attributes/0/value", "\"stringValue\" and \"intValue\" exclude"),
        Wrong(
            spans(#""attributes":[{"key":"error.type","value":{"bytesValue":"*"}}]"#),
            span + "/attributes/0/value/bytesValue", "base64"),
        Wrong(points(#""count":-1"#), metric + "/histogram/dataPoints/0/count", "found -1"),
        Wrong(points(#""sum":1e999"#), metric + "/histogram/dataPoints/0/sum", "found 1e999"),
        Wrong(points(#""sum":"nan""#), metric + "/histogram/dataPoints/0/sum", "found \"nan\""),
        Wrong(
            points(#""bucketCounts":[1,null]"#), metric + "/histogram/dataPoints/0/bucketCounts/1",
            "found null"),
        Wrong(
            points(#""scale":2147483648"#, kind: "exponentialHistogram"),
            metric + "/exponentialHistogram/dataPoints/0/scale", "found 2147483648"),
        Wrong(
            points(#""attributes":[{"key":"a","value":{"arrayValue":{"values":[1]}}}]"#),
            metric + "/histogram/dataPoints/0/attributes/0/value/arrayValue/values/0",
            "expected an object, found 1"),
    ]

    @Test("is refused where something that is read is of a wrong kind", arguments: wrong)
    func refused(wrong: Wrong) {
        let problem = #expect(throws: InputProblem.self) { try Self.read(wrong.json) }
        #expect(problem?.code == .wrongShape)
        #expect(problem?.pointer?.description == wrong.place)
        #expect(problem?.message.contains(wrong.words) == true, "\(problem?.message ?? "")")
    }

    @Test("is refused with the line where it is wrong")
    func position() {
        let json = "{\n  \"resourceSpans\": [\n    {\"scopeSpans\": 1}\n  ]\n}"
        let problem = #expect(throws: InputProblem.self) { try Self.read(json) }
        #expect(
            problem?.description
                == "line 3, column 20, at /resourceSpans/0/scopeSpans: expected an array, found 1")
    }

    @Test(
        "of logs is read down to the records",
        arguments: [
            #"{"resourceLogs":{}}"#, #"{"resourceLogs":[{"scopeLogs":[{"logRecords":[1]}]}]}"#,
        ])
    func logs(json: String) {
        #expect(throws: InputProblem.self) { try LogsRequest.check(json: Array(json.utf8)) }
    }

    // MARK: - What is taken

    private static let call = spans(
        #"""
        "traceId":"a1a2a3a4a5a6a7a8a9aaabacadaeafb0","spanId":"00000000000000ab",
        "name":"tools/call buy","kind":2,"startTimeUnixNano":"1700000000000000000",
        "endTimeUnixNano":"1700000000025000000","attributes":[
        {"key":"mcp.method.name","value":{"stringValue":"tools/call"}},
        {"key":"mcp.server.name","value":{"stringValue":"shop"}}],"status":{"code":2}
        """#)

    @Test(
        "is the same in other spellings of a value",
        arguments: [
            ("\"kind\":2", "\"kind\":\"SPAN_KIND_SERVER\""), ("\"kind\":2", "\"kind\":2.0"),
            ("\"code\":2", "\"code\":\"STATUS_CODE_ERROR\""),
            ("\"1700000000000000000\"", "1.7e18"), ("\"1700000000000000000\"", "\"1.7e18\""),
            ("\"1700000000000000000\"", "1700000000000000000.0"),
            ("\"status\"", "\"traceState\":null,\"status\""),
        ])
    func spellings(usual: String, other: String) throws {
        let expected = try Self.read(Self.call)
        #expect(expected.readCalls.map(\.tool) == ["buy"])
        #expect(expected.readCalls.map(\.error) == ["_OTHER"])
        #expect(Self.call.contains(usual))
        let found = try Self.read(Self.call.replacing(usual, with: other))
        #expect(found.readCalls == expected.readCalls)
    }

    @Test(
        "is taken whatever stands in members that are not read",
        arguments: [
            #""flags":"x""#, #""links":{"a":1}"#, #""links":[[]]"#, #""span_id":5"#,
            #""droppedAttributesCount":-1"#, #""instrumentation":[null]"#,
        ])
    func passedOver(member: String) throws {
        let other = Self.call.replacing("\"kind\":2", with: "\"kind\":2," + member)
        #expect(try Self.read(other).readCalls == Self.read(Self.call).readCalls)
    }

    @Test(
        "is taken whatever the values of attributes that tell nothing about calls",
        arguments: ["1", "[]", #"{"intValue":1.5}"#, #"{"stringValue":"a","boolValue":true}"#])
    func otherAttributes(value: String) throws {
        let other = Self.call.replacing(
            "\"attributes\":[", with: "\"attributes\":[{\"key\":\"a\",\"value\":\(value)},")
        #expect(try Self.read(other).readCalls == Self.read(Self.call).readCalls)
    }

    @Test("may be larger than other texts, as events may")
    func large() throws {
        let text = [UInt8](repeating: 0x20, count: 64 << 20) + Array("{}".utf8)
        #expect(try TraceRequest.calls(inJSON: text).isEmpty)
        #expect(try CallEvents.calls(in: text, now: .now).notes.refused == 1)
    }

    @Test("counts an attribute that holds no text as present")
    func present() throws {
        let seam = #"{"key":"fastmcp.span.seam","value":{"kvlistValue":{}}},"#
        let list = #"{"key":"mcp.method.name","value":{"arrayValue":{"values":[]}}}"#
        let marked = Self.call
            .replacing("\"spans\"", with: "\"scope\":{\"name\":\"fastmcp\"},\"spans\"")
            .replacing("\"attributes\":[", with: "\"attributes\":[" + seam)
            .replacing("\"spans\":[{", with: "\"spans\":[{\"parentSpanId\":\"00000000000000aa\",")
        // A call of FastMCP is doubted, unless its span has a mark.
        #expect(try Self.read(marked).calls.map(\.parent) == [0])
        #expect(try Self.read(marked.replacing(seam, with: "")).calls.map(\.parent) != [0])
        // The latter of two counts, as in protobuf.
        let method = #"{"key":"mcp.method.name","value":{"stringValue":"tools/call"}}"#
        let hidden = Self.call.replacing(method, with: method + "," + list)
        #expect(try Self.read(hidden).notes.unrelated == 1)
    }

    // MARK: - Streams

    private static func streams(_ first: String, _ second: String) throws -> Set<UInt64> {
        let requests = [first, second].map { scope in
            #"""
            {"resourceMetrics":[{"scopeMetrics":[{\#(scope)"metrics":[
            {"name":"mcp.server.operation.duration","histogram":{"aggregationTemporality":2,
            "dataPoints":[{"timeUnixNano":"1790000000000000000","count":"3","attributes":[
            {"key":"mcp.method.name","value":{"stringValue":"tools/list"}},
            {"key":"mcp.server.name","value":{"stringValue":"shop"}}]}]}}]}]}]}
            """#
        }
        let batches = try requests.map { try read($0) }
        return Set(batches.flatMap { $0.readMeasurements.map(\.stream) })
    }

    @Test(
        "tells streams apart by all of their scope",
        arguments: [
            #""version":"1""#, #""attributes":[{"key":"a","value":{"intValue":1}}]"#,
            #""attributes":[{"key":"a","value":{"arrayValue":{"values":[{"intValue":1}]}}}]"#,
            #""attributes":[{"key":"a","value":{"bytesValue":"AQ=="}}]"#,
        ])
    func scopes(member: String) throws {
        let scope = "\"scope\":{\"name\":\"app\",\(member)},"
        #expect(try Self.streams(scope, "\"scope\":{\"name\":\"app\"},").count == 2)
        #expect(try Self.streams(scope, scope).count == 1)
        let other = scope.replacing("1", with: "2").replacing("AQ", with: "Ag")
        #expect(try Self.streams(scope, other).count == 2)
    }

    @Test("says nothing about histograms of something else, whatever is in them")
    func otherMetrics() throws {
        let json = Self.points("\"count\":{}").replacing("mcp.server", with: "http.server")
        let batch = try Self.read(json)
        #expect(batch.isEmpty)
        #expect(batch.notes.unrelated == 1)
        let twice = json.replacing("\"histogram\"", with: "\"gauge\":1,\"histogram\"")
        #expect(throws: InputProblem.self) { try Self.read(twice) }
    }
}
