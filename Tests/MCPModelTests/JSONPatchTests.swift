// SPDX-License-Identifier: Apache-2.0

import TestSupport
import Testing

@testable import MCPModel

@Suite("A JSON patch")
struct JSONPatchTests {
    /// A document, a patch and the outcome; `nil` where the patch must be refused.
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let document: String
        let patch: String
        let outcome: String?

        init(_ name: String, _ document: String, _ patch: String, _ outcome: String?) {
            testDescription = name
            self.document = document
            self.patch = patch
            self.outcome = outcome
        }
    }

    /// The situations of RFC 6902, appendix A, with other values.
    static let appendix: [Case] = [
        Case(
            "A.1 adds a member", #"{"tea":"green"}"#,
            #"[{"op":"add","path":"/milk","value":"oat"}]"#, #"{"tea":"green","milk":"oat"}"#),
        Case(
            "A.2 inserts an element", #"{"cups":["red","blue"]}"#,
            #"[{"op":"add","path":"/cups/1","value":"white"}]"#,
            #"{"cups":["red","white","blue"]}"#),
        Case(
            "A.3 removes a member", #"{"milk":"oat","tea":"green"}"#,
            #"[{"op":"remove","path":"/milk"}]"#, #"{"tea":"green"}"#),
        Case(
            "A.4 removes an element", #"{"cups":["red","white","blue"]}"#,
            #"[{"op":"remove","path":"/cups/1"}]"#, #"{"cups":["red","blue"]}"#),
        Case(
            "A.5 replaces in its place", #"{"milk":"oat","tea":"green"}"#,
            #"[{"op":"replace","path":"/milk","value":null}]"#, #"{"milk":null,"tea":"green"}"#),
        Case(
            "A.6 moves a member", #"{"tray":{"cup":"red","spoon":1},"sink":{"fork":2}}"#,
            #"[{"op":"move","from":"/tray/spoon","path":"/sink/spoon"}]"#,
            #"{"tray":{"cup":"red"},"sink":{"fork":2,"spoon":1}}"#),
        Case(
            "A.7 moves an element", #"{"steps":["boil","serve","steep","pour"]}"#,
            #"[{"op":"move","from":"/steps/1","path":"/steps/3"}]"#,
            #"{"steps":["boil","steep","pour","serve"]}"#),
        Case(
            "A.8 passes tests", #"{"tea":"green","cups":["red",2,"blue"]}"#,
            #"[{"op":"test","path":"/tea","value":"green"},"#
                + #"{"op":"test","path":"/cups/1","value":2}]"#,
            #"{"tea":"green","cups":["red",2,"blue"]}"#),
        Case(
            "A.9 fails a test", #"{"tea":"green"}"#,
            #"[{"op":"test","path":"/tea","value":"black"}]"#, nil),
        Case(
            "A.10 adds an object", #"{"tea":"green"}"#,
            #"[{"op":"add","path":"/pot","value":{"lid":{}}}]"#,
            #"{"tea":"green","pot":{"lid":{}}}"#
        ),
        Case(
            "A.11 ignores unknown members", #"{"tea":"green"}"#,
            #"[{"op":"add","path":"/milk","value":"oat","note":1}]"#,
            #"{"tea":"green","milk":"oat"}"#),
        Case(
            "A.12 adds nothing inside nothing", #"{"tea":"green"}"#,
            #"[{"op":"add","path":"/pot/lid","value":1}]"#, nil),
        Case(
            "A.14 unescapes ~01 once", #"{"/":9,"~1":10}"#,
            #"[{"op":"test","path":"/~01","value":10}]"#, #"{"/":9,"~1":10}"#),
        Case(
            "A.15 tells numbers from texts", #"{"/":9,"~1":10}"#,
            #"[{"op":"test","path":"/~01","value":"10"}]"#, nil),
        Case(
            "A.16 adds an array", #"{"cups":["red"]}"#,
            #"[{"op":"add","path":"/cups/-","value":["blue","white"]}]"#,
            #"{"cups":["red",["blue","white"]]}"#),
    ]

    static let others: [Case] = [
        Case(
            "keeps what it adds over", #"{"a":1,"b":2}"#,
            #"[{"op":"add","path":"/a","value":3}]"#, #"{"a":3,"b":2}"#),
        Case(
            "replaces the whole", "[1]", #"[{"op":"replace","path":"","value":{"a":1}}]"#,
            #"{"a":1}"#),
        Case("adds over the whole", "[1]", #"[{"op":"add","path":"","value":2}]"#, "2"),
        Case("never removes the whole", "[1]", #"[{"op":"remove","path":""}]"#, nil),
        Case(
            "copies", #"{"a":[1],"b":0}"#, #"[{"op":"copy","from":"/a","path":"/a/0"}]"#,
            #"{"a":[[1],1],"b":0}"#),
        Case(
            "moves to the same place", #"{"a":1,"b":2}"#,
            #"[{"op":"move","from":"/a","path":"/a"}]"#, #"{"a":1,"b":2}"#),
        Case(
            "moves nothing into itself", #"{"a":{"b":1}}"#,
            #"[{"op":"move","from":"/a","path":"/a/c"}]"#, nil),
        Case(
            "moves no missing thing", #"{"a":1}"#,
            #"[{"op":"move","from":"/b","path":"/b"}]"#, nil),
        Case(
            "moves beside a like name", #"{"a":1}"#, #"[{"op":"move","from":"/a","path":"/ab"}]"#,
            #"{"ab":1}"#),
        Case("appends at the length", "[1]", #"[{"op":"add","path":"/1","value":2}]"#, "[1,2]"),
        Case("skips no place", "[1]", #"[{"op":"add","path":"/2","value":2}]"#, nil),
        Case("reads no leading zero", "[1,2]", #"[{"op":"add","path":"/01","value":2}]"#, nil),
        Case(
            "replaces nothing behind the end", "[1]", #"[{"op":"replace","path":"/-","value":2}]"#,
            nil),
        Case("replaces nothing missing", "{}", #"[{"op":"replace","path":"/a","value":2}]"#, nil),
        Case("enters no text", #"{"a":"b"}"#, #"[{"op":"add","path":"/a/0","value":2}]"#, nil),
        Case(
            "uses an empty key", #"{"":1}"#, #"[{"op":"replace","path":"/","value":2}]"#, #"{"":2}"#
        ),
        Case(
            "uses - as a key of objects", "{}", #"[{"op":"add","path":"/-","value":1}]"#,
            #"{"-":1}"#),
        Case(
            "compares by value", #"{"a":{"x":1.50,"y":[0,-0.0,100]}}"#,
            #"[{"op":"test","path":"/a","value":{"y":[0e9,0,1E+2],"x":15e-1}}]"#,
            #"{"a":{"x":1.50,"y":[0,-0.0,100]}}"#),
        Case(
            "compares large numbers exactly", #"{"a":9007199254740993}"#,
            #"[{"op":"test","path":"/a","value":9007199254740992}]"#, nil),
        Case(
            "compares texts by scalars", "{\"a\":\"\u{E9}\"}",
            "[{\"op\":\"test\",\"path\":\"/a\",\"value\":\"e\u{301}\"}]", nil),
        Case(
            "compares counts of members", #"{"a":{"x":1}}"#,
            #"[{"op":"test","path":"/a","value":{"x":1,"y":2}}]"#, nil),
        Case(
            "works in order", #"{"a":[]}"#,
            #"[{"op":"add","path":"/a/-","value":1},{"op":"add","path":"/a/0","value":0},"#
                + #"{"op":"remove","path":"/a/1"}]"#, #"{"a":[0]}"#),
        Case(
            "undoes all", #"{"a":1}"#,
            #"[{"op":"remove","path":"/a"},{"op":"test","path":"/b","value":1}]"#, nil),
        Case("may be empty", "1", "[]", "1"),
    ]

    @Test("does what the RFC says", arguments: appendix + others)
    func applies(_ example: Case) throws {
        let patch = try JSONPatch(json: value(example.patch))
        let document = try value(example.document)
        let outcome = try? patch.applied(to: document)
        #expect(outcome.map { JSONWriter.text($0) } == example.outcome)
        #expect(try JSONPatch(json: patch.json) == patch)
    }

    @Test("tells keys apart scalar by scalar")
    func canonicalKeys() throws {
        let document = try value("{\"\u{E9}\":1,\"e\u{301}\":2}")
        let patch = JSONPatch([.replace(["e\u{301}"], 3), .remove(["\u{E9}"])])
        let outcome = try patch.applied(to: document)
        let keys = outcome.object?.members.map { Array($0.key.unicodeScalars) }
        #expect(keys == [["e", "\u{301}"]])
    }

    @Test(
        "is refused when it is none",
        arguments: [
            "{}", "[1]", "[{}]", #"[{"op":"delete","path":"/a"}]"#, #"[{"op":"remove"}]"#,
            #"[{"op":"remove","path":"a"}]"#, #"[{"op":"add","path":"/a"}]"#,
            #"[{"op":"move","path":"/a"}]"#, #"[{"op":"copy","path":"/a","from":1}]"#,
            #"[{"op":"replace","path":"/~2","value":1}]"#, #"[{"op":1,"path":"/a"}]"#,
        ])
    func malformed(text: String) throws {
        let document = try value(text)
        #expect(throws: InputProblem.self) { try JSONPatch(json: document) }
    }

    @Test("with the same member twice is not even JSON")
    func repeatedMember() {
        #expect(refusal(#"[{"op":"add","path":"/a","value":1,"op":"remove"}]"#) != nil)
    }

    @Test("says which operation failed, and where")
    func problem() throws {
        let patch = JSONPatch([.add(["a"], 1), .remove(["b", "c"])])
        do throws(InputProblem) {
            _ = try patch.applied(to: [:])
            Issue.record("this was applied")
        } catch {
            #expect(error.message == "operation 1 (remove): there is nothing at this place")
            #expect(error.pointer == ["b", "c"])
        }
    }

    @Test("moves under a base with all its places")
    func under() throws {
        let patch = JSONPatch([
            .add(["a"], 1), .copy(from: ["a"], to: ["b"]), .move(from: ["a"], to: ["c"]),
            .test(["c"], 1), .replace(["c"], 2), .remove(["b"]),
        ])
        let outcome = try patch.under(["tools", "0"]).applied(to: ["tools": [[:]]])
        #expect(JSONWriter.text(outcome) == #"{"tools":[{"c":2}]}"#)
    }

    @Test("of a wide object takes no longer than writing it")
    func wide() throws {
        var object = JSONObject()
        for index in 0..<2_000 { object["k\(index)"] = .int(index) }
        let whole = JSONValue.object(object)
        #expect(try JSONPatch([.test([], whole)]).applied(to: whole) == whole)
    }
}
