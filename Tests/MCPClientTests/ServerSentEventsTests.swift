// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import MCPClient

@Suite("Server-sent events")
struct ServerSentEventsTests {
    private func events(_ text: String, split: Int? = nil) -> [String] {
        let bytes = Array(text.utf8)
        var parser = ServerSentEvents()
        var events: [[UInt8]] = []
        let middle = split ?? bytes.count
        for piece in [bytes[..<middle], bytes[middle...]] { events += parser.append(piece) }
        return events.map { String(decoding: $0, as: UTF8.self) }
    }

    @Test(
        "are found with every line end, wherever the stream is split",
        arguments: ["\n", "\r", "\r\n"])
    func everySplit(end: String) {
        let lines = [
            "\u{FEFF}: a comment", "event: message", "id: 7", "data: {\"a\":1}", "",
            "data:first", "data: second", "data", "", "retry: 10", "", "data: é€😀", "",
            "data: unfinished",
        ]
        let text = lines.joined(separator: end)
        let expected = ["{\"a\":1}", "first\nsecond\n", "é€😀"]
        for split in 0...text.utf8.count {
            #expect(events(text, split: split) == expected, "split at \(split)")
        }
    }

    @Test("keep all but the first space of a line")
    func spaces() { #expect(events("data:  x \n\n") == [" x "]) }

    @Test("with empty data are events too")
    func empty() { #expect(events("data\n\ndata:\n\n\n") == ["", ""]) }

    @Test("are not made of other fields")
    func otherFields() { #expect(events("database: x\nDATA: y\n data: z\n\n") == []) }
}

@Suite("Lines")
struct LineBufferTests {
    @Test("are the same however the stream is cut")
    func everyPieceSize() {
        let bytes = Array("one\r\n\ntwo words\nthree\nrest".utf8)
        for size in 1...bytes.count {
            var buffer = LineBuffer()
            var lines: [String] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                buffer.append(bytes[start..<min(start + size, bytes.count)])
                while let line = buffer.next() {
                    lines.append(String(decoding: line, as: UTF8.self))
                }
            }
            #expect(lines == ["one", "", "two words", "three"])
            #expect(String(decoding: buffer.rest, as: UTF8.self) == "rest")
        }
    }

    @Test("of the tail begin with a whole character")
    func tail() {
        var tail = TailBuffer(limit: 4)
        tail.append("abcé€".utf8)
        #expect(tail.text == "€")
        tail.append(repeatElement(UInt8(ascii: "x"), count: 100_000))
        #expect(tail.text == "xxxx")
    }

    @Test("from outside are made fit for a sentence")
    func quoting() {
        #expect(quoted("\u{1B}[31mred\u{7}\n") == " [31mred")
        #expect(quoted("abcdef", limit: 3) == "abc…")
    }
}
